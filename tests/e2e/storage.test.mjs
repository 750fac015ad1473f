// The browser's storage fails during a run: nothing continues without a record, and nothing is lost.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asObjects, parseCsv } from './support/csv.mjs';
import { generatedExport } from './support/exports.mjs';
import { assertBalanced, openStage, readyToRun, reopen } from './support/stage.mjs';
import { alertSays, assertOncePerRow, finish, front, holding, openTabs, resumeSlowly, ROWS as TAB_ROWS, withStoppedRun } from './support/tabs.mjs';
import { observeFor, until } from './support/until.mjs';

const ROWS = 60;
const FILE = generatedExport(ROWS);

/** The rest of a run is under way, ten rows a second. */
async function runUnderWay(t) {
  const stage = await openStage(t, { members: FILE, site: { latencyMs: 50 } });
  const { ui, site, host } = stage;
  await readyToRun(stage, FILE);
  await ui.callsPerSecond(10);
  await ui.tryFirst();
  await ui.startTheRest(host);
  await until('the run is under way', async () => (await site.removals()).length >= 6);
  return stage;
}

for (const isBlocked of [false, true]) {
  test(`a storage ${isBlocked ? 'blocked' : 'cleared'} in the middle halts the run, whose record is stored again by Resume`, { timeout: 90_000 }, async (t) => {
    const stage = await runUnderWay(t);
    const { ui, site } = stage;
    if (isBlocked) {
      await ui.page.evaluate(() => {
        const open = IDBFactory.prototype.open;
        globalThis.allowStorage = () => { IDBFactory.prototype.open = open; };
        IDBFactory.prototype.open = () => { throw new DOMException('blocked', 'SecurityError'); };
      });
    }
    // As when site data are cleared while the page is open.
    await ui.page.evaluate(() => { indexedDB.deleteDatabase('groupsweep'); });
    await ui.stateIs('Stopped', 20_000);
    assert.match(await ui.runState(), /store the record/);
    await observeFor(500);
    const sent = (await site.removals()).length;
    await observeFor(1_000);
    assert.equal((await site.removals()).length, sent, 'nothing is sent without a record');
    const counts = await ui.counts();
    assertBalanced(counts);
    assert.ok(counts['Not started'] > 0);
    const rows = asObjects(parseCsv(await ui.download('Download results so far')));
    const gone = ROWS - (await site.memberships());
    const claimed = rows.filter((row) => row.outcome === 'removed').length;
    const doubtful = rows.filter((row) => row.outcome === 'in_doubt').length;
    assert.ok(claimed <= gone && gone <= claimed + doubtful, `${claimed} claimed, ${doubtful} in doubt, ${gone} gone`);

    if (isBlocked) {
      // Resume tries the storage again, and sends nothing while nothing can be stored.
      await ui.button('Resume').click();
      await ui.page.getByRole('alert').first().waitFor();
      await ui.stateIs('Stopped');
      await observeFor(700);
      assert.equal((await site.removals()).length, sent);
      await ui.page.evaluate(() => globalThis.allowStorage());
    }
    // The storage works again: after a question, the whole record is written, and the run continues in the same tab.
    await ui.button('Resume').click();
    await ui.named('dialog', 'Confirm resume').getByRole('button', { name: 'Resume run', exact: true }).click();
    await ui.stateIs('Finished', 30_000);
    assert.equal(await site.memberships(), 0);
    const end = await ui.counts();
    assertBalanced(end);
    const fresh = await reopen(stage);
    await fresh.ui.pastRun('Undo').waitFor();
    assert.equal(await fresh.ui.pastRuns.getByText('Damaged record', { exact: true }).count(), 0);
  });
}

test('a storage that no longer answers halts the run instead of leaving it in progress for ever', { timeout: 90_000 }, async (t) => {
  const { ui } = await runUnderWay(t);
  await ui.page.evaluate(() => {
    // Nothing is written, and no transaction ends. Thirty seconds take three.
    IDBObjectStore.prototype.put = function nothing() { return this.count(); };
    for (const name of ['oncomplete', 'onabort']) Object.defineProperty(IDBTransaction.prototype, name, { set() {} });
    const post = Worker.prototype.postMessage;
    Worker.prototype.postMessage = function quicker([id, ms]) { post.call(this, [id, ms === 1000 ? 100 : ms]); };
  });
  await ui.stateIs('Stopped', 20_000);
  assert.match(await ui.runState(), /does not answer/);
  assertBalanced(await ui.counts());
  assert.ok((await ui.counts())['Not started'] > 0);
});

test('a write that ends after it was given up costs the page nothing that it alone knows', { timeout: 90_000 }, async (t) => {
  const { ui, site } = await runUnderWay(t);
  await ui.page.evaluate(() => {
    // Everything is written, and the page hears of it when `endWrites` is called.
    const isOpen = new Promise((resolve) => { window.endWrites = resolve; });
    Object.defineProperty(IDBTransaction.prototype, 'oncomplete', {
      set(hear) { if (hear) this.addEventListener('complete', (event) => isOpen.then(() => hear(event))); },
    });
    const post = Worker.prototype.postMessage;
    Worker.prototype.postMessage = function quicker([id, ms]) { post.call(this, [id, ms === 1000 ? 100 : ms]); };
  });
  await ui.stateIs('Stopped', 20_000);
  await ui.page.evaluate(() => window.endWrites());
  await ui.goTo('Import');
  await ui.pastRuns.getByRole('listitem').first().waitFor();
  assert.equal(await ui.page.getByText('changed in another tab').count(), 0);
  await ui.goTo('Run');
  assert.match(await ui.runState(), /can no longer store the record of this run/);
  assert.equal((await ui.counts()).Removed, (await site.removals()).length, 'what the site confirmed is still known');
});

test('a newer page that takes the storage in the middle of a run is named as the reason to stop', { timeout: 90_000 }, async (t) => {
  const { ui } = await runUnderWay(t);
  await ui.page.evaluate(() => new Promise((resolve) => {
    indexedDB.open('groupsweep', 99).onsuccess = ({ target }) => { target.result.close(); resolve(); };
  }));
  await ui.stateIs('Stopped', 20_000);
  assert.match(await ui.runState(), /A newer version of Groupsweep has used this browser's storage/);
  await ui.button('Resume').click();
  await ui.page.getByRole('alert').getByText(/Nothing was started\./).waitFor();
  await ui.stateIs('Stopped');
});

const clearStorage = (ui) => ui.page.evaluate(() => new Promise((resolve) => {
  indexedDB.deleteDatabase('groupsweep').onsuccess = resolve;
}));

/** Confirms that the run continues from this tab's copy. */
async function agreeToTheCopy(ui, button = 'Resume run') {
  const dialog = ui.named('dialog', 'Confirm resume');
  await dialog.getByText("The browser's storage was cleared, including the record of this run.").waitFor();
  await dialog.getByRole('button', { name: button, exact: true }).click();
}

test('after the storage was cleared between the test and the rest, the rest goes on from the copy in the same tab', { timeout: 90_000 }, async (t) => {
  const stage = await openStage(t, { members: FILE, site: { latencyMs: 20 } });
  const { ui, site, host } = stage;
  await readyToRun(stage, FILE);
  await ui.callsPerSecond(50);
  await ui.tryFirst();
  await clearStorage(ui);
  await ui.goTo('Report');
  await ui.page.getByText("The browser's storage was cleared, including the record.").waitFor();
  await ui.goTo('Run');

  await ui.startTheRest(host);
  const dialog = ui.named('dialog', 'Confirm resume');
  await dialog.getByRole('heading', { name: 'Continue this removal?', exact: true }).waitFor();
  await dialog.getByText(`: 1 removed · ${ROWS - 1} not started.`).waitFor();
  await dialog.getByText(`Continuing removes ${ROWS - 1} memberships. This copy will become the record of the run.`).waitFor();
  await observeFor(500);
  assert.equal((await site.removals()).length, 1, 'sent before it was confirmed');
  await agreeToTheCopy(ui, 'Continue run');
  await ui.stateIs('Finished', 30_000);
  assert.equal(await site.memberships(), 0);
  assert.equal((await ui.counts()).Removed, ROWS);
  await ui.goTo('Report');
  await ui.page.getByText('The record is kept in this browser').waitFor();
  const fresh = await reopen(stage);
  await fresh.ui.pastRun('Undo').waitFor();
  await fresh.ui.pastRuns.getByText(`${ROWS} removed`).first().waitFor();
});

test('a tab that was cut off asks before it stores its copy, also where another copy came and went meanwhile', { timeout: 90_000 }, async (t) => {
  const tabs = await withStoppedRun(await openTabs(t));
  const { a, site } = tabs;
  // Neither hears of the other.
  const old = await holding(tabs, 'Run', { deaf: true });
  const cutOff = await holding(tabs, 'Run', { deaf: true });
  await a.page.close();
  await resumeSlowly({ a: cutOff, site });
  await clearStorage(cutOff);
  await cutOff.stateIs('Stopped', 20_000);

  await front(old);
  await old.button('Resume').click();
  await agreeToTheCopy(old);
  await finish(old);
  assert.equal(await site.memberships(), 0);
  await old.undo(tabs.host);
  assert.equal(await site.memberships(), TAB_ROWS);
  const list = await tabs.tab();
  const runs = () => list.pastRuns.getByRole('listitem').count();
  await until('the run and its undo are listed', async () => (await runs()) === 2);
  for (const left of [1, 0]) {
    await list.pastRuns.getByRole('button', { name: /^Delete/ }).first().click();
    await list.named('dialog', 'Confirm deletion').getByRole('button', { name: 'Delete run', exact: true }).click();
    await until('it is gone', async () => (await runs()) === left);
  }

  const sent = (await site.removals()).length;
  await front(cutOff);
  await cutOff.button('Resume').click();
  await cutOff.named('dialog', 'Confirm resume').getByText('Another tab may have continued the run after that').waitFor();
  await observeFor(500);
  assert.equal((await site.removals()).length, sent, 'sent before it was confirmed');
  const fresh = await tabs.tab();
  assert.equal(await fresh.pastRuns.count(), 0, 'the copy was stored before it was confirmed');
});

test('a yes to the copy holds for one attempt, and not for a Verify after one that failed', { timeout: 90_000 }, async (t) => {
  const tabs = await withStoppedRun(await openTabs(t));
  const { a } = tabs;
  const old = await holding(tabs, 'Run', { deaf: true });
  await resumeSlowly(tabs);
  const lock = await a.page.evaluate(async () => {
    const { held } = await navigator.locks.query();
    return held.map(({ name }) => name).find((name) => name.startsWith('groupsweep http'));
  });
  await finish(a);
  await clearStorage(a);

  await front(old);
  await old.button('Resume').click();
  await old.named('dialog', 'Confirm resume').waitFor();
  // Another tab works on the site: the attempt ends before it reaches the record.
  await a.page.evaluate((name) => new Promise((resolve) => {
    navigator.locks.request(name, () => new Promise((letGo) => { globalThis.letGo = letGo; resolve(); }));
  }), lock);
  await agreeToTheCopy(old);
  await alertSays(old, 'Another tab or window is working on this site');
  await a.page.evaluate(() => globalThis.letGo());

  await old.goTo('Report');
  await old.button('Verify').click();
  await alertSays(old, "The browser's storage was cleared, including the record of this run.");
  const fresh = await tabs.tab();
  assert.equal(await fresh.pastRuns.count(), 0, 'the copy was stored without a question');
});

test('after the storage was cleared, a tab with an old copy asks before the copy becomes the record', { timeout: 90_000 }, async (t) => {
  const tabs = await withStoppedRun(await openTabs(t));
  const { a, site, removed } = tabs;
  const old = await holding(tabs, 'Run', { deaf: true });
  await resumeSlowly(tabs);
  await finish(a);
  await a.page.close();
  await front(old);
  await old.page.evaluate(() => { indexedDB.deleteDatabase('groupsweep'); });

  const sent = (await site.requests()).length;
  const dialog = old.named('dialog', 'Confirm resume');
  await old.button('Resume').click();
  await dialog.getByText(/^The browser's storage was cleared, including the record of this run\. This tab holds a copy as of /).waitFor();
  await dialog.getByText(`: ${removed} removed · ${TAB_ROWS - removed} not started.`).waitFor();
  await dialog.getByText('memberships may have changed on the site since').waitFor();
  await dialog.getByRole('button', { name: 'Cancel', exact: true }).click();
  await observeFor(500);
  assert.equal((await site.requests()).length, sent, 'sent before it was confirmed');
  const fresh = await tabs.tab();
  assert.equal(await fresh.pastRuns.count(), 0, 'the copy was stored before it was confirmed');
  await fresh.page.close();

  await front(old);
  await old.button('Resume').click();
  await dialog.getByRole('button', { name: 'Resume run', exact: true }).click();
  await finish(old);
  await assertOncePerRow(site);
  const counts = await old.counts();
  assertBalanced(counts);
  assert.equal(counts.Removed, removed, JSON.stringify(counts));
  const after = await tabs.tab();
  await after.pastRun('Undo').waitFor();
});

test('a tab that was cut off keeps its newer copy when another tab has stored an older one', { timeout: 90_000 }, async (t) => {
  const tabs = await withStoppedRun(await openTabs(t));
  const { a, site, removed } = tabs;
  const old = await holding(tabs, 'Run', { deaf: true });
  await resumeSlowly(tabs);
  const before = (await site.removals()).length;
  await until('A removes more rows than the other tab knows of', async () => (await site.removals()).length >= before + 2);
  await a.page.evaluate(() => { indexedDB.deleteDatabase('groupsweep'); });
  await a.stateIs('Stopped', 20_000);
  const held = await a.counts();
  assert.ok(held.Removed > removed, JSON.stringify(held));

  await front(old);
  await old.button('Resume').click();
  await old.named('dialog', 'Confirm resume').getByRole('button', { name: 'Resume run', exact: true }).click();
  await finish(old);

  await front(a);
  await a.button('Resume').click();
  await alertSays(a, 'Another tab stored an older copy of this run');
  assert.deepEqual(await a.counts(), held, 'the newer copy is not in the page any more');
  const rows = asObjects(parseCsv(await a.download('Download results so far')));
  assert.equal(rows.filter((row) => row.outcome === 'removed').length, held.Removed);
});

test('a tab at rest keeps its newer copy when another tab has stored an older one', { timeout: 90_000 }, async (t) => {
  const tabs = await withStoppedRun(await openTabs(t));
  const { a, site, removed } = tabs;
  const old = await holding(tabs, 'Run', { deaf: true });
  await resumeSlowly(tabs);
  const before = (await site.removals()).length;
  await until('A removes more rows than the other tab knows of', async () => (await site.removals()).length >= before + 2);
  await a.button('Stop').click();
  await a.stateIs('Stopped');
  const held = await a.counts();
  assert.ok(held.Removed > removed, JSON.stringify(held));
  await clearStorage(a);

  await front(old);
  await old.button('Resume').click();
  await old.named('dialog', 'Confirm resume').getByRole('button', { name: 'Resume run', exact: true }).click();
  await finish(old);

  await front(a);
  await a.button('Resume').click();
  await alertSays(a, 'Another tab stored an older copy of this run');
  assert.deepEqual(await a.counts(), held, 'the newer copy is not in the page any more');
});

