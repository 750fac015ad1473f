// Add to groups: the same file, the same check and confirmation, the other way round, and back again.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asObjects, parseCsv, writeCsv } from './support/csv.mjs';
import { accountId, ENGINEERING, generatedExport, groupId, HEADING, membership, SAMPLE, siteWhere } from './support/exports.mjs';
import { EMAIL, TOKEN } from './support/site.mjs';
import { assertBalanced, openStage, reopen } from './support/stage.mjs';
import { PRACTICE_SITE, UNDO_OUTCOMES } from './support/page.mjs';

const ORG = '22222222-3333-4444-8555-666666666666';
const ROWS = 12;
const FILE = generatedExport(ROWS);
const [, ...RECORDS] = parseCsv(FILE);
const THERE = siteWhere(FILE, (at) => at % 2 === 0);

async function chooseToAdd(ui, login, expect) {
  await ui.importFile(FILE);
  await ui.goTo('Choose');
  await ui.page.getByLabel('Selected rows', { exact: true }).selectOption('add');
  await ui.selectShown();
  await ui.connectRelay({ ...login, expect });
  await ui.button('Next: Run').click();
  await ui.stepIs('Run');
}

test('ticked rows are added, whoever is a member stays one, and the undo takes back exactly what was added', { timeout: 60_000 }, async (t) => {
  const { ui, site, host } = await openStage(t, { members: THERE });
  const before = await site.memberships();
  await chooseToAdd(ui, { email: EMAIL, token: TOKEN }, new RegExp(host));
  const sorts = ui.named('group', 'Kinds of rows');
  await sorts.getByRole('button', { name: 'Will add 6', exact: true }).waitFor();
  await sorts.getByRole('button', { name: 'Already a member 6', exact: true }).waitFor();
  for (const name of ['Try the first one', 'Save sealed plan']) assert.equal(await ui.page.getByRole('button', { name, exact: true }).count(), 0, name);

  await ui.addThem(host);
  const counts = await ui.counts();
  assertBalanced(counts, UNDO_OUTCOMES);
  assert.deepEqual([counts.Added, counts['Already a member'], counts.Failed], [6, 6, 0]);
  assert.equal(await site.memberships(), before + 6);
  assert.deepEqual(await site.removals(), []);
  const results = asObjects(parseCsv(await ui.downloadResults()));
  assert.deepEqual(results.map(({ outcome }) => outcome), RECORDS.map((_, at) => (at % 2 ? 'already_member' : 'added')));

  await ui.goTo('Report');
  await ui.page.getByRole('heading', { name: 'Done: 6 added, 6 already members', exact: true }).waitFor();
  await ui.named('navigation', 'Steps').getByText('6 added', { exact: true }).waitFor();
  await ui.button('Verify').click();
  await ui.status('Verification').getByText('Verified: all 12 memberships are there').waitFor();
  await ui.button('Undo this run').click();
  await ui.page.getByRole('heading', { name: 'Remove 6 added memberships?', exact: true }).waitFor();
  await ui.button('Go to Run').click();
  await ui.stepIs('Run');
  await ui.page.getByRole('heading', { name: 'Remove 6 added memberships', exact: true }).waitFor();
  await ui.tryFirst();
  await ui.removeRest(host);
  assert.equal(await site.memberships(), before);
  await ui.named('navigation', 'Steps').getByText('6 removed', { exact: true }).waitFor();
  await ui.goTo('Import');
  await ui.pastRuns.getByText(/^Undo of an addition as /).waitFor();
  await ui.pastRuns.getByText(/^Addition as .*: 6 added · 6 already a member\.$/).waitFor();
  await ui.pastRuns.getByText(/^Undone on .*: all 6 memberships were gone\.$/).waitFor();
});

test('nobody is added to a group that an identity provider keeps', { timeout: 60_000 }, async (t) => {
  const synced = RECORDS[0][0];
  const { ui, site, host } = await openStage(t, { members: THERE, site: { logins: ['orgkey:orgkey-x'], synced: [synced] }, organization: ORG });
  await chooseToAdd(ui, { email: '', token: 'orgkey-x' }, /API: Organization/);
  await ui.named('table', 'Planned rows').getByText(/synced from your identity provider/).first().waitFor();
  const before = await site.members(synced);
  await ui.addThem(host);
  assert.deepEqual(await site.members(synced), before);
});

test('a change of mind between removing and adding is asked about anew', { timeout: 60_000 }, async (t) => {
  const { ui, site, host } = await openStage(t, { members: SAMPLE });
  await ui.importFile(SAMPLE);
  await ui.goTo('Choose');
  await ui.selectShown();
  await ui.connectRelay({ email: EMAIL, token: TOKEN, expect: new RegExp(host) });
  await ui.button('Next: Run').click();
  await ui.named('group', 'Kinds of rows').getByRole('button', { name: /^Will remove/ }).waitFor();
  await ui.goTo('Choose');
  await ui.page.getByLabel('Selected rows', { exact: true }).selectOption('add');
  await ui.selectShown();
  await ui.goTo('Run');
  await ui.named('group', 'Kinds of rows').getByRole('button', { name: /^Already a member/ }).waitFor();
  assert.equal(await ui.page.getByRole('button', { name: 'Remove the rest', exact: true }).count(), 0);
  assert.ok((await site.members(ENGINEERING)).length > 0);
  assert.deepEqual(await site.removals(), []);
});

test('a forged line of a restore file makes nobody an administrator until that is said with a reason', { timeout: 60_000 }, async (t) => {
  const boss = membership(5, 7, { groupName: 'site-admins', user: 'Ann Boss' });
  const { ui, site, host } = await openStage(t, { members: writeCsv([HEADING, membership(1, 1), membership(1, 2), boss]) });
  const line = (row) => [...row.slice(0, 4), 'add'];
  const forged = membership(5, 2, { groupName: 'site-admins', user: 'User 2' });
  await ui.importFile(writeCsv([[...HEADING.slice(0, 4), 'restore'], line(membership(1, 1)), line(forged)]), 'restore.csv');
  await ui.region('Earlier run').getByText('Restore file: add 2 memberships').waitFor();
  await ui.connectRelay({ email: EMAIL, token: TOKEN, expect: new RegExp(host) });
  await ui.button('Next: Run').click();
  await ui.stepIs('Run');
  await ui.status('Plan check').getByText(/Checked with the site/).waitFor();
  const sorts = ui.named('group', 'Kinds of rows');
  await sorts.getByRole('button', { name: 'Protected 1', exact: true }).waitFor();
  await ui.named('table', 'Planned rows').getByText(/grants site administration/i).waitFor();
  assert.match(await ui.planNotes(), /1 row is protected and will not be added/);

  await ui.button('Include: User 2, site-admins').click();
  const dialog = ui.named('dialog', 'Include row');
  await dialog.getByText(/This makes User 2 an administrator of the whole site/).waitFor();
  await dialog.getByRole('button', { name: 'Include row', exact: true }).click();
  await dialog.getByRole('alert').getByText(/Give a reason/).waitFor();
  await dialog.getByRole('button', { name: 'Cancel', exact: true }).click();
  await ui.button('Already a member 1').waitFor();
  assert.ok(await ui.button('Add memberships').isEnabled());
  await ui.addThem(host);
  assert.deepEqual(await site.members(groupId(5)), [accountId(7)], 'nobody was added');
  const results = asObjects(parseCsv(await ui.downloadResults()));
  assert.deepEqual(results.map(({ outcome }) => outcome), ['already_member', 'kept']);
  assert.equal(results[1].reason, 'protected: the group grants site administration');
});

test('the way back of a run that only a file tells of goes by the plan and its guards', { timeout: 60_000 }, async (t) => {
  const boss = membership(5, 7, { groupName: 'site-admins', user: 'Ann Boss' });
  const { ui, site, host } = await openStage(t, { members: writeCsv([HEADING, membership(1, 1), membership(2, 2), boss]) });
  const told = (row) => [...row.slice(0, 4), 'removed', '200', '', '1', '2026-11-25T10:00:00Z'];
  const rows = [membership(1, 2, { user: 'User 2' }), membership(5, 2, { groupName: 'site-admins', user: 'User 2' })];
  await ui.connectRelay({ email: EMAIL, token: TOKEN, expect: new RegExp(host) });
  await ui.goTo('Import');
  await ui.importFile(writeCsv([[...HEADING.slice(0, 4), 'outcome', 'http_status', 'reason', 'attempts', 'finished_at'], ...rows.map(told)]), 'results.csv');
  await ui.button('Report of this file').click();
  await ui.stepIs('Report');
  await ui.undoTold();
  await ui.named('group', 'Kinds of rows').getByRole('button', { name: 'Will add 1', exact: true }).waitFor();
  await ui.named('group', 'Kinds of rows').getByRole('button', { name: 'Protected 1', exact: true }).waitFor();
  await ui.addThem(host);
  assert.deepEqual(await site.members(groupId(5)), [accountId(7)]);
  assert.deepEqual((await site.members(groupId(1))).sort(), [accountId(1), accountId(2)]);
  await ui.goTo('Report');
  const receipt = JSON.parse(await ui.download('Download receipt'));
  assert.equal(receipt.undo_of, null, 'no record has the run that the file tells of');
});

test('what is selected to be removed is not selected to be added, and Undo goes back to the selection and the action', { timeout: 60_000 }, async (t) => {
  const { ui } = await openStage(t);
  await ui.importFile(FILE);
  await ui.goTo('Choose');
  await ui.selectShown();
  await ui.selected(ROWS);
  await ui.page.getByLabel('Selected rows', { exact: true }).selectOption('add');
  await ui.selected(0);
  await ui.status('Change of action').getByText('12 rows were deselected because they were selected to remove. Undo goes back to remove and selects them again.').waitFor();
  await ui.button('Undo selection').click();
  await ui.selected(ROWS);
  assert.equal(await ui.page.getByLabel('Selected rows', { exact: true }).inputValue(), 'remove');
  assert.equal(await ui.status('Change of action').textContent(), '', 'what is undone is not said any more');
});

test('rows that are selected to be added stay so after a reload, and when the file is read again', { timeout: 60_000 }, async (t) => {
  const stage = await openStage(t);
  await stage.ui.importFile(FILE);
  await stage.ui.goTo('Choose');
  await stage.ui.page.getByLabel('Selected rows', { exact: true }).selectOption('add');
  await stage.ui.selectShown();
  await stage.ui.selected(ROWS);
  await stage.ui.ticksAreKept();
  const { ui } = await reopen(stage);
  const adds = async () => {
    await ui.goTo('Choose');
    await ui.selected(ROWS);
    assert.equal(await ui.page.getByLabel('Selected rows', { exact: true }).inputValue(), 'add');
  };
  await ui.importFile(FILE);
  await ui.status('Selection from an earlier visit').getByText(`: ${ROWS} rows to add.`).waitFor();
  await adds();
  await ui.goTo('Import');
  await ui.chooseFile('export-users.csv', FILE);
  await adds();
});

test('an addition that was practiced, and is opened again, is proposed for the site as an addition', { timeout: 60_000 }, async (t) => {
  const stage = await openStage(t, { members: writeCsv([HEADING, membership(9, 9)]) });
  await stage.ui.importFile(FILE);
  await stage.ui.goTo('Choose');
  await stage.ui.page.getByLabel('Selected rows', { exact: true }).selectOption('add');
  await stage.ui.selectShown();
  await stage.ui.connectPractice({ answerTime: 5 });
  await stage.ui.goTo('Run');
  await stage.ui.addThem(PRACTICE_SITE);
  const { ui, host } = await reopen(stage);
  await ui.importFile(FILE);
  await ui.pastRun('Report').click();
  await ui.stepIs('Report');
  await ui.button('Run this on my site').click();
  await ui.connectRelay({ email: EMAIL, token: TOKEN, expect: new RegExp(host) });
  await ui.goTo('Choose');
  assert.equal(await ui.page.getByLabel('Selected rows', { exact: true }).inputValue(), 'add');
  await ui.goTo('Run');
  await ui.named('group', 'Kinds of rows').getByRole('button', { name: /^Will add/ }).waitFor();
});
