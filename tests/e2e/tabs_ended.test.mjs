// Two tabs on one run that has ended for tab A: A undoes, verifies, deletes, reports, starts over, or is closed; the others act
// during it or after it. tabs_matrix.test.mjs says what the tabs are.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { asObjects, parseCsv } from './support/csv.mjs';
import {
  alertSays, assertAgree, assertOncePerRow, confirmUndo, finish, front, holding, keepsNone, LOGIN, offersALook, old, oldCopies,
  openTabs, pastRunAt, resumeSlowly, ROWS, SAYS, withStoppedRun,
} from './support/tabs.mjs';
import { until } from './support/until.mjs';

const {
  running: RUNNING, beingUndone: BEING_UNDONE, siteTaken: SITE_TAKEN, goingOn: GOING_ON, changed: CHANGED, wasUndone: WAS_UNDONE,
  wasDeleted: WAS_DELETED, changedSince: CHANGED_SINCE,
} = SAYS;

const seconds = (n) => ({ timeout: n * 1000 });

describe('two tabs on a run that has ended', { concurrency: 2 }, () => {
  test('A undoes the run; meanwhile nobody resumes, undoes, verifies or deletes it', seconds(120), async (t) => {
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

  test('A has undone the run; it is not resumed, undone or verified from an old copy', seconds(120), async (t) => {
    const tabs = await withStoppedRun(await openTabs(t));
    const { a, site, host, removed } = tabs;
    const list = await tabs.tab();
    const follows = await holding(tabs, 'Run');
    const act = await oldCopies(tabs, { resume: WAS_UNDONE, undo: WAS_UNDONE, verify: WAS_UNDONE });
    await front(a);
    await a.undo(host);

    await front(follows);
    await until('Resume is off', async () => !(await follows.isUsable(follows.button('Resume'))));
    await follows.page.getByRole('heading', { name: /^Undone\. Before the undo: /, level: 1 }).waitFor();
    const { copies } = await act();
    assert.equal(await copies.resume.isUsable(copies.resume.button('Resume')), false);
    assert.equal((await site.removals()).length, removed, 'it was removed again');
    assert.equal(await site.memberships(), ROWS);
    await front(list);
    await pastRunAt(list, 1).getByText(/^Undone on/).waitFor();
    await assertAgree(tabs, { removed, held: ROWS, undo: 0, at: 1, words: /^Undone on/ }, [copies.resume]);
  });

  test('A asks whether to undo an old copy; B has gone on, and what A confirms takes nothing back', seconds(120), async (t) => {
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

  test('A verifies; B resumes meanwhile, and A writes nothing', seconds(120), async (t) => {
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

  test('A has verified; B is asked before it resumes, and old copies are read again first', seconds(120), async (t) => {
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

  test('A asks whether to delete the run; B resumes it, and A does not delete it', seconds(120), async (t) => {
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

  test('A asks whether to delete the run; B resumes and ends it, and A does not delete it', seconds(120), async (t) => {
    const tabs = await withStoppedRun(await openTabs(t));
    const { site } = tabs;
    const asks = await tabs.tab();
    await asks.pastRun('Delete').click();
    await resumeSlowly(tabs);
    await finish(tabs.a);
    await front(asks);
    const dialog = asks.named('dialog', 'Confirm deletion');
    await dialog.getByRole('button', { name: 'Delete run', exact: true }).click();
    await alertSays(asks, CHANGED_SINCE);
    await assertAgree(tabs, { removed: ROWS }, [tabs.a]);

    // Asked again, about the run as it is now.
    await asks.pastRun('Delete').click();
    await dialog.getByText(`${ROWS} removed`).waitFor();
    await dialog.getByRole('button', { name: 'Delete run', exact: true }).click();
    await keepsNone(await tabs.tab());
    assert.equal(await site.memberships(), 0);
  });

  test('A dies in the undo, and the undo is deleted; its run stays half undone and is not resumed', seconds(120), async (t) => {
    const tabs = await withStoppedRun(await openTabs(t), { after: 8 });
    const { a, site, host, removed } = tabs;
    await a.callsPerSecond(2);
    await confirmUndo(a, host);
    await until('some are back', async () => (await site.memberships()) >= ROWS - removed + 3);
    await a.page.close();

    const list = await tabs.tab();
    await list.pastRun('Undo', 1).waitFor();
    await list.pastRun('Delete').click();
    await list.named('dialog', 'Confirm deletion').getByRole('button', { name: 'Delete run', exact: true }).click();
    await until('the undo is gone', async () => (await list.pastRuns.getByRole('listitem').count()) === 1);
    for (const ui of [list, await tabs.tab()]) {
      await front(ui);
      await pastRunAt(ui, 0).getByText(/^Partly undone on/).waitFor();
      assert.equal(await ui.pastRun('Resume').count(), 0, 'it would remove what is back');
    }
  });

  test('A has deleted the run; nobody goes on with it, and a tab that still holds it says so', seconds(120), async (t) => {
    const tabs = await withStoppedRun(await openTabs(t));
    const { a, site, removed } = tabs;
    const follows = await holding(tabs, 'Report');
    const act = await oldCopies(tabs, { resume: WAS_DELETED, undo: WAS_DELETED, verify: WAS_DELETED });
    await front(a);
    await a.goTo('Report');
    await a.startOver({ asked: true });
    await a.pastRun('Delete').click();
    await a.named('dialog', 'Confirm deletion').getByRole('button', { name: 'Delete run', exact: true }).click();
    await until('it is gone', async () => (await a.pastRuns.count()) === 0);

    await act();
    assert.equal((await site.removals()).length, removed);
    const fresh = await tabs.tab();
    // No old copy wrote the record again.
    await keepsNone(fresh);
    await front(follows);
    await follows.page.getByText('The record was deleted. Download the results').waitFor();
    await follows.button('Start over').click();
    await alertSays(follows, 'not downloaded yet');
    await follows.downloadResults();
    await follows.button('Start over').click();
    await follows.stepIs('Import');
  });

  test('A drives and its record is deleted past the page; it halts and holds what it has', seconds(120), async (t) => {
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
    await a.stateIs('Stopped');
    const sent = (await site.removals()).length;
    await a.goTo('Report');
    await a.page.getByText('The record was deleted. Download the results').waitFor();
    const outcomes = asObjects(parseCsv(await a.downloadResults())).map((row) => row.outcome);
    const told = outcomes.filter((outcome) => ['removed', 'in_doubt'].includes(outcome)).length;
    assert.equal(told, sent, 'the results hold what was sent');
  });

  test('A shows the report; B resumes, and A follows it to its end', seconds(120), async (t) => {
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

  test('A starts over; B goes on without a question', seconds(120), async (t) => {
    const tabs = await withStoppedRun(await openTabs(t));
    const { a, site } = tabs;
    const b = await holding(tabs, 'Run');
    await (await front(a)).goTo('Report');
    await a.startOver({ asked: true });
    await front(b);
    await b.button('Resume').click();
    await b.stateIs('Running');
    await offersALook(await front(a), 0, RUNNING);
    await finish(b);
    await assertOncePerRow(site);
    await assertAgree(tabs, { removed: ROWS }, [b]);
  });

  test('A is closed in the middle; the browser frees the run, and B goes on with it', seconds(120), async (t) => {
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

  test('A is reloaded in the middle while B waits; one of them goes on, and the other follows', seconds(120), async (t) => {
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
