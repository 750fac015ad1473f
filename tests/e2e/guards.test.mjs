// Before a run: every row sorted by the site's own word, protected rows held back, and what lets them go.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asObjects, parseCsv, writeCsv } from './support/csv.mjs';
import { accountId, groupId, HEADING, membership } from './support/exports.mjs';
import { EMAIL, leaveMeanwhile } from './support/site.mjs';
import { assertBalanced, openStage, readyToRun } from './support/stage.mjs';

/** The account that the simulated site's login belongs to. */
const OWN = '712020:aaaaaaaa-0000-4000-8000-000000000001';

const own = (group, options) => membership(group, 0, { user: 'Site admin', ...options }).map((cell, at) => ({ 2: OWN, 4: EMAIL }[at] ?? cell));
const app = (group, account) => membership(group, account, { user: `App ${account}` }).map((cell, at) => (at === 4 ? `app${account}@connect.atlassian.com` : cell));
const file = (...rows) => writeCsv([HEADING, ...rows]);

async function planned(ui) {
  await ui.status('Plan check').getByText(/Checked with the site/).waitFor();
  const labels = await ui.named('group', 'Kinds of rows').getByRole('button').allInnerTexts();
  return Object.fromEntries(labels.map((label) => label.trim().match(/^(.*\D)\s*([\d,]+)$/s)).map(([, name, count]) => [name.trim(), Number(count.replace(',', ''))]));
}

const planRows = (ui) => ui.named('table', 'Planned rows').getByRole('row').filter({ hasNot: ui.page.getByRole('columnheader') });

async function unprotect(ui, who, reason) {
  await ui.button(`Include: ${who}`).click();
  const dialog = ui.named('dialog', 'Include row');
  await dialog.getByRole('textbox', { name: 'Reason', exact: true }).fill(reason);
  await dialog.getByRole('button', { name: 'Include row', exact: true }).click();
  return dialog;
}

test('the own account stays, wherever it is selected, until it is unprotected with a reason', { timeout: 60_000 }, async (t) => {
  const rows = [membership(1, 1), own(1), membership(1, 2), own(2), membership(2, 3)];
  const stage = await openStage(t, { members: file(...rows) });
  const { ui, site, host } = stage;
  await readyToRun(stage, file(...rows));
  assert.deepEqual(await planned(ui), { 'Will remove': 3, Protected: 2 });
  assert.match(await ui.planNotes(), /2 rows are protected and will not be removed/);

  const dialog = await unprotect(ui, 'Site admin, Group 2', ' ');
  await dialog.getByRole('alert').getByText(/Give a reason for including this row/).waitFor();
  await dialog.getByRole('button', { name: 'Cancel', exact: true }).click();
  assert.deepEqual(await planned(ui), { 'Will remove': 3, Protected: 2 });
  await unprotect(ui, 'Site admin, Group 2', 'I leave this team');
  await dialog.waitFor({ state: 'hidden' });
  assert.deepEqual(await planned(ui), { 'Will remove': 4, Protected: 1 });

  // The dialog before the test is about its own row, and the row that was let go is not that one.
  await ui.button('Try the first one').click();
  const before = await ui.dialog.innerText();
  for (const words of ['I leave this team', 'Your own account is included']) assert.ok(!before.includes(words), `the dialog before the test says ${words}: ${before}`);
  await ui.page.keyboard.press('Escape');
  await ui.tryFirst();
  await ui.askForTheRest();
  const said = await ui.dialog.innerText();
  for (const words of ['I leave this team', 'Your own account is selected', host, 'Simulated site']) assert.ok(said.includes(words), `the dialog says ${words}: ${said}`);
  await ui.page.keyboard.press('Escape');
  await ui.removeRest(host);
  const counts = await ui.counts();
  assertBalanced(counts);
  assert.deepEqual([counts.Selected, counts.Removed], [4, 4]);
  assert.deepEqual(await site.members(groupId(1)), [OWN], 'the protected row was not sent');
  assert.deepEqual(await site.members(groupId(2)), []);

  const results = asObjects(parseCsv(await ui.downloadResults()));
  assert.deepEqual(results.map((row) => row.outcome), ['removed', 'kept', 'removed', 'removed', 'removed']);
  assert.equal(results[1].reason, 'protected: your own account');
  const receipt = JSON.parse(await ui.download('Download receipt'));
  assert.equal(receipt.plan.protected_rows_kept, 1);
  assert.deepEqual(receipt.plan.unprotected, [{ row: 5, protected_because: ['your own account'], reason: 'I leave this team', user_on_site: 'admin' }]);
});

test('the last admin of a group cannot be removed, whatever is typed', { timeout: 60_000 }, async (t) => {
  const bosses = { groupName: 'site-admins' };
  const rows = [membership(1, 1), membership(5, 7, { ...bosses, user: 'Ann Boss' }), membership(5, 8, { ...bosses, user: 'Bob Boss' }), membership(5, 9, { ...bosses, user: 'Cy Boss', status: 'Inactive' })];
  const stage = await openStage(t, { members: file(...rows) });
  const { ui, site, host } = stage;
  await readyToRun(stage, file(...rows));
  assert.deepEqual(await planned(ui), { 'Will remove': 1, Protected: 3 });
  const dialog = await unprotect(ui, 'Ann Boss, site-admins', 'left the company');
  await dialog.waitFor({ state: 'hidden' });
  await unprotect(ui, 'Bob Boss, site-admins', 'left the company too');
  await dialog.getByRole('alert').getByText(/Nobody who can log in would be left in site-admins/).waitFor();
  await dialog.getByRole('button', { name: 'Cancel', exact: true }).click();
  await unprotect(ui, 'Cy Boss, site-admins', 'deactivated long ago');
  await dialog.waitFor({ state: 'hidden' });
  assert.deepEqual(await planned(ui), { 'Will remove': 3, Protected: 1 });
  await ui.tryFirst();
  await ui.removeRest(host);
  assert.deepEqual(await site.members(groupId(5)), [accountId(8)]);
});

test('a site that does not name its administration groups has them told by name', { timeout: 60_000 }, async (t) => {
  const rows = [membership(1, 1), membership(5, 7, { groupName: 'jira-administrators' }), membership(5, 8, { groupName: 'jira-administrators' })];
  const stage = await openStage(t, { members: file(...rows), site: { profiles: { 'site-admin-groups': '500' } } });
  const { ui } = stage;
  await readyToRun(stage, file(...rows));
  assert.deepEqual(await planned(ui), { 'Will remove': 1, Protected: 2 });
  assert.match(await ui.planNotes(), /Admin groups were recognized by name only/);
});

test('rows are sorted by what the site says, filtered, and left out only if that is asked for', { timeout: 60_000 }, async (t) => {
  const there = [membership(1, 1), app(1, 5), membership(6, 2, { groupName: 'jira-software-users' })];
  const gone = [membership(1, 2)];
  const unknown = [membership(9, 1), membership(1, 77, { user: 'Nobody' })];
  const stage = await openStage(t, { members: file(...there) });
  const { ui, site, host } = stage;
  await readyToRun(stage, file(...there, ...gone, ...unknown));
  assert.deepEqual(await planned(ui), { 'Will remove': 2, 'Already gone': 1, 'Not found': 2, Protected: 1 });
  assert.match(await ui.planNotes(), /jira-software-users: 1 row\. After removal, the person loses access to Jira/);

  await ui.button('Not found 2').click();
  assert.deepEqual(await planRows(ui).count(), 2);
  // Rows that the site does not know are left out by default. They can be included, and left out again.
  const leaveOut = ui.page.getByRole('checkbox', { name: /Leave these rows out/ });
  assert.ok(await leaveOut.isChecked());
  await planRows(ui).getByText('Not found, left out').first().waitFor();
  await leaveOut.uncheck();
  await planRows(ui).getByText('Not found', { exact: true }).first().waitFor();
  await leaveOut.check();
  await ui.button('Not found 2').click();
  await ui.button('Protected 1').click();
  await planRows(ui).getByText(/account belongs to an app/).waitFor();
  await ui.button('Protected 1').click();
  assert.equal((await ui.counts()).Selected, 3);

  await ui.tryFirst();
  await ui.removeRest(host);
  const counts = await ui.counts();
  assert.deepEqual([counts.Selected, counts.Removed, counts['Already gone'], counts.Failed], [3, 2, 1, 0]);
  await ui.goTo('Choose');
  assert.match(await ui.whatWillChange(), /^Selected for this run\s+6\s[\s\S]*3 in the run, 3 left out of it\./);
  await ui.goTo('Run');
  const asked = (await site.removals()).map(({ group }) => group);
  assert.ok(!asked.includes(groupId(9)), 'what was left out was not sent');
  const results = asObjects(parseCsv(await ui.downloadResults()));
  assert.deepEqual(results.map((row) => [row.outcome, row.reason].join(' ').trim()).slice(4, 5), ['kept left out: not found']);
});

test('the check reads only, can be ended, and has to be over before the first removal', { timeout: 60_000 }, async (t) => {
  const rows = Array.from({ length: 40 }, (_, at) => membership(at, at));
  const stage = await openStage(t, { members: file(...rows), site: { latencyMs: 400 } });
  const { ui, site } = stage;
  await readyToRun(stage, file(...rows));
  assert.ok(!(await ui.isUsable(ui.button('Try the first one'))), 'not while the site is asked');
  await ui.button('Go on without the check').click();
  await ui.status('Plan check').getByText(/^Check cancelled/).waitFor();
  await site.settings({ latency_ms: 0 });
  assert.ok((await site.requests()).every(({ method }) => method === 'GET'));
  await ui.button('Try the first one').click();
  await ui.dialog.getByText('1 row was not checked against the site.').waitFor();
  await ui.page.keyboard.press('Escape');
  await ui.button('Check again').click();
  assert.deepEqual(await planned(ui), { 'Will remove': 40 });
});

test('other ticks, another account: everything is checked, shown and asked anew', { timeout: 60_000 }, async (t) => {
  const rows = [own(1), membership(1, 1), membership(2, 2)];
  const stage = await openStage(t, { members: file(...rows) });
  const { ui } = stage;
  await readyToRun(stage, file(...rows));
  await planned(ui);
  const dialog = await unprotect(ui, 'Site admin, Group 1', 'I leave this team');
  await dialog.waitFor({ state: 'hidden' });
  assert.deepEqual(await planned(ui), { 'Will remove': 3 });
  await ui.goTo('Connect');
  await ui.goTo('Run');
  assert.deepEqual(await planned(ui), { 'Will remove': 3 }, 'nothing changed: nothing is asked again');
  await ui.goTo('Choose');
  await ui.rowBox('User 2', 'Group 2').uncheck();
  await ui.goTo('Run');
  assert.deepEqual(await planned(ui), { 'Will remove': 1, Protected: 1 }, 'the reason went with the old plan');
});

test('what was confirmed for some ticks is not confirmed for others', { timeout: 60_000 }, async (t) => {
  const rows = [membership(1, 77), membership(1, 1), membership(1, 2)];
  const stage = await openStage(t, { members: file(...rows) });
  const { ui, site } = stage;
  await readyToRun(stage, file(...rows));
  await planned(ui);
  await leaveMeanwhile(site, groupId(1), accountId(77));
  await ui.button('Try the first one').click();
  await ui.dialog.getByRole('button', { name: 'Remove', exact: true }).click();
  await ui.stateIs('Test inconclusive', 20_000);
  await ui.button('Choose again').click();
  await ui.rowBox('User 77', 'Group 1').uncheck();
  await ui.goTo('Run');
  assert.deepEqual(await planned(ui), { 'Will remove': 2 });
  assert.ok(!(await ui.isUsable(ui.button('Remove the rest'))), 'there is a trial first, as for every plan');
  await site.forgetRequests();
  await ui.button('Try the first one').click();
  await ui.dialog.waitFor();
  assert.equal((await site.removals()).length, 0, 'it is asked again');
});

test('a wrong site name starts nothing, by button or by Enter', { timeout: 60_000 }, async (t) => {
  const rows = [membership(1, 1), membership(1, 2)];
  const stage = await openStage(t, { members: file(...rows) });
  const { ui, site, host } = stage;
  await readyToRun(stage, file(...rows));
  await ui.tryFirst();
  await ui.askForTheRest();
  const name = ui.dialog.getByRole('textbox', { name: 'Site name', exact: true });
  for (const wrong of ['', 'mysite.atlassian.net', `${host}0`, host.split(':')[0]]) {
    await name.fill(wrong);
    assert.ok(!(await ui.isUsable(ui.dialog.getByRole('button', { name: 'Remove', exact: true }))), wrong);
    await name.press('Enter');
  }
  assert.equal((await site.removals()).length, 1, 'the trial and nothing else');
});
