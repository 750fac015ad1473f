// Kills the browser again and again in the middle of a run, and looks at the books each time.
import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { asObjects, parseCsv } from './csv.mjs';
import { generatedExport } from './exports.mjs';
import { unpackedExtension } from './extension.mjs';
import { UNDO_OUTCOMES } from './page.mjs';
import { startRelay } from './processes.mjs';
import { EMAIL, pairOf, startSite, TOKEN } from './site.mjs';
import { assertBalanced } from './stage.mjs';
import { openSurvivor } from './persistent_browser.mjs';

const login = { email: EMAIL, token: TOKEN, expect: /Connected/ };

/** Seeded dice (mulberry32): the same kills every time. */
function dice(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/**
 * `rows` memberships of which every `keepEvery`-th is kept; the rest is removed at `rate` a second on a site that
 * fails `faults` percent of the calls, while the browser is killed `kills` times. Then everything is taken back.
 * `byExtension`: the page is the browser extension and no relay runs.
 */
export async function killAgainAndAgain(t, { rows, keepEvery, rate, faults, kills, seed, longest, byExtension = false }) {
  const roll = dice(seed);
  const file = generatedExport(rows, { keepEvery });
  const input = asObjects(parseCsv(file)).map((row) => ({ group: row['Group id'], account: row['User id'], kept: row['User name'].startsWith('Keep ') }));
  const chosen = new Set(input.filter((row) => !row.kept).map(pairOf));
  const site = await startSite(file, { rate: 100, burst: 100, latencyMs: 40, seed });
  t.after(() => site.stop());
  const survivor = byExtension ? await extensionSurvivor(t) : await relaySurvivor(t, site);
  t.after(() => survivor.close());
  const connect = async () => {
    if (byExtension) {
      await ui.goTo('Connect');
      await ui.chooseSite('Atlassian site');
      const address = ui.page.getByLabel('Site address', { exact: true });
      // A run that came back names its own site.
      if (await address.isEditable()) await ui.write(address, site.origin);
      assert.equal(await address.inputValue(), site.origin);
    }
    await ui.connectRelay(login);
  };

  let { ui } = survivor;
  await ui.importFile(file);
  await ui.goTo('Choose');
  await ui.selectShown();
  await ui.search('Keep ');
  await ui.button('Clear shown').click();
  await ui.search('');
  await connect();
  await ui.goTo('Run');
  await ui.callsPerSecond(rate);
  await ui.tryFirst();
  await site.settings({ faults_percent: faults });
  await ui.startTheRest(site.host);

  let done = 0;
  for (; done < kills; done += 1) {
    await pause(100 + roll() * longest);
    await survivor.kill();
    // The login itself is not what is tried here: one question that fails would only be asked again by hand.
    await site.settings({ faults_percent: 0 });
    await survivor.again();
    ({ ui } = survivor);
    await ui.pastRun('Resume').click().catch(async (error) => {
      throw new Error(`after kill ${done + 1} the page shows: ${await ui.page.locator('main').innerText()}`, { cause: error });
    });
    await ui.stepIs('Connect');
    await connect();
    await ui.button('Next: Run').click();
    const counts = await ui.counts();
    assertBalanced(counts);
    assert.equal(counts.Selected, chosen.size, 'no row is lost');
    agrees(input.length - (await site.memberships()), counts);
    if (counts['Not started'] + counts.Unconfirmed === 0) break;
    await ui.callsPerSecond(rate);
    await site.settings({ faults_percent: faults });
    await ui.button('Resume').click();
  }
  // The rest may go faster.
  if (done === kills) await ui.callsPerSecond(50);
  await ui.stateIs('Finished', 180_000);
  await finish(ui, site);

  const counts = await ui.counts();
  assertBalanced(counts);
  // The answer to a call in flight when the browser was killed is lost, so its row is gone since the check.
  const unanswered = byExtension ? counts['Gone since the check'] : 0;
  assert.equal(counts.Removed + counts['Already gone'] + unanswered, chosen.size, JSON.stringify(counts));
  assert.equal(await site.memberships(), input.length - chosen.size, 'the site equals the plan');
  const removals = await site.removals();
  assert.ok(removals.every((removal) => chosen.has(pairOf(removal))), 'no row outside the plan was touched');

  if (byExtension) {
    assert.deepEqual(survivor.crashes, [], 'the page threw');
    return { kills: done, removals: removals.length, counts };
  }
  await site.settings({ faults_percent: 0 });
  await ui.undo(site.host, 180_000);
  assertBalanced(await ui.counts(), UNDO_OUTCOMES);
  assert.equal(await site.memberships(), input.length, 'row for row back');
  for (const group of new Set(input.map((row) => row.group))) {
    const expected = input.filter((row) => row.group === group).map((row) => row.account);
    assert.deepEqual(await site.members(group), expected.toSorted(), `who is in ${group}`);
  }
  assert.deepEqual(survivor.crashes, [], 'the page threw');
  return { kills: done, removals: removals.length, counts };
}

async function relaySurvivor(t, site) {
  const relay = await startRelay({ site: site.origin });
  t.after(() => relay.stop());
  return openSurvivor(relay.addressWithKey);
}

async function extensionSurvivor(t) {
  const { address, args } = await unpackedExtension(t);
  return openSurvivor(address, { args });
}

/** What the page claims is so: no more is claimed removed than is gone, and what is gone is removed or in doubt. */
function agrees(gone, counts) {
  const claimed = counts.Removed + counts['Already gone'];
  assert.ok(claimed <= gone, `${claimed} are claimed, ${gone} are gone`);
  assert.ok(gone <= claimed + counts.Unconfirmed, `${gone} are gone: ${JSON.stringify(counts)}`);
}

/** Rows that ran out of tries are tried again, as an admin would. */
async function finish(ui, site) {
  for (let tries = 0; tries < 5; tries += 1) {
    const counts = await ui.counts();
    if (counts.Failed + counts.Unconfirmed === 0) return;
    await ui.goTo('Report');
    await ui.button('Retry failed').click();
    await ui.dialog.getByRole('textbox', { name: 'Site name', exact: true }).fill(site.host);
    await ui.dialog.getByRole('button', { name: 'Remove', exact: true }).click();
    await ui.dialog.waitFor({ state: 'hidden' });
    await ui.stateIs('Finished', 60_000);
  }
}
