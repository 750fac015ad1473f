// Two tabs on one run, each doing one of eight things: run, pause, resume, undo, verify, delete, report, start over.
// Tab A acts; the others act during it or after it. After each case the site, the record, what Undo offers and what the
// tabs show agree.
//
// A tab is one of these:
//   list     on Import, with Past runs; it hears of what the others do
//   follows  has the run in the page and hears of what the others do
//   old      has the run in the page and hears nothing: no BroadcastChannel, no word when it comes to the front
//
// Here A runs, pauses and resumes. In tabs_ended.test.mjs the run has ended for A; tabs_cells.test.mjs has the other cells,
// and the table of all of them.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readyToRun } from './support/stage.mjs';
import {
  alertSays, assertAgree, assertOncePerRow, FILE, finish, front, holding, offersALook, old, oldCopies, openTabs, resumeSlowly, ROWS,
  SAYS, withStoppedRun,
} from './support/tabs.mjs';
import { until } from './support/until.mjs';

const { running: RUNNING, paused: PAUSED, siteTaken: SITE_TAKEN, goingOn: GOING_ON, changed: CHANGED } = SAYS;

const seconds = (n) => ({ timeout: n * 1000 });

describe('two tabs on one run', { concurrency: 2 }, () => {
  test('A runs; meanwhile B runs on the same site, and past runs offer a look at it', seconds(120), async (t) => {
    const tabs = await openTabs(t);
    const { a, site, host, tab } = tabs;
    const b = await tab({ deaf: true });
    await readyToRun({ ui: b, host }, FILE);
    const list = await tab();
    await front(a);
    await readyToRun({ ui: a, host }, FILE);
    await a.tryFirst();
    await a.callsPerSecond(1);
    await a.startTheRest(host);
    await until('A is at it', async () => (await site.removals()).length >= 2);

    await front(b);
    await b.button('Try the first one').click();
    await b.dialog.getByRole('button', { name: 'Remove', exact: true }).click();
    await alertSays(b, SITE_TAKEN);
    await offersALook(await front(list), 0, RUNNING);
    await finish(a);
    await assertOncePerRow(site);
    await list.pastRun('Undo').waitFor();
    await assertAgree(tabs, { removed: ROWS }, [a]);
  });

  test('A has run; B runs the same rows and removes nothing again', seconds(120), async (t) => {
    const tabs = await openTabs(t);
    const { a, site, host, tab } = tabs;
    const b = await tab({ deaf: true });
    await readyToRun({ ui: b, host }, FILE);
    await front(a);
    await readyToRun({ ui: a, host }, FILE);
    await a.callsPerSecond(50);
    await a.tryFirst();
    await a.removeRest(host);

    await front(b);
    await b.button('Try the first one').click();
    await b.dialog.getByRole('button', { name: 'Remove', exact: true }).click();
    await b.stateIs('Test inconclusive');
    const deletes = (await site.requests()).filter(({ method }) => method === 'DELETE');
    assert.equal(deletes.length, ROWS + 1, 'all of A, and the one row that B tried');
    await assertOncePerRow(site);
    await assertAgree(tabs, { removed: ROWS, at: 1 }, [a]);
  });

  test('A is paused; every other tab leaves the run alone', seconds(120), async (t) => {
    const tabs = await withStoppedRun(await openTabs(t));
    const { a, site } = tabs;
    const list = await tabs.tab();
    const follows = await holding(tabs, 'Run');
    const act = await oldCopies(tabs, { resume: SITE_TAKEN, undo: GOING_ON, verify: GOING_ON });
    await resumeSlowly(tabs);
    await a.button('Pause').click();
    await a.stateIs('Paused');

    const { sent } = await act();
    await (await front(follows)).stateIs(PAUSED);
    await follows.page.getByRole('heading', { name: /^Paused: / }).waitFor();
    await offersALook(await front(list), 0, PAUSED);
    assert.equal((await site.removals()).length, sent, 'another tab sent something');
    await front(a);
    await a.button('Resume').click();
    await (await front(follows)).stateIs(RUNNING);
    await finish(await front(a));
    await assertOncePerRow(site);
    await (await front(follows)).stateIs('Finished');
    await assertAgree(tabs, { removed: ROWS }, [a, follows]);
  });

  test('A resumes; meanwhile every other tab follows, and starting over in one of them harms nothing', seconds(120), async (t) => {
    const tabs = await withStoppedRun(await openTabs(t));
    const { a, site, removed } = tabs;
    const list = await tabs.tab();
    const follows = await holding(tabs, 'Run');
    const reports = await holding(tabs, 'Report');
    const act = await oldCopies(tabs, { resume: SITE_TAKEN, undo: GOING_ON, verify: GOING_ON });
    await resumeSlowly(tabs);

    const { copies } = await act();
    await offersALook(await front(list), 0, RUNNING);
    await front(follows);
    await follows.stateIs(RUNNING);
    assert.equal(await follows.isUsable(follows.button('Resume')), false);
    await until('it counts along', async () => (await follows.counts()).Removed > removed);
    await front(list);
    const file = await list.downloadBytes(list.pastRun('Save record of'));
    await list.pastRun('Report').click();
    await list.stepIs('Report');
    await list.status('In another tab').getByText(RUNNING).waitFor();
    const seen = (await list.counts()).Removed;
    await until('the report counts along', async () => (await list.counts()).Removed > seen);
    assert.equal(file.subarray(0, 10).toString('latin1'), 'Groupsweep', 'the record comes as a file');
    await front(reports);
    await reports.status('In another tab').getByText(RUNNING).waitFor();
    for (const name of ['Verify', 'Download results']) assert.equal(await reports.button(name).count(), 0, name);
    assert.equal(await reports.isUsable(reports.button('Undo this run')), false);
    await front(copies.undo);
    await copies.undo.button('Start over').click();
    await copies.undo.stepIs('Import');
    await finish(a);
    await assertOncePerRow(site);
    await (await front(follows)).stateIs('Finished');
    await assertAgree(tabs, { removed: ROWS }, [a, follows, reports]);
  });

  test('A has resumed to the end; old copies do nothing, the run is shown as it is', seconds(120), async (t) => {
    const tabs = await withStoppedRun(await openTabs(t));
    const { a, site, host } = tabs;
    const follows = await holding(tabs, 'Run');
    const act = await oldCopies(tabs, { resume: CHANGED, undo: CHANGED, verify: CHANGED });
    await resumeSlowly(tabs);
    await finish(a);

    const { copies, sent } = await act();
    assert.equal(sent, ROWS);
    await copies.resume.stateIs('Finished');
    assert.equal((await site.removals()).length, ROWS, 'an old copy sent something');
    await assertOncePerRow(site);
    await assertAgree(tabs, { removed: ROWS }, [a, follows, ...Object.values(copies)]);
    // This tab can continue the run that was read again: its undo covers all of it.
    await front(copies.undo);
    await copies.undo.undo(host);
    assert.equal(await site.memberships(), ROWS);
  });

  for (const hears of [false, true]) {
    test(`A has resumed and stopped again; B ${hears ? 'followed it' : 'has an old copy'} and is asked before it goes on`, seconds(120), async (t) => {
      const tabs = await withStoppedRun(await openTabs(t));
      const { a, site, removed } = tabs;
      const b = await holding(tabs, 'Run', { deaf: !hears });
      await resumeSlowly(tabs);
      await a.button('Pause').click();
      await until('no call is under way', async () => (await a.runState()).trim() === 'Paused.');
      await a.button('Stop').click();
      await a.stateIs('Stopped');
      const now = (await a.counts()).Removed;

      await front(b);
      if (hears) await until('B follows', async () => (await b.counts()).Removed === now);
      await b.usable(b.button('Resume'), 'Resume');
      await b.button('Resume').click();
      const dialog = b.named('dialog', 'Confirm resume');
      await dialog.getByText(`This tab showed: ${removed} removed · ${ROWS - removed} not started. The record now shows: ${now} removed · ${ROWS - now} not started.`).waitFor();
      await dialog.getByText(`Resuming removes ${ROWS - now} memberships.`).waitFor();
      assert.equal((await site.removals()).length, now, 'sent before it was confirmed');
      await dialog.getByRole('button', { name: 'Cancel', exact: true }).click();
      await b.button('Resume').click();
      await dialog.getByRole('button', { name: 'Resume run', exact: true }).click();
      await finish(b);
      await assertOncePerRow(site);
      // Opening a step reads the records again, because a tab without BroadcastChannel does not notify the others.
      await (await front(a)).goTo('Report');
      await a.goTo('Run');
      await a.stateIs('Finished');
      await assertAgree(tabs, { removed: ROWS }, [a, b]);
    });
  }

  for (const hears of [true, false]) {
    test(`A resumes; meanwhile B, which ${hears ? 'tells A' : 'tells nobody'}, saves the record, and A is asked before it goes on again`, seconds(120), async (t) => {
      const tabs = await withStoppedRun(await openTabs(t));
      const { a, site } = tabs;
      const list = await tabs.tab({ deaf: !hears });
      await resumeSlowly(tabs);
      await list.page.reload();
      await offersALook(await front(list), 0, RUNNING);
      await list.downloadBytes(list.pastRun('Save record of'));
      await front(a);
      await a.button('Pause').click();
      await until('no call is under way', async () => (await a.runState()).trim() === 'Paused.');
      await a.button('Stop').click();
      await a.stateIs('Stopped');
      // A tab that cannot notify others notes it in the record once no tab drives the run.
      await (await front(list)).pastRuns.getByText(/^Record saved as a file on /).waitFor();
      const sent = (await site.removals()).length;

      await front(a);
      const dialog = a.named('dialog', 'Confirm resume');
      const isSaved = dialog.getByText('The record of this run was saved as a file on');
      const isChanged = dialog.getByText('Another tab worked on this run, but the counts did not change');
      await a.button('Resume').click();
      await isSaved.or(isChanged).waitFor();
      // Where another tab noted it, the record changed, which may be asked about first.
      if (await isChanged.isVisible()) {
        assert.equal(hears, false);
        await dialog.getByRole('button', { name: 'Resume run', exact: true }).click();
      }
      await isSaved.waitFor();
      assert.equal((await site.removals()).length, sent, 'sent before it was confirmed');
      await dialog.getByRole('checkbox', { name: 'The run was not resumed at another address', exact: true }).check();
      await dialog.getByRole('button', { name: 'Resume run', exact: true }).click();
      await until('A goes on', async () => {
        if (await isChanged.isVisible()) await dialog.getByRole('button', { name: 'Resume run', exact: true }).click();
        return (await site.removals()).length > sent;
      });
      await finish(a);
      await assertOncePerRow(site);
      await assertAgree(tabs, { removed: ROWS }, [a]);
    });
  }

  test('A resumes; while calls are under way, both tabs count the same rows as unconfirmed', seconds(120), async (t) => {
    const tabs = await withStoppedRun(await openTabs(t));
    const { a, site } = tabs;
    const follows = await holding(tabs, 'Run');
    await resumeSlowly(tabs);
    await site.settings({ latency_ms: 15_000 });
    await front(follows);
    await until('both tabs say the same of the calls under way', async () => {
      const [here, there] = [await a.counts(), await follows.counts()];
      return here.Unconfirmed >= 2 && JSON.stringify(here) === JSON.stringify(there);
    });
    for (const ui of [a, follows]) await ui.page.getByText('Unconfirmed includes the rows whose calls are under way').waitFor();
    await site.settings({ latency_ms: 30 });
    await finish(a);
    await assertOncePerRow(site);
    await assertAgree(tabs, { removed: ROWS }, [a, follows]);
  });
});
