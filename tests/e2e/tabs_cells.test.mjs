// The cells of two tabs on one run that tabs_matrix.test.mjs and tabs_ended.test.mjs leave open, and the table of all of them. A
// does what the row says; B does what the column says, during it or after it.
//
//   A \ B       run     resume    undo      verify    delete    report    start over  pause
//   run         M 1,2   M 4,5*    M 4,5*    M 4,5*    M 16,18*  M 1,4     M 4*        follow
//   pause       C 1     M 3       M 3       M 3       C 1       C 1       C 1         follow
//   resume      M 1*    M 4-7     M 4,5,13  M 4,5     M 16,18   M 4       M 4         follow
//   undo        C 2,7   M 11,12   M 11,12   M 11,12   M 11 C 7  C 2,7     C 2,7       C 2
//   verify      C 6     M 14,15   M 15 C 4  M 15 C 3  C 5       C 3       C 3         C 3
//   delete      C 8     M 16,17   M 11,17   M 17 C 5  C 8       M 17 C 8  M 17 C 8    never
//   report      as if A did nothing: Report only reads. Once for all: M 19
//   start over  as if A did nothing: it forgets what A's own tab holds. Once for all: M 20
//
//   M 1-10 is tabs_matrix.test.mjs, M 11-22 tabs_ended.test.mjs, and C this file; the numbers count their tests. * The same
//   for a run begun and a run resumed: one driver with the same two locks, so it is seen on the resumed one.
//   follow: only the tab that drives can pause; that Pause is off is part of every test with old copies.
//   never: a run that is being deleted has no driver, so nothing can be paused.
//   pause, after: a pause ends with Resume or Stop. That is resume, during and after.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseCsv, writeCsv } from './support/csv.mjs';
import { isAddition, isReading, startHoldingGate } from './support/holding_gate.mjs';
import { readyToRun } from './support/stage.mjs';
import {
  alertSays, assertAgree, assertNoPause, assertOncePerRow, confirmUndo, FILE, finish, front, holding, offersALook, old,
  keepsNone, openTabs, pastRunAt, resumeSlowly, ROWS, SAYS, startOver, withStoppedRun,
} from './support/tabs.mjs';
import { until } from './support/until.mjs';

/** Rows at the end of the file that another tab runs as its own plan. */
const OTHERS = 6;
const [HEADING, ...RECORDS] = parseCsv(FILE);
const LAST_ROWS = writeCsv([HEADING, ...RECORDS.slice(-OTHERS)]);

const seconds = (n) => ({ timeout: n * 1000 });
const isVerified = (ui) => ui.status('Verification').getByText(/^Verified/).waitFor();
const deleteRun = (ui) => ui.named('dialog', 'Confirm deletion').getByRole('button', { name: 'Delete run', exact: true }).click();
const isPausedHere = (ui) => until('no call is under way', async () => (await ui.runState()).trim() === 'Paused.');

/** Another tab with the last rows as its own plan, ready for the trial. It gets no messages. */
async function withOwnPlan({ tab, host }) {
  const ui = await tab({ deaf: true });
  await readyToRun({ ui, host }, LAST_ROWS);
  // Checked before anything is held back on the way to the site.
  await ui.usable(ui.button('Try the first one'), 'Try the first one');
  return ui;
}

async function isRefusedTheSite(ui) {
  await front(ui);
  await ui.button('Try the first one').click();
  await ui.dialog.getByRole('button', { name: 'Remove', exact: true }).click();
  await alertSays(ui, SAYS.siteTaken);
}

async function runsItsOwnPlan(ui, host) {
  await front(ui);
  await ui.callsPerSecond(50);
  await ui.tryFirst();
  await ui.removeRest(host);
}

/** Looks at a past run that another tab works on, and lets go of it again. */
async function looksAndStartsOver(ui, at, words) {
  await front(ui);
  await ui.pastRun('Report', at).click();
  await ui.stepIs('Report');
  await ui.status('In another tab').getByText(words).waitFor();
  await startOver(ui);
}

/** A's run, stopped, with A in the middle of Verify; `open` opens the other tabs before that. */
async function whileVerifying(t, open, stopped) {
  const tabs = await withStoppedRun(await openTabs(t, { between: startHoldingGate }), stopped);
  const others = await open(tabs);
  const { a, gate } = tabs;
  await front(a);
  await a.goTo('Report');
  const reading = gate.hold(isReading);
  await a.button('Verify').click();
  await reading.hasCome();
  return { ...tabs, reading, others };
}

describe('the other cells of two tabs on one run', { concurrency: 2 }, () => {
  test('A is paused; B runs a plan of its own, deletes the run, looks at it and starts over', seconds(90), async (t) => {
    const tabs = await withStoppedRun(await openTabs(t));
    const { a, site } = tabs;
    const [own, looks, deletes] = [await withOwnPlan(tabs), await tabs.tab(), await tabs.tab()];
    await deletes.pastRun('Delete').click();
    await resumeSlowly(tabs);
    await a.button('Pause').click();
    await isPausedHere(a);
    const sent = (await site.removals()).length;

    await isRefusedTheSite(own);
    await front(deletes);
    await deleteRun(deletes);
    await alertSays(deletes, SAYS.goingOn);
    await looksAndStartsOver(looks, 0, SAYS.paused);
    assert.equal((await site.removals()).length, sent, 'another tab sent something');
    await front(a);
    await a.button('Resume').click();
    await finish(a);
    await assertOncePerRow(site);
    await assertAgree(tabs, { removed: ROWS }, [a]);
  });

  test('A undoes the run; B runs a plan of its own, looks at the run, starts over and cannot pause', seconds(90), async (t) => {
    const tabs = await withStoppedRun(await openTabs(t), { after: ROWS - 6 });
    const { a, site, host, removed } = tabs;
    const [own, looks, follows] = [await withOwnPlan(tabs), await tabs.tab(), await holding(tabs, 'Run')];
    await front(a);
    await a.callsPerSecond(1);
    await confirmUndo(a, host);
    await until('something is back', async () => (await site.memberships()) > ROWS - removed);
    await a.button('Pause').click();
    await isPausedHere(a);
    const back = await site.memberships();

    await isRefusedTheSite(own);
    await looksAndStartsOver(looks, 1, SAYS.beingUndone);
    await (await front(follows)).stateIs(SAYS.beingUndone);
    await assertNoPause(follows);
    assert.equal(await site.memberships(), back, 'another tab changed something');
    await front(a);
    await a.button('Resume').click();
    await finish(a);
    await assertOncePerRow(site);
    await assertAgree(tabs, { removed, held: ROWS, undo: 0, at: 1, words: /^Undone on/ });
  });

  test('A verifies; B verifies and writes first, and A reads anew; others look, start over and cannot pause', seconds(90), async (t) => {
    const tabs = await whileVerifying(t, async (before) => [await old(before, 'verify'), await holding(before, 'Run'), await before.tab()]);
    const { a, site, reading, removed, others: [verifies, follows, list] } = tabs;
    await front(verifies);
    await verifies.button('Verify').click();
    await isVerified(verifies);
    await (await front(follows)).stateIs('Stopped');
    await assertNoPause(follows);
    await front(list);
    await list.pastRun('Report').click();
    await list.stepIs('Report');
    assert.equal((await list.counts()).Removed, removed);
    await startOver(list);
    reading.release();
    await front(a);
    await alertSays(a, SAYS.changed);
    assert.equal(await a.status('Verification').innerText(), '', 'what was read for an old copy is not shown');
    await a.button('Verify').click();
    await isVerified(a);
    await (await front(list)).pastRuns.getByText(/^Verify on /).waitFor();

    // Its copy was read again, and is not confirmed yet.
    await a.goTo('Run');
    await a.button('Resume').click();
    await a.named('dialog', 'Confirm resume').getByRole('button', { name: 'Resume run', exact: true }).click();
    await finish(a);
    await assertOncePerRow(site);
    await assertAgree(tabs, { removed: ROWS }, [a]);
  });

  test('A verifies; B undoes the run meanwhile, and A writes nothing', seconds(90), async (t) => {
    const tabs = await whileVerifying(t, (before) => old(before, 'undo'));
    const { a, site, host, gate, reading, removed, others: undoes } = tabs;
    // Nothing is back before A has read: it would read on for a minute, to see whether that is a delay of the site.
    const additions = gate.hold(isAddition, ROWS);
    await front(undoes);
    await confirmUndo(undoes, host);
    await additions.hasCome();
    reading.release();
    await front(a);
    await alertSays(a, SAYS.goingOn);
    additions.release();
    await finish(undoes);
    await assertOncePerRow(site);
    await (await front(a)).goTo('Run');
    await a.page.getByRole('heading', { name: /^Undone\. Before the undo: /, level: 1 }).waitFor();
    assert.equal(await a.isUsable(a.button('Resume')), false);
    await assertAgree(tabs, { removed, held: ROWS, undo: 0, at: 1, words: /^Undone on/ });
  });

  test('A verifies; B deletes the run meanwhile, and A does not write it again', seconds(60), async (t) => {
    const tabs = await whileVerifying(t, (before) => before.tab());
    const { a, site, reading, removed, others: list } = tabs;
    await front(list);
    await list.pastRun('Delete').click();
    await deleteRun(list);
    await until('it is gone', async () => (await list.pastRuns.count()) === 0);
    reading.release();
    await front(a);
    await alertSays(a, SAYS.wasDeleted);
    await a.page.getByText('The record was deleted. Download the results').waitFor();
    assert.equal((await site.removals()).length, removed);
    const fresh = await tabs.tab();
    // A wrote nothing again.
    await keepsNone(fresh);
  });

  test('A verifies; B runs a plan of its own, and each has its own record', seconds(90), async (t) => {
    const tabs = await whileVerifying(t, withOwnPlan);
    const { a, site, host, reading, others: own } = tabs;
    await runsItsOwnPlan(own, host);
    reading.release();
    await front(a);
    await isVerified(a);
    await a.goTo('Run');
    await a.button('Resume').click();
    await finish(a);
    assert.equal((await a.counts())['Gone since the check'], OTHERS, 'what B removed is not said to be A\'s');
    await assertOncePerRow(site);
    // What B removed is left to B's own undo.
    await assertAgree(tabs, { removed: ROWS - OTHERS, held: 0, undo: ROWS - OTHERS, at: 1 }, [a]);
  });

  test('A has undone the run; B looks at it, runs rows of it anew and deletes its record', seconds(90), async (t) => {
    const tabs = await withStoppedRun(await openTabs(t));
    const { a, site, host, removed } = tabs;
    const list = await tabs.tab();
    await front(a);
    await a.undo(host);
    await front(list);
    await pastRunAt(list, 1).getByText(/^Undone on/).waitFor();
    await list.pastRun('Report', 1).click();
    await list.page.getByRole('heading', { name: `Undone. Before the undo: ${removed} removed, ${ROWS - removed} not started`, exact: true }).waitFor();
    assert.equal(await list.isUsable(list.button('Undo this run')), false);
    await startOver(list);
    assert.equal(await site.memberships(), ROWS);

    const own = await withOwnPlan(tabs);
    await runsItsOwnPlan(own, host);
    assert.equal(await site.memberships(), ROWS - OTHERS);
    await front(list);
    await list.page.reload();
    await pastRunAt(list, 2).getByText(/^Undone on/).waitFor();
    await list.pastRun('Delete', 2).click();
    await deleteRun(list);
    await until('two are left', async () => (await list.pastRuns.getByRole('listitem').count()) === 2);
    await pastRunAt(list, 0).getByText(`${OTHERS} removed`).first().waitFor();
    await pastRunAt(list, 1).getByText(`${removed} added`).first().waitFor();
  });

  test('A asks whether to delete the run; B deletes it first, and a run of other rows stays', seconds(90), async (t) => {
    const tabs = await withStoppedRun(await openTabs(t));
    const { site, host, removed } = tabs;
    const [asks, deletes, looks, own] = [await tabs.tab(), await tabs.tab(), await tabs.tab(), await withOwnPlan(tabs)];
    await front(asks);
    await asks.pastRun('Delete').click();
    await front(looks);
    await looks.pastRun('Report').click();
    await looks.stepIs('Report');
    await front(deletes);
    await deletes.pastRun('Delete').click();
    await deleteRun(deletes);
    await until('it is gone', async () => (await deletes.pastRuns.count()) === 0);
    await (await front(looks)).page.getByText('The record was deleted. Download the results').waitFor();
    await runsItsOwnPlan(own, host);
    await front(asks);
    await deleteRun(asks);
    // A holds the run's lock from the press until the deletion is done.
    await until('A has deleted', () => asks.page.evaluate(async () => {
      const { held } = await navigator.locks.query();
      return held.every(({ name }) => !name.startsWith('groupsweep run '));
    }));

    const fresh = await tabs.tab();
    await pastRunAt(fresh, 0).getByText(`${OTHERS} removed`).first().waitFor();
    // It is whole: a damaged record has no Undo.
    await fresh.pastRun('Undo').waitFor();
    assert.equal(await fresh.pastRuns.getByRole('listitem').count(), 1);
    assert.equal((await site.removals()).length, removed + OTHERS);
    await assertOncePerRow(site);
    await looks.downloadResults();
    await startOver(looks);
  });
});
