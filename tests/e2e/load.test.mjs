// The table made without an export: groups picked, members read, and then the same journey; ids for a file of names.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseCsv, writeCsv } from './support/csv.mjs';
import { accountId, groupId, HEADING, membership } from './support/exports.mjs';
import { groupsOf, Loading } from './support/load.mjs';
import { EMAIL, TOKEN } from './support/site.mjs';
import { assertBalanced, openStage, reopen } from './support/stage.mjs';

const LOGIN = { email: EMAIL, token: TOKEN, expect: /Connected/ };

test('load, choose, remove, verify, undo, without a file', { timeout: 90_000 }, async (t) => {
  const { ui, site, host } = await openStage(t, { members: groupsOf(6, 60) });
  const loading = new Loading(ui);
  await loading.begin(LOGIN);
  await loading.pickAll('Group 1');
  await loading.says(/1 of 6 groups picked/);
  await loading.pickAll('Group 4');
  await loading.says(/2 of 6 groups picked/);
  await loading.load();
  await loading.says(/120 memberships of \d+ people in 2 groups/);
  const name = await ui.region('File summary').getByRole('heading').innerText();
  assert.match(name, new RegExp(`^${host}, \\d+ \\w+ \\d{4} \\d\\d:\\d\\d\\.csv`));
  assert.ok((await site.requests()).every(({ method }) => method === 'GET'), 'a load reads and nothing else');

  const own = await ui.download('Download the export');
  const [headings, ...rows] = parseCsv(own);
  assert.deepEqual(headings, ['Group id', 'Group name', 'User id', 'User name', 'email', 'User status']);
  const inSite = new Set((await Promise.all([1, 4].map((group) => site.members(groupId(group))))).flatMap((ids, at) => ids.map((id) => `${groupId([1, 4][at])} ${id}`)));
  assert.deepEqual(new Set(rows.map((row) => `${row[0]} ${row[2]}`)), inSite);
  assert.equal(rows.length, 120);

  await ui.button('Next: Choose').click();
  await ui.stepIs('Choose');
  await ui.search('Group 4');
  await ui.selectShown();
  await ui.selected(60);
  await ui.goTo('Connect');
  await ui.button('Next: Run').click();
  await ui.tryFirst();
  await ui.removeRest(host);
  const counts = await ui.counts();
  assertBalanced(counts);
  assert.equal(counts.Removed, 60);
  assert.equal((await site.members(groupId(4))).length, 0);
  assert.equal((await site.members(groupId(1))).length, 60, 'a group that was loaded and not chosen is whole');

  const results = await ui.downloadResults();
  const lines = own.trimEnd().split('\r\n');
  results.trimEnd().split('\r\n').forEach((line, at) => assert.ok(line.startsWith(`${lines[at]},`), `line ${at + 1} is the export's own`));
  await ui.button('Verify').click();
  await ui.status('Verification').getByText('Verified: all 60 memberships are gone').waitFor();
  await ui.undo(host);
  assert.equal((await site.members(groupId(4))).length, 60, 'the undo adds them back');
});

test('a load that is cancelled keeps whole groups, names the others, and can go on', { timeout: 60_000 }, async (t) => {
  const { ui, site } = await openStage(t, { members: groupsOf(120, 30), site: { latencyMs: 30 } });
  const loading = new Loading(ui);
  await loading.begin(LOGIN);
  await loading.pickAll();
  await loading.button('Load memberships').click();
  await loading.says(/\b\d\d of 120 groups · [\d,]+ memberships · about \d+ seconds? left/);
  assert.ok(await ui.named('progressbar', 'Loading progress').isVisible());
  await loading.button('Cancel').click();
  const said = await loading.says(/groups? (is|are) missing/);
  const here = Number(/(\d+) of 120 groups were read/.exec(said)[1]);
  assert.ok(here > 0 && here < 120, said);
  assert.match(said, /Group \d+, Group \d+.*: the reading was cancelled/);
  assert.ok(!(await ui.isUsable(ui.stepButton('Choose'))), 'nothing is imported before the admin says so');

  await loading.button('Use what is here').click();
  await loading.says(/picked groups are not in this table/);
  assert.match(await ui.region('File summary').innerText(), new RegExp(`${here} of 120 groups\\.csv`));
  const rows = parseCsv(await ui.download('Download the export')).slice(1);
  const sizes = new Map();
  for (const [group] of rows) sizes.set(group, (sizes.get(group) ?? 0) + 1);
  assert.equal(sizes.size, here);
  assert.ok([...sizes.values()].every((size) => size === 30), 'no group with some of its members');

  await loading.button('Load from the site').click();
  await loading.groups.waitFor();
  await loading.pickAll();
  await loading.button('Load memberships').click();
  await loading.says(/\b\d\d of 120 groups ·/);
  await loading.button('Cancel').click();
  await loading.says(/groups? (is|are) missing/);
  await site.forgetRequests();
  await loading.button('Try again').click();
  await loading.says(/3,600 memberships of \d+ people in 120 groups/, 20_000);
  const reads = (await site.requests()).filter(({ path }) => path.endsWith('/group/member')).length;
  assert.ok(reads < 115, `only what is missing is read again: ${reads} calls`);
});

// At fifty reads a second the list is not through before a busy machine has pressed the button.
const GROUPS = 400;
for (const leave of ['Change', 'Disconnect']) {
  test(`"${leave}" ends a load, keeps the groups that were read whole, and no call goes by the old login after it`, { timeout: 40_000 }, async (t) => {
    const { ui, site } = await openStage(t, { members: groupsOf(GROUPS, 9), site: { latencyMs: 30 } });
    const loading = new Loading(ui);
    await loading.begin(LOGIN);
    await loading.pickAll();
    await loading.button('Load memberships').click();
    await loading.says(/\b\d\d of 400 groups ·/);
    await ui.goTo('Connect');
    await ui.button(leave).click();
    await ui.goTo('Import');
    const said = await loading.says(/groups? (is|are) missing/);
    const here = Number(/(\d+) of 400 groups were read/.exec(said)[1]);
    assert.ok(here > 0 && here < GROUPS, said);
    await loading.button('Try again').click();
    await ui.stepIs('Connect');
    await ui.connectRelay(LOGIN);
    const calls = await site.requests();
    const reads = calls.filter(({ path }) => path.endsWith('/group/member')).length;
    assert.ok(reads < GROUPS, `${reads} groups were read`);
    assert.ok(calls.at(-1).path.endsWith('/group/member') === false, 'the last calls are those of the new login');
  });
}

/** Some groups of a load are read, the others are missing, and nobody is connected. */
async function partOfALoad(t) {
  const stage = await openStage(t, { members: groupsOf(60, 30), site: { latencyMs: 30, logins: ['other@example.com:other-token'] } });
  const loading = new Loading(stage.ui);
  await loading.begin(LOGIN);
  await loading.pickAll();
  await loading.button('Load memberships').click();
  await loading.says(/\b\d\d of 60 groups ·/);
  await loading.button('Cancel').click();
  await loading.says(/groups? (is|are) missing/);
  await stage.ui.goTo('Connect');
  await stage.ui.button('Disconnect').click();
  return { ...stage, loading };
}

test('the missing groups of a load are not asked for as somebody else, and the page says whose they are', { timeout: 60_000 }, async (t) => {
  const { ui, host, loading } = await partOfALoad(t);
  await ui.connectRelay({ email: 'other@example.com', token: 'other-token', expect: /Connected/ });
  await ui.button('Load from the site').click();
  await loading.says(new RegExp(`These groups are from ${host.replaceAll('.', '\\.')}\\. To read the missing ones, connect to that site as the same account\\.`));
  assert.ok(await loading.button('Try again').isDisabled());
});

test('groups that were read whole outlive the connection and a cancelled import', { timeout: 60_000 }, async (t) => {
  const { ui, loading } = await partOfALoad(t);
  await ui.goTo('Import');
  await loading.button('Try again').click();
  await ui.stepIs('Connect');
  await ui.connectRelay(LOGIN);
  await ui.button('Load from the site').click();
  await loading.says(/groups? (is|are) missing/);

  // The file made of them is not read before the worker that reads files hears of it.
  await ui.page.evaluate(() => {
    const { postMessage } = Worker.prototype;
    Worker.prototype.postMessage = () => {};
    window.readAgain = () => { Worker.prototype.postMessage = postMessage; };
  });
  await loading.button('Try again').click();
  await ui.named('progressbar', 'Reading progress').waitFor();
  await ui.page.locator('div:has(> progress[aria-label="Reading progress"])').getByRole('button', { name: 'Cancel', exact: true }).click();
  await ui.page.evaluate(() => window.readAgain());
  await loading.says(/60 groups with 1,800 memberships read, not imported yet/);
  await loading.button('Use what is here').click();
  await loading.says(/1,800 memberships of \d+ people in 60 groups/);
});

test('a file that cannot be used leaves a pick list as it is', { timeout: 60_000 }, async (t) => {
  const { ui } = await openStage(t, { members: groupsOf(6, 20) });
  const loading = new Loading(ui);
  await loading.begin(LOGIN);
  await loading.pickAll('Group 1');
  await loading.says(/1 of 6 groups picked/);
  await ui.chooseFile('broken.csv', '');
  await ui.page.getByRole('alert').getByText(/broken\.csv/).waitFor();
  await loading.says(/1 of 6 groups picked/);
  await loading.pickAll('Group 4');
  await loading.says(/2 of 6 groups picked/);
  await loading.load();
  await loading.says(/40 memberships of \d+ people in 2 groups/);
});

test('a site that forbids reading groups says so, and it can be tried again', { timeout: 40_000 }, async (t) => {
  const { ui } = await openStage(t, { members: groupsOf(3, 3), site: { right: 'user' } });
  const loading = new Loading(ui);
  await loading.button('Load from the site').click();
  await ui.stepIs('Connect');
  await ui.connectRelay(LOGIN);
  await ui.button('Load from the site').click();
  await loading.says(/Nothing was loaded: this account may not read groups \(403\)/);
  assert.ok(await loading.button('Try again').isEnabled());
});

test('five thousand groups are searched and ticked, and a few dozen are drawn', { timeout: 90_000 }, async (t) => {
  const { ui } = await openStage(t, { members: groupsOf(5000, 1, (group) => `team-${String(group).padStart(4, '0')}`) });
  const loading = new Loading(ui);
  await loading.button('Load from the site').click();
  await ui.stepIs('Connect');
  await ui.connectRelay(LOGIN);
  await ui.button('Load from the site').click();
  await loading.groups.waitFor({ timeout: 30_000 });
  await loading.says(/0 of 5,000 groups picked/);
  assert.ok(await loading.groups.getByRole('row').count() < 60, 'only rows in sight are drawn');
  await loading.pickAll('team-12');
  await loading.says(/100 of 5,000 groups picked/);
  await loading.groups.getByRole('checkbox', { name: 'team-1203', exact: true }).uncheck();
  await loading.says(/99 of 5,000 groups picked/);
  await loading.load();
  await loading.says(/99 memberships of \d+ people in 99 groups/);
});

/** A file with the ids of its groups taken out. */
const withoutIds = (records) => writeCsv([HEADING, ...records.map(([, ...rest]) => ['', ...rest])]);

test('group names get their ids from the site: shown first, never guessed, and the file stays as it is', { timeout: 90_000 }, async (t) => {
  const on = (group, account, groupName) => membership(group, account, { groupName });
  const members = [on(1, 1, 'Sales'), on(1, 2, 'Sales'), on(2, 3, 'Support'), on(3, 4, 'Twins'), on(4, 5, 'Twins')];
  const { ui, site, host } = await openStage(t, { members: writeCsv([HEADING, ...members]) });
  const file = withoutIds([on(1, 1, 'Sales'), on(2, 3, 'SUPPORT'), on(3, 4, 'Twins'), on(9, 6, 'Nobody here'), on(1, 2, 'Sales')]);
  await ui.importFile(file);
  const ids = ui.region('Group ids');
  assert.match(await ids.innerText(), /4 group names are without an id/);
  await ids.getByRole('button', { name: 'Look up the group ids', exact: true }).click();
  await ui.stepIs('Connect');
  await ui.connectRelay(LOGIN);
  await ui.button('Look up the group ids').click();
  await ui.stepIs('Import');
  const grid = ui.named('grid', 'Group names and ids');
  await grid.waitFor();
  const line = (name) => grid.getByRole('row').filter({ hasText: name });
  assert.match(await line('Sales').innerText(), new RegExp(`the same name[^]*${groupId(1)}`));
  assert.match(await line('SUPPORT').innerText(), new RegExp(`Support: differs in capitalization[^]*${groupId(2)}`));
  assert.match(await line('Twins').innerText(), /2 groups have this name/);
  assert.match(await line('Nobody here').innerText(), /no group has this name/);
  for (const name of ['Sales', 'Twins', 'Nobody here']) assert.ok(await line(name).getByRole('checkbox').isDisabled(), name);
  assert.ok(!(await line('SUPPORT').getByRole('checkbox').isChecked()), 'other letters are not taken by themselves');
  await line('SUPPORT').getByRole('checkbox').check();
  await ids.getByRole('button', { name: 'Fill in the ids', exact: true }).click();
  await ids.getByText(/2 group ids were filled in by name from/).waitFor();
  const findings = await ui.region('Findings').innerText();
  assert.match(findings, /Several groups have this name/);
  assert.match(findings, /No group has this name/);

  await ui.goTo('Choose');
  await ui.selectShown();
  await ui.selected(3);
  await ui.goTo('Connect');
  await ui.button('Next: Run').click();
  await ui.tryFirst();
  await ui.removeRest(host);
  assert.deepEqual((await site.removals()).map(({ group, account }) => `${group} ${account}`).sort(), [[1, 1], [1, 2], [2, 3]].map(([group, account]) => `${groupId(group)} ${accountId(account)}`).sort());
  assert.equal((await site.members(groupId(3))).length + (await site.members(groupId(4))).length, 2, 'no twin was touched');
  const own = file.trimEnd().split(/\r?\n/);
  (await ui.downloadResults()).trimEnd().split(/\r?\n/).forEach((written, at) => assert.ok(written.startsWith(`${own[at]},`), `line ${at + 1}`));
});

const ORG = '22222222-3333-4444-8555-666666666666';

test('the organization tells which groups an identity provider keeps, and they load all the same', { timeout: 60_000 }, async (t) => {
  const { ui, site } = await openStage(t, { members: groupsOf(3, 130), site: { logins: ['orgkey:orgkey-x'], synced: [groupId(1)] }, organization: ORG });
  const loading = new Loading(ui);
  await loading.begin({ email: '', token: 'orgkey-x', expect: /API: Organization/ });
  const line = (name) => loading.groups.getByRole('row').filter({ hasText: name });
  assert.match(await line('Group 1').innerText(), /managed by your identity provider/);
  assert.doesNotMatch(await line('Group 2').innerText(), /kept by/);
  await loading.pickAll();
  await loading.load();
  await loading.says(/390 memberships of \d+ people in 3 groups/);
  const rows = parseCsv(await ui.download('Download the export')).slice(1);
  for (const group of [0, 1, 2]) {
    const read = rows.filter(([id]) => id === groupId(group)).map((row) => row[2]);
    assert.deepEqual(read.sort(), (await site.members(groupId(group))).sort(), 'pages behind a mark, nobody lost or twice');
  }
});

test('a site without Jira is loaded by Confluence, which does not tell who is active', { timeout: 60_000 }, async (t) => {
  const { ui, site } = await openStage(t, { members: groupsOf(2, 230), site: { profiles: { products: 'confluence' } } });
  const loading = new Loading(ui);
  await loading.begin({ email: EMAIL, token: TOKEN, expect: /API: Confluence/ });
  await loading.pickAll();
  await loading.load();
  const rows = parseCsv(await ui.download('Download the export')).slice(1);
  assert.equal(rows.length, 460);
  assert.ok(rows.every((row) => row[5] === ''), 'no status is made up');
  assert.deepEqual(rows.filter(([id]) => id === groupId(0)).map((row) => row[2]).sort(), (await site.members(groupId(0))).sort());
});

test('a file with names only is read by hand, and after a crash it comes back to its run', { timeout: 90_000 }, async (t) => {
  const members = [1, 2, 3].map((account) => membership(1, account, { groupName: 'Sales' }));
  const stage = await openStage(t, { members: writeCsv([HEADING, ...members]) });
  const { ui } = stage;
  const file = writeCsv([['Team', 'Group name', 'User id'], ...[1, 2, 3].map((account) => [`t${account}`, 'Sales', accountId(account)])]);
  await ui.chooseFile('names.csv', file);
  await ui.page.getByRole('alert').getByText(/group names and no group ids/).waitFor();
  await ui.button('Read with these columns').click();
  const ids = ui.region('Group ids');
  await ids.getByRole('button', { name: 'Look up the group ids', exact: true }).click();
  await ui.connectRelay(LOGIN);
  await ui.button('Look up the group ids').click();
  await ids.getByRole('button', { name: 'Fill in the ids', exact: true }).click();
  await ids.getByText(/1 group id was filled in/).waitFor();
  await ui.goTo('Choose');
  await ui.selectShown();
  await ui.selected(3);
  // A file that cannot be used does not drop the ids, neither now nor when the columns change.
  await ui.goTo('Import');
  await ui.replaceFile('picture.csv', '\u0000\u0001\u0002');
  await ui.page.getByRole('alert').getByText(/^picture\.csv cannot be used/).waitFor();
  await ids.getByText(/1 group id was filled in/).waitFor();
  await ui.region('Columns').getByRole('combobox', { name: 'User name', exact: true }).selectOption({ label: 'Team' });
  await ui.region('Columns').getByText('First row: t1').waitFor();
  await ids.getByText(/1 group id was filled in/).waitFor();
  // Not a name of anybody.
  await ui.region('Columns').getByRole('combobox', { name: 'User name', exact: true }).selectOption({ label: '(none)' });
  await ui.region('Columns').getByText('First row: t1').waitFor({ state: 'detached' });
  await ids.getByText(/1 group id was filled in/).waitFor();
  await ui.selected(3);
  await ui.goTo('Connect');
  await ui.button('Next: Run').click();
  await ui.tryFirst();

  const back = (await reopen(stage)).ui;
  await back.pastRun('Report').click();
  await back.stepIs('Report');
  await back.goTo('Import');
  await back.chooseFile('names.csv', file);
  await back.region('File summary').waitFor();
  const own = file.trimEnd().split(/\r?\n/);
  const written = (await back.downloadResults()).trimEnd().split(/\r?\n/);
  assert.equal(written.length, own.length);
  written.forEach((line, at) => assert.ok(line.startsWith(`${own[at]},`), line));
  assert.match(written[1], /,removed,/);
});
