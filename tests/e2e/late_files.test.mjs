// Files that are read slowly: what they were for may be gone by the time that they are there, or another file may be.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { writeCsv } from './support/csv.mjs';
import { HEADING, membership } from './support/exports.mjs';
import { closeList, dialogOf, FILE, openList, textOf } from './support/keep_list.mjs';
import { openStage } from './support/stage.mjs';
import { until } from './support/until.mjs';

const csv = (name, text) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });

/** The browser reads no file, or not the next one alone, until it is let go. Counts what is read from then on. */
function hold(ui, { next = false } = {}) {
  return ui.page.evaluate((once) => {
    const read = Blob.prototype.arrayBuffer;
    const gate = new Promise((open) => { window.letFilesGo = () => { window.filesRead = 0; open(); }; });
    let held = true;
    Blob.prototype.arrayBuffer = async function counted() {
      const waits = held;
      if (once) held = false;
      if (waits) await gate;
      const bytes = await read.call(this);
      window.filesRead += 1;
      return bytes;
    };
  }, next);
}

const letGo = (ui) => ui.page.evaluate(() => window.letFilesGo());

test('a keep list file that is read after its dialog was closed is there when it is opened again', { timeout: 40_000 }, async (t) => {
  const { ui } = await openStage(t);
  await hold(ui);
  await openList(ui);
  await dialogOf(ui).getByLabel('Add a list file', { exact: true }).setInputFiles(csv('board.csv', 'boss@domain.example\n'));
  await closeList(ui);
  await letGo(ui);
  await openList(ui);
  await dialogOf(ui).getByText('board.csv added: 1 email. Not saved yet.').waitFor();
  assert.equal((await textOf(ui).inputValue()).trim(), 'boss@domain.example');
});

test('a list of people that is read after Choose was left applies, and the page says so', { timeout: 40_000 }, async (t) => {
  const { ui } = await openStage(t);
  await ui.importFile(FILE);
  await ui.goTo('Choose');
  const menu = await ui.menu('List of people');
  await hold(ui);
  await menu.getByLabel('List file', { exact: true }).setInputFiles(csv('stay.csv', 'user1@domain.example\n'));
  await ui.shut(menu);
  await ui.goTo('Connect');
  await letGo(ui);
  await ui.page.getByText('List of people: 1 person on the list is in this file. Their 2 rows cannot be selected.').waitFor();
  await ui.goTo('Choose');
  assert.ok(await ui.rowBox('User 1', 'Group 1').isDisabled());
});

test('a list of nobody here that is read after Choose was left is refused with a word', { timeout: 40_000 }, async (t) => {
  const { ui } = await openStage(t);
  await ui.importFile(FILE);
  await ui.goTo('Choose');
  const menu = await ui.menu('List of people');
  await hold(ui);
  await menu.getByLabel('List file', { exact: true }).setInputFiles(csv('stay.csv', 'nobody@domain.example\n'));
  await ui.shut(menu);
  await ui.goTo('Connect');
  await letGo(ui);
  await ui.page.getByText('Nobody on this list is in the file').waitFor();
});

test('files that were dropped together do not overtake a file that was dropped after them', { timeout: 40_000 }, async (t) => {
  const { ui } = await openStage(t);
  const field = ui.page.getByLabel('Membership export', { exact: true });
  await hold(ui, { next: true });
  await field.setInputFiles([csv('a.csv', writeCsv([HEADING, membership(1, 1)])), csv('b.csv', writeCsv([HEADING, membership(2, 2)]))]);
  await field.setInputFiles(csv('last.csv', writeCsv([HEADING, membership(3, 3)])));
  await ui.region('File summary').getByText('last.csv').waitFor();
  await letGo(ui);
  await until('both heads are read', () => ui.page.evaluate(() => window.filesRead >= 2));
  await ui.page.evaluate(() => new Promise((drawn) => { requestAnimationFrame(() => requestAnimationFrame(drawn)); }));
  // A reading that began after that would end before the next one does.
  await ui.page.getByLabel('Membership export', { exact: true }).waitFor({ state: 'attached' });
  await ui.goTo('Choose');
  await ui.rowBox('User 3', 'Group 3').waitFor();
  assert.equal(await ui.page.getByText('files were read as one table').count(), 0);
});

test('files that are read together are shown as being read at once', { timeout: 40_000 }, async (t) => {
  const { ui } = await openStage(t);
  await hold(ui, { next: true });
  await ui.page.getByLabel('Membership export', { exact: true }).setInputFiles([
    csv('a.csv', writeCsv([HEADING, membership(1, 1)])),
    csv('b.csv', writeCsv([HEADING, membership(2, 2)])),
  ]);
  await ui.page.getByText('Reading a.csv').first().waitFor();
  await letGo(ui);
  await ui.page.getByText('2 files were read as one table').waitFor();
});
