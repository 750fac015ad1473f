// Logins that do not go, or not all the way: refused in words that help; what an identity provider keeps; a held login.
// Each refusal stands in crates/core/tests/matrix/logins.rs and crates/core/tests/login_discovery/refusals.rs.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FILE, ORG } from './support/credentials.mjs';
import { ENGINEERING, SAMPLE } from './support/exports.mjs';
import { EMAIL } from './support/site.mjs';
import { openStage } from './support/stage.mjs';

for (const [name, { login, logins, says }] of Object.entries({
  'an organization API key without the organization': { login: { email: '', token: 'orgkey-x' }, logins: ['orgkey:orgkey-x'], says: /--organization/ },
  'a token that lacks the scope for whose it is': { login: { email: EMAIL, token: 'scoped' }, logins: [`${EMAIL}:scoped:scopes=manage:jira-configuration`], says: /lacks the scope read:jira-user \(or [a-z:, -]*read:user:jira/ },
})) {
  test(`${name}: refused in words that help, and nothing is removed`, { timeout: 60_000 }, async (t) => {
    const { ui, site } = await openStage(t, { members: SAMPLE, site: { logins } });
    await ui.useSample();
    await ui.goTo('Choose');
    await ui.selectShown();
    await ui.goTo('Connect');
    await ui.chooseSite('Atlassian site');
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
  const said = await ui.connectRelay({ email: EMAIL, token: 'scoped', expect: /API: Confluence through/ });
  assert.match(said, /cannot read groups: the token lacks the scope read:confluence-groups \(or read:group:confluence\)/);
  assert.match(said, /write:confluence-groups \(or write:group:confluence\)/);
});

test('groups that an identity provider keeps are held back, with the place to go', { timeout: 60_000 }, async (t) => {
  const stage = await openStage(t, { members: SAMPLE, site: { logins: ['orgkey:orgkey-x'], synced: [ENGINEERING] }, organization: ORG });
  const { ui, site, host } = stage;
  await ui.importFile(SAMPLE);
  await ui.goTo('Choose');
  await ui.selectShown();
  await ui.connectRelay({ email: '', token: 'orgkey-x', expect: /API: Organization/ });
  await ui.button('Next: Run').click();
  const rows = ui.named('table', 'Planned rows');
  await rows.getByText(/synced from your identity provider: change it there/).first().waitFor();
  const before = await site.members(ENGINEERING);
  assert.equal(await ui.page.getByRole('button', { name: /^Include: / }).count(), 0, 'no reason lets such a row go');
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
  await ui.connectionSays(/API: Organization/);
  await ui.button('Next: Run').click();
  await ui.tryFirst();
  await ui.removeRest(host);
  assert.equal(await site.memberships(), 0);
});
