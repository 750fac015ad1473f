// Two tabs on one run, each doing one of eight things: run, pause, resume, undo, verify, delete, report, start over.
// Tab A acts; the others act during it or after it. After each case the site, the record, what Undo offers and what the
// tabs show agree.
//
// A tab is one of these:
//   list     on Import, with Past runs; it hears of what the others do
//   follows  has the run in the page and hears of what the others do
//   old      has the run in the page and hears nothing: no BroadcastChannel, no word when it comes to the front
//
// tabs_cells.test.mjs has the other cells, and the table of all of them.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { asObjects, parseCsv } from './support/csv.mjs';
import { readyToRun } from './support/stage.mjs';
import {
  alertSays, assertAgree, assertOncePerRow, confirmUndo, FILE, finish, front, holding, keepsNone, LOGIN, offersALook, old, oldCopies,
  openTabs, pastRunAt, resumeSlowly, ROWS, SAYS, withStoppedRun,
} from './support/tabs.mjs';
import { until } from './support/until.mjs';

const {
  running: RUNNING, paused: PAUSED, beingUndone: BEING_UNDONE, siteTaken: SITE_TAKEN, goingOn: GOING_ON, changed: CHANGED,
  wasUndone: WAS_UNDONE, wasDeleted: WAS_DELETED,
} = SAYS;

const seconds = (n) => ({ timeout: n * 1000 });

describe('two tabs on one run', { concurrency: 2 }, () => {
  test('A runs; meanwhile B runs on the same site, and past runs offer a look at it', seconds(60), async (t) => {
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

  test('A has run; B runs the same rows and removes nothing again', seconds(60), async (t) => {
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

  test('A is paused; every other tab leaves the run alone', seconds(60), async (t) => {
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

  test('A resumes; meanwhile every other tab follows, and starting over in one of them harms nothing', seconds(60), async (t) => {
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

  test('A has resumed to the end; old copies do nothing, the run is shown as it is', seconds(60), async (t) => {
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
    // The run that was read anew is this tab's to go on with: its undo takes all of it back.
    await front(copies.undo);
    await copies.undo.undo(host);
    assert.equal(await site.memberships(), ROWS);
  });

  for (const hears of [false, true]) {
    test(`A has resumed and stopped again; B ${hears ? 'followed it' : 'has an old copy'} and is asked before it goes on`, seconds(60), async (t) => {
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
      // Entering a step reads again: a tab without BroadcastChannel does not tell the others either.
      await (await front(a)).goTo('Report');
      await a.goTo('Run');
      await a.stateIs('Finished');
      await assertAgree(tabs, { removed: ROWS }, [a, b]);
    });
  }

  for (const hears of [true, false]) {
    test(`A resumes; meanwhile B, which ${hears ? 'tells A' : 'tells nobody'}, saves the record, and A is asked before it goes on again`, seconds(60), async (t) => {
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
      // A tab that tells nobody notes it in the record as soon as no tab drives the run.
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

  test('A resumes; while calls are under way, both tabs count the same rows as unconfirmed', seconds(60), async (t) => {
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

  test('A undoes the run; meanwhile nobody resumes, undoes, verifies or deletes it', seconds(60), async (t) => {
    const tabs = await withStoppedRun(await openTabs(t), { after: ROWS - 6 });
    const { a, site, host, removed } = tabs;
    const list = await tabs.tab();
    const follows = await holding(tabs, 'Run');
    await list.pastRun('Delete').click();
    const act = await oldCopies(tabs, { resume: SITE_TAKEN, undo: GOING_ON, verify: GOING_ON });
    await front(a);
    await a.callsPerSecond(1);
    await confirmUndo(a, host);
    await until('something is back', async () => (await site.memberships()) > ROWS - removed);

    await act();
    await front(list);
    await list.named('dialog', 'Confirm deletion').getByRole('button', { name: 'Delete run', exact: true }).click();
    await alertSays(list, GOING_ON);
    await offersALook(list, 1, BEING_UNDONE);
    await offersALook(list, 0, RUNNING);
    await (await front(follows)).stateIs(BEING_UNDONE);
    await finish(a);
    await assertOncePerRow(site);
    assert.equal((await site.removals()).length, removed);
    assert.equal(await site.memberships(), ROWS);
    await assertAgree(tabs, { removed, held: ROWS, undo: 0, at: 1, words: /^Undone on/ });
  });

  test('A has undone the run; it is not resumed, undone or verified from an old copy', seconds(60), async (t) => {
    const tabs = await withStoppedRun(await openTabs(t));
    const { a, site, host, removed } = tabs;
    const list = await tabs.tab();
    const follows = await holding(tabs, 'Run');
    const act = await oldCopies(tabs, { resume: WAS_UNDONE, undo: WAS_UNDONE, verify: WAS_UNDONE });
    await front(a);
    await a.undo(host);

    await front(follows);
    await until('Resume is off', async () => !(await follows.isUsable(follows.button('Resume'))));
    await follows.page.getByRole('heading', { name: /^Not complete, then undone: /, level: 1 }).waitFor();
    const { copies } = await act();
    assert.equal(await copies.resume.isUsable(copies.resume.button('Resume')), false);
    assert.equal((await site.removals()).length, removed, 'it was removed again');
    assert.equal(await site.memberships(), ROWS);
    await front(list);
    await pastRunAt(list, 1).getByText(/^Undone on/).waitFor();
    await assertAgree(tabs, { removed, held: ROWS, undo: 0, at: 1, words: /^Undone on/ }, [copies.resume]);
  });

  test('A asks whether to undo an old copy; B has gone on, and what A confirms takes nothing back', seconds(60), async (t) => {
    const tabs = await withStoppedRun(await openTabs(t));
    const { site, host, removed, a } = tabs;
    const b = await old(tabs, 'undo');
    await b.button('Undo this run').click();
    const dialog = b.named('dialog', 'Confirm undo');
    await dialog.getByText(`Add ${removed} memberships back?`).waitFor();
    await resumeSlowly(tabs);
    await finish(a);

    await front(b);
    await dialog.getByRole('textbox', { name: 'Site name', exact: true }).fill(host);
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await alertSays(b, CHANGED);
    await b.stateIs('Finished');
    assert.equal(await site.memberships(), 0, 'a part was added back');
    await assertAgree(tabs, { removed: ROWS }, [a, b]);
    await front(b);
    await b.undo(host);
    assert.equal(await site.memberships(), ROWS);
  });

  test('A verifies; B resumes meanwhile, and A writes nothing', seconds(60), async (t) => {
    const tabs = await withStoppedRun(await openTabs(t));
    const { a, site } = tabs;
    const b = await old(tabs, 'resume');
    await b.callsPerSecond(1);
    await front(a);
    await a.goTo('Report');
    await site.settings({ latency_ms: 1500 });
    await a.button('Verify').click();
    await front(b);
    await b.button('Resume').click();
    await b.stateIs('Running');
    await front(a);
    await alertSays(a, GOING_ON);
    await site.settings({ latency_ms: 30 });
    await finish(b);
    await assertOncePerRow(site);
    await (await front(a)).goTo('Run');
    await a.stateIs('Finished');
    await assertAgree(tabs, { removed: ROWS }, [a, b]);
  });

  test('A has verified; B is asked before it resumes, and old copies are read again first', seconds(60), async (t) => {
    const tabs = await withStoppedRun(await openTabs(t));
    const { a, site } = tabs;
    const resumes = await old(tabs, 'resume');
    const act = await oldCopies(tabs, { undo: CHANGED, verify: CHANGED });
    await front(a);
    await a.goTo('Report');
    await a.button('Verify').click();
    await a.status('Verification').getByText(/^Verified/).waitFor();

    const { copies } = await act();
    await copies.verify.button('Verify').click();
    await copies.verify.status('Verification').getByText(/^Verified/).waitFor();
    await front(resumes);
    await resumes.button('Resume').click();
    const dialog = resumes.named('dialog', 'Confirm resume');
    await dialog.getByText('Another tab worked on this run, but the counts did not change').waitFor();
    await dialog.getByRole('button', { name: 'Resume run', exact: true }).click();
    await finish(resumes);
    await assertOncePerRow(site);
    await (await front(a)).goTo('Run');
    await a.stateIs('Finished');
    await assertAgree(tabs, { removed: ROWS }, [a, resumes]);
  });

  test('A asks whether to delete the run; B resumes it, and A does not delete it', seconds(60), async (t) => {
    const tabs = await withStoppedRun(await openTabs(t));
    const { site } = tabs;
    const asks = await tabs.tab();
    await asks.pastRun('Delete').click();
    await resumeSlowly(tabs);
    await front(asks);
    await asks.named('dialog', 'Confirm deletion').getByRole('button', { name: 'Delete run', exact: true }).click();
    await alertSays(asks, GOING_ON);
    await offersALook(asks, 0, RUNNING);
    await finish(tabs.a);
    await assertOncePerRow(site);
    // Neither reloaded nor touched.
    await asks.pastRun('Undo').waitFor();
    await assertAgree(tabs, { removed: ROWS }, [tabs.a]);
  });

  test('A has deleted the run; nobody goes on with it, and a tab that still holds it says so', seconds(60), async (t) => {
    const tabs = await withStoppedRun(await openTabs(t));
    const { a, site, removed } = tabs;
    const follows = await holding(tabs, 'Report');
    const act = await oldCopies(tabs, { resume: WAS_DELETED, undo: WAS_DELETED, verify: WAS_DELETED });
    await front(a);
    await a.goTo('Report');
    await a.button('Start over').click();
    await a.pastRun('Delete').click();
    await a.named('dialog', 'Confirm deletion').getByRole('button', { name: 'Delete run', exact: true }).click();
    await until('it is gone', async () => (await a.pastRuns.count()) === 0);

    await act();
    assert.equal((await site.removals()).length, removed);
    const fresh = await tabs.tab();
    // No old copy wrote the record again.
    await keepsNone(fresh);
    await front(follows);
    await follows.page.getByText('The record was deleted in another tab').waitFor();
    await follows.button('Start over').click();
    await alertSays(follows, 'not downloaded yet');
    await follows.downloadResults();
    await follows.button('Start over').click();
    await follows.stepIs('Import');
  });

  test('A drives and its record is deleted past the page; it halts and holds what it has', seconds(60), async (t) => {
    const tabs = await withStoppedRun(await openTabs(t));
    const { a, site } = tabs;
    await resumeSlowly(tabs);
    await a.page.evaluate(() => new Promise((resolve) => {
      indexedDB.open('groupsweep').onsuccess = ({ target: { result: database } }) => {
        const clearing = database.transaction(['runs', 'parts', 'log'], 'readwrite');
        for (const name of ['runs', 'parts', 'log']) clearing.objectStore(name).clear();
        clearing.oncomplete = () => { database.close(); resolve(); };
      };
    }));
    await a.stateIs('Halted');
    const sent = (await site.removals()).length;
    await a.goTo('Report');
    await a.page.getByText('The record was deleted in another tab').waitFor();
    const outcomes = asObjects(parseCsv(await a.downloadResults())).map((row) => row.outcome);
    const told = outcomes.filter((outcome) => ['removed', 'in_doubt'].includes(outcome)).length;
    assert.equal(told, sent, 'the results hold what was sent');
  });

  test('A shows the report; B resumes, and A follows it to its end', seconds(60), async (t) => {
    const tabs = await withStoppedRun(await openTabs(t));
    const { a, site } = tabs;
    const b = await holding(tabs, 'Import');
    await b.page.getByText('A run is open in this tab. Continue on Run or Report').waitFor();
    await b.page.getByText(/^This run was restored without its file\./).waitFor();
    await b.goTo('Run');
    await (await front(a)).goTo('Report');
    await front(b);
    await b.callsPerSecond(1);
    await b.button('Resume').click();
    await b.stateIs('Running');
    await front(a);
    await a.status('In another tab').getByText(RUNNING).waitFor();
    await finish(b);
    await front(a);
    await a.button('Verify').waitFor();
    await assertOncePerRow(site);
    await assertAgree(tabs, { removed: ROWS }, [a, b]);
  });

  test('A starts over; B goes on without a question', seconds(60), async (t) => {
    const tabs = await withStoppedRun(await openTabs(t));
    const { a, site } = tabs;
    const b = await holding(tabs, 'Run');
    await (await front(a)).goTo('Report');
    await a.button('Start over').click();
    await a.stepIs('Import');
    await front(b);
    await b.button('Resume').click();
    await b.stateIs('Running');
    await offersALook(await front(a), 0, RUNNING);
    await finish(b);
    await assertOncePerRow(site);
    await assertAgree(tabs, { removed: ROWS }, [b]);
  });

  test('A is closed in the middle; the browser frees the run, and B goes on with it', seconds(60), async (t) => {
    const tabs = await withStoppedRun(await openTabs(t));
    const { a, site } = tabs;
    const list = await tabs.tab();
    await resumeSlowly(tabs);
    await offersALook(await front(list), 0, RUNNING);
    await a.page.close();
    await list.pastRun('Resume').waitFor();
    await list.resumePastRun(LOGIN);
    await finish(list);
    await assertOncePerRow(site);
    const counts = await list.counts();
    assert.equal(counts.Removed + counts['Already gone'], ROWS);
    await assertAgree(tabs, { removed: counts.Removed, held: 0 }, [list]);
  });

  test('A is reloaded in the middle while B waits; one of them goes on, and the other follows', seconds(60), async (t) => {
    const tabs = await withStoppedRun(await openTabs(t));
    const { a, site } = tabs;
    const b = await holding(tabs, 'Run');
    await resumeSlowly(tabs);
    await (await front(b)).stateIs(RUNNING);
    await front(a);
    await a.page.reload();
    await a.stepIs('Import');
    await a.pastRun('Resume').waitFor();
    await front(b);
    await b.usable(b.button('Resume'), 'Resume');
    await b.button('Resume').click();
    const dialog = b.named('dialog', 'Confirm resume');
    await dialog.getByRole('button', { name: 'Resume run', exact: true }).click();
    await b.stateIs('Running');
    await offersALook(await front(a), 0, RUNNING);
    await finish(b);
    await assertOncePerRow(site);
    const counts = await b.counts();
    assert.equal(counts.Removed + counts['Already gone'], ROWS);
    await assertAgree(tabs, { removed: counts.Removed, held: 0 }, [b]);
  });
});
