// While the keep list cannot be read, the selection waits for it. What is cleared in the meantime does not come back.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseCsv, writeCsv } from './support/csv.mjs';
import { HEADING, membership } from './support/exports.mjs';
import { FILE, LIST, saveList, says, spoil } from './support/keep_list.mjs';
import { openStage, reopen } from './support/stage.mjs';

/** The results of a removal that did not get beyond its first row: Import selects the others again. */
const RESULTS = writeCsv([
  [...HEADING, 'outcome', 'http_status', 'reason', 'attempts', 'finished_at'],
  ...parseCsv(FILE).slice(1).map((row, at) => [...row, at === 0 ? 'removed' : 'not_tried', '', '', '0', '']),
]);

/** The page at a browser whose keep list cannot be read. */
async function withDamagedList(t, before = async () => {}) {
  const stage = await openStage(t);
  await before(stage.ui);
  await saveList(stage.ui, LIST);
  await spoil(stage.ui, 'flip');
  const { ui } = await reopen(stage);
  await says(ui, /cannot be read/);
  return ui;
}

async function goOnWithout(ui) {
  await ui.button('Go on without it').click();
  await says(ui, /^Continuing without your keep list/);
}

/** All rows of the file were selected in an earlier visit. */
async function selectAll(ui) {
  await ui.importFile(FILE);
  await ui.goTo('Choose');
  await ui.selectShown();
  await ui.selected(6);
  await ui.ticksAreKept();
}

test('rows that wait are not selected for the other action', { timeout: 40_000 }, async (t) => {
  const ui = await withDamagedList(t);
  await ui.importFile(RESULTS, 'results.csv');
  await ui.goTo('Choose');
  await ui.page.getByRole('combobox', { name: 'Selected rows', exact: true }).selectOption('add');
  await goOnWithout(ui);
  await ui.shows(6);
  assert.equal(await ui.tickedInSight(), 0);
});

test('a selection that was cleared while it waited does not come back', { timeout: 40_000 }, async (t) => {
  const ui = await withDamagedList(t, selectAll);
  await ui.importFile(FILE);
  await ui.button('Clear the selection').click();
  await goOnWithout(ui);
  await ui.goTo('Choose');
  await ui.shows(6);
  assert.equal(await ui.tickedInSight(), 0);
});

test('a selection that waits is not replaced without a question', { timeout: 40_000 }, async (t) => {
  const ui = await withDamagedList(t, selectAll);
  await ui.importFile(FILE);
  await ui.status('Selection from an earlier visit').waitFor();
  await ui.chooseFile('other.csv', writeCsv([HEADING, membership(7, 8)]));
  await ui.page.getByText('Read other.csv? It may replace the current file and its selection (6 rows).').waitFor();
});
