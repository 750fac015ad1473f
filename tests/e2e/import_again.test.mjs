// The same file again, another one in its place, other columns: what is ticked follows the memberships, or goes.
import assert from 'node:assert/strict';
import { writeFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { writeCsv } from './support/csv.mjs';
import { accountId, generatedExport, groupId, HEADING, membership } from './support/exports.mjs';
import { chosenRows } from './support/page.mjs';
import { openStage, reopen } from './support/stage.mjs';
import { until } from './support/until.mjs';

const ROWS = 1_500;
const FILE = generatedExport(ROWS);

/** Ticks a row far after the first block of the file, and waits until the selection is stored. */
async function tickOne(ui) {
  await ui.search('User 1400');
  await ui.shows(1);
  await ui.selectShown();
  await ui.selected(1);
  await ui.ticksAreKept();
}

test('what a file shows is drawn once: the focus in it stays where it is', { timeout: 30_000 }, async (t) => {
  const { ui } = await openStage(t);
  // The button gets the focus at once. Redrawing would replace the button.
  await ui.page.evaluate(() => {
    const focus = () => document.querySelector('[aria-label="Group ids"] button')?.focus();
    window.first = new Promise((resolve) => new MutationObserver((_, observer) => {
      focus();
      if (document.activeElement?.tagName !== 'BUTTON' || !document.activeElement.closest('[aria-label="Group ids"]')) return;
      observer.disconnect();
      resolve(document.activeElement);
    }).observe(document.body, { childList: true, subtree: true }));
  });
  await ui.importFile(writeCsv([
    ['User id', 'Group name', 'Group id'],
    ...Array.from({ length: ROWS }, (_, row) => [`712020:user-${row}`, 'Contractors', '']),
  ]));
  // How far a file is read is shown at most every 100 ms: the last notice is due within that time and a frame.
  const kept = await ui.page.evaluate(async () => {
    const button = await window.first;
    await new Promise((resolve) => { setTimeout(resolve, 300); });
    return button.isConnected && document.activeElement === button;
  });
  assert.ok(kept, 'the button was drawn anew');
});

test('a file in place of one with a selection is read only after a question', { timeout: 30_000 }, async (t) => {
  const { ui } = await openStage(t);
  await ui.importFile(FILE);
  // Without a selection nothing is lost, and nothing is asked.
  await ui.chooseFile('second.csv', FILE);
  await ui.region('File summary').getByText('second.csv').waitFor();
  await ui.goTo('Choose');
  await tickOne(ui);
  await ui.goTo('Import');
  const asks = (name) => ui.page.getByText(`Read ${name}? It may replace the current file and its selection (1 row).`, { exact: true }).waitFor();

  await ui.chooseFile('third.csv', writeCsv([HEADING, membership(1, 1)]));
  await asks('third.csv');
  await ui.button('Keep the current file').click();
  await ui.button('Use the sample').click();
  await asks('groups.csv (sample)');
  await ui.button('Keep the current file').click();
  await ui.region('File summary').getByText('second.csv').waitFor();
  await ui.selected(1);

  // The question goes with the selection.
  await ui.chooseFile('third.csv', writeCsv([HEADING, membership(1, 1)]));
  await asks('third.csv');
  await ui.goTo('Choose');
  await ui.rowBoxes.first().uncheck();
  await ui.button('Replace the file').waitFor({ state: 'detached' });
  await ui.rowBoxes.first().check();
  await ui.goTo('Import');

  await ui.chooseFile('third.csv', writeCsv([HEADING, membership(1, 1)]));
  await asks('third.csv');
  await ui.button('Replace the file').click();
  await ui.region('File summary').getByText('third.csv').waitFor();
});

test('ticks come back with the same file after a reload, are said, and can be dropped', { timeout: 40_000 }, async (t) => {
  const stage = await openStage(t);
  await stage.ui.importFile(FILE);
  await stage.ui.goTo('Choose');
  await tickOne(stage.ui);
  const { ui } = await reopen(stage);
  await ui.importFile(FILE);
  await ui.selected(1);
  await ui.status('Selection from an earlier visit').getByRole('button', { name: 'Clear the selection', exact: true }).click();
  await ui.status('Selection from an earlier visit').waitFor({ state: 'detached' });
  await ui.goTo('Choose');
  await ui.search('User 1400');
  await ui.shows(1);
  assert.equal(await ui.tickedInSight(), 0);

  // What was dropped does not come back a second time.
  await ui.nothingIsKept();
  const again = await reopen({ ...stage, ui });
  await again.ui.importFile(FILE);
  await again.ui.goTo('Choose');
  await again.ui.search('User 1400');
  await again.ui.shows(1);
  assert.equal(await again.ui.tickedInSight(), 0);
});

test('ticks do not come back in a file of the same size in which the ticked row is about somebody else', { timeout: 40_000 }, async (t) => {
  const stage = await openStage(t);
  await stage.ui.importFile(FILE);
  await stage.ui.goTo('Choose');
  await tickOne(stage.ui);
  const { ui } = await reopen(stage);
  const other = FILE.replace('712020:0a000000-0000-4000-8000-000000000578', '712020:0a000000-0000-4000-8000-00000fffff78');
  assert.ok(other !== FILE && other.length === FILE.length);
  await ui.importFile(other);
  await ui.page.getByText('Your earlier selection no longer matches this file').waitFor();
  await ui.goTo('Choose');
  await ui.search('User 1400');
  await ui.shows(1);
  assert.equal(await ui.tickedInSight(), 0);
});

test('other columns read the file again', { timeout: 40_000 }, async (t) => {
  const { ui } = await openStage(t);
  await ui.importFile('gid,who,name,uid\n' + FILE.split('\n').slice(1, 9).map((line, at) => `0e000000-0000-4000-8000-00000000000${at},712020:0b000000-0000-4000-8000-00000000000${at},Name ${at},712020:0a000000-0000-4000-8000-00000000000${at}`).join('\n'), 'renamed.csv')
    .catch(() => {});
  const columns = ui.region('Columns');
  await columns.getByRole('combobox', { name: 'Group id', exact: true }).selectOption({ label: 'gid' });
  await columns.getByRole('combobox', { name: 'User id', exact: true }).selectOption({ label: 'uid' });
  await columns.getByRole('combobox', { name: 'User name', exact: true }).selectOption({ label: 'name' });
  await ui.button('Read with these columns').click();
  await ui.usable(ui.button('Next: Choose'), 'Next: Choose');
  await ui.goTo('Choose');
  await ui.shows(8);
  await ui.selectShown();
  await ui.selected(8);

  // Another user column makes every row about somebody else: nothing stays ticked.
  await ui.goTo('Import');
  const userId = ui.region('Columns').getByRole('combobox', { name: 'User id', exact: true });
  await userId.focus();
  await userId.selectOption({ label: 'who' });
  await ui.region('Ready to use').getByText('of 8 rows in the file.', { exact: true }).waitFor();
  await ui.named('navigation', 'Steps').getByText(chosenRows(8)).waitFor({ state: 'detached' });
  await ui.focusIs(userId);

  // What is refused is not shown as chosen.
  const groupId = ui.region('Columns').getByRole('combobox', { name: 'Group id', exact: true });
  await groupId.selectOption({ label: '(none)' });
  await ui.region('Columns').getByText(/The columns were not changed\.$/).waitFor();
  assert.equal(await groupId.locator('option:checked').innerText(), 'gid');
});

test('rows that stay what they are stay selected when the file is read again, and the others are counted', { timeout: 40_000 }, async (t) => {
  const { ui } = await openStage(t);
  const own = (at) => [groupId(1), accountId(at), `Name ${at}`, accountId(at < 5 ? at : at + 100)];
  await ui.importFile(writeCsv([['Group id', 'User id', 'User name', 'Other'], ...Array.from({ length: 8 }, (_, at) => own(at))]));
  await ui.goTo('Choose');
  await ui.selectShown();
  await ui.selected(8);
  await ui.ticksAreKept();
  await ui.goTo('Import');
  await ui.region('Columns').getByRole('combobox', { name: 'User id', exact: true }).selectOption({ label: 'Other' });
  await ui.selected(5);
  await ui.goTo('Choose');
  await ui.page.getByText('3 rows were deselected, because their ids changed when the file was read again.', { exact: true }).waitFor();
  assert.equal(await ui.page.getByText('Your earlier selection no longer matches this file').count(), 0);
});

test('a file that changed on the disk gives no cells any more, and what is ticked holds', { timeout: 40_000 }, async (t) => {
  const { ui } = await openStage(t);
  const folder = await mkdtemp(path.join(tmpdir(), 'groupsweep-changed-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const file = path.join(folder, 'export.csv');
  await writeFile(file, FILE);
  await ui.page.getByLabel('Membership export', { exact: true }).setInputFiles(file);
  await ui.usable(ui.button('Next: Choose'), 'Next: Choose');
  await ui.goTo('Choose');
  await ui.rowBox('User 2', 'Größe').first().check();
  await writeFile(file, FILE.replaceAll('1 Sep 2023', '2 Oct 2024'));
  const columns = await ui.menu('Columns');
  await columns.getByRole('checkbox', { name: 'Added to org', exact: true }).click();
  await ui.page.getByRole('alert').getByText('on the disk was changed').waitFor();
  await ui.selected(1);
  assert.equal(await ui.grid.getByText('2 Oct 2024').count(), 0);
});

test('a reading can be cancelled, and what was there before is there again', { timeout: 60_000 }, async (t) => {
  const { ui } = await openStage(t);
  await ui.useSample();
  // Large enough that somebody is quicker than it.
  const line = FILE.split('\n')[1];
  await ui.page.evaluate(({ heading, record }) => {
    const block = `${record}\n`.repeat(200_000);
    const files = new DataTransfer();
    files.items.add(new File([`${heading}\n`, ...Array(8).fill(block)], 'large.csv'));
    document.querySelector('input[type=file]').files = files.files;
    document.querySelector('input[type=file]').dispatchEvent(new Event('change', { bubbles: true }));
    const cancel = () => {
      const button = [...document.querySelectorAll('button')].find((one) => one.textContent === 'Cancel');
      if (button) button.click();
      else requestAnimationFrame(cancel);
    };
    cancel();
  }, { heading: FILE.split('\n')[0], record: line });
  await ui.region('File summary').getByText('groups.csv (sample)').waitFor();
  assert.equal(await ui.page.getByRole('progressbar', { name: 'Reading progress' }).count(), 0);
  assert.ok(await ui.isUsable(ui.button('Next: Choose')));
});

/** One row is selected, a filter and a list of people are set, and Import is open again. */
async function oneSelected(t) {
  const { ui } = await openStage(t);
  await ui.importFile(FILE);
  await ui.goTo('Choose');
  await ui.layList('Keep', ['user1@domain.example']);
  await ui.search('User 1400');
  await ui.shows(1);
  await ui.selectShown();
  await ui.selected(1);
  await ui.goTo('Import');
  return ui;
}

/** All of it is still there. */
async function stillThere(ui) {
  await ui.selected(1);
  await ui.goTo('Choose');
  await ui.shows(1);
  assert.equal(await ui.named('searchbox', 'Search memberships').inputValue(), 'User 1400');
  await ui.menu('List of people: these are kept');
  await ui.goTo('Import');
}

const notTaken = (ui, name) => ui.page.getByRole('alert')
  .getByText(new RegExp(`^${name.replaceAll('.', '\\.')} cannot be used\\. .* is still imported, with your selection\\.$`));

for (const [kind, name, content] of [
  ['no text', 'picture.csv', '\u0000\u0001\u0002'],
  ['a broken sealed plan', 'sealed.json', '{"sealed":{"format":"groupsweep-sealed-plan"},"sha256":"00"}'],
  ['group ids only', 'groups.csv', `Group id\n${groupId(1)}\n${groupId(2)}\n`],
]) {
  test(`a file that cannot be used (${kind}) leaves the one before it, with its selection`, { timeout: 40_000 }, async (t) => {
    const ui = await oneSelected(t);
    await ui.replaceFile(name, content);
    await notTaken(ui, name).waitFor();
    await stillThere(ui);
    await ui.importFile(FILE);
    assert.equal(await ui.page.getByRole('alert').count(), 0, 'the next file takes the words away');
  });
}

test('a file whose columns are asked for, and that cannot be read, is not asked about any more', { timeout: 60_000 }, async (t) => {
  const { ui } = await openStage(t);
  const folder = await mkdtemp(path.join(tmpdir(), 'groupsweep-'));
  t.after(() => rm(folder, { recursive: true }));
  const junk = path.join(folder, 'junk.csv');
  await writeFile(junk, 'One,Two\nx,y\n');
  await ui.goTo('Import');
  await ui.page.getByLabel('Membership export', { exact: true }).setInputFiles(junk);
  await ui.page.getByRole('alert').getByText('junk.csv is not imported yet.').waitFor();
  for (const [label, option] of [['Group id', 'One'], ['User id', 'Two']]) {
    await ui.region('Columns').getByLabel(label, { exact: true }).selectOption(option);
  }
  await writeFile(junk, 'One,Two\nx,y\nchanged,since\n');
  await ui.button('Read with these columns').click();
  await ui.page.getByRole('alert').getByText(/^junk\.csv cannot be used\./).waitFor();
  assert.equal(await ui.page.getByText('junk.csv is not imported yet.').count(), 0);
});

test('while the columns of another file are chosen the file before stays, and can be kept', { timeout: 60_000 }, async (t) => {
  const ui = await oneSelected(t);
  const names = writeCsv([['Group name', 'User id'], ...Array.from({ length: 3 }, (_, row) => ['Sales', accountId(row)])]);
  const asked = ui.page.getByRole('alert').getByText('names.csv is not imported yet.');
  await ui.replaceFile('names.csv', names);
  await asked.waitFor();
  assert.equal(await ui.button('Next: Choose').count(), 0, 'nothing leads on with the file before by mistake');
  await stillThere(ui);
  // Another file that cannot be used removes neither of the two.
  await ui.replaceFile('picture.csv', '\u0000\u0001\u0002');
  await notTaken(ui, 'picture.csv').waitFor();
  await asked.waitFor();
  await ui.button('Keep the previous file').click();
  await ui.region('File summary').getByText('export-users.csv').waitFor();
  assert.equal(await asked.count(), 0);
  await stillThere(ui);

  await ui.replaceFile('names.csv', names);
  await ui.button('Read with these columns').click();
  await ui.region('File summary').getByText('names.csv').waitFor();
  await ui.selected(0);
  assert.equal(await asked.count(), 0);
});

test('two files dropped at once are one table, or the one that was not read is named', { timeout: 60_000 }, async (t) => {
  const { ui } = await openStage(t);
  const part = (name, rows) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(writeCsv(rows)) });
  const drop = (...parts) => ui.page.getByLabel('Membership export', { exact: true }).setInputFiles(parts);
  await drop(part('a.csv', [HEADING, membership(1, 1), membership(1, 2)]), part('b.csv', [HEADING, membership(2, 3)]));
  await ui.goTo('Choose');
  await ui.shows(3);
  await ui.goTo('Import');
  await drop(part('c.csv', [HEADING, membership(1, 1)]), part('other.csv', [['Something', 'else'], ['1', '2']]));
  await ui.page.getByText(/other\.csv.*headings/).first().waitFor();
});
