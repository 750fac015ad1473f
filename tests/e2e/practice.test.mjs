// The whole journey without a relay and without the network.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asObjects, parseCsv } from './support/csv.mjs';
import { generatedExport } from './support/exports.mjs';
import { PRACTICE_SITE } from './support/page.mjs';
import { assertBalanced, openStage } from './support/stage.mjs';

// The page's two workers start with it. Firefox may report their files late.
const ofTheStart = (request) => /^GET http:\/\/127\.0\.0\.1:\d+\/(reader|ticker)\.js$/.test(request);
const onTheNetwork = (request) => !/^\S+ (blob|data):/.test(request) && !ofTheStart(request);

test('practice goes the whole way and sends nothing', { timeout: 60_000 }, async (t) => {
  const { ui } = await openStage(t);
  ui.requested.length = 0;

  await ui.useSample();
  await ui.goTo('Choose');
  await ui.selectShown();
  assert.match(await ui.site(), /^Not connected$/, 'nobody has chosen a site');
  assert.equal(await ui.isTicked('Connect'), false);
  await ui.connectPractice({ answerTime: 5, faults: 0 });
  assert.equal(await ui.isTicked('Connect'), true);
  assert.match(await ui.site(), /^Practice\s+nothing leaves this page$/i, 'on Connect');
  await ui.goTo('Run');
  assert.match(await ui.site(), /^Practice/i, 'on Run');
  await ui.callsPerSecond(50);
  await ui.tryFirst();
  await ui.removeRest(PRACTICE_SITE);

  const counts = await ui.counts();
  assertBalanced(counts);
  assert.deepEqual([counts.Selected, counts.Removed], [9, 9]);
  const rows = asObjects(parseCsv(await ui.downloadResults()));
  assert.deepEqual(rows.map((row) => row.outcome), Array(9).fill('removed'));
  assert.deepEqual(ui.requested.filter(onTheNetwork), [], 'no request after the page had loaded');
});

test('files of practice are known under any name, with nothing to verify, undo or add back', { timeout: 90_000 }, async (t) => {
  const { ui } = await openStage(t);
  await ui.useSample();
  await ui.goTo('Choose');
  await ui.selectShown();
  await ui.connectPractice({ answerTime: 5, faults: 0 });
  await ui.goTo('Run');
  await ui.callsPerSecond(50);
  await ui.tryFirst();
  await ui.removeRest(PRACTICE_SITE);
  const results = await ui.downloadResults();
  const restore = await ui.download('Download restore file');

  for (const file of [results, restore]) {
    const other = await openStage(t);
    await other.ui.importFile(file, 'renamed.csv');
    const earlier = other.ui.region('Earlier run');
    await earlier.getByRole('heading', { name: 'This file is from a practice run: nothing was changed on a site', exact: true }).waitFor();
    assert.equal(await earlier.getByRole('button').count(), 0);
    await other.ui.page.getByText('Nothing is left to do', { exact: true }).first().waitFor();
    await other.ui.goTo('Choose');
    await other.ui.selected(0);
  }
});

test('faults in practice are tried again and end in the counts', { timeout: 90_000 }, async (t) => {
  const { ui } = await openStage(t);
  // Forty rows: that none of them meets a fault is one chance in seven thousand.
  await ui.importFile(generatedExport(40));
  await ui.goTo('Choose');
  await ui.selectShown();
  await ui.connectPractice({ answerTime: 5, faults: 20 });
  await ui.goTo('Run');
  await ui.callsPerSecond(50);
  await ui.usable(ui.button('Try the first one'), 'Try the first one', 40_000);
  await ui.tryFirst();
  await ui.removeRest(PRACTICE_SITE, 50_000);
  const counts = await ui.counts();
  assertBalanced(counts);
  assert.equal(counts['Not started'], 0);
  const rows = asObjects(parseCsv(await ui.downloadResults()));
  assert.equal(rows.filter((row) => row.outcome === 'removed').length, counts.Removed, 'page and file agree');
  assert.ok(rows.some((row) => Number(row.attempts) > 1), 'some calls failed and were tried again');
});
