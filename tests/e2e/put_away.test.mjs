// What was selected and not sent is put away only after a question: for a past run, and to start over.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { generatedExport } from './support/exports.mjs';
import { GroupsweepPage, PRACTICE_SITE } from './support/page.mjs';
import { openStage, readyToPractice, reopen } from './support/stage.mjs';
import { until } from './support/until.mjs';

const ROWS = 12;
const FILE = generatedExport(ROWS);
const asked = (ui) => ui.named('dialog', 'Confirm discard');

/** A practice run of which one row was removed, in a reopened page. */
async function withPastRun(t) {
  const stage = await openStage(t);
  await readyToPractice(stage, FILE);
  await stage.ui.tryFirst();
  return reopen(stage);
}

/** From now on the log of a run is read late. */
function readLogsLate(ui) {
  return ui.page.evaluate(() => {
    const late = Object.getOwnPropertyDescriptor(IDBRequest.prototype, 'onsuccess');
    Object.defineProperty(IDBRequest.prototype, 'onsuccess', {
      ...late,
      set(heard) {
        const isLog = () => this.source?.name === 'log' && Array.isArray(this.result);
        late.set.call(this, heard && ((event) => (isLog() ? setTimeout(() => heard.call(this, event), 2_500) : heard.call(this, event))));
      },
    });
  });
}

test('a past run takes the place of a selection only after a question', { timeout: 60_000 }, async (t) => {
  const { ui } = await withPastRun(t);
  await ui.importFile(generatedExport(5), 'other.csv');
  await ui.goTo('Choose');
  await ui.selectShown();
  await ui.goTo('Import');
  await ui.pastRun('Resume').click();
  await asked(ui).getByText('5 rows of other.csv are selected. No run with this selection is open.', { exact: true }).waitFor();
  await asked(ui).getByRole('button', { name: 'Cancel', exact: true }).click();
  await ui.goTo('Choose');
  await ui.selected(5);

  await ui.goTo('Import');
  await ui.pastRun('Report').click();
  await asked(ui).getByRole('button', { name: 'Discard and open Report', exact: true }).click();
  await ui.stepIs('Report');
  // The counts of the check came back with the record.
  const groups = ui.named('table', 'Groups of this run');
  await until('the members before are shown', async () => /\d+ of \d+ removed/.test(await groups.innerText()));
  assert.equal(await groups.getByText('Not known', { exact: true }).count(), 0);
  // The run was only looked at: nothing is lost.
  await ui.startOver();
});

test('a past run is opened without a question where nothing is selected', { timeout: 60_000 }, async (t) => {
  const { ui } = await withPastRun(t);
  await ui.importFile(generatedExport(5), 'other.csv');
  await ui.goTo('Import');
  await ui.pastRun('Report').click();
  await ui.stepIs('Report');
});

test('Start over asks while rows of the run were not sent, and not afterwards', { timeout: 60_000 }, async (t) => {
  const { ui } = await openStage(t);
  await readyToPractice({ ui }, FILE);
  await ui.tryFirst();
  await ui.goTo('Report');
  await ui.button('Start over').click();
  const dialog = ui.named('dialog', 'Confirm start over');
  await dialog.getByText(`${ROWS - 1} rows of this run were not sent. The record stays under Past runs on Import, where you can resume it.`, { exact: true }).waitFor();
  await dialog.getByRole('button', { name: 'Cancel', exact: true }).click();
  await ui.stepIs('Report');
  await ui.startOver({ asked: true });
  await ui.pastRun('Resume').waitFor();
  // The page is empty now.
  await ui.importFile(FILE);
  await ui.goTo('Choose');
  await ui.selectShown();
  await ui.connectPractice({ answerTime: 0 });
  await ui.button('Next: Run').click();
  await ui.tryFirst();
  await ui.removeRest(PRACTICE_SITE);
  await ui.goTo('Report');
  await ui.startOver();
});

test('a past run that is read late does not take the place of a run that goes on meanwhile', { timeout: 60_000 }, async (t) => {
  const { ui } = await withPastRun(t);
  await readyToPractice({ ui }, generatedExport(ROWS));
  await ui.callsPerSecond(1);
  await ui.tryFirst();
  await ui.startTheRest(PRACTICE_SITE);
  await ui.button('Stop').click();
  await ui.stateIs('Stopped');
  await ui.goTo('Import');
  await readLogsLate(ui);
  await ui.pastRun('Report', 1).click();
  await ui.goTo('Run');
  await ui.button('Resume').click();
  await ui.page.getByRole('alert').getByText(/^A run is in progress in this tab/).waitFor();
  await ui.stateIs('Running');
  await ui.button('Pause').click();
  await ui.stateIs('Paused');
});

test('a run that only the page knows is put away only after a question', { timeout: 60_000 }, async (t) => {
  const stage = await withPastRun(t);
  const { ui } = stage;
  await readyToPractice({ ui }, FILE);
  await ui.tryFirst();
  const other = new GroupsweepPage({ ...ui, page: await stage.browser.context.newPage() });
  await other.open(stage.relay.address);
  await other.pastRun('Delete').click();
  await other.named('dialog', 'Confirm deletion').getByRole('button', { name: 'Delete run', exact: true }).click();
  await ui.goTo('Report');
  await ui.page.getByText(/^The record was deleted/).first().waitFor();
  await ui.goTo('Import');
  await ui.pastRun('Report').click();
  await asked(ui).getByText('Only this page has the record of the current run, and you have not downloaded its results.', { exact: true }).waitFor();
  await asked(ui).getByRole('button', { name: 'Cancel', exact: true }).click();
  await ui.downloadResults();
  await ui.goTo('Import');
  await ui.pastRun('Report').click();
  await ui.stepIs('Report');
});

test('outcomes that only the page knows are put away only after a question', { timeout: 60_000 }, async (t) => {
  const { ui } = await withPastRun(t);
  await readyToPractice({ ui }, FILE);
  await ui.callsPerSecond(1);
  await ui.tryFirst();
  await ui.startTheRest(PRACTICE_SITE);
  await until('the rest is under way', async () => (await ui.counts()).Removed >= 2);
  await ui.page.evaluate(() => {
    const { put } = IDBObjectStore.prototype;
    IDBObjectStore.prototype.put = () => { throw new DOMException('full', 'QuotaExceededError'); };
    globalThis.freeSpace = () => { IDBObjectStore.prototype.put = put; };
  });
  await ui.stateIs('Stopped', 20_000);
  await ui.page.evaluate(() => globalThis.freeSpace());
  await ui.goTo('Import');
  await ui.pastRun('Report', 1).click();
  await asked(ui).getByText('The stored record of the current run lacks its latest outcomes. Only this page has them, and you have not downloaded the results.', { exact: true }).waitFor();
  await asked(ui).getByRole('button', { name: 'Cancel', exact: true }).click();
  await ui.goTo('Report');
  await ui.downloadResults();
  await ui.goTo('Import');
  await ui.pastRun('Report', 1).click();
  await ui.stepIs('Report');
});

test('a past run that is read late does not put away what is selected meanwhile, and no other one is opened until it is read', { timeout: 60_000 }, async (t) => {
  const { ui } = await withPastRun(t);
  await ui.importFile(generatedExport(5), 'other.csv');
  await readLogsLate(ui);
  await ui.pastRun('Report').click();
  assert.ok(await ui.pastRun('Undo').isDisabled());
  await ui.goTo('Choose');
  await ui.selectShown();
  await ui.goTo('Import');
  await ui.page.getByRole('alert').getByText(/^The selection or the run on this page changed/).waitFor();
  await ui.goTo('Choose');
  await ui.selected(5);
});

test('a dialog about the run in the page closes when a past run takes its place', { timeout: 60_000 }, async (t) => {
  const { ui } = await withPastRun(t);
  await readyToPractice({ ui }, FILE);
  await ui.tryFirst();
  await ui.removeRest(PRACTICE_SITE);
  await ui.goTo('Import');
  await readLogsLate(ui);
  await ui.pastRun('Report', 1).click();
  await ui.goTo('Report');
  await ui.button('Undo this run').click();
  const dialog = ui.named('dialog', 'Confirm undo');
  await dialog.getByRole('textbox', { name: 'Site name', exact: true }).fill(PRACTICE_SITE);
  await dialog.waitFor({ state: 'hidden' });
  assert.equal((await ui.counts()).Removed, 1, 'the past run is in the page');
});

test('Start over takes what was said of a file with it', { timeout: 40_000 }, async (t) => {
  const { ui } = await openStage(t);
  await readyToPractice({ ui }, FILE);
  await ui.tryFirst();
  await ui.goTo('Choose');
  await ui.page.evaluate((text) => {
    const files = new DataTransfer();
    files.items.add(new File([text], 'other.csv', { type: 'text/csv' }));
    const target = document.querySelector('.next');
    for (const kind of ['dragover', 'drop']) target.dispatchEvent(new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: files }));
  }, FILE);
  const said = ui.page.getByText(/^The file was not read, because a run has begun/);
  await said.waitFor();
  await ui.goTo('Report');
  await ui.startOver({ asked: true });
  assert.equal(await said.count(), 0);
});
