// The keep list and a storage that was cleared, does not open, opens late or is full: nobody on it stops being protected
// without a word.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accountId } from './support/exports.mjs';
import { BY_ID, closeList, dialogOf, FILE, inDialog, LIST, openList, saveList, says, textOf } from './support/keep_list.mjs';
import { openStage, readyToRun } from './support/stage.mjs';
import { until } from './support/until.mjs';

test('a list that was cleared with the site data goes on protecting, also where something else opened the storage again first', { timeout: 60_000 }, async (t) => {
  const stage = await openStage(t, { members: FILE });
  const { ui } = stage;
  await saveList(ui, [BY_ID]);
  await readyToRun(stage, FILE);
  await ui.page.evaluate(() => new Promise((resolve) => { indexedDB.deleteDatabase('groupsweep').onsuccess = resolve; }));
  // As when the admin comes back from the browser's settings.
  await ui.page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
  await until('the storage is open again', () => ui.page.evaluate(async () => (await indexedDB.databases()).length === 1));

  await ui.button('Try the first one').click();
  await ui.dialog.waitFor();
  await ui.dialog.getByRole('button', { name: 'Cancel', exact: true }).click();
  await ui.goTo('Import');
  await says(ui, /^1 row is on your keep list/);
  await ui.page.reload();
  await says(ui, /^Your keep list applies to every file \(1 entry/);
});

test('a storage of a newer version may hold a list: nothing is selected without a word', { timeout: 60_000 }, async (t) => {
  const newer = (page) => page.addInitScript(() => { indexedDB.open('groupsweep', 99).onsuccess = ({ target }) => target.result.close(); });
  const { ui } = await openStage(t, { before: newer });
  await says(ui, /^There may be a keep list in this browser .* A newer version of Groupsweep has used this browser's storage.* Nothing can be selected until you save a new list or go on without it\.$/);
  await ui.importFile(FILE);
  await ui.goTo('Choose');
  await ui.shows(6);
  assert.ok(await ui.rowBox('User 3', 'Group 1').isDisabled());
});

/** The database is opened, and the page hears of it when `openStorage` is called. */
function openLate() {
  // Eight seconds, after which the page says that the storage is held up, and five, which it gives the list.
  delete window.Worker;
  const soon = window.setTimeout.bind(window);
  window.setTimeout = (then, after, ...given) => soon(then, after === 8_000 || after === 5_000 ? 50 : after, ...given);
  const isOpen = new Promise((resolve) => { window.openStorage = resolve; });
  const open = IDBFactory.prototype.open;
  IDBFactory.prototype.open = function opens(...given) {
    const request = open.apply(this, given);
    Object.defineProperty(request, 'onsuccess', { set: (hear) => { if (hear) request.addEventListener('success', (event) => isOpen.then(() => hear(event))); } });
    return request;
  };
}

test('a list of this visit and the saved one, which could not be read at first, both protect', { timeout: 60_000 }, async (t) => {
  const { ui } = await openStage(t);
  await saveList(ui, LIST);
  await ui.page.addInitScript(openLate);
  await ui.page.reload();
  await says(ui, /^There may be a keep list/);
  await openList(ui);
  await dialogOf(ui).getByText("The browser's storage did not open, so the list applies to this visit only.").waitFor();
  assert.equal(await inDialog(ui, 'Delete the list').count(), 0, 'nothing can be deleted');
  await textOf(ui).fill(accountId(3));
  await inDialog(ui, 'Save list').click();
  await inDialog(ui, 'Delete the list').waitFor();
  await closeList(ui);
  await ui.importFile(FILE);
  await says(ui, /^1 row is on your keep list/);

  await ui.page.evaluate(() => window.openStorage());
  await says(ui, /^5 rows are on your keep list .* Its last changes are not saved and apply to this visit only\.$/);
  await openList(ui);
  assert.equal(await textOf(ui).inputValue(), [...LIST, accountId(3)].join('\n'));
  await inDialog(ui, 'Save list').click();
  await dialogOf(ui).getByText(/^Saved in this browser/).waitFor();
  assert.equal(await textOf(ui).inputValue(), [...LIST, accountId(3)].join('\n'));
});

test('a list that the storage had no room for is not called saved, and is saved later', { timeout: 60_000 }, async (t) => {
  const { ui } = await openStage(t);
  await saveList(ui, LIST);
  await ui.page.evaluate(() => {
    const { put } = IDBObjectStore.prototype;
    globalThis.makeRoom = () => { IDBObjectStore.prototype.put = put; };
    IDBObjectStore.prototype.put = () => { throw new DOMException('full', 'QuotaExceededError'); };
  });
  await openList(ui);
  await textOf(ui).fill(BY_ID);
  await inDialog(ui, 'Save list').click();
  await dialogOf(ui).getByText('The list was not saved. It applies to this visit only.').waitFor();
  await dialogOf(ui).getByText('This list is not saved and applies to this visit only. To keep it, press "Save list".').waitFor();
  await closeList(ui);

  await ui.page.evaluate(() => globalThis.makeRoom());
  await openList(ui);
  assert.equal(await textOf(ui).inputValue(), BY_ID);
  await inDialog(ui, 'Save list').click();
  await dialogOf(ui).getByText(/^Saved in this browser/).waitFor();
  assert.equal(await textOf(ui).inputValue(), BY_ID, 'what was taken off came back');
  await ui.page.reload();
  await says(ui, /\(1 entry/);
});
