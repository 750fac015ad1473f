// A stored record that lost its head, a part of its log or its order: Past runs says so, hands out what can be read of it, and
// never goes on with it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asObjects, parseCsv } from './support/csv.mjs';
import { generatedExport } from './support/exports.mjs';
import { openStage, readyToRun, reopen } from './support/stage.mjs';
import { until } from './support/until.mjs';

const ROWS = 24;
const FILE = generatedExport(ROWS);
const CHOSEN = asObjects(parseCsv(FILE)).map((row) => `${row['Group id']} ${row['User id']}`).toSorted();
const BARRED = 'The run cannot be resumed, verified or undone from it.';

/** A run that is over: its log has several batches, or there would be nothing to lose or to swap. */
async function finished(t) {
  const stage = await openStage(t, { members: FILE, site: { latencyMs: 20 } });
  await readyToRun(stage, FILE);
  await stage.ui.tryFirst();
  await stage.ui.removeRest(stage.host);
  return stage;
}

/** A run that was paused with no call under way. */
async function paused(t) {
  const stage = await openStage(t, { members: FILE, site: { latencyMs: 20 } });
  const { ui, site, host } = stage;
  await readyToRun(stage, FILE);
  await ui.callsPerSecond(10);
  await ui.tryFirst();
  await ui.startTheRest(host);
  await until('some rows are removed', async () => (await site.removals()).length >= 6);
  await ui.button('Pause').click();
  await until('no call is under way', async () => (await ui.runState()).trim() === 'Paused.');
  return stage;
}

/** Damages the only stored record from outside the page, and opens the page again. */
async function damagedBy(stage, kind) {
  const batches = await stage.ui.page.evaluate(async (how) => {
    const done = (request) => new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    const database = await done(indexedDB.open('groupsweep'));
    const stores = database.transaction(['runs', 'log'], 'readwrite');
    const [runs, log] = [stores.objectStore('runs'), stores.objectStore('log')];
    const keys = await done(log.getAllKeys());
    const [first, second] = await done(log.getAll(null, 2));
    if (how === 'head gone') await done(runs.clear());
    if (how === 'first batch gone') await done(log.delete(keys[0]));
    if (how === 'batches swapped') {
      await done(log.put(second, keys[0]));
      await done(log.put(first, keys[1]));
    }
    database.close();
    return keys.length;
  }, kind);
  assert.ok(batches >= 2, `the log has ${batches} batches`);
  return reopen(stage);
}

/** The one record under Past runs, with these sentences and two ways: to have what is left, and to be rid of it. */
async function shownAsDamaged({ ui }, sentences) {
  const run = ui.pastRuns.getByRole('listitem');
  await run.getByText('Damaged record', { exact: true }).waitFor();
  for (const sentence of sentences) await run.getByText(sentence).waitFor();
  assert.deepEqual(await run.getByRole('button').allInnerTexts(), ['Download results', 'Delete']);
  return run;
}

async function readableRows({ ui }, run) {
  const file = (await ui.downloadBytes(run.getByRole('button', { name: /^Download the results of the damaged record of / }))).toString('utf8');
  const rows = asObjects(parseCsv(file));
  assert.deepEqual(rows.map((row) => `${row['Group id']} ${row['User id']}`).toSorted(), CHOSEN, 'every row of the plan is in the file');
  return rows;
}

/** The record goes after a question that names it, and stays away. */
async function deleted(stage, run) {
  const { ui, site } = stage;
  const held = await site.memberships();
  await run.getByRole('button', { name: /^Delete the record of / }).click();
  const dialog = ui.named('dialog', 'Confirm deletion');
  await dialog.getByRole('heading', { name: /^Delete the record of .+\?$/ }).waitFor();
  await dialog.getByText('Nothing changes on the site.').waitFor();
  await ui.page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
  assert.equal(await run.count(), 1, 'a question that is left deletes nothing');
  await run.getByRole('button', { name: /^Delete the record of / }).click();
  await dialog.getByRole('button', { name: 'Delete record', exact: true }).click();
  await until('the record is gone', async () => (await ui.pastRuns.count()) === 0);
  const again = await reopen(stage);
  await again.ui.page.getByText('Drop export-users.csv here').waitFor();
  assert.equal(await again.ui.pastRuns.count(), 0, 'it does not come back');
  assert.equal(await site.memberships(), held);
}

const RUNS = { finished, paused };
const DAMAGES = {
  'head gone': 'This record is damaged: part of it is missing.',
  'first batch gone': 'This record is damaged: part of it is missing.',
  'batches swapped': 'This record is damaged: its parts are out of order, or one belongs to another run.',
};

for (const [standing, runOf] of Object.entries(RUNS)) {
  for (const [kind, sentence] of Object.entries(DAMAGES)) {
    test(`${kind} in the record of a ${standing} run: shown as damaged, handed out as a file, deleted`, { timeout: 60_000 }, async (t) => {
      const before = await runOf(t);
      const removed = ROWS - (await before.site.memberships());
      const sent = (await before.site.removals()).length;
      const stage = await damagedBy(before, kind);
      const run = await shownAsDamaged(stage, [sentence, BARRED, `All ${ROWS} rows can be read.`]);
      const rows = await readableRows(stage, run);
      const said = (outcome) => rows.filter((row) => row.outcome === outcome).length;
      // Nothing is claimed that the site does not bear out, and what went is removed or in doubt.
      assert.ok(said('removed') <= removed && removed <= said('removed') + said('in_doubt'), `${removed} went: ${JSON.stringify(rows.map((row) => row.outcome))}`);
      assert.equal(said('failed') + said('already_gone'), 0);
      await deleted(stage, run);
      assert.equal((await stage.site.removals()).length, sent, 'nothing was sent');
    });
  }
}

test('a record is not loaded over the pieces of a damaged one, which are handed out first', { timeout: 60_000 }, async (t) => {
  const before = await finished(t);
  await before.ui.goTo('Report');
  const buffer = await before.ui.downloadBytes(before.ui.button('Save record'));
  const stage = await damagedBy(before, 'head gone');
  const { ui } = stage;
  const load = () => ui.page.getByLabel('Load a record', { exact: true }).setInputFiles({ name: 'run.groupsweep', mimeType: 'application/octet-stream', buffer });
  // The storage has been read once the damaged record is shown.
  const run = await shownAsDamaged(stage, [DAMAGES['head gone']]);
  await load();
  await ui.page.getByRole('alert').filter({ hasText: 'A damaged record of the run of ' }).waitFor();
  const rows = await readableRows(stage, run);
  assert.ok(rows.some((row) => row.outcome === 'removed'), 'the pieces are as they were');
  await run.getByRole('button', { name: /^Delete the record of / }).click();
  await ui.named('dialog', 'Confirm deletion').getByRole('button', { name: 'Delete record', exact: true }).click();
  await until('the pieces are gone', async () => (await ui.pastRuns.count()) === 0);
  await load();
  await ui.status('Loaded record').waitFor();
  await ui.pastRuns.getByText(/^Loaded from /).waitFor();
});
