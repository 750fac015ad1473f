// The connection between page and relay is cut after the site has answered: nothing is sent twice, the run goes on, nobody
// who was removed is called already gone, and Undo adds everybody back.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openBrowser } from './support/browser.mjs';
import { asObjects, parseCsv } from './support/csv.mjs';
import { generatedExport } from './support/exports.mjs';
import { startLine } from './support/line.mjs';
import { GroupsweepPage } from './support/page.mjs';
import { startRelay } from './support/processes.mjs';
import { EMAIL, pairOf, startSite, TOKEN } from './support/site.mjs';
import { assertBalanced, readyToRun } from './support/stage.mjs';
import { until } from './support/until.mjs';

const ROWS = 24;
const FILE = generatedExport(ROWS);

test('a line that is cut after the site has answered loses nobody and blames no relay', { timeout: 90_000 }, async (t) => {
  const closers = [];
  t.after(async () => { for (const close of closers.reverse()) await close(); });
  const site = await startSite(FILE);
  closers.push(site.stop);
  const relay = await startRelay({ site: site.origin });
  closers.push(relay.stop);
  const line = await startLine(relay.address);
  closers.push(line.stop);
  const browser = await openBrowser();
  closers.push(browser.close);
  const ui = new GroupsweepPage(browser);
  closers.push(() => ui.forgetFiles());
  await ui.open(`${line.address}#${relay.fragment}`);
  await readyToRun({ ui, host: site.host }, FILE);
  await ui.callsPerSecond(5);
  await ui.tryFirst();
  await ui.startTheRest(site.host);
  const removals = async () => (await site.removals()).length;
  await until('the run is under way', async () => (await removals()) >= 4);

  line.hold();
  const heard = await removals();
  await until('the site has answered more than the page has heard', async () => (await removals()) > heard);
  line.cut();
  await ui.stateIs('Finished', 40_000);

  const counts = await ui.counts();
  assertBalanced(counts);
  assert.equal(counts['Already gone'], 0, JSON.stringify(counts));
  assert.equal(counts.Removed, ROWS, JSON.stringify(counts));
  assert.equal(await site.memberships(), 0);
  // The relay hands out what the page never heard, so each row was sent to the site once.
  const pairs = (await site.removals()).map(pairOf);
  assert.equal(pairs.length, ROWS);
  assert.equal(new Set(pairs).size, ROWS, 'a row was sent twice');
  const results = asObjects(parseCsv(await ui.downloadResults()));
  for (const row of results) assert.deepEqual([row.outcome, row.attempts, row.reason], ['removed', '1', ''], JSON.stringify(row));

  await ui.undo(site.host, 40_000);
  assert.equal(await site.memberships(), ROWS);
});
