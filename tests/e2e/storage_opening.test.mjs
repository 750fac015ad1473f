// A storage that opens slowly: nothing starts unrecorded without a warning, and nothing unrecorded is called stored.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { generatedExport } from './support/exports.mjs';
import { openStage, readyToRun } from './support/stage.mjs';
import { alertSays } from './support/tabs.mjs';

const ROWS = 3;
const FILE = generatedExport(ROWS);

/** Keeps the database in an upgrade to an earlier version until `openStorage` is called, so that opening it waits. */
function holdStorage() {
  // Eight seconds, after which the page says that it is held up, do not pass here.
  delete window.Worker;
  const soon = window.setTimeout.bind(window);
  window.setTimeout = (then, after, ...given) => (after === 8_000 ? 0 : soon(then, after, ...given));
  const opening = indexedDB.open('groupsweep', 1);
  let isHeld = true;
  window.openStorage = () => { isHeld = false; };
  opening.onupgradeneeded = () => {
    const store = opening.result.createObjectStore('held');
    const hold = () => { if (isHeld) store.get(1).onsuccess = hold; };
    hold();
  };
  opening.onsuccess = () => opening.result.close();
}

/** Something else holds the database in an earlier version, and gives it back when `openStorage` is called. */
function blockStorage() {
  const opening = indexedDB.open('groupsweep', 1);
  opening.onsuccess = () => { window.openStorage = () => opening.result.close(); };
}

/** On Run, with everything selected, without the keep list that could not be read. */
async function readyWithoutKeepList(t, before) {
  const stage = await openStage(t, { members: FILE, before: (page) => page.addInitScript(before) });
  await stage.ui.button('Go on without it').click({ timeout: 15_000 });
  await readyToRun(stage, FILE);
  return stage;
}

test('nothing begins while the storage is still opening, and the run is recorded once it is open', { timeout: 60_000 }, async (t) => {
  const { ui, site } = await readyWithoutKeepList(t, holdStorage);
  await ui.button('Try the first one').click();
  await alertSays(ui, "The browser's storage is still opening");
  assert.equal(await ui.dialog.count(), 0, 'nothing is asked');
  assert.equal((await site.removals()).length, 0);
  await ui.page.evaluate(() => window.openStorage());
  await ui.goTo('Import');
  await ui.page.getByText(/^No past runs are kept in this browser at this address/).waitFor();
  await ui.goTo('Run');
  await ui.tryFirst();
  await ui.goTo('Report');
  await ui.page.getByText(/^The record is kept in this browser/).waitFor();
});

test('a run that began while another tab held the storage is never said to be kept, also once the storage is open', { timeout: 60_000 }, async (t) => {
  const { ui } = await readyWithoutKeepList(t, blockStorage);
  await ui.button('Try the first one').click();
  await ui.dialog.getByText("The browser's storage did not open").waitFor();
  await ui.dialog.getByRole('button', { name: 'Remove', exact: true }).click();
  await ui.proofSays(/no longer/);
  await ui.page.evaluate(() => window.openStorage());
  await ui.goTo('Import');
  await ui.page.getByText(/^No past runs are kept in this browser at this address/).waitFor();
  await ui.goTo('Report');
  await ui.page.getByText(/^The record exists only in this page until you download it/).waitFor();
  await ui.page.getByText('Download the results first: this browser does not keep the record.').waitFor();
  await ui.page.getByText('Clears the file, the selection, the token and this record.').waitFor();
});
