// The files of a run, and what happens when they are dropped on Import.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { asObjects, parseCsv } from './support/csv.mjs';
import { generatedExport, siteWhere } from './support/exports.mjs';
import { UNDO_OUTCOMES, chosenRows } from './support/page.mjs';
import { EMAIL, pairOf, TOKEN } from './support/site.mjs';
import { assertBalanced, openStage, readyToRun } from './support/stage.mjs';
import { until } from './support/until.mjs';

const ROWS = 30;
const FILE = generatedExport(ROWS);
const login = { email: EMAIL, token: TOKEN, expect: /Connected/ };

test('a receipt says what the run was, and its checksum can be made again from the file', { timeout: 60_000 }, async (t) => {
  const stage = await openStage(t, { members: FILE });
  const { ui, host } = stage;
  await readyToRun(stage, FILE);
  await ui.tryFirst();
  await ui.removeRest(host);
  await ui.goTo('Report');
  await ui.button('Verify').click();
  await ui.status('Verification').getByText(`all ${ROWS} memberships are gone`).waitFor();
  const receipt = JSON.parse(await ui.download('Download receipt'));
  const lines = asObjects(parseCsv(FILE)).map((row) => `${row['Group id']} ${row['User id']}\n`).sort();
  assert.equal(receipt.plan.sha256, createHash('sha256').update(lines.join('')).digest('hex'));
  assert.equal(receipt.site.name, host);
  assert.equal(receipt.outcomes.removed, ROWS);
  assert.equal(receipt.verification.rows_not_as_planned, 0);
  assert.ok(receipt.started_at <= receipt.ended_at && receipt.calls_in_ten_seconds >= 0);
  assert.ok(!JSON.stringify(receipt).includes(TOKEN));
});

test('a results file dropped back resumes exactly what is not done', { timeout: 90_000 }, async (t) => {
  const stage = await openStage(t, { members: FILE });
  const { ui, site, host } = stage;
  await readyToRun(stage, FILE);
  await ui.callsPerSecond(10);
  await ui.tryFirst();
  await ui.startTheRest(host);
  await until('some are removed', async () => (await site.removals()).length >= 10);
  await ui.button('Stop').click();
  await ui.stateIs('Stopped');
  const results = await ui.downloadResults();
  const open = asObjects(parseCsv(results)).filter((row) => row.outcome !== 'removed');
  assert.ok(open.length > 0 && open.length < ROWS);
  // A call that Stop cut off may have taken effect: its row is open in the file and gone from the site.
  const sent = new Set((await site.removals()).map(pairOf));
  await ui.startOver({ asked: true });
  await site.forgetRequests();

  await ui.importFile(results, 'results.csv');
  await ui.region('Earlier run').getByText('results of an earlier removal').waitFor();
  await ui.goTo('Choose');
  await ui.named('navigation', 'Steps').getByText(chosenRows(open.length)).waitFor();
  await ui.connectRelay(login);
  await ui.goTo('Run');
  await ui.tryFirst();
  if (open.length > 1) await ui.removeRest(host);
  assert.equal(await site.memberships(), 0);
  const asked = new Set((await site.removals()).map(pairOf));
  const wanted = open.map((row) => pairOf({ group: row['Group id'], account: row['User id'] }));
  assert.deepEqual([...asked].filter((pair) => !wanted.includes(pair)), [], 'what was done is not asked for again');
  assert.deepEqual(wanted.filter((pair) => !sent.has(pair) && !asked.has(pair)), [], 'what was never sent is');
  const after = asObjects(parseCsv(await ui.downloadResults()));
  assert.equal(Object.keys(after[0]).filter((heading) => heading === 'outcome').length, 1);
  // Who removed what a cut call left open, nobody can tell.
  const ended = (pair) => ['removed', 'already_gone', ...(sent.has(pair) ? ['in_doubt'] : [])];
  for (const row of after) assert.ok(ended(pairOf({ group: row['Group id'], account: row['User id'] })).includes(row.outcome), JSON.stringify(row));
});

test('the restore file of a finished run holds what was removed, and not what was gone before', { timeout: 60_000 }, async (t) => {
  const there = siteWhere(FILE, (at) => at % 2 === 0);
  const { ui, host } = await openStage(t, { members: there });
  const before = ROWS / 2;
  await readyToRun({ ui, host }, FILE);
  await ui.named('group', 'Kinds of rows').getByRole('button', { name: `Will remove ${before}`, exact: true }).waitFor();
  const ahead = asObjects(parseCsv(await ui.download('Download restore file')));
  assert.equal(ahead.length, before);
  await ui.tryFirst();
  await ui.button('Remove the rest').click();
  const dialog = ui.named('dialog', 'Confirm removal');
  await dialog.getByRole('heading', { name: `Remove ${before - 1} more memberships?`, exact: true }).waitFor();
  await dialog.getByText(`${ROWS - 1}: ${before - 1} to remove · ${ROWS - before} already gone`, { exact: true }).waitFor();
  await dialog.getByRole('textbox', { name: 'Site name', exact: true }).fill(host);
  await dialog.getByRole('button', { name: 'Remove', exact: true }).click();
  await ui.stateIs('Finished', 30_000);
  await ui.goTo('Report');
  await ui.page.getByRole('heading', { name: `Done: ${before} removed, ${ROWS - before} already gone`, exact: true }).waitFor();
  const restore = asObjects(parseCsv(await ui.download('Download restore file')));
  const results = asObjects(parseCsv(await ui.downloadResults()));
  const removed = results.filter((row) => row.outcome === 'removed');
  assert.deepEqual(restore.map((row) => [row['Group id'], row['User id']]), removed.map((row) => [row['Group id'], row['User id']]));
  assert.equal(restore.length, before);
});

test('a restore file alone adds everything back', { timeout: 90_000 }, async (t) => {
  const stage = await openStage(t, { members: FILE });
  const { ui, site, host } = stage;
  await readyToRun(stage, FILE);
  const restore = await ui.download('Download restore file');
  await ui.tryFirst();
  await ui.removeRest(host);
  assert.equal(await site.memberships(), 0);
  await ui.goTo('Report');
  await ui.button('Start over').click();

  await ui.importFile(restore, 'restore.csv');
  await ui.region('Earlier run').getByRole('heading', { name: `Restore file: add ${ROWS} memberships` }).waitFor();
  await ui.button('Next: Choose').click();
  await ui.stepIs('Choose');
  await ui.page.getByRole('heading', { name: /^Choose/ }).waitFor();
  await ui.named('navigation', 'Steps').getByText(chosenRows(ROWS)).waitFor();
  await ui.connectRelay(login);
  await ui.goTo('Run');
  await ui.button('Add memberships').click();
  const dialog = ui.named('dialog', 'Confirm addition');
  await dialog.getByRole('textbox', { name: 'Site name', exact: true }).fill(host);
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  await ui.stateIs('Finished', 30_000);
  const counts = await ui.counts();
  assertBalanced(counts, UNDO_OUTCOMES);
  assert.equal(counts.Added, ROWS);
  assert.equal(await site.memberships(), ROWS);
});
