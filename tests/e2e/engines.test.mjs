// What engines do each in their own way and no other of the tests for all of them shows: the keyboard, a file let go, a
// storage that is full, blocked or of an earlier version of the page.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { generatedExport } from './support/exports.mjs';
import { PRACTICE_SITE } from './support/page.mjs';
import { startRelay } from './support/processes.mjs';
import { assertBalanced, openStage } from './support/stage.mjs';
import { until } from './support/until.mjs';

test('the keyboard alone leads through all five steps', { timeout: 120_000 }, async (t) => {
  const { ui } = await openStage(t);
  const press = async (control, key = 'Enter') => {
    await ui.usable(control);
    await ui.tabTo(control);
    await ui.page.keyboard.press(key);
  };
  await press(ui.button('Use the sample'));
  await press(ui.button('Next: Choose'));
  await ui.stepIs('Choose');
  await press(ui.button('Select shown'));
  await press(ui.button('Next: Connect'));
  await ui.stepIs('Connect');
  await press(ui.named('radio', 'Practice site'), 'Space');
  await press(ui.button('Check connection'));
  await press(ui.button('Next: Run'));
  await ui.stepIs('Run');
  await press(ui.button('Try the first one'));
  await press(ui.dialog.getByRole('button', { name: 'Remove', exact: true }));
  await ui.proofSays(/no longer/);
  await press(ui.button('Remove the rest'));
  await ui.tabTo(ui.dialog.getByRole('textbox', { name: 'Site name', exact: true }));
  await ui.page.keyboard.type(PRACTICE_SITE);
  await press(ui.dialog.getByRole('button', { name: 'Remove', exact: true }));
  await ui.stateIs('Finished', 30_000);
  await press(ui.button('Next: Report'));
  await ui.stepIs('Report');
  const counts = await ui.counts();
  assertBalanced(counts);
  assert.equal(counts.Removed, 9);
});

test('a file let go on the page is read', { timeout: 60_000 }, async (t) => {
  const { ui } = await openStage(t);
  await ui.page.evaluate((text) => {
    const files = new DataTransfer();
    files.items.add(new File([text], 'dropped.csv', { type: 'text/csv' }));
    const target = document.querySelector('.next');
    for (const kind of ['dragover', 'drop']) target.dispatchEvent(new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: files }));
  }, generatedExport(30));
  await ui.region('File summary').getByText('dropped.csv').waitFor();
  await ui.goTo('Choose');
  await ui.selectShown();
  await ui.selected(30);
});

/** A page before whose own scripts `script` runs. */
const openedAfter = (t, script) => openStage(t, { before: (page) => page.addInitScript(script) });

test('where the browser allows no storage, that is said before the first file, and practice goes the whole way', { timeout: 90_000 }, async (t) => {
  const { ui } = await openedAfter(t, () => { IDBFactory.prototype.open = () => { throw new DOMException('blocked', 'SecurityError'); }; });
  await ui.page.getByText('a run is lost when you close the page').first().waitFor();
  await ui.useSample();
  await ui.goTo('Choose');
  await ui.selectShown();
  await ui.connectPractice({ answerTime: 5 });
  await ui.goTo('Run');
  await ui.tryFirst();
  await ui.removeRest(PRACTICE_SITE);
  assert.equal((await ui.counts()).Removed, 9);
});

test('what the browser does not offer is said before the first file, and the run goes its way without', { timeout: 90_000 }, async (t) => {
  const { ui } = await openedAfter(t, () => {
    for (const name of ['locks', 'wakeLock']) Object.defineProperty(Navigator.prototype, name, { get: () => undefined });
    for (const name of ['Worker', 'BroadcastChannel']) delete window[name];
  });
  const lines = await ui.named('note', 'This browser').getByRole('paragraph').allTextContents();
  assert.deepEqual(lines.map((line) => / second tab | workers| notify |awake/.exec(line)?.[0].trim()), ['second tab', 'workers', 'notify', 'awake']);
  await ui.importFile(generatedExport(30));
  await ui.goTo('Choose');
  await ui.selectShown();
  await ui.connectPractice({ answerTime: 5 });
  await ui.goTo('Run');
  await ui.tryFirst();
  await ui.removeRest(PRACTICE_SITE);
  assert.equal((await ui.counts()).Removed, 30);
});

test('where the storage is full, nothing is sent, and the page says so', { timeout: 90_000 }, async (t) => {
  const { ui } = await openedAfter(t, () => {
    const { put } = IDBObjectStore.prototype;
    Object.defineProperty(IDBTransaction.prototype, 'error', { get: () => new DOMException('full', 'QuotaExceededError') });
    IDBObjectStore.prototype.put = function full(...given) {
      const request = put.apply(this, given);
      this.transaction.abort();
      return request;
    };
  });
  await ui.useSample();
  await ui.goTo('Choose');
  await ui.selectShown();
  await ui.connectPractice({ answerTime: 5 });
  await ui.goTo('Run');
  await ui.button('Try the first one').click();
  await ui.dialog.getByRole('button', { name: 'Remove', exact: true }).click();
  await ui.stateIs('Stopped', 20_000);
  assert.match(await ui.runState(), /its storage is full/);
  const counts = await ui.counts();
  assertBalanced(counts);
  assert.equal(counts.Removed, 0);
});

test('a database that an earlier version of the page made is brought up to date', { timeout: 60_000 }, async (t) => {
  const { ui } = await openStage(t);
  // An address at which the page has not been yet.
  const relay = await startRelay();
  t.after(relay.stop);
  await ui.page.goto(`${relay.address}ticker.js`);
  await ui.page.evaluate(() => new Promise((resolve, reject) => {
    const made = indexedDB.open('groupsweep', 1);
    made.onupgradeneeded = () => { made.result.createObjectStore('runs'); };
    made.onerror = reject;
    made.onsuccess = () => { made.result.close(); resolve(); };
  }));
  await ui.open(relay.address);
  await ui.useSample();
  await ui.goTo('Choose');
  await ui.selectShown();
  await ui.ticksAreKept();
  await until('the database is of this version', () => ui.page.evaluate(async () => (await indexedDB.databases()).some(({ name, version }) => name === 'groupsweep' && version > 1)));
});
