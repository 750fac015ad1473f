// Ways on where a run is stuck: a relay that was started again, a first row with nothing to remove.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { generatedExport } from './support/exports.mjs';
import { parseCsv } from './support/csv.mjs';
import { startRelay } from './support/processes.mjs';
import { EMAIL, leaveMeanwhile, TOKEN } from './support/site.mjs';
import { assertBalanced, openStage, readyToRun } from './support/stage.mjs';
import { until } from './support/until.mjs';

const ROWS = 30;
const FILE = generatedExport(ROWS);

test('a page that was reloaded before the test was read back reads it again, and the rest goes', { timeout: 90_000 }, async (t) => {
  const stage = await openStage(t, { members: FILE });
  const { ui, site, host } = stage;
  await readyToRun(stage, FILE);
  await ui.button('Try the first one').click();
  await site.settings({ latency_ms: 2_000 });
  await ui.dialog.getByRole('button', { name: 'Remove', exact: true }).click();
  await until('the group is being read back', async () => /^Reading .* back/.test(await ui.status('Proof').innerText()));
  await ui.page.reload();
  await site.settings({ latency_ms: 20 });
  await ui.pastRun('Resume').click();
  await ui.stepIs('Connect');
  await ui.connectRelay({ email: EMAIL, token: TOKEN, expect: /Connected/ });
  await ui.goTo('Run');
  assert.equal(await ui.isUsable(ui.button('Remove the rest')), false);
  await ui.button('Read again').click();
  await ui.proofSays(/no longer/);
  await ui.removeRest(host);
  assert.equal(await site.memberships(), 0);
});

test('a relay that was started again is gone over to in the same tab, and the run goes on', { timeout: 90_000 }, async (t) => {
  const stage = await openStage(t, { members: FILE });
  const { ui, site, relay, host } = stage;
  await readyToRun(stage, FILE);
  await ui.callsPerSecond(10);
  await ui.tryFirst();
  await ui.startTheRest(host);
  await until('the run is under way', async () => (await site.removals()).length >= 3);
  await relay.stop();
  await ui.stateIs('Stopped', 20_000);
  assertBalanced(await ui.counts());

  const again = await startRelay({ site: site.origin, listen: new URL(relay.address).host });
  t.after(() => again.stop());
  // The page still has the key of the first relay: each Resume is refused, and fails no row.
  const sent = (await site.removals()).length;
  for (let press = 1; press <= 3; press += 1) {
    await ui.usable(ui.button('Resume'), 'Resume');
    await ui.button('Resume').click();
    await ui.stateIs('Stopped', 20_000);
    const counts = await ui.counts();
    assert.equal(counts.Failed, 0, `Resume ${press}: ${JSON.stringify(counts)}`);
  }
  assert.equal((await site.removals()).length, sent, 'a relay with another key let a call through');

  await ui.page.goto(again.addressWithKey);
  await ui.goTo('Connect');
  await ui.button('Check connection').click();
  await ui.connectionSays(new RegExp(host.replaceAll('.', '\\.')));
  await ui.goTo('Run');
  await until('the relay is said to be back', async () => /^Stopped, but the relay is back\. Press Resume/.test(await ui.runState()));
  await ui.button('Resume').click();
  await ui.stateIs('Finished', 20_000);
  const counts = await ui.counts();
  assertBalanced(counts);
  assert.equal(counts.Removed, ROWS);
  assert.equal(await site.memberships(), 0);
});

test('a relay of another version is told of on Run and on Connect, with the way on', { timeout: 60_000 }, async (t) => {
  const stage = await openStage(t, { members: FILE });
  const { ui, site, relay, host, browser } = stage;
  await readyToRun(stage, FILE);
  await ui.callsPerSecond(10);
  await ui.tryFirst();
  await ui.startTheRest(host);
  await until('the run is under way', async () => (await site.removals()).length >= 3);
  await relay.stop();
  await ui.stateIs('Stopped', 20_000);

  const again = await startRelay({ site: site.origin, listen: new URL(relay.address).host });
  t.after(() => again.stop());
  await browser.context.route('**/relay/hello', async (route) => {
    const response = await route.fetch();
    const json = response.ok() ? { ...await response.json(), version: 99 } : undefined;
    await route.fulfill(json ? { response, json } : { response });
  });
  await ui.page.goto(again.addressWithKey);
  await until('the version is named', async () => /^Stopped: the relay is now of another version/.test(await ui.runState()));
  await ui.goTo('Connect');
  await ui.page.getByText('This page and the relay are of different versions. Reload this page.', { exact: true }).waitFor();

  await browser.context.unroute('**/relay/hello');
  await ui.page.reload();
  await ui.pastRun('Resume').click();
  await ui.connectRelay({ email: EMAIL, token: TOKEN, expect: /Connected/ });
  await ui.button('Next: Run').click();
  await ui.button('Resume').click();
  await ui.stateIs('Finished', 20_000);
  assert.equal(await site.memberships(), 0);
});

test('a first row that went meanwhile can be left out, and nothing else was sent', { timeout: 60_000 }, async (t) => {
  const [, first] = parseCsv(FILE);
  const stage = await openStage(t, { members: FILE });
  const { ui, site, host } = stage;
  await readyToRun(stage, FILE);
  await ui.status('Plan check').getByText(/^Checked with the site/).waitFor();
  await leaveMeanwhile(site, first[0], first[2]);
  await ui.button('Try the first one').click();
  await ui.dialog.getByRole('button', { name: 'Remove', exact: true }).click();
  await ui.stateIs('Test inconclusive', 20_000);
  assert.equal(await site.memberships(), ROWS - 1);

  await ui.button('Choose again').click();
  await ui.stepIs('Choose');
  await ui.rowBoxes.first().uncheck();
  await ui.goTo('Run');
  await ui.callsPerSecond(50);
  await ui.tryFirst();
  await ui.removeRest(host);
  const counts = await ui.counts();
  assertBalanced(counts);
  assert.deepEqual([counts.Selected, counts.Removed], [ROWS - 1, ROWS - 1]);
});
