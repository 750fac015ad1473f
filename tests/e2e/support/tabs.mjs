// Several tabs of one browser on one run: who drives it, who listens, and who holds an old copy without knowing.
import assert from 'node:assert/strict';
import { generatedExport } from './exports.mjs';
import { GroupsweepPage } from './page.mjs';
import { EMAIL, pairOf, TOKEN } from './site.mjs';
import { assertBalanced, openStage, readyToRun } from './stage.mjs';
import { until } from './until.mjs';

/** So many that a run at one call a second is still going when the other tabs have done what they do. */
export const ROWS = 30;
export const FILE = generatedExport(ROWS);
export const LOGIN = { email: EMAIL, token: TOKEN, expect: /Connected/ };

/** A tab that hears nothing of the others: no BroadcastChannel, and no word when it comes to the front. */
function deafen() {
  delete window.BroadcastChannel;
  document.addEventListener('visibilitychange', (event) => event.stopImmediatePropagation(), true);
}

/** The site, the relay, and tab A with the page; further tabs are opened with `tab`. */
export async function openTabs(t, { between, ...site } = {}) {
  const stage = await openStage(t, { members: FILE, site: { latencyMs: 30, ...site }, between });
  const { ui: a, browser, relay } = stage;
  const tab = async ({ deaf = false } = {}) => {
    const page = await browser.context.newPage();
    page.on('pageerror', (error) => a.crashes.push(String(error)));
    // A page that would lose something asks before it goes.
    page.on('dialog', (dialog) => dialog.accept());
    if (deaf) await page.addInitScript(deafen);
    const ui = new GroupsweepPage({ ...a, page });
    await ui.open(relay.addressWithKey);
    return ui;
  };
  a.page.on('dialog', (dialog) => dialog.accept());
  return { ...stage, a, tab };
}

/** A's run, stopped after a few rows with no call under way. Adds `removed`, how many rows went. */
export async function withStoppedRun(tabs, { after = 3 } = {}) {
  const { a, host, site } = tabs;
  await readyToRun({ ui: a, host }, FILE);
  await a.callsPerSecond(20);
  await a.tryFirst();
  // With few rows left after the pause, so slowly that a busy machine presses Pause in time.
  await a.callsPerSecond(after > ROWS / 2 ? 3 : 10);
  await a.startTheRest(host);
  await until('some rows are removed', async () => (await site.removals()).length >= after);
  await a.button('Pause').click();
  await until('no call is under way', async () => (await a.runState()).trim() === 'Paused.');
  await a.button('Stop').click();
  await a.stateIs('Stopped');
  const counts = await a.counts();
  assert.equal(counts.Removed + counts['Not started'], ROWS, JSON.stringify(counts));
  return { ...tabs, removed: counts.Removed };
}

/** A tab with its own copy of the run, logged in and on `step`. */
export async function holding(tabs, step, options) {
  const ui = await tabs.tab(options);
  await ui.pastRun('Resume').click();
  await ui.stepIs('Connect');
  await ui.connectRelay(LOGIN);
  await ui.goTo(step);
  return ui;
}

export async function front(ui) {
  await ui.page.bringToFront();
  return ui;
}

/** A continues so slowly that it is still running when the others have finished. */
export async function resumeSlowly({ a, site }) {
  await front(a);
  const before = (await site.removals()).length;
  await a.callsPerSecond(1);
  await a.button('Resume').click();
  await until('A goes on', async () => (await site.removals()).length > before);
}

export async function finish(ui) {
  await front(ui);
  await ui.callsPerSecond(50);
  await ui.stateIs('Finished', 20_000);
}

/** Asks for the undo of the run in the page and confirms it. */
export async function confirmUndo(ui, host) {
  await ui.goTo('Report');
  await ui.button('Undo this run').click();
  const dialog = ui.named('dialog', 'Confirm undo');
  await dialog.getByRole('textbox', { name: 'Site name', exact: true }).fill(host);
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  await dialog.waitFor({ state: 'hidden' });
}

export function alertSays(ui, words) {
  return ui.page.getByRole('alert').filter({ hasText: words }).first().waitFor();
}

/** Waits until the page has read its records and found none. */
export function keepsNone(ui) {
  return ui.page.getByText(/^No past runs are kept in this browser at this address/).waitFor();
}

export function pastRunAt(ui, at) {
  return ui.pastRuns.getByRole('listitem').nth(at);
}

/** Of a past run that another tab drives, only a look is offered, with the reason why nothing else is. */
export async function offersALook(ui, at, words) {
  const run = pastRunAt(ui, at);
  await run.getByText(words, { exact: true }).waitFor();
  await run.getByText(/^It cannot be resumed, undone or deleted here until /).waitFor();
  const offered = () => run.getByRole('button').allTextContents();
  await until(`only a look is offered at ${at}`, async () => (await offered()).join() === 'Report,Save record');
}

/** Each membership was taken away or added at most once. */
export async function assertOncePerRow(site) {
  const calls = (await site.requests()).filter(({ method, status, group, account }) => ['DELETE', 'POST'].includes(method) && status < 300 && group && account);
  const seen = new Set();
  for (const call of calls) {
    const key = `${call.method} ${pairOf(call)}`;
    assert.ok(!seen.has(key), `twice: ${key}`);
    seen.add(key);
  }
}

/**
 * What the site holds, what the record says to a tab that holds nothing, and what Undo would take back agree; so do
 * the tabs in `shown`, which have the run in the page. `words` are in the record, which is the `at`-th of the past runs.
 */
export async function assertAgree(tabs, { removed, held = ROWS - removed, undo = removed, at = 0, words = `${removed} removed` }, shown = []) {
  const { site, tab } = tabs;
  assert.equal(await site.memberships(), held, 'what the site holds');
  for (const ui of shown) {
    await until(`every tab shows ${removed} removed`, async () => (await ui.counts()).Removed === removed);
    assertBalanced(await ui.counts());
  }
  const fresh = await tab();
  await pastRunAt(fresh, at).getByText(words).first().waitFor();
  assert.equal(await fresh.pastRuns.getByRole('listitem').count(), at + 1);
  const offered = (name) => pastRunAt(fresh, at).getByRole('button', { name: new RegExp(`^${name} the run`) });
  // A tab that has just finished holds the run for a moment more: until then only a look is offered.
  await offered('Delete').waitFor();
  assert.equal(await offered('Resume').count(), 0, 'Resume under Past runs');
  assert.equal(await offered('Undo').count(), undo > 0 ? 1 : 0, 'Undo under Past runs');
  if (undo > 0) {
    await offered('Undo').click();
    await fresh.stepIs('Connect');
    await fresh.fillLogin(LOGIN);
    await fresh.button('Check connection').click();
    await fresh.named('dialog', 'Confirm undo').getByText(`Add ${undo} memberships back?`, { exact: true }).waitFor();
  }
  await fresh.page.close();
}

/** What a tab with an old copy of the run does, where it has to be for that, and its button. */
const ACTS = {
  resume: { on: 'Run', button: 'Resume' },
  undo: { on: 'Report', button: 'Undo this run' },
  verify: { on: 'Report', button: 'Verify' },
};

/** A tab with an old copy, where it can do this. */
export const old = (tabs, act) => holding(tabs, ACTS[act].on, { deaf: true });

/** Only the tab that drives can pause. */
export async function assertNoPause(ui) {
  assert.equal(await ui.isOn('Run') && await ui.isUsable(ui.button('Pause')), false, 'Pause is for the tab that drives');
}

/** Opens one tab with an old copy for each act; resolves with a function that has all of them act, and be refused. */
export async function oldCopies(tabs, words) {
  const copies = [];
  for (const [act, says] of Object.entries(words)) copies.push({ act, says, ui: await old(tabs, act) });
  return async () => {
    const sent = (await tabs.site.removals()).length;
    for (const { act, says, ui } of copies) {
      await front(ui);
      await assertNoPause(ui);
      await ui.button(ACTS[act].button).click();
      await alertSays(ui, says);
    }
    return { copies: Object.fromEntries(copies.map(({ act, ui }) => [act, ui])), sent };
  };
}

/** What a tab says that is refused. */
export const SAYS = {
  running: 'Running in another tab',
  paused: 'Paused in another tab',
  beingUndone: 'Being undone in another tab',
  siteTaken: 'Another tab or window is working on this site',
  goingOn: 'in progress in another tab',
  changed: 'changed in another tab',
  changedSince: 'changed in the meantime',
  wasUndone: 'was undone',
  wasDeleted: 'record of this run was deleted',
};

/** Resets the state of a tab on Report. */
export async function startOver(ui) {
  await front(ui);
  await ui.goTo('Report');
  await ui.button('Start over').click();
  await ui.stepIs('Import');
}
