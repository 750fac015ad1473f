// Choosing: nothing is ticked by itself, filters narrow what is ticked, and the selection is one of rows of the file.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { generatedExport } from './support/exports.mjs';
import { openStage } from './support/stage.mjs';
import { until } from './support/until.mjs';

async function choosingTheSample(t) {
  const { ui } = await openStage(t);
  await ui.useSample();
  await ui.goTo('Choose');
  await ui.shows(9);
  return ui;
}

/** Rows that are ticked once the page has drawn them. */
function ticked(ui, rows) {
  return until(`${rows} rows are ticked`, async () => (await ui.tickedInSight()) === rows);
}

test('nothing is ticked after an import, and so nothing can be run', { timeout: 30_000 }, async (t) => {
  const ui = await choosingTheSample(t);
  assert.equal(await ui.tickedInSight(), 0);
  assert.equal(await ui.isUsable(ui.stepButton('Run')), false);
  await ui.goTo('Connect');
  await ui.chooseSite('Practice site');
  await ui.button('Check connection').click();
  await ui.connectionSays(/practice/i);
  assert.equal(await ui.isUsable(ui.button('Next: Run')), false);
  assert.equal(await ui.isUsable(ui.stepButton('Run')), false);
});

test('every row is a checkbox with the names of user and group', { timeout: 30_000 }, async (t) => {
  const ui = await choosingTheSample(t);
  assert.equal(await ui.rowBox('SyncPolicy TestUser3', 'Sales').count(), 1);
  await ui.rowBox('Rachael', 'Engineering').check();
  await ticked(ui, 1);
  assert.match(await ui.whatWillChange(), /\b1\b[^]*Engineering/);
});

test('select shown ticks what the filters show, and nothing else', { timeout: 30_000 }, async (t) => {
  const ui = await choosingTheSample(t);
  await ui.filter('Group', 'Engineering');
  await ui.shows(6);
  await ui.filter('User status', 'Inactive');
  await ui.shows(1);
  await ui.filter('Group', '');
  await ui.shows(2);
  await ui.selectShown();
  await ticked(ui, 2);
  await ui.filter('User status', '');
  await ui.shows(9);
  await ticked(ui, 2);
  for (const [user, group] of [['test user', 'Finance'], ['temp admin', 'Engineering']]) {
    assert.ok(await ui.rowBox(user, group).isChecked(), `${user} is ticked`);
  }
});

test('the search finds users and groups, whatever their case', { timeout: 30_000 }, async (t) => {
  const ui = await choosingTheSample(t);
  // Each finds one row: the table must follow also when the number of rows stays.
  for (const [text, user, group] of [['rachael', 'Rachael', 'Engineering'], ['SALES', 'SyncPolicy TestUser3', 'Sales'], ['PrUser', 'pruser', 'Engineering']]) {
    await ui.search(text);
    await until(`${user} is shown`, async () => (await ui.rowBox(user, group).count()) === 1);
    await ui.shows(1);
    await ui.button('Select shown').click();
    await until(`${user} is ticked`, () => ui.rowBox(user, group).isChecked());
  }
  await ui.search('nobody of this name');
  await ui.shows(0);
  await ui.search('');
  await ui.shows(9);
  await ticked(ui, 3);
});

test('ticked rows that the filters hide are told of', { timeout: 30_000 }, async (t) => {
  const ui = await choosingTheSample(t);
  const said = (text) => ui.page.getByText(text, { exact: true }).waitFor();
  await ui.selectShown();
  await ui.filter('Group', 'Engineering');
  await said('9 selected, 3 of them not shown');
  await ui.filter('Group', '');
  await ui.shows(9);
  assert.equal(await ui.page.getByText('of them not shown').count(), 0);
});

test('clear shown unticks what is shown, and leaves the ticks that are not', { timeout: 30_000 }, async (t) => {
  const ui = await choosingTheSample(t);
  await ui.selectShown();
  await ui.filter('Group', 'Engineering');
  await ui.shows(6);
  await ui.button('Clear shown').click();
  await ticked(ui, 0);
  await ui.filter('Group', '');
  await ui.shows(9);
  await ticked(ui, 3);
});

test('selections can be undone and redone', { timeout: 30_000 }, async (t) => {
  const ui = await choosingTheSample(t);
  assert.equal(await ui.isUsable(ui.button('Undo selection')), false);
  await ui.selectShown();
  await ticked(ui, 9);
  await ui.button('Clear shown').click();
  await ticked(ui, 0);
  await ui.button('Undo selection').click();
  await ticked(ui, 9);
  await ui.button('Undo selection').click();
  await ticked(ui, 0);
  await ui.button('Redo selection').click();
  await ticked(ui, 9);
});

test('the selection survives going to another step and back', { timeout: 30_000 }, async (t) => {
  const ui = await choosingTheSample(t);
  await ui.rowBox('pruser', 'Engineering').check();
  await ui.goTo('Import');
  await ui.goTo('Choose');
  await ticked(ui, 1);
  assert.ok(await ui.rowBox('pruser', 'Engineering').isChecked());
});

test('Tab reaches the rows and Space ticks one', { timeout: 30_000 }, async (t) => {
  const ui = await choosingTheSample(t);
  await ui.tabTo(ui.rowBox('SyncPolicy TestUser3', 'Engineering'));
  await ui.page.keyboard.press('Space');
  await ticked(ui, 1);
  await ui.page.keyboard.press('Space');
  await ticked(ui, 0);
});

test('Space ticks the row that an arrow key has just gone to, however fast it follows', { timeout: 30_000 }, async (t) => {
  const ui = await choosingTheSample(t);
  await ui.rowBox('SyncPolicy TestUser3', 'Engineering').focus();
  await ui.page.keyboard.press('ArrowDown');
  await ui.page.keyboard.press('Space');
  await ticked(ui, 1);
  assert.ok(await ui.rowBox('SyncPolicy TestUser3', 'Sales').isChecked(), 'the next row is ticked, not the one left');
});

const MANY = 100_000;
const MOST_ROWS_IN_THE_DOCUMENT = 200;

test('a hundred thousand rows scroll with few in the document, and keep their ticks', { timeout: 90_000 }, async (t) => {
  const { ui } = await openStage(t);
  await ui.importFile(generatedExport(MANY), 'many.csv', 30_000);
  await ui.goTo('Choose');
  const inDocument = () => ui.grid.getByRole('row').count();
  const firstName = () => ui.rowBoxes.first().getAttribute('aria-label');
  assert.ok(await inDocument() < MOST_ROWS_IN_THE_DOCUMENT);

  await ui.rowBoxes.first().hover();
  for (const distance of [2_000, 100_000, 2_000_000]) {
    const before = await firstName();
    await ui.page.mouse.wheel(0, distance);
    await until('other rows come into sight', async () => (await firstName()) !== before);
    assert.ok(await inDocument() < MOST_ROWS_IN_THE_DOCUMENT, `after ${distance} pixels`);
  }

  // Ticked while filtered, at another place on the screen than in the file.
  await ui.search('User 77777');
  await ui.shows(1);
  await ui.rowBox('User 77777', '').check();
  await ui.search('');
  await until('all rows are back', async () => (await ui.rowBoxes.count()) > 5);
  assert.equal(await ui.tickedInSight(), 0, 'no row that took the place of the ticked one is ticked');
  assert.match(await ui.whatWillChange(), /\b1\b/);
  await ui.search('User 77778');
  await until('the other row is shown', async () => (await ui.rowBox('User 77778', '').count()) === 1);
  await ui.shows(1);
  assert.equal(await ui.tickedInSight(), 0);
  await ui.search('User 77777');
  await until('the ticked row is back', async () => (await ui.rowBox('User 77777', '').count()) === 1);
  assert.ok(await ui.rowBox('User 77777', '').isChecked());

  await ui.search('');
  await ui.filter('Group', 'Group 5');
  await ui.selectShown();
  await until('the group is selected too', async () => /\b5,?001\b/.test(await ui.whatWillChange()));
  await ui.button('Undo selection').click();
  await until('only the one is left', async () => !/\b5,?001\b/.test(await ui.whatWillChange()));
});
