// The page closes in the middle of a run, with calls on their way: Past runs, Report and the run itself say the same,
// and nothing that the site did is missing in what they say.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { generatedExport } from './support/exports.mjs';
import { UNDO_OUTCOMES } from './support/page.mjs';
import { EMAIL, TOKEN } from './support/site.mjs';
import { assertBalanced, openStage, readyToRun, reopen } from './support/stage.mjs';
import { until } from './support/until.mjs';

const ROWS = 40;
const FILE = generatedExport(ROWS);
const login = { email: EMAIL, token: TOKEN, expect: /Connected/ };
/** So slow that several calls are on their way at any moment. */
const SLOW = { latencyMs: 400 };

/** How many rows a sentence of Past runs counts under a word, as in "10 removed · 6 unconfirmed". */
async function listed(ui, at, word) {
  const text = await ui.pastRuns.getByRole('listitem').nth(at).innerText();
  const found = new RegExp(String.raw`(\d+) ${word}`).exec(text);
  return found ? Number(found[1]) : 0;
}

/** Calls of a kind that the site has answered, once no more come. */
async function settled(site, method) {
  const answered = async () => (await site.requests()).filter((call) => call.method === method && call.status < 300).length;
  let last = -1;
  await until('the site is done with the calls that were on their way', async () => {
    const before = last;
    last = await answered();
    return before === last;
  }, { every: 600 });
  return last;
}

test('after a reload in the middle of a run, Past runs counts what was on its way as unconfirmed', { timeout: 120_000 }, async (t) => {
  const stage = await openStage(t, { members: FILE, site: SLOW });
  await readyToRun(stage, FILE);
  await stage.ui.callsPerSecond(20);
  await stage.ui.tryFirst();
  await stage.ui.startTheRest(stage.host);
  await until('the run is under way', async () => (await stage.site.removals()).length >= 10);
  const { ui, site } = await reopen(stage);

  const gone = await settled(site, 'DELETE');
  const removed = await listed(ui, 0, 'removed');
  const unconfirmed = await listed(ui, 0, 'unconfirmed');
  assert.ok(unconfirmed >= 1, `calls were on their way: ${removed} removed`);
  assert.ok(removed <= gone && gone <= removed + unconfirmed, `${removed} removed, ${unconfirmed} unconfirmed, and the site took ${gone}`);
  assert.doesNotMatch(await ui.site(), /^Practice/i, 'this is no practice');

  await ui.pastRun('Report').click();
  await ui.stepIs('Report');
  const counts = await ui.counts();
  assertBalanced(counts);
  assert.deepEqual(
    [counts.Removed, counts.Unconfirmed, counts['Not started']],
    [removed, unconfirmed, ROWS - removed - unconfirmed],
    'Report and Past runs count alike',
  );
  await ui.named('note', 'What the results lack').getByText(`The results contain only the ${ROWS} rows of the run`).waitFor();

  await site.settings({ latency_ms: 5 });
  await ui.goTo('Import');
  await ui.resumePastRun(login);
  await ui.stateIs('Finished', 30_000);
  const end = await ui.counts();
  assertBalanced(end);
  assert.equal(end.Removed, ROWS);
  assert.equal(await site.memberships(), 0);
});

test('after a reload in the middle of an undo, the run says how far it was undone and how much is unconfirmed', { timeout: 120_000 }, async (t) => {
  const stage = await openStage(t, { members: FILE, site: { latencyMs: 5 } });
  await readyToRun(stage, FILE);
  await stage.ui.tryFirst();
  await stage.ui.removeRest(stage.host);
  await stage.site.settings({ latency_ms: SLOW.latencyMs });
  await stage.ui.goTo('Report');
  await stage.ui.button('Undo this run').click();
  const dialog = stage.ui.named('dialog', 'Confirm undo');
  await dialog.getByRole('textbox', { name: 'Site name', exact: true }).fill(stage.host);
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  await until('the undo is under way', async () => (await stage.site.requests()).filter((call) => call.method === 'POST').length >= 8);
  const { ui, site } = await reopen(stage);

  const back = await settled(site, 'POST');
  const added = await listed(ui, 1, `of ${ROWS} memberships (?:was|were) back`);
  const unconfirmed = await listed(ui, 1, 'unconfirmed');
  assert.ok(unconfirmed >= 1, `calls were on their way: ${added} back`);
  assert.ok(added <= back && back <= added + unconfirmed, `${added} back, ${unconfirmed} unconfirmed, and the site took ${back}`);
  await ui.pastRun('Report').click();
  const counts = await ui.counts(UNDO_OUTCOMES);
  assertBalanced(counts, UNDO_OUTCOMES);
  assert.deepEqual([counts.Added, counts.Unconfirmed], [added, unconfirmed]);
});
