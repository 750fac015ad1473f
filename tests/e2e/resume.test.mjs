// The record survives the page: an interrupted run can be reopened, resumed, viewed, undone and deleted.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asObjects, parseCsv, writeCsv } from './support/csv.mjs';
import { generatedExport } from './support/exports.mjs';
import { GroupsweepPage, UNDO_OUTCOMES } from './support/page.mjs';
import { EMAIL, pairOf, TOKEN } from './support/site.mjs';
import { assertBalanced, openStage, readyToRun, reopen } from './support/stage.mjs';
import { until } from './support/until.mjs';

const ROWS = 40;
const FILE = generatedExport(ROWS);
const login = { email: EMAIL, token: TOKEN, expect: /Connected/ };

/** A run of the rest, left in the middle by closing the page. */
async function leftInTheMiddle(t, site = {}) {
  const stage = await openStage(t, { members: FILE, site: { latencyMs: 60, ...site } });
  await readyToRun(stage, FILE);
  await stage.ui.callsPerSecond(20);
  await stage.ui.tryFirst();
  await stage.ui.startTheRest(stage.host);
  await until('the run is under way', async () => (await stage.site.removals()).length >= 8, { within: 30_000 });
  return reopen(stage);
}

test('a run left in the middle is offered, comes back and goes on to its end', { timeout: 90_000 }, async (t) => {
  const stage = await leftInTheMiddle(t);
  const { ui, site, host } = stage;
  await ui.pastRun('Resume').click();
  await ui.stepIs('Connect');
  await ui.connectRelay(login);
  await ui.button('Next: Run').click();
  const back = await ui.counts();
  assertBalanced(back);
  assert.equal(back.Selected, ROWS);
  assert.ok(back.Unconfirmed >= 1, `calls were under way: ${JSON.stringify(back)}`);
  assert.ok(back.Removed >= 1 && back['Not started'] >= 1, JSON.stringify(back));
  const sent = (await site.removals()).length;
  await ui.button('Resume').click();
  await ui.stateIs('Finished', 30_000);
  const counts = await ui.counts();
  assertBalanced(counts);
  assert.equal(counts.Removed, ROWS);
  assert.equal(await site.memberships(), 0);
  assert.ok((await site.removals()).length > sent);

  const before = asObjects(parseCsv(await ui.downloadResults()));
  assert.deepEqual(Object.keys(before[0]).slice(0, 4), ['Group id', 'Group name', 'User id', 'User name']);
  assert.ok(before.every((row) => row.outcome === 'removed'));

  await ui.goTo('Import');
  await ui.chooseFile('export-users.csv', FILE);
  await until('the file is attached', () => ui.isUsable(ui.stepButton('Choose')));
  const after = asObjects(parseCsv(await ui.downloadResults()));
  assert.equal(after.length, ROWS);
  assert.ok('User status' in after[0], 'with its file the results have its columns');
  assert.equal(host, stage.host);
});

test('a question that is open when the file of the run comes is closed, and asked again it goes on with the run', { timeout: 90_000 }, async (t) => {
  const before = await openStage(t, { members: FILE });
  await readyToRun(before, FILE);
  await before.ui.tryFirst();
  const { ui, site, host } = await reopen(before);
  await ui.pastRun('Report').click();
  await ui.stepIs('Report');
  await ui.connectRelay(login);
  await ui.goTo('Run');
  await ui.askForTheRest();
  await ui.page.evaluate((text) => {
    const files = new DataTransfer();
    files.items.add(new File([text], 'export-users.csv', { type: 'text/csv' }));
    for (const kind of ['dragover', 'drop']) document.querySelector('dialog[open]').dispatchEvent(new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: files }));
  }, FILE);
  await ui.page.getByRole('alert').getByText('The file of this run has been read, so the open question was closed. Nothing was sent.').waitFor();
  await ui.dialog.waitFor({ state: 'hidden' });
  assert.equal((await site.removals()).length, 1, 'the trial alone');
  await ui.goTo('Run');
  await ui.removeRest(host);
  assert.equal((await ui.counts()).Removed, ROWS);
  assert.equal(await site.memberships(), 0);
  await ui.goTo('Import');
  await until('it is one run', async () => (await ui.pastRuns.getByRole('listitem').count()) === 1);
});

test('another file is not taken for the run that came back', { timeout: 60_000 }, async (t) => {
  const { ui } = await leftInTheMiddle(t);
  await ui.pastRun('Report').click();
  await ui.stepIs('Report');
  await ui.goTo('Import');
  await ui.chooseFile('other.csv', generatedExport(5));
  const refused = ui.page.getByRole('alert').filter({ hasText: 'not the file' });
  await refused.waitFor();
});

test('an undo adds back exactly what was removed, and can be taken back in turn', { timeout: 90_000 }, async (t) => {
  const stage = await openStage(t, { members: FILE });
  const { ui, site, host } = stage;
  await ui.importFile(FILE);
  await ui.goTo('Choose');
  await ui.search('1');
  await ui.selectShown();
  await ui.search('');
  await ui.connectRelay(login);
  await ui.goTo('Run');
  await ui.tryFirst();
  await ui.removeRest(host);
  const removed = (await ui.counts()).Removed;
  assert.ok(removed > 1 && removed < ROWS);
  assert.equal(await site.memberships(), ROWS - removed);
  await site.forgetRequests();

  await ui.undo(host);
  const counts = await ui.counts();
  assertBalanced(counts, UNDO_OUTCOMES);
  assert.equal(counts.Added, removed);
  assert.equal(await site.memberships(), ROWS);
  const calls = await site.requests();
  assert.equal(calls.filter((call) => call.method === 'POST').length, removed);
  assert.equal(calls.filter((call) => call.method === 'DELETE').length, 0);

  await ui.goTo('Report');
  await ui.button('Undo this run').click();
  await ui.button('Go to Run').click();
  await ui.stepIs('Run');
  await ui.tryFirst();
  await ui.removeRest(host);
  assert.equal(await site.memberships(), ROWS - removed);
  assert.equal((await ui.counts()).Removed, removed);
  await ui.goTo('Import');
  await until('three runs are kept', async () => (await ui.pastRuns.getByRole('listitem').count()) === 3);
});

test('an undo from past runs leads through Connect to its question, and the run says that it was undone', { timeout: 90_000 }, async (t) => {
  const stage = await openStage(t, { members: FILE });
  await readyToRun(stage, FILE);
  await stage.ui.tryFirst();
  await stage.ui.removeRest(stage.host);
  const { ui, site, host } = await reopen(stage);
  await ui.pastRun('Undo').click();
  await ui.stepIs('Connect');
  await ui.page.getByText(/^To undo the run of .*, connect to 127\.0\.0\.1:\d+ as /).waitFor();
  // The question comes by itself as soon as the site is connected.
  await ui.fillLogin(login);
  await ui.button('Check connection').click();
  const dialog = ui.named('dialog', 'Confirm undo');
  await dialog.getByRole('heading', { name: `Add ${ROWS} memberships back?`, exact: true }).waitFor();
  await dialog.getByRole('textbox', { name: 'Site name', exact: true }).fill(host);
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  await ui.stateIs('Finished', 30_000);
  assert.equal(await site.memberships(), ROWS);
  await ui.named('navigation', 'Steps').getByText(`${ROWS} added back`, { exact: true }).waitFor();
  await ui.goTo('Report');
  await ui.page.getByRole('heading', { name: `Done: ${ROWS} added back`, exact: true }).waitFor();
  await ui.button('Verify').click();
  await ui.status('Verification').getByText(`Verified: all ${ROWS} memberships are back`).waitFor();
  await ui.goTo('Import');
  const undone = `all ${ROWS} memberships were back`;
  await ui.pastRuns.getByRole('listitem').nth(1).getByText(new RegExp(`^Undone on .*: ${undone}\\.$`)).waitFor();
  await ui.pastRuns.getByRole('listitem').nth(0).getByText(/^Verify on .*: 40 there\.$/).waitFor();
  // The run's own record shows it, without the undo's record.
  await ui.pastRun('Delete').click();
  await ui.named('dialog', 'Confirm deletion').getByRole('button', { name: 'Delete run', exact: true }).click();
  await until('one run is left', async () => (await ui.pastRuns.getByRole('listitem').count()) === 1);
  await ui.focusIs(ui.pastRuns.getByRole('heading', { name: 'Past runs', exact: true }));
  await ui.pastRuns.getByText(new RegExp(undone)).waitFor();
  await ui.pastRun('Report').click();
  await ui.stepIs('Report');
  await ui.page.getByRole('note').getByText(new RegExp(undone)).waitFor();
});

test('deleting the run that is open in this tab closes it, and its selection stays', { timeout: 90_000 }, async (t) => {
  const stage = await openStage(t, { members: FILE });
  const { ui } = stage;
  await readyToRun(stage, FILE);
  await ui.tryFirst();
  await ui.goTo('Import');
  await ui.pastRun('Delete').click();
  const asked = ui.named('dialog', 'Confirm deletion');
  await asked.getByText('The run is open in this tab, and deleting it closes it.').waitFor();
  await asked.getByRole('button', { name: 'Delete run', exact: true }).click();
  await until('the run is gone', async () => (await ui.pastRuns.count()) === 0);
  await until('Report is closed', async () => !(await ui.isUsable(ui.stepButton('Report'))));
  // The list went with its last run.
  await ui.focusIs(ui.page.getByRole('heading', { level: 1 }));
  await ui.goTo('Choose');
  await ui.selected(ROWS);
});

test('a second tab may not run on the same site, and a finished one lets it', { timeout: 90_000 }, async (t) => {
  const stage = await openStage(t, { members: FILE, site: { latencyMs: 40 } });
  await readyToRun(stage, FILE);
  await stage.ui.callsPerSecond(2);
  await stage.ui.tryFirst();
  await stage.ui.startTheRest(stage.host);
  const first = stage.ui;
  const page = await stage.browser.context.newPage();
  const second = new GroupsweepPage({ ...first, page });
  await second.open(stage.relay.addressWithKey);
  // The last rows of the file: the run in the first tab has not come to them.
  const [heading, ...rows] = parseCsv(FILE);
  await readyToRun({ ...stage, ui: second }, writeCsv([heading, ...rows.slice(-3)]));
  await second.button('Try the first one').click();
  await second.dialog.getByRole('button', { name: 'Remove', exact: true }).click();
  await page.getByRole('alert').filter({ hasText: 'Another tab' }).waitFor();
  assert.equal((await second.counts()).Removed, 0);
  await first.button('Stop').click();
  await first.stateIs('Stopped');
  const sent = (await stage.site.removals()).length;
  await second.tryFirst();
  assert.equal((await stage.site.removals()).length, sent + 1);
});

test('nothing of the login is in the browser\'s storage, and a deleted run is gone', { timeout: 60_000 }, async (t) => {
  const { ui } = await leftInTheMiddle(t);
  const dump = await ui.page.evaluate(async () => {
    const open = indexedDB.open('groupsweep');
    const database = await new Promise((resolve, reject) => { open.onsuccess = () => resolve(open.result); open.onerror = reject; });
    const texts = [];
    for (const name of database.objectStoreNames) {
      const all = database.transaction(name).objectStore(name).getAll();
      await new Promise((resolve) => { all.onsuccess = resolve; });
      texts.push(...all.result.map((bytes) => new TextDecoder('latin1').decode(bytes)));
    }
    database.close();
    return texts.join('\n') + JSON.stringify({ ...localStorage, ...sessionStorage });
  });
  assert.ok(dump.includes('User 1') || dump.length > 500, 'there is something to look through');
  for (const secret of [TOKEN, Buffer.from(`${EMAIL}:${TOKEN}`).toString('base64')]) {
    assert.ok(!dump.includes(secret), 'the storage holds no login');
  }
  // A double click deletes nothing: the second click goes to the dialog that names the run.
  await ui.pastRun('Delete').dblclick();
  const asked = ui.named('dialog', 'Confirm deletion');
  await asked.getByRole('heading', { name: /^Delete the run of .* on 127\.0\.0\.1/ }).waitFor();
  assert.equal(await ui.pastRuns.count(), 1);
  await asked.getByRole('button', { name: 'Delete run', exact: true }).click();
  await until('the run is gone', async () => (await ui.pastRuns.count()) === 0);
  const again = await ui.page.context().newPage();
  await again.goto(ui.page.url());
  await again.getByText('Drop export-users.csv here').waitFor();
  assert.equal(await again.getByRole('region', { name: 'Past runs' }).count(), 0);
  assert.ok(pairOf({ group: 'a', account: 'b' }));
});
