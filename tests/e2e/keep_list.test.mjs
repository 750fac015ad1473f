// The keep list: it outlives the page and applies to every file. Whoever is on it is never removed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asObjects, parseCsv, writeCsv } from './support/csv.mjs';
import { accountId, groupId, HEADING, membership } from './support/exports.mjs';
import { BY_EMAIL, closeList, deletionOf, dialogOf, FILE, inDialog, LIST, openList, saveList, says, spoil, takeAway, textOf, ticked } from './support/keep_list.mjs';
import { chosenRows } from './support/page.mjs';
import { openStage, readyToRun, reopen } from './support/stage.mjs';
import { until } from './support/until.mjs';

test('what is on the list can not be ticked, is seen, is never removed, and ends as kept', { timeout: 90_000 }, async (t) => {
  const stage = await openStage(t, { members: FILE });
  const { ui, site, host } = stage;
  await says(ui, /^No keep list/);
  await saveList(ui, [...LIST, 'site-admins', 'nobody@domain.example']);
  await ui.importFile(FILE);
  await says(ui, /^1 line of your keep list is ignored and protects nobody: "site-admins"\. Enter emails and ids, not names\. 4 rows are on your keep list and cannot be selected \(4 entries, changed on .*\)\. 1 entry matches nothing in this file: nobody@domain\.example\.$/);
  await openList(ui);
  const status = dialogOf(ui).getByRole('status', { name: 'What the list keeps', exact: true });
  await status.getByText('2 emails, 1 account id, 1 group id understood.').waitFor();
  await status.getByText('4 rows of this file protected.').waitFor();
  assert.match(await status.innerText(), /Not in this file \(1\):\s+nobody@domain\.example/);
  assert.match(await status.innerText(), /Protected by each entry \(3\):(\s+\S+: [12] rows?){3}/);
  const ignored = dialogOf(ui).getByRole('status', { name: 'Ignored lines', exact: true });
  assert.match(await ignored.innerText(), /Ignored lines \(not an email or an id\) \(1\):\s+site-admins/);
  // What was not saved when the dialog was closed is still there.
  const written = `${await textOf(ui).inputValue()}\nnext@domain.example`;
  await textOf(ui).fill(written);
  await closeList(ui);
  await says(ui, / Your changes to the keep list are not saved, so they have no effect\. To apply them, open "Keep list" and press "Save list"\.$/);
  await openList(ui);
  assert.equal(await textOf(ui).inputValue(), written);
  await textOf(ui).fill(written.replace('\nnext@domain.example', ''));
  await closeList(ui);
  await says(ui, /nobody@domain\.example\.$/);

  await ui.goTo('Choose');
  await ui.shows(6);
  await ui.selectShown();
  await ui.selected(2);
  assert.deepEqual(await ticked(ui), ['User 3, Group 1', 'User 4, Group 1']);
  await ui.button('Invert shown').click();
  await until('nothing is ticked', async () => (await ui.tickedInSight()) === 0);
  await ui.selectShown();
  await ui.selected(2);
  const box = ui.rowBox('User 5', 'Group 3');
  assert.ok(await box.isDisabled());
  const titles = await ui.grid.getByText('On your keep list', { exact: true }).evaluateAll((tags) => tags.map((tag) => tag.title));
  assert.deepEqual(titles.sort(), ['This group is on your keep list', ...Array(3).fill('This person is on your keep list')]);
  await ui.page.getByText('6 of 6 rows shown · 4 on your keep list').waitFor();

  await ui.connectRelay({ email: 'admin@example.com', token: 'good-token', expect: /Connected/ });
  await ui.button('Next: Run').click();
  await ui.tryFirst();
  await ui.removeRest(host);
  assert.equal(await site.memberships(), 4);
  const rows = asObjects(parseCsv(await ui.downloadResults()));
  assert.deepEqual(rows.map((row) => row.outcome), ['kept', 'kept', 'removed', 'removed', 'kept', 'kept']);
});

test('a group that the list names by its name can be kept by its id', { timeout: 60_000 }, async (t) => {
  const { ui } = await openStage(t, { members: FILE });
  await ui.importFile(FILE);
  await openList(ui);
  await textOf(ui).fill('group 3');
  await inDialog(ui, 'Use the id of “Group 3”').click();
  assert.equal(await textOf(ui).inputValue(), `# Group 3\n${groupId(3)}`);
  await inDialog(ui, 'Save list').click();
  await dialogOf(ui).getByText('1 row of this file protected.').waitFor();
});

test('it outlives a reload and Start over, lies over another file and the sample, until it is taken away', { timeout: 90_000 }, async (t) => {
  const stage = await openStage(t, { members: FILE });
  await saveList(stage.ui, LIST);
  const reloaded = await reopen(stage);
  const { ui, host } = reloaded;
  await says(ui, /^Your keep list applies to every file \(3 entries/);
  await readyToRun(reloaded, FILE);
  assert.equal(await ui.named('navigation', 'Steps').getByText(chosenRows(2)).count(), 1);
  await ui.tryFirst();
  await ui.removeRest(host);
  await ui.goTo('Report');
  await ui.button('Download results').click();
  await ui.button('Start over').click();
  await ui.stepIs('Import');
  await says(ui, /^Your keep list applies/);

  const other = writeCsv([HEADING, membership(7, 1), membership(7, 8), membership(3, 9)]);
  await ui.importFile(other, 'other.csv');
  await says(ui, /^2 rows are on/);
  await ui.goTo('Choose');
  await ui.selectShown();
  await ui.selected(1);
  assert.deepEqual(await ticked(ui), ['User 8, Group 7']);
  await ui.goTo('Import');
  await ui.useSample();
  await says(ui, /^No row of this file is on your keep list/);

  await takeAway(ui);
  await says(ui, /^No keep list/);
  await ui.importFile(other, 'other.csv');
  await ui.goTo('Choose');
  await ui.selectShown();
  await ui.selected(3);
  const again = await reopen(reloaded);
  await says(again.ui, /^No keep list/);
});

test('a list changed while a file is open takes ticks at once, and no step brings them back', { timeout: 60_000 }, async (t) => {
  const { ui } = await openStage(t);
  await ui.importFile(FILE);
  await ui.goTo('Choose');
  await ui.selectShown();
  await ui.selected(6);
  await ui.button('Clear shown').click();
  await ui.button('Undo selection').click();
  await ui.selected(6);
  await saveList(ui, LIST);
  await ui.selected(2);
  await says(ui, /4 of them were deselected/);
  await ui.button('Undo selection').click();
  await until('the step is undone', async () => (await ui.tickedInSight()) === 0);
  await ui.button('Redo selection').click();
  await ui.selected(2);
  assert.deepEqual(await ticked(ui), ['User 3, Group 1', 'User 4, Group 1']);
  // The list of people holds beside it.
  await ui.layList('Only these', ['user1@domain.example', 'user3@domain.example']);
  await ui.selected(1);
  // A file is added to what is written, and nothing of either is lost.
  await openList(ui);
  await dialogOf(ui).getByLabel('Add a list file', { exact: true }).setInputFiles({
    name: 'board.csv', mimeType: 'text/csv', buffer: Buffer.from('Name;email\nThree;user3@domain.example\nFour;\n'),
  });
  await dialogOf(ui).getByText('board.csv added: 1 email, 1 line not understood. Not saved yet.').waitFor();
  assert.deepEqual((await textOf(ui).inputValue()).trimEnd().split('\n'), [...LIST, 'user3@domain.example', '# not understood: Four,']);
  await inDialog(ui, 'Save list').click();
  await until('the tick is gone', async () => (await ui.tickedInSight()) === 0);
});

test("open rows of an own results file are not ticked where they are kept", { timeout: 60_000 }, async (t) => {
  const { ui } = await openStage(t);
  await saveList(ui, LIST);
  const added = ['outcome', 'http_status', 'reason', 'attempts', 'finished_at'];
  const outcomes = ['failed', 'not_tried', 'failed', 'removed', 'removed', 'kept'];
  const rows = parseCsv(FILE).slice(1).map((row, at) => [...row, outcomes[at], '', '', '1', '']);
  await ui.importFile(writeCsv([[...HEADING, ...added], ...rows]), 'results.csv');
  await ui.selected(1);
  await ui.goTo('Choose');
  assert.deepEqual(await ticked(ui), ['User 3, Group 1']);
});

for (const how of ['flip', 'other']) {
  test(`a damaged list is said, and nothing can be ticked until the admin says how to go on (${how})`, { timeout: 60_000 }, async (t) => {
    const stage = await openStage(t);
    await saveList(stage.ui, LIST);
    await spoil(stage.ui, how);
    const reloaded = await reopen(stage);
    const { ui } = reloaded;
    await says(ui, /^There is a keep list in this browser at this address \(127\.0\.0\.1:\d+\), but it cannot be read/);
    await ui.importFile(FILE);
    await ui.goTo('Choose');
    await says(ui, /^There is a keep list in this browser at this address \(127\.0\.0\.1:\d+\), but it cannot be read/);
    await ui.shows(6);
    await ui.button('Select shown').click();
    assert.equal(await ui.tickedInSight(), 0);
    assert.ok(await ui.rowBox('User 3', 'Group 1').isDisabled());
    await ui.button('Go on without it').click();
    await says(ui, /^Continuing without your keep list/);
    await ui.selectShown();
    await ui.selected(6);
    // What was not repaired is asked again on the next visit, and saving a new list repairs it.
    const again = (await reopen(reloaded)).ui;
    await says(again, /cannot be read/);
    await saveList(again, LIST);
    await again.importFile(FILE);
    await says(again, /^4 rows are on/);
  });
}

test('without a storage the list holds for this visit, and that is said', { timeout: 60_000 }, async (t) => {
  const stage = await openStage(t);
  await stage.browser.context.addInitScript(() => { Object.defineProperty(window, 'indexedDB', { value: undefined }); });
  const { ui } = await reopen(stage);
  await saveList(ui, LIST);
  await says(ui, /not saved and applies to this visit only/);
  await ui.importFile(FILE);
  await says(ui, /^4 rows are on/);
  await ui.goTo('Choose');
  await ui.selectShown();
  await ui.selected(2);
});

test('in a file without emails the list is compared with the emails of the site', { timeout: 90_000 }, async (t) => {
  const stage = await openStage(t, { members: FILE });
  const { ui, site, host } = stage;
  await saveList(ui, ['USER1@Domain.Example']);
  const withoutEmails = writeCsv([['groupId', 'accountId'], [groupId(1), accountId(1)], [groupId(1), accountId(2)], [groupId(1), accountId(3)]]);
  await ui.importFile(withoutEmails);
  await says(ui, /^No row of this file .* This file has no emails, so the 1 email on the list is compared with the site's before the run\.$/);
  await ui.goTo('Choose');
  await ui.selectShown();
  await ui.selected(3);
  await ui.connectRelay({ email: 'admin@example.com', token: 'good-token', expect: /Connected/ });
  await ui.button('Next: Run').click();
  await ui.named('group', 'Kinds of rows').getByRole('button', { name: 'Protected 1', exact: true }).waitFor();
  await ui.tryFirst();
  await ui.removeRest(host);
  assert.deepEqual((await site.members(groupId(1))).sort(), [accountId(1), accountId(4)].sort());
});

test('a double click on "Delete the list" deletes nothing: a dialog asks, which begins on Cancel', { timeout: 40_000 }, async (t) => {
  const { ui } = await openStage(t);
  await saveList(ui, LIST);
  await openList(ui);
  await inDialog(ui, 'Delete the list').dblclick();
  const cancel = deletionOf(ui).getByRole('button', { name: 'Cancel', exact: true });
  await cancel.click();
  await inDialog(ui, 'Delete the list').click();
  await ui.focusIs(cancel);
  await ui.page.keyboard.press('Enter');
  await deletionOf(ui).waitFor({ state: 'hidden' });
  await closeList(ui);
  await says(ui, /^Your keep list applies to every file/);
});

test('Tab enters a table whose first row is locked', { timeout: 40_000 }, async (t) => {
  const { ui } = await openStage(t);
  await saveList(ui, [BY_EMAIL]);
  await ui.importFile(FILE);
  await ui.goTo('Choose');
  assert.ok(await ui.rowBox('User 1', 'Group 1').isDisabled());
  await ui.tabTo(ui.rowBox('User 2', 'Group 1'));
});
