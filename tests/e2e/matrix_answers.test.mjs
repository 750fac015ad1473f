// One test per line of the fact sheet about answers that concern a run (section 13): what the row is called, and why.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asObjects, parseCsv } from './support/csv.mjs';
import { FILE, goes, GROUP_IDS, LIMIT, ROWS, withForeignRow, withoutTheLast } from './support/matrix.mjs';
import { EMAIL, TOKEN } from './support/site.mjs';
import { openStage, readyToRun } from './support/stage.mjs';

test('1: a member is removed, and the answer is empty', LIMIT, async (t) => {
  const { counts, results, site } = await goes(t);
  assert.equal(counts.Removed, ROWS);
  assert.ok(results.every((row) => row.outcome === 'removed' && row.http_status === '200'));
  assert.equal(await site.memberships(), 0);
});

for (const [profile, status] of [['400', '400'], ['404', '404']]) {
  test(`2: who is not a member (${profile}) is already gone`, LIMIT, async (t) => {
    const members = withoutTheLast();
    const { counts, results } = await goes(t, { members, site: { profiles: { 'not-a-member': profile } } });
    assert.deepEqual([counts.Removed, counts['Already gone'], counts.Failed], [ROWS - 1, 1, 0]);
    const gone = results.at(-1);
    assert.deepEqual([gone.outcome, gone.http_status], ['already_gone', status]);
    assert.match(gone.reason, /not a member/i);
  });
}

test('3: a row whose group the site does not know is not found, and is left out', LIMIT, async (t) => {
  const file = withForeignRow(0, '99999999-0000-4000-8000-000000000000');
  const { counts, results } = await goes(t, { file });
  assert.deepEqual([counts.Removed, counts['Already gone']], [ROWS - 1, 0]);
  const foreign = results.at(-1);
  assert.equal(foreign.outcome, 'kept');
  assert.match(foreign.reason, /not found/i);
});

test('4: a row whose user the site does not know is not found, and is left out', LIMIT, async (t) => {
  const file = withForeignRow(2, '712020:99999999-0000-4000-8000-000000000000');
  const { counts, results } = await goes(t, { file });
  assert.deepEqual([counts.Removed, counts['Already gone']], [ROWS - 1, 0]);
  assert.equal(results.at(-1).outcome, 'kept');
  assert.match(results.at(-1).reason, /not found/i);
});

test('5, 6: calls without an account or a group are refused by the site, and the page makes none', LIMIT, async (t) => {
  const { site, counts } = await goes(t);
  const ask = (query) => fetch(`${site.origin}/rest/api/3/group/user?${query}`, {
    method: 'DELETE',
    headers: { authorization: `Basic ${Buffer.from(`${EMAIL}:${TOKEN}`).toString('base64')}`, 'x-atlassian-token': 'no-check', 'user-agent': 'test' },
  });
  const asked = await site.removals();
  assert.ok(asked.every(({ group, account }) => group && account));
  assert.equal((await ask(`groupId=${GROUP_IDS[0]}`)).status, 400);
  assert.equal((await ask('accountId=712020:1')).status, 400);
  assert.equal((await ask(`groupId=${GROUP_IDS[0]}&groupname=x&accountId=712020:1`)).status, 400);
  assert.equal(counts.Removed, ROWS);
});

for (const profile of ['403', 'masked-404', '403-empty']) {
  test(`7: without site administration (${profile}) the first one fails and nothing else is sent`, LIMIT, async (t) => {
    const stage = await openStage(t, { members: FILE, site: { right: 'jira-admin', profiles: { 'not-site-admin': profile } } });
    await readyToRun(stage, FILE);
    const { ui, site } = stage;
    await ui.button('Try the first one').click();
    await ui.dialog.getByRole('button', { name: 'Remove', exact: true }).click();
    await ui.stateIs('The first one was not removed');
    assert.equal(await ui.isUsable(ui.button('Remove the rest')), false);
    assert.equal((await ui.counts()).Failed, 1);
    assert.equal((await site.removals()).length, 1);
    assert.equal(await site.memberships(), ROWS);
  });
}

for (const profile of ['403', '400']) {
  test(`8: a synced group (${profile}) fails row by row, and the other groups go`, LIMIT, async (t) => {
    const rows = asObjects(parseCsv(FILE));
    const synced = GROUP_IDS.find((group) => group !== rows[0]['Group id']);
    const inIt = rows.filter((row) => row['Group id'] === synced).length;
    const { counts, results } = await goes(t, { site: { profiles: { 'synced-group': profile, 'synced-groups': synced, 'picker-managed-by': 'absent' } } });
    assert.deepEqual([counts.Failed, counts.Removed], [inIt, ROWS - inIt]);
    assert.ok(results.filter((row) => row['Group id'] === synced).every((row) => row.outcome === 'failed' && row.reason !== ''));
  });
}

for (const profile of ['message', 'collection', 'html']) {
  test(`14: a wrong token (${profile}) is found out before anything is sent`, LIMIT, async (t) => {
    const { ui, site } = await openStage(t, { members: FILE, site: { profiles: { unauthorized: profile } } });
    await ui.importFile(FILE);
    await ui.goTo('Choose');
    await ui.selectShown();
    await ui.connectRelay({ email: EMAIL, token: 'wrong', expect: /token/i });
    assert.equal(await ui.isUsable(ui.stepButton('Run')), false);
    assert.equal((await site.removals()).length, 0);
  });
}

test('19: the site refuses a browser, and no browser shows through the relay', LIMIT, async (t) => {
  const { site } = await goes(t);
  const refused = await fetch(`${site.origin}/rest/api/3/group/user?groupId=${GROUP_IDS[0]}&accountId=712020:1`, {
    method: 'DELETE',
    headers: { authorization: 'Basic x', 'user-agent': 'Mozilla/5.0 (X11) Chrome/140', origin: 'https://elsewhere.example' },
  });
  assert.equal(refused.status, 403);
  assert.match(await refused.text(), /XSRF check failed/);
  const ours = (await site.requests()).filter((one) => one.status !== 403);
  assert.ok(ours.every(({ headers }) => !/Mozilla|Chrome/.test(headers['user-agent']) && !headers.origin && !headers.referer));
});
