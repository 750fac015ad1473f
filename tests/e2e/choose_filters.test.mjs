// Narrowing and ordering: filters that combine, lists of people, columns that were left in the file, the keyboard.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseCsv, writeCsv } from './support/csv.mjs';
import { accountId, exportWithBadRows, HEADING, membership } from './support/exports.mjs';
import { openStage } from './support/stage.mjs';
import { until } from './support/until.mjs';

const [STATUS, ADDED, ROLE, SEEN, SANDBOX] = [5, 6, 7, 8, 9];

/** A membership with other cells. */
function row(group, account, cells = {}) {
  const record = membership(group, account);
  for (const [at, cell] of Object.entries(cells)) record[at] = cell;
  return record;
}

const FILE = writeCsv([
  HEADING,
  row(1, 1, { [SEEN]: '1 Sep 2023', [ADDED]: '3 Mar 2020' }),
  row(1, 2, { [STATUS]: 'Inactive', [SEEN]: '5 Jan 2025', [ADDED]: '1 Mar 2021' }),
  row(2, 1, { [SEEN]: '1 Sep 2023', [ADDED]: '3 Mar 2020' }),
  row(2, 3, { [ROLE]: 'Organization admin', [ADDED]: '2 Mar 2019' }),
  row(3, 4, { 4: 'bo@other.example', [SANDBOX]: '2 Feb 2024', [ADDED]: '9 Mar 2018' }),
  row(3, 5, { [STATUS]: 'Suspended', [ADDED]: '4 Mar 2022' }),
]);

async function choosing(t, file = FILE) {
  const { ui } = await openStage(t);
  await ui.importFile(file);
  await ui.goTo('Choose');
  return ui;
}

async function showsUsers(ui, users) {
  const wanted = users.map((number) => `User ${number}`);
  await until(`${wanted} are shown`, async () => (await ui.usersInSight()).join() === wanted.join());
}

test('filters combine, and each can be taken away', { timeout: 40_000 }, async (t) => {
  const ui = await choosing(t);
  const groups = await ui.menu('Groups');
  await groups.getByRole('checkbox', { name: 'Group 1', exact: true }).check();
  await groups.getByRole('checkbox', { name: 'Group 2', exact: true }).check();
  await showsUsers(ui, [1, 2, 1, 3]);
  await ui.shut(groups);
  await ui.filter('User status', 'Active');
  await showsUsers(ui, [1, 1, 3]);

  const more = await ui.menu('+ Filter');
  const seen = (label) => more.getByRole('combobox', { name: `Last seen in Confluence - ${label}`, exact: true });
  await seen('site-test3').selectOption('never');
  await showsUsers(ui, [3]);
  await seen('site-test3').selectOption('before');
  await more.getByLabel('Last seen in Confluence - site-test3: date', { exact: true }).fill('2024-01-01');
  await showsUsers(ui, [1, 1]);
  await seen('site-test3').selectOption('not-since');
  await showsUsers(ui, [1, 1, 3]);
  await more.getByRole('combobox', { name: 'Org role', exact: true }).selectOption({ label: 'Organization admin' });
  await showsUsers(ui, [3]);
  await ui.shut(more);

  const chips = ui.named('group', 'Filters that are on');
  await chips.getByRole('button', { name: /^Organization admin/ }).click();
  await showsUsers(ui, [1, 1, 3]);
  await ui.focusIs(chips.getByRole('button', { name: /^Last seen/ }));
  await chips.getByRole('button', { name: 'Clear filters', exact: true }).click();
  await ui.focusIs(ui.page.locator('summary', { hasText: '+ Filter' }));
  await ui.shows(6);
  await ui.filter('Email domain', 'other.example').catch(async () => {
    await ui.menu('+ Filter');
    await ui.filter('Email domain', 'other.example');
  });
  await showsUsers(ui, [4]);
});

test('only rows with findings, and those of one kind', { timeout: 40_000 }, async (t) => {
  const file = exportWithBadRows();
  const { ui } = await openStage(t);
  await ui.importFile(file.text);
  const findings = parseCsv((await ui.download('Download findings')).replace(/^\uFEFF/, ''));
  assert.equal(findings.length, file.bad + 1);
  assert.deepEqual(findings[0].slice(0, 3), ['row', 'finding', 'column']);
  await ui.region('Findings').getByRole('button', { name: /^Show rows under .*twice/i }).click();
  await ui.stepIs('Choose');
  await ui.shows(1);
  await ui.button('Clear filters').click();
  const more = await ui.menu('+ Filter');
  await more.getByRole('checkbox', { name: 'Only rows with findings', exact: true }).check();
  await ui.shows(file.bad);
});

test('everyone in these groups except these people, and only these people', { timeout: 40_000 }, async (t) => {
  const ui = await choosing(t);
  await ui.layList('Keep', ['user1@domain.example', 'nobody@domain.example']);
  await ui.selectShown();
  await ui.selected(4);
  assert.ok(await ui.rowBox('User 1', 'Group 2').isDisabled());
  const menu = await ui.menu('List of people');
  assert.match(await menu.innerText(), /Not in this file \(1\): nobody@domain\.example/);
  await menu.getByRole('radio', { name: /^Only these/ }).check();
  await menu.getByText('4 rows were deselected by this change. Undo takes the change back and selects them again.', { exact: true }).waitFor();
  await ui.shut(menu);
  await ui.selected(0);
  assert.ok(await ui.rowBox('User 3', 'Group 2').isDisabled());
  await ui.button('Undo selection').click();
  await ui.selected(4);
  assert.ok(await ui.rowBox('User 1', 'Group 2').isDisabled(), 'the list keeps these again');
  assert.equal(await menu.getByText(/were deselected/).count(), 0);
  await ui.button('Redo selection').click();
  await ui.selectShown();
  await ui.selected(2);

  await ui.layList('Only these', [accountId(5), accountId(4)]);
  await ui.selectShown();
  await ui.selected(2);
  assert.ok(await ui.rowBox('User 5', 'Group 3').isChecked());
  await menu.locator('summary').click();
  await menu.getByRole('button', { name: 'Clear the list', exact: true }).click();
  assert.ok(await ui.rowBox('User 3', 'Group 2').isEnabled());
});

test('a locked row says on which side of the list of people its person is', { timeout: 40_000 }, async (t) => {
  const ui = await choosing(t);
  const tags = (words) => ui.grid.getByText(words, { exact: true });
  await ui.layList('Keep', ['user1@domain.example']);
  await until('the two rows on the list say so', async () => (await tags('On the list of people').count()) === 2);
  await ui.layList('Only these', ['user1@domain.example']);
  await until('the four others say that they are not', async () => (await tags('Not on the list of people').count()) === 4);
  assert.equal(await tags('On the list of people').count(), 0);
});

test('a person is shown alone, also where another id holds theirs', { timeout: 40_000 }, async (t) => {
  const longer = row(1, 9, { 2: `qm:${accountId(1)}` });
  const ui = await choosing(t, writeCsv([HEADING, longer, row(1, 1), row(2, 1)]));
  await ui.selectShown();
  const change = ui.region('What will change');
  await change.getByText('By person', { exact: true }).click();
  await change.getByRole('button', { name: /^User 1\b/ }).click();
  await showsUsers(ui, [1, 1]);
  await ui.named('group', 'Filters that are on').getByRole('button', { name: /^User 1\b/ }).waitFor();
});

test('a list of people can be a file of its own', { timeout: 40_000 }, async (t) => {
  const ui = await choosing(t);
  const menu = await ui.menu('List of people');
  await menu.getByLabel('List file', { exact: true }).setInputFiles({
    name: 'stay.csv', mimeType: 'text/csv', buffer: Buffer.from('Name;Email\nOne;user1@domain.example\nFive;USER5@domain.example\n'),
  });
  await menu.getByText('2 people on the list are in this file').waitFor();
  await ui.shut(menu);
  await ui.selectShown();
  await ui.selected(3);
});

test('rows can be sorted by what is shown, also by a column that was left in the file', { timeout: 40_000 }, async (t) => {
  const ui = await choosing(t);
  await ui.sortBy('User');
  await showsUsers(ui, [1, 1, 2, 3, 4, 5]);
  await ui.sortBy('User');
  await showsUsers(ui, [5, 4, 3, 2, 1, 1]);
  await ui.sortBy('User');
  await showsUsers(ui, [1, 2, 1, 3, 4, 5]);

  const columns = await ui.menu('Columns');
  await columns.getByRole('checkbox', { name: 'Added to org', exact: true }).check();
  await columns.getByRole('checkbox', { name: 'Last seen', exact: true }).uncheck();
  await ui.shut(columns);
  await ui.grid.getByText('9 Mar 2018', { exact: true }).waitFor();
  await ui.sortBy('Added to org');
  await until('the cells are in order', async () => {
    const cells = await ui.grid.getByText(/^\d Mar \d{4}$/).allTextContents();
    return cells.length === 6 && new Set(cells.slice(0, 1)).has('1 Mar 2021');
  });
  // Ticks stay with their rows.
  await ui.rowBox('User 4', 'Group 3').check();
  await ui.sortBy('User');
  assert.ok(await ui.rowBox('User 4', 'Group 3').isChecked());
  await ui.selected(1);
});

test('ranges by Shift, and the keys of every list', { timeout: 40_000 }, async (t) => {
  const ui = await choosing(t);
  await ui.rowBox('User 2', 'Group 1').check();
  await ui.rowBox('User 4', 'Group 3').click({ modifiers: ['Shift'] });
  await ui.selected(4);
  await ui.button('Invert shown').click();
  await ui.selected(2);
  await ui.rowBox('User 1', 'Group 1').focus();
  await ui.page.keyboard.press('Control+a');
  await ui.selected(6);
  await ui.page.keyboard.press('Control+z');
  await ui.selected(2);
  await ui.page.keyboard.press('Control+y');
  await ui.selected(6);
  await ui.page.keyboard.press('Control+z');
  // What is true of the row that is left becomes true of the one that is reached.
  await ui.rowBox('User 1', 'Group 1').focus();
  await ui.page.keyboard.press('Shift+ArrowDown');
  await ui.selected(3);
});

test('a bar of what will change shows its group alone', { timeout: 40_000 }, async (t) => {
  const ui = await choosing(t);
  await ui.selectShown();
  const change = ui.region('What will change');
  await change.getByRole('button', { name: /^Group 3/ }).click();
  await showsUsers(ui, [4, 5]);
  assert.match(await change.innerText(), /In 3 groups, every member in this file is selected/);
  assert.match(await change.innerText(), /1 selected person has an admin role in the file/);
});

test('a list of people holds in the next file too, and unticking leaves it', { timeout: 40_000 }, async (t) => {
  const ui = await choosing(t);
  await ui.layList('Keep', ['user1@domain.example']);
  await ui.selectShown();
  await ui.selected(4);
  const longer = `${FILE.trimEnd()}\n${writeCsv([row(3, 6)])}`;
  await ui.goTo('Import');
  await ui.importFile(longer, 'fresh.csv');
  await ui.page.getByText('Your list of people still applies').waitFor();
  await ui.goTo('Choose');
  await ui.shows(7);
  assert.equal(await ui.tickedInSight(), 0);
  await ui.selectShown();
  await ui.selected(5);
  assert.ok(await ui.rowBox('User 1', 'Group 1').isDisabled());
});

test('a list of people holds in a results file too: who is on it is not selected again', { timeout: 40_000 }, async (t) => {
  const ui = await choosing(t);
  await ui.layList('Keep', ['user1@domain.example']);
  const told = (record, outcome) => [...record, outcome, '', '', '0', ''];
  const results = writeCsv([
    [...HEADING, 'outcome', 'http_status', 'reason', 'attempts', 'finished_at'],
    told(row(1, 1), 'not_tried'),
    told(row(1, 2), 'not_tried'),
    [...row(1, 3), 'removed', '204', '', '1', '2026-11-25T10:00:00Z'],
  ]);
  await ui.goTo('Import');
  await ui.importFile(results, 'groupsweep-results.csv');
  await ui.page.getByText('Your list of people still applies: 1 person in this file is on it.').waitFor();
  await ui.selected(1);
  await ui.goTo('Choose');
  assert.ok(await ui.rowBox('User 1', 'Group 1').isDisabled());
  assert.ok(await ui.rowBox('User 2', 'Group 1').isChecked());

  // A file without them in between does not lose the list.
  await ui.goTo('Import');
  await ui.importFile(writeCsv([HEADING, row(3, 4)]), 'others.csv');
  await ui.page.getByText('Your list of people still applies. Nobody in this file is on it.').waitFor();
  await ui.importFile(FILE, 'again.csv');
  await ui.page.getByText('Your list of people still applies: 1 person in this file is on it. Their rows cannot be selected.').waitFor();
});

test('keys pass over rows that cannot be ticked, and End and Home keep the focus', { timeout: 40_000 }, async (t) => {
  const ui = await choosing(t);
  await ui.layList('Keep', ['user2@domain.example', 'user5@domain.example']);
  const focused = (name) => until(`${name} has the focus`, () => ui.page.evaluate((wanted) => document.activeElement.ariaLabel?.startsWith(wanted), name));
  await ui.rowBox('User 1', 'Group 1').focus();
  await ui.page.keyboard.press('ArrowDown');
  await focused('User 1, Group 2');
  await ui.page.keyboard.press('End');
  await focused('User 4, Group 3');
  await ui.page.keyboard.press('ArrowDown');
  await focused('User 4, Group 3');
  await ui.page.keyboard.press('Home');
  await focused('User 1, Group 1');
  await ui.page.keyboard.press('Space');
  await ui.selected(1);
  assert.ok(await ui.rowBox('User 1', 'Group 1').isChecked());
});

test('Ctrl+Z takes a list of people back with what it locked', { timeout: 40_000 }, async (t) => {
  const ui = await choosing(t);
  await ui.selectShown();
  await ui.selected(6);
  await ui.layList('Keep', ['user2@domain.example', 'user5@domain.example']);
  await ui.selected(4);
  const select = ui.button('Select shown');
  await until('four can be selected', async () => /4$/.test(await select.innerText()));
  await ui.rowBox('User 1', 'Group 1').focus();
  await ui.page.keyboard.press('Control+z');
  await ui.selected(6);
  await until('six can be selected', async () => /6$/.test(await select.innerText()));
  assert.equal(await ui.grid.getByText('On the list of people').count(), 0);
  await ui.rowBox('User 1', 'Group 1').focus();
  await ui.page.keyboard.press('Control+y');
  await ui.selected(4);
  await until('four can be selected again', async () => /4$/.test(await select.innerText()));
});

test('headings stand over their cells, however many columns are shown', { timeout: 40_000 }, async (t) => {
  const ui = await choosing(t);
  const columns = await ui.menu('Columns');
  for (const name of ['Org role', 'Group id', 'User id', 'Last seen in Confluence - site-test3', 'Added to org']) {
    await columns.getByRole('checkbox', { name, exact: true }).check();
  }
  await ui.shut(columns);
  await ui.grid.getByText('9 Mar 2018', { exact: true }).waitFor();
  const places = await ui.grid.getByRole('row').evaluateAll((rows) => rows
    .map((one) => [...one.children].map((cell) => Math.round(cell.getBoundingClientRect().left)).join()));
  assert.equal(places.length, 7);
  assert.deepEqual([...new Set(places)].length, 1, places.join('\n'));
});

test('what a list of filters has no room for is said and cannot be chosen', { timeout: 40_000 }, async (t) => {
  const many = Array.from({ length: 503 }, (_, at) => row(at + 1, at + 1, { 4: `user@domain${at}.example` }));
  const ui = await choosing(t, writeCsv([HEADING, ...many]));
  const menu = await ui.menu('+ Filter');
  for (const [name, words] of [['Group', '3 more under Groups'], ['Email domain', '3 more found by search']]) {
    const last = menu.getByRole('combobox', { name, exact: true }).locator('option').last();
    assert.equal(await last.innerText(), words);
    assert.ok(await last.isDisabled(), words);
  }
});
