// A keep list saved in one tab holds in every other, at the latest when something is to be confirmed there.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accountId } from './support/exports.mjs';
import { deletionOf, dialogOf, FILE, inDialog, LIST, openList, saveList, textOf } from './support/keep_list.mjs';
import { GroupsweepPage } from './support/page.mjs';
import { openStage, readyToRun } from './support/stage.mjs';
import { alertSays, FILE as MANY, finish, front, openTabs, ROWS } from './support/tabs.mjs';
import { observeFor, until } from './support/until.mjs';

for (const hears of [true, false]) {
  test(`a list saved in one tab holds in a tab opened earlier${hears ? '' : ' that does not hear of it'}`, { timeout: 90_000 }, async (t) => {
    const stage = await openStage(t, { members: FILE });
    const { ui, site, host, browser, relay } = stage;
    await ui.page.close();
    if (!hears) await browser.context.addInitScript(() => { delete window.BroadcastChannel; });
    const tab = async () => {
      const one = new GroupsweepPage({ ...ui, page: await browser.context.newPage() });
      await one.open(relay.addressWithKey);
      return one;
    };
    const first = await tab();
    const second = await tab();
    await readyToRun({ ui: first, host }, FILE);
    await second.page.bringToFront();
    await second.importFile(FILE);
    await saveList(second, LIST);
    await first.page.bringToFront();
    if (hears) {
      await first.selected(2);
      await first.goTo('Run');
    }
    await first.button('Try the first one').click();
    if (!hears) {
      // Read again before anything is confirmed: what is ticked changed, so nothing is asked yet.
      await first.page.getByRole('alert').getByText(/keep list was changed/).waitFor();
      assert.equal(await first.dialog.isVisible(), false);
      await first.selected(2);
      await first.button('Try the first one').click();
    }
    await first.dialog.getByText('User 3').waitFor();
    await first.dialog.getByRole('button', { name: 'Remove', exact: true }).click();
    await first.proofSays(/no longer/);

    // A plan is frozen by now. What it still has open is looked at again.
    await second.page.bringToFront();
    await saveList(second, [...LIST, accountId(4)]);
    await first.page.bringToFront();
    await first.button('Remove the rest').click();
    await first.page.getByRole('alert').getByText(/1 row of this run is on your keep list now/).waitFor();
    assert.equal(await first.dialog.isVisible(), false);
    assert.equal((await site.removals()).length, 1);
    await second.page.bringToFront();
    await saveList(second, LIST);
    await first.page.bringToFront();
    await first.removeRest(host);
    assert.equal(await site.memberships(), 4);
  });
}

test('a list that another tab saves while the question is open keeps its rows back', { timeout: 90_000 }, async (t) => {
  const stage = await openStage(t, { members: FILE });
  const { ui, site, host, browser, relay } = stage;
  const other = new GroupsweepPage({ ...ui, page: await browser.context.newPage() });
  await other.open(relay.addressWithKey);
  await other.importFile(FILE);
  await ui.page.bringToFront();
  await readyToRun(stage, FILE);
  await ui.tryFirst();
  await ui.askForTheRest();
  await ui.dialog.getByRole('textbox', { name: 'Site name', exact: true }).fill(host);
  await saveList(other, [accountId(4)]);
  await ui.page.bringToFront();
  await ui.dialog.getByRole('button', { name: 'Remove', exact: true }).click();
  await ui.page.getByRole('alert').getByText(/1 row of this run is on your keep list now, the first: User 4/).waitFor();
  assert.equal((await site.removals()).length, 1, 'the trial alone');
});

test('a person who comes onto the list while the run is paused is not removed when it resumes', { timeout: 90_000 }, async (t) => {
  const tabs = await openTabs(t);
  const { a, site, host } = tabs;
  await readyToRun(tabs, MANY);
  await a.tryFirst();
  await a.callsPerSecond(3);
  await a.startTheRest(host);
  await until('some rows are removed', async () => (await site.removals()).length >= 3);
  await a.button('Pause').click();
  await until('no call is under way', async () => (await a.runState()).trim() === 'Paused.');
  const sent = (await site.removals()).length;
  const other = await tabs.tab();
  await saveList(other, [accountId(ROWS)]);

  await front(a);
  await a.button('Resume').click();
  await alertSays(a, `1 row of this run is on your keep list now, the first: User ${ROWS}`);
  await a.stateIs('Paused');
  assert.equal((await site.removals()).length, sent, 'nothing was sent');
  await front(other);
  await saveList(other, [accountId(ROWS + 1)]);
  await front(a);
  await a.button('Resume').click();
  await finish(a);
  assert.equal(await site.memberships(), 0);
});

/** Two tabs; both have read the list. */
async function twoTabs(t, lines) {
  const { ui, browser, relay } = await openStage(t);
  await saveList(ui, lines);
  const other = new GroupsweepPage({ ...ui, page: await browser.context.newPage() });
  await other.open(relay.address);
  await openList(other);
  await dialogOf(other).getByText(/Changed on/).waitFor();
  return { ui, other };
}

test('saving in an open dialog keeps what another tab saved meanwhile, and says so', { timeout: 40_000 }, async (t) => {
  const { ui, other } = await twoTabs(t, ['one@domain.example']);
  await textOf(other).fill('one@domain.example\nthree@domain.example');
  await ui.page.bringToFront();
  await saveList(ui, ['one@domain.example', 'boss@domain.example']);
  await other.page.bringToFront();
  await inDialog(other, 'Save list').click();
  await dialogOf(other).getByText('Both lists were saved as one.').waitFor();
  const lines = ['one@domain.example', 'boss@domain.example', 'three@domain.example'];
  assert.deepEqual((await textOf(other).inputValue()).split('\n'), lines);
  await ui.page.bringToFront();
  await openList(ui);
  assert.deepEqual((await textOf(ui).inputValue()).split('\n'), lines);
});

test('a list that another tab saves between the look and the saving keeps its lines', { timeout: 40_000 }, async (t) => {
  const { ui, other } = await twoTabs(t, ['one@domain.example']);
  // The other tab hears its reading of the list late.
  await other.page.evaluate(() => {
    const late = Object.getOwnPropertyDescriptor(IDBRequest.prototype, 'onsuccess');
    Object.defineProperty(IDBRequest.prototype, 'onsuccess', {
      ...late,
      set(heard) {
        const isReading = this.source?.name === 'lists' && this.transaction?.mode === 'readonly';
        late.set.call(this, isReading && heard ? (event) => setTimeout(() => heard.call(this, event), 2_000) : heard);
      },
    });
  });
  await textOf(other).fill('one@domain.example\nthree@domain.example');
  await inDialog(other, 'Save list').click();
  await saveList(ui, ['one@domain.example', 'boss@domain.example']);
  await other.page.bringToFront();
  await dialogOf(other).getByText('Both lists were saved as one.').waitFor();
  await ui.page.bringToFront();
  await openList(ui);
  const lines = ['one@domain.example', 'boss@domain.example', 'three@domain.example'];
  assert.deepEqual((await textOf(ui).inputValue()).split('\n'), lines);
});

test('a list that another tab changed meanwhile is not deleted unseen', { timeout: 40_000 }, async (t) => {
  const { ui, other } = await twoTabs(t, ['one@domain.example']);
  await ui.page.bringToFront();
  await saveList(ui, ['one@domain.example', 'boss@domain.example']);
  await other.page.bringToFront();
  await inDialog(other, 'Delete the list').click();
  await deletionOf(other).getByRole('button', { name: 'Delete the list', exact: true }).click();
  await dialogOf(other).getByRole('alert').getByText('nothing was deleted').waitFor();
  assert.deepEqual((await textOf(other).inputValue()).split('\n'), ['one@domain.example', 'boss@domain.example']);
});

test('a tab with nothing selected leaves what another one wrote down of its selection', { timeout: 60_000 }, async (t) => {
  const { ui, browser, relay } = await openStage(t);
  await ui.importFile(FILE);
  await ui.goTo('Choose');
  await ui.selectShown();
  await ui.ticksAreKept();
  const second = new GroupsweepPage({ ...ui, page: await browser.context.newPage() });
  await second.open(relay.address);
  await ui.page.close();
  await second.importFile(MANY);
  await saveList(second, [accountId(999)]);
  await observeFor(1_000);
  assert.notEqual(await second.storedTicks(), '');
});
