// The connection between page and relay is cut after the site has answered: nothing is sent twice unseen, the run goes
// on, nobody who was removed is called already gone, and Undo adds everybody back.
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
  await ui.open(`${line.address}#key=${relay.key}`);
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
  const times = new Map();
  for (const removal of await site.removals()) {
    const pair = pairOf(removal);
    times.set(pair, [...times.get(pair) ?? [], removal.status]);
  }
  const again = [...times.values()].filter((statuses) => statuses.length > 1);
  assert.ok(again.length > 0, 'no call was in question, so nothing is shown');
  const results = asObjects(parseCsv(await ui.downloadResults()));
  assert.ok(results.every(({ outcome }) => outcome === 'removed'));
  // What the page sent again it has counted, row by row. A call that was cut before the relay had it is counted too.
  for (const row of results) {
    const calls = times.get(`${row['Group id']} ${row['User id']}`) ?? [];
    assert.ok(calls.length >= 1 && Number(row.attempts) >= calls.length, `${row.attempts} tries, ${calls.length} calls at the site`);
  }

  await ui.undo(site.host, 40_000);
  assert.equal(await site.memberships(), ROWS);
});
