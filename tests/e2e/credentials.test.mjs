// Every kind of login on every product that takes it: found out by the check, then the whole journey, there and back.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ENGINEERING, generatedExport, SAMPLE, siteWhere } from './support/exports.mjs';
import { EMAIL } from './support/site.mjs';
import { UNDO_OUTCOMES } from './support/page.mjs';
import { assertBalanced, openStage } from './support/stage.mjs';

const ORG = '22222222-3333-4444-8555-666666666666';
const SERVICE = 'bot@serviceaccount.atlassian.com';
const ROWS = 12;
const FILE = generatedExport(ROWS);

/** What the check is given, what it must find, and by which way removals must arrive. */
const CELLS = [
  { name: 'an API token without scopes, Jira', login: { email: EMAIL, token: 'plain' }, logins: [`${EMAIL}:plain`], finds: /Route: Jira\./, path: /^\/rest\//, scheme: 'Basic' },
  { name: 'an API token without scopes, Confluence', login: { email: EMAIL, token: 'plain' }, logins: [`${EMAIL}:plain`], profiles: { products: 'confluence' }, finds: /Route: Confluence\./, path: /^\/wiki\//, scheme: 'Basic' },
  { name: 'an API token with scopes, Jira', login: { email: EMAIL, token: 'scoped' }, logins: [`${EMAIL}:scoped:scoped`], finds: /Route: Jira by Atlassian's gateway/, path: /^\/ex\/jira\//, scheme: 'Basic' },
  { name: 'an API token with scopes, Confluence', login: { email: EMAIL, token: 'scoped' }, logins: [`${EMAIL}:scoped:scoped`], profiles: { products: 'confluence' }, finds: /Route: Confluence by Atlassian's gateway/, path: /^\/ex\/confluence\//, scheme: 'Basic' },
  { name: 'a token with the scopes of Confluence alone, on a site with both', login: { email: EMAIL, token: 'scoped' }, logins: [`${EMAIL}:scoped:scopes=read:confluence-user+read:confluence-groups+write:confluence-groups`], finds: /Route: Confluence by Atlassian's gateway/, path: /^\/ex\/confluence\//, scheme: 'Basic' },
  { name: 'a service account, Jira', login: { email: SERVICE, token: 'ATSTTx' }, logins: [`${SERVICE}:ATSTTx`], finds: /Route: Jira by Atlassian's gateway/, path: /^\/ex\/jira\//, scheme: 'Basic' },
  { name: 'a service account that only Bearer opens, Jira', login: { email: SERVICE, token: 'ATSTTx' }, logins: [`${SERVICE}:ATSTTx`], profiles: { 'service-account': 'bearer' }, finds: /Route: Jira by Atlassian's gateway/, path: /^\/ex\/jira\//, scheme: 'Bearer' },
  { name: 'a service account, Confluence', login: { email: SERVICE, token: 'ATSTTx' }, logins: [`${SERVICE}:ATSTTx`], profiles: { products: 'confluence', 'service-account': 'bearer' }, finds: /Route: Confluence by Atlassian's gateway/, path: /^\/ex\/confluence\//, scheme: 'Bearer' },
  { name: 'an OAuth 2.0 access token, Jira', login: { email: '', token: 'eyJx' }, logins: ['bearer:eyJx'], finds: /Route: Jira by Atlassian's gateway/, path: /^\/ex\/jira\//, scheme: 'Bearer' },
  { name: 'an OAuth 2.0 access token, Confluence', login: { email: '', token: 'eyJx' }, logins: ['bearer:eyJx'], profiles: { products: 'confluence' }, finds: /Route: Confluence by Atlassian's gateway/, path: /^\/ex\/confluence\//, scheme: 'Bearer' },
  { name: 'an organization API key, the organization', login: { email: '', token: 'orgkey-x' }, logins: ['orgkey:orgkey-x'], organization: true, finds: /Route: Organization/, path: /^\/admin\/v2\//, scheme: 'Bearer' },
  { name: 'an organization API key on a site that was asked for it by hand', login: { email: '', token: 'orgkey-x' }, logins: ['orgkey:orgkey-x'], organization: true, product: 'Organization', finds: /Route: Organization/, path: /^\/admin\/v2\//, scheme: 'Bearer' },
];

for (const cell of CELLS) {
  test(`${cell.name}: found out, removed, verified, undone`, { timeout: 90_000 }, async (t) => {
    const organization = cell.organization && ORG;
    const stage = await openStage(t, { members: FILE, site: { logins: cell.logins, profiles: cell.profiles }, organization });
    const { ui, site, host } = stage;
    if (organization) assert.equal((await site.ids()).orgId, ORG);
    await ui.importFile(FILE);
    await ui.goTo('Choose');
    await ui.selectShown();
    await ui.goTo('Connect');
    await ui.chooseSite('Atlassian site');
    if (cell.product) await ui.page.getByLabel('Product', { exact: true }).selectOption(cell.product);
    const said = await ui.connectRelay({ ...cell.login, expect: cell.finds });
    assert.match(said, /It can read groups\./);
    assert.match(said, /shows with the first removal/);
    await ui.button('Next: Run').click();
    await ui.stepIs('Run');

    await ui.tryFirst();
    await ui.proofSays(/gone|no longer|not listed/i);
    await ui.removeRest(host);
    const counts = await ui.counts();
    assertBalanced(counts);
    assert.deepEqual([counts.Selected, counts.Removed], [ROWS, ROWS]);
    assert.equal(await site.memberships(), 0);
    const removals = await site.removals();
    assert.equal(removals.length, ROWS);
    for (const one of removals) {
      assert.match(one.path, cell.path);
      assert.equal(one.headers.authorization.split(' ')[0], cell.scheme);
    }

    await ui.goTo('Report');
    await ui.button('Verify').click();
    await ui.page.getByText(/All of them are gone|as they should|12 of 12|all as planned/i).first().waitFor();
    await ui.undo(host);
    // One of the twelve is deactivated: the organization, alone of the three, refuses to add such an account.
    const back = organization ? ROWS - 1 : ROWS;
    assert.equal(await site.memberships(), back);
    assert.equal((await ui.counts(UNDO_OUTCOMES)).Failed, ROWS - back);
  });
}

for (const [name, { login, logins, product, organization, profiles, says }] of Object.entries({
  'an organization API key without the organization': { login: { email: '', token: 'orgkey-x' }, logins: ['orgkey:orgkey-x'], says: /--organization/ },
  'a site token asked for the organization': { login: { email: EMAIL, token: 'plain' }, logins: [`${EMAIL}:plain`], organization: ORG, product: 'Organization', says: /does not accept/ },
  'the organization by hand where none is named': { login: { email: '', token: 'orgkey-x' }, logins: ['orgkey:orgkey-x'], product: 'Organization', says: /--organization/ },
  'a token that lacks the scope for whose it is': { login: { email: EMAIL, token: 'scoped' }, logins: [`${EMAIL}:scoped:scopes=manage:jira-configuration`], says: /lacks the scope read:jira-user \(or [a-z:, -]*read:user:jira/ },
  'a token that nothing accepts': { login: { email: EMAIL, token: 'wrong' }, logins: [], says: /does not accept this email and token/ },
  'a site without either product': { login: { email: EMAIL, token: 'plain' }, logins: [`${EMAIL}:plain`], product: 'Confluence', profiles: { products: 'jira' }, says: /neither Jira nor Confluence/ },
})) {
  test(`${name}: refused in words that help, and nothing is removed`, { timeout: 60_000 }, async (t) => {
    const { ui, site } = await openStage(t, { members: SAMPLE, site: { logins, profiles }, organization });
    await ui.useSample();
    await ui.goTo('Choose');
    await ui.selectShown();
    await ui.goTo('Connect');
    await ui.chooseSite('Atlassian site');
    if (product) await ui.page.getByLabel('Product', { exact: true }).selectOption(product);
    await ui.connectRelay({ ...login, expect: says });
    assert.equal(await ui.isUsable(ui.button('Next: Run')), false);
    assert.deepEqual(await site.removals(), []);
  });
}

test('a token without the scope for reading groups says so before the run, and the right without a scope is named', { timeout: 60_000 }, async (t) => {
  const scopes = 'read:confluence-user+write:confluence-groups';
  const { ui } = await openStage(t, { members: SAMPLE, site: { logins: [`${EMAIL}:scoped:scopes=${scopes}`] } });
  await ui.useSample();
  await ui.goTo('Choose');
  await ui.selectShown();
  const said = await ui.connectRelay({ email: EMAIL, token: 'scoped', expect: /Route: Confluence by/ });
  assert.match(said, /cannot read groups: the token lacks the scope read:confluence-groups \(or read:group:confluence\)/);
  assert.match(said, /write:confluence-groups \(or write:group:confluence\)/);
});

test('groups that an identity provider keeps are held back, with the place to go', { timeout: 60_000 }, async (t) => {
  const stage = await openStage(t, { members: SAMPLE, site: { logins: ['orgkey:orgkey-x'], synced: [ENGINEERING] }, organization: ORG });
  const { ui, site, host } = stage;
  await ui.importFile(SAMPLE);
  await ui.goTo('Choose');
  await ui.selectShown();
  await ui.connectRelay({ email: '', token: 'orgkey-x', expect: /Route: Organization/ });
  await ui.button('Next: Run').click();
  const rows = ui.named('table', 'Planned rows');
  await rows.getByText(/synced from your identity provider: change it there/).first().waitFor();
  const before = await site.members(ENGINEERING);
  assert.equal(await ui.page.getByRole('button', { name: /^Unprotect: / }).count(), 0, 'no reason lets such a row go');
  await ui.tryFirst();
  await ui.removeRest(host);
  assert.deepEqual(await site.members(ENGINEERING), before, 'nobody of the synced group was touched');
  assert.ok((await site.removals()).every(({ group }) => group !== ENGINEERING));
});

test('the login that the relay holds finds its way too', { timeout: 60_000 }, async (t) => {
  const held = { email: '', token: 'orgkey-x' };
  const { ui, site, host } = await openStage(t, { members: FILE, site: { logins: ['orgkey:orgkey-x'] }, held, organization: ORG });
  await ui.importFile(FILE);
  await ui.goTo('Choose');
  await ui.selectShown();
  await ui.goTo('Connect');
  await ui.chooseSite('Atlassian site');
  await ui.button('Check connection').click();
  await ui.connectionSays(/Route: Organization/);
  await ui.button('Next: Run').click();
  await ui.tryFirst();
  await ui.removeRest(host);
  assert.equal(await site.memberships(), 0);
});

for (const cell of CELLS.filter(({ finds }) => !/Jira/.test(finds.source)).filter((cell, at) => at === 0 || cell.product)) {
  test(`${cell.name}: whoever was no member before is gone already, and the undo does not add them`, { timeout: 90_000 }, async (t) => {
    const members = siteWhere(FILE, (at) => at === 2 || at === 4);
    const stage = await openStage(t, { members, site: { logins: cell.logins, profiles: cell.profiles }, organization: cell.organization && ORG });
    const { ui, site, host } = stage;
    const before = await site.memberships();
    await ui.importFile(FILE);
    await ui.goTo('Choose');
    await ui.selectShown();
    await ui.connectRelay({ ...cell.login, expect: cell.finds });
    await ui.button('Next: Run').click();
    await ui.named('group', 'Sorts of rows').getByRole('button', { name: 'Already gone 2', exact: true }).waitFor();
    await ui.tryFirst();
    await ui.removeRest(host);
    const counts = await ui.counts();
    assertBalanced(counts);
    assert.deepEqual([counts.Removed, counts['Already gone']], [ROWS - 2, 2]);
    assert.equal(await site.memberships(), before - (ROWS - 2));
    await ui.undo(host);
    const back = await ui.counts();
    assert.equal(back.Selected, ROWS - 2);
    assert.equal(await site.memberships(), before - back.Failed);
  });
}
