// The browser freezes the page in the middle of a run, as it does to save memory, and thaws it later. Chromium alone can
// be told to.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { IN_CHROMIUM } from './support/browser.mjs';
import { asObjects, parseCsv } from './support/csv.mjs';
import { generatedExport } from './support/exports.mjs';
import { startRelay } from './support/processes.mjs';
import { pairOf, startSite } from './support/site.mjs';
import { assertBalanced, readyToRun } from './support/stage.mjs';
import { openSurvivor } from './support/persistent_browser.mjs';
import { assertOncePerRow } from './support/tabs.mjs';
import { until } from './support/until.mjs';

const ROWS = 40;
const FILE = generatedExport(ROWS);
const PER_SECOND = 10;
/** Twenty times what lies between two calls. */
const QUIET_MS = 20 * (1_000 / PER_SECOND);
const skip = !IN_CHROMIUM && 'only Chromium has a command that freezes a page';

/** How many calls the site has got once none has come for [`QUIET_MS`]. */
async function quiet(site) {
  let [sent, since] = [-1, Date.now()];
  await until('the site gets nothing more', async () => {
    const now = (await site.removals()).length;
    if (now !== sent) [sent, since] = [now, Date.now()];
    return Date.now() - since >= QUIET_MS;
  });
  return sent;
}

test('a frozen page sends nothing, and goes on by itself once it is thawed', { skip, timeout: 90_000 }, async (t) => {
  const site = await startSite(FILE, { latencyMs: 400 });
  t.after(() => site.stop());
  const relay = await startRelay({ site: site.origin });
  t.after(() => relay.stop());
  const survivor = await openSurvivor(relay.addressWithKey, { canFreeze: true });
  t.after(() => survivor.close());
  const { ui } = survivor;
  t.after(() => ui.forgetFiles());
  await readyToRun({ ui, host: site.host }, FILE);
  await ui.callsPerSecond(PER_SECOND);
  await ui.tryFirst();
  await ui.startTheRest(site.host);
  await until('the run is under way', async () => (await site.removals()).length >= 8);

  await survivor.lifecycle('frozen');
  const atFreeze = (await site.removals()).length;
  const sent = await quiet(site);
  // The calls in flight are less than one second's. A page that continued would have sent two more seconds of calls.
  assert.ok(sent - atFreeze < PER_SECOND, `calls of a frozen page: ${atFreeze} at the freeze, ${sent} later`);
  assert.ok(sent < ROWS, 'the run is not over');

  await survivor.lifecycle('active');
  await ui.stateIs('Finished', 30_000);
  const counts = await ui.counts();
  assertBalanced(counts);
  assert.equal(counts.Removed, ROWS, JSON.stringify(counts));
  assert.equal(await site.memberships(), 0);
  await assertOncePerRow(site);

  // Chromium ends the relay's socket at the thaw, so answers that came meanwhile are lost on the way. The relay still has
  // them, and the page asks the relay for them: the site is called once for each row.
  const pairs = (await site.removals()).map(pairOf);
  assert.equal(pairs.length, ROWS);
  assert.equal(new Set(pairs).size, ROWS, 'a row was sent twice');
  await survivor.show();
  const rows = asObjects(parseCsv(await survivor.ui.downloadResults()));
  assert.equal(rows.length, ROWS);
  for (const row of rows) assert.deepEqual([row.outcome, row.attempts, row.reason], ['removed', '1', ''], JSON.stringify(row));
  assert.deepEqual(survivor.crashes, []);
});
