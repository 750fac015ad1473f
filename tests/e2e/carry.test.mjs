// The keep list and a run's record belong to an address with its port; they get to another one as files.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { generatedExport } from './support/exports.mjs';
import { FILE as KEEP_FILE, LIST, dialogOf, inDialog, openList, saveList, says } from './support/keep_list.mjs';
import { GroupsweepPage } from './support/page.mjs';
import { startRelay } from './support/processes.mjs';
import { EMAIL, TOKEN } from './support/site.mjs';
import { openStage, readyToRun, reopen } from './support/stage.mjs';
import { until } from './support/until.mjs';

const ROWS = 24;
const FILE = generatedExport(ROWS);
const login = { email: EMAIL, token: TOKEN, expect: /Connected/ };
const hostOf = (relay) => new URL(relay.address).host;

/** The page of another relay for the same site, in the same browser: another address. */
async function atAnotherPort(t, { ui, site, browser }) {
  const relay = await startRelay({ site: site.origin });
  t.after(() => relay.stop());
  const other = new GroupsweepPage({ ...ui, page: await browser.context.newPage() });
  t.after(() => other.forgetFiles());
  other.page.on('pageerror', (error) => ui.crashes.push(String(error)));
  await other.open(relay.addressWithKey);
  return { ui: other, site, browser, relay, host: site.host };
}

const fileOf = (buffer, name = 'run.groupsweep') => ({ name, mimeType: 'application/octet-stream', buffer });
const load = (ui, buffer) => ui.page.getByLabel('Load a record', { exact: true }).setInputFiles(fileOf(buffer));
const loaded = (ui) => ui.status('Loaded record');
const refused = (ui, words) => ui.page.getByRole('alert').filter({ hasText: words }).waitFor();
const asksElsewhere = (ui) => ui.asksElsewhere;

/** A finished run of all rows at one address, and its record as a file. */
async function finishedRecord(t) {
  const stage = await openStage(t, { members: FILE });
  await readyToRun(stage, FILE);
  await stage.ui.tryFirst();
  await stage.ui.removeRest(stage.host);
  await stage.ui.goTo('Report');
  const record = await stage.ui.downloadBytes(stage.ui.button('Save record'));
  return { stage, record };
}

test('a keep list saved at one port is asked for at another and loaded from its file', { timeout: 120_000 }, async (t) => {
  const stage = await openStage(t, { members: KEEP_FILE });
  await saveList(stage.ui, LIST);
  await openList(stage.ui);
  await dialogOf(stage.ui).getByText(`in this browser at this address (${hostOf(stage.relay)})`).waitFor();
  const list = await stage.ui.downloadBytes(inDialog(stage.ui, 'Save to a file'));
  assert.equal(list.toString('utf8'), LIST.join('\n'));

  const other = await atAnotherPort(t, stage);
  const { ui, host } = other;
  await says(ui, new RegExp(`^No keep list is saved in this browser at this address \\(${hostOf(other.relay)}\\)`));
  await readyToRun(other, KEEP_FILE);
  await ui.button('Try the first one').click();
  await asksElsewhere(ui).getByText(`Nothing is saved in this browser at this address (${hostOf(other.relay)}) yet: no keep list, and no run on a real site.`).waitFor();
  await asksElsewhere(ui).getByRole('button', { name: 'Load keep list', exact: true }).click();
  await dialogOf(ui).waitFor();
  assert.equal(await ui.dialog.isVisible(), false);
  await dialogOf(ui).getByLabel('Add a list file', { exact: true }).setInputFiles(fileOf(list, 'keep.txt'));
  await inDialog(ui, 'Save list').click();
  await dialogOf(ui).getByText(/Changed on \d/).waitFor();
  await inDialog(ui, 'Close').click();
  await ui.selected(2);
  await ui.button('Try the first one').click();
  await ui.dialog.waitFor();
  assert.equal(await asksElsewhere(ui).count(), 0);
  await ui.dialog.getByRole('button', { name: 'Remove', exact: true }).click();
  await ui.proofSays(/no longer/);
  await ui.removeRest(host);
  assert.equal(await stage.site.memberships(), 4);
});

test('a page at a new address asks once, in no practice and never again', { timeout: 120_000 }, async (t) => {
  const stage = await openStage(t, { members: FILE });
  const { ui } = stage;
  await ui.importFile(FILE);
  await ui.goTo('Choose');
  await ui.selectShown();
  await ui.connectPractice();
  await ui.button('Next: Run').click();
  await ui.button('Try the first one').click();
  await ui.dialog.waitFor();
  assert.equal(await asksElsewhere(ui).count(), 0);
  await ui.dialog.getByRole('button', { name: 'Cancel', exact: true }).click();

  await ui.connectRelay(login);
  await ui.button('Next: Run').click();
  await ui.usable(ui.button('Try the first one'), 'Try the first one');
  await ui.button('Try the first one').click();
  await asksElsewhere(ui).waitFor();
  assert.equal(await ui.dialog.getByRole('button', { name: 'Remove', exact: true }).isEnabled(), true, 'the question bars nothing');
  await asksElsewhere(ui).getByRole('button', { name: 'No, continue', exact: true }).click();
  await asksElsewhere(ui).waitFor({ state: 'hidden' });
  assert.equal(await ui.dialog.isVisible(), true, 'the dialog before the removal is still open');
  await ui.focusIs(ui.dialog.getByRole('button', { name: 'Cancel', exact: true }));
  await ui.dialog.getByRole('button', { name: 'Cancel', exact: true }).click();

  const again = await reopen(stage);
  await readyToRun(again, FILE);
  await again.ui.button('Try the first one').click();
  await again.ui.dialog.waitFor();
  assert.equal(await asksElsewhere(again.ui).count(), 0);
});

test('a finished record is a past run at another port: report, Verify and a checked undo', { timeout: 120_000 }, async (t) => {
  const { stage, record } = await finishedRecord(t);
  for (const secret of [TOKEN, Buffer.from(`${EMAIL}:${TOKEN}`).toString('base64'), stage.relay.key]) {
    assert.ok(!record.includes(secret), 'the record holds a secret');
  }
  const other = await atAnotherPort(t, stage);
  const { ui, host } = other;
  assert.equal(await ui.pastRuns.count(), 0);
  await ui.page.getByText(`No past runs are kept in this browser at this address (${hostOf(other.relay)}).`).waitFor();
  await load(ui, record);
  await loaded(ui).getByText(`saved at ${hostOf(stage.relay)} on `).waitFor();
  await ui.pastRuns.getByText(new RegExp(`^Loaded from ${hostOf(stage.relay)} on `)).waitFor();
  await load(ui, record);
  await refused(ui, `is already kept in this browser at this address (${hostOf(other.relay)}), so nothing was loaded`);
  assert.equal(await ui.pastRuns.getByRole('listitem').count(), 1);

  await ui.pastRun('Report').click();
  await ui.stepIs('Report');
  assert.equal((await ui.counts()).Removed, ROWS);
  await ui.connectRelay(login);
  await ui.goTo('Report');
  await ui.button('Verify').click();
  await ui.status('Verification').getByText(`Verified: all ${ROWS} memberships are gone`).waitFor();

  await ui.button('Undo this run').click();
  const asked = ui.named('dialog', 'Confirm undo');
  // Only the file says that they were removed: they are added like any others, and nothing is called back.
  await asked.getByRole('heading', { name: `Add ${ROWS} memberships?`, exact: true }).waitFor();
  await asked.getByRole('button', { name: 'Go to Run', exact: true }).click();
  await ui.stepIs('Run');
  await ui.addThem(host);
  assert.equal(await stage.site.memberships(), ROWS);
  await ui.goTo('Import');
  await ui.pastRuns.getByText(new RegExp(`^Undone on .*: all ${ROWS} memberships were in their groups\\.$`)).waitFor();
});

test('a record that was cut or edited, and another file, are refused, and what was imported stays', { timeout: 120_000 }, async (t) => {
  const { stage, record } = await finishedRecord(t);
  const { ui } = await atAnotherPort(t, stage);
  await ui.importFile(FILE);
  await load(ui, record.subarray(0, record.length - 40));
  await refused(ui, 'The end of this record is missing');
  const edited = Buffer.from(record);
  edited[Math.floor(edited.length / 2)] ^= 1;
  await load(ui, edited);
  await refused(ui, 'The checksum of this record does not match');
  await load(ui, Buffer.from(FILE));
  await refused(ui, 'This file is not a run record');
  assert.equal(await ui.pastRuns.count(), 0);
  // Dropped among the exports it is known as what it is, and the export is still there.
  await ui.page.getByLabel('Membership export', { exact: true }).setInputFiles(fileOf(record));
  await loaded(ui).waitFor();
  await ui.pastRuns.getByText(/^Loaded from /).waitFor();
  assert.ok(await ui.isUsable(ui.stepButton('Choose')));
});

test('Resume on Run asks too once the record was saved, and only once', { timeout: 90_000 }, async (t) => {
  const stage = await openStage(t, { members: FILE, site: { latencyMs: 60 } });
  const { ui, site, host } = stage;
  await readyToRun(stage, FILE);
  await ui.callsPerSecond(10);
  await ui.tryFirst();
  await ui.startTheRest(host);
  await until('the run is under way', async () => (await site.removals()).length >= 4);
  await ui.button('Stop').click();
  await ui.stateIs('Stopped');
  await ui.goTo('Report');
  await ui.downloadBytes(ui.button('Save record'));
  await ui.goTo('Import');
  await ui.pastRuns.getByText(/^Record saved as a file on /).waitFor();
  await ui.goTo('Run');
  const sent = (await site.removals()).length;

  await ui.button('Resume').click();
  const asked = ui.named('dialog', 'Confirm resume');
  await asked.getByText('If the file was loaded at another address, the run may have continued there.').waitFor();
  const go = asked.getByRole('button', { name: 'Resume run', exact: true });
  assert.equal(await go.isEnabled(), false);
  assert.equal((await site.removals()).length, sent, 'nothing is sent before the answer');
  await asked.getByRole('checkbox', { name: 'The run was not resumed at another address', exact: true }).check();
  await go.click();
  await until('it goes on', async () => (await site.removals()).length > sent);
  await ui.button('Stop').click();
  await ui.stateIs('Stopped');
  await ui.button('Resume').click();
  await ui.stateIs('Finished', 30_000);
  assert.equal(await site.memberships(), 0);
});

test('an unfinished record goes on at another port only after the old page is closed, and is checked first', { timeout: 120_000 }, async (t) => {
  const stage = await openStage(t, { members: FILE, site: { latencyMs: 60 } });
  await readyToRun(stage, FILE);
  await stage.ui.callsPerSecond(20);
  await stage.ui.tryFirst();
  await stage.ui.startTheRest(stage.host);
  await until('the run is under way', async () => (await stage.site.removals()).length >= 6);
  // Like a crash: calls are in flight, and their results are unknown.
  const left = await reopen(stage);
  const record = await left.ui.downloadBytes(left.ui.pastRun('Save record of'));
  // Where it was made, it is not resumed any more without a question: it may go on elsewhere from now on.
  await left.ui.pastRuns.getByText(/^Record saved as a file on /).waitFor();
  await left.ui.pastRun('Resume').click();
  const stays = left.ui.named('dialog', 'Confirm resume');
  await stays.getByRole('checkbox', { name: 'The run was not resumed at another address', exact: true }).waitFor();
  assert.equal(await stays.getByRole('button', { name: 'Go to Run', exact: true }).isEnabled(), false);
  await left.ui.page.close();

  const other = await atAnotherPort(t, stage);
  const { ui, site, host } = other;
  await load(ui, record);
  await loaded(ui).waitFor();
  await ui.pastRun('Resume').click();
  const asked = ui.named('dialog', 'Confirm resume');
  await asked.getByText(`This run was made at ${hostOf(stage.relay)}.`).waitFor();
  const go = asked.getByRole('button', { name: 'Go to Run', exact: true });
  assert.equal(await go.isEnabled(), false);
  await asked.getByRole('checkbox', { name: `The run is no longer open at ${hostOf(stage.relay)}`, exact: true }).check();
  await go.click();
  await ui.stepIs('Connect');
  const sent = (await site.removals()).length;
  await ui.fillLogin(login);
  await ui.button('Check connection').click();
  await ui.stepIs('Run');
  // What was under way when the page closed is read before anything is sent.
  await ui.usable(ui.button('Try the first one'), 'Try the first one');
  assert.equal((await site.removals()).length, sent);
  const gone = ROWS - (await site.memberships());
  await ui.tryFirst();
  await ui.removeRest(host);
  assert.equal(await site.memberships(), 0);
  const counts = await ui.counts();
  assert.equal(counts.Removed, ROWS - gone);
  // A row that the crash left in doubt and that is gone now stays in doubt, because nobody knows who removed it.
  assert.equal(counts['Already gone'], 0);

  await ui.goTo('Import');
  const brought = ui.pastRuns.getByRole('listitem').filter({ hasText: 'Loaded from' });
  await brought.getByText(/^Resumed here on .*, as a run of its own\.$/).waitFor();
  assert.equal(await brought.getByRole('button', { name: /^Resume/ }).count(), 0);

  // The undo of the brought run is about what that run removed: what the later run found in place is the later run's.
  await ui.pastRun('Undo', 1).click();
  const undo = ui.named('dialog', 'Confirm undo');
  await undo.getByRole('heading', { name: `Add ${gone} memberships?`, exact: true }).waitFor();
  await undo.getByRole('button', { name: 'Go to Run', exact: true }).click();
  await ui.addThem(host);
  assert.equal(await site.memberships(), gone);
});
