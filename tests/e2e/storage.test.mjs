// The browser's storage is taken away in the middle of a run: nothing goes on without a record, and nothing is lost.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asObjects, parseCsv } from './support/csv.mjs';
import { generatedExport } from './support/exports.mjs';
import { assertBalanced, openStage, readyToRun, reopen } from './support/stage.mjs';
import { alertSays, assertOncePerRow, finish, front, holding, openTabs, resumeSlowly, ROWS as TAB_ROWS, withStoppedRun } from './support/tabs.mjs';
import { observeFor, until } from './support/until.mjs';

const ROWS = 60;
const FILE = generatedExport(ROWS);

for (const isBlocked of [false, true]) {
  test(`a storage ${isBlocked ? 'blocked' : 'cleared'} in the middle halts the run, whose record is stored again by Resume`, { timeout: 90_000 }, async (t) => {
    const stage = await openStage(t, { members: FILE, site: { latencyMs: 50 } });
    const { ui, site, host } = stage;
    await readyToRun(stage, FILE);
    await ui.callsPerSecond(10);
    await ui.tryFirst();
    await ui.startTheRest(host);
    await until('the run is under way', async () => (await site.removals()).length >= 6);
    if (isBlocked) {
      await ui.page.evaluate(() => {
        const open = IDBFactory.prototype.open;
        globalThis.allowStorage = () => { IDBFactory.prototype.open = open; };
        IDBFactory.prototype.open = () => { throw new DOMException('blocked', 'SecurityError'); };
      });
    }
    // As when site data are cleared while the page is open.
    await ui.page.evaluate(() => { indexedDB.deleteDatabase('groupsweep'); });
    await ui.stateIs('Halted', 20_000);
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
      // Resuming asks the storage again, and sends nothing as long as it keeps nothing.
      await ui.button('Resume').click();
      await ui.page.getByRole('alert').first().waitFor();
      await ui.stateIs('Halted');
      await observeFor(700);
      assert.equal((await site.removals()).length, sent);
      await ui.page.evaluate(() => globalThis.allowStorage());
    }
    // The storage is there again: the whole record is written to it, and the run goes on in the same tab. Where this tab
    // could not see that nobody wrote after it, it asks.
    await ui.button('Resume').click();
    if (isBlocked) await ui.named('dialog', 'Confirm resume').getByRole('button', { name: 'Resume run', exact: true }).click();
    await ui.stateIs('Finished', 30_000);
    assert.equal(await site.memberships(), 0);
    const end = await ui.counts();
    assertBalanced(end);
    const fresh = await reopen(stage);
    await fresh.ui.pastRun('Undo').waitFor();
    assert.equal(await fresh.ui.pastRuns.getByText('Damaged record', { exact: true }).count(), 0);
  });
}

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
  await dialog.getByText(/^The browser's storage was cleared, and the record of this run with it\. This tab holds a copy as of /).waitFor();
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
  await a.stateIs('Halted', 20_000);
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
