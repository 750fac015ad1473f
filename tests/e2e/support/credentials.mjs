// Every kind of login on every product that takes it, and the journey that each is tried on.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { generatedExport } from './exports.mjs';
import { UNDO_OUTCOMES } from './page.mjs';
import { EMAIL } from './site.mjs';
import { assertBalanced, openStage } from './stage.mjs';

export const ORG = '22222222-3333-4444-8555-666666666666';
const SERVICE = 'bot@serviceaccount.atlassian.com';
export const ROWS = 12;
export const FILE = generatedExport(ROWS);

/** What the check is given, what it must find, and by which way removals must arrive. */
export const CELLS = [
  { name: 'an API token without scopes, Jira', login: { email: EMAIL, token: 'plain' }, logins: [`${EMAIL}:plain`], finds: /API: Jira\./, path: /^\/rest\//, scheme: 'Basic' },
  { name: 'an API token without scopes, Confluence', login: { email: EMAIL, token: 'plain' }, logins: [`${EMAIL}:plain`], profiles: { products: 'confluence' }, finds: /API: Confluence\./, path: /^\/wiki\//, scheme: 'Basic' },
  { name: 'an API token with scopes, Jira', login: { email: EMAIL, token: 'scoped' }, logins: [`${EMAIL}:scoped:scoped`], finds: /API: Jira through Atlassian's gateway/, path: /^\/ex\/jira\//, scheme: 'Basic' },
  { name: 'an API token with scopes, Confluence', login: { email: EMAIL, token: 'scoped' }, logins: [`${EMAIL}:scoped:scoped`], profiles: { products: 'confluence' }, finds: /API: Confluence through Atlassian's gateway/, path: /^\/ex\/confluence\//, scheme: 'Basic' },
  { name: 'a token with the scopes of Confluence alone, on a site with both', login: { email: EMAIL, token: 'scoped' }, logins: [`${EMAIL}:scoped:scopes=read:confluence-user+read:confluence-groups+write:confluence-groups`], finds: /API: Confluence through Atlassian's gateway/, path: /^\/ex\/confluence\//, scheme: 'Basic' },
  { name: 'a service account, Jira', login: { email: SERVICE, token: 'ATSTTx' }, logins: [`${SERVICE}:ATSTTx`], finds: /API: Jira through Atlassian's gateway/, path: /^\/ex\/jira\//, scheme: 'Basic' },
  { name: 'a service account that only Bearer opens, Jira', login: { email: SERVICE, token: 'ATSTTx' }, logins: [`${SERVICE}:ATSTTx`], profiles: { 'service-account': 'bearer' }, finds: /API: Jira through Atlassian's gateway/, path: /^\/ex\/jira\//, scheme: 'Bearer' },
  { name: 'a service account, Confluence', login: { email: SERVICE, token: 'ATSTTx' }, logins: [`${SERVICE}:ATSTTx`], profiles: { products: 'confluence', 'service-account': 'bearer' }, finds: /API: Confluence through Atlassian's gateway/, path: /^\/ex\/confluence\//, scheme: 'Bearer' },
  { name: 'an OAuth 2.0 access token, Jira', login: { email: '', token: 'eyJx' }, logins: ['bearer:eyJx'], finds: /API: Jira through Atlassian's gateway/, path: /^\/ex\/jira\//, scheme: 'Bearer' },
  { name: 'an OAuth 2.0 access token, Confluence', login: { email: '', token: 'eyJx' }, logins: ['bearer:eyJx'], profiles: { products: 'confluence' }, finds: /API: Confluence through Atlassian's gateway/, path: /^\/ex\/confluence\//, scheme: 'Bearer' },
  { name: 'an organization API key, the organization', login: { email: '', token: 'orgkey-x' }, logins: ['orgkey:orgkey-x'], organization: true, finds: /API: Organization/, path: /^\/admin\/v2\//, scheme: 'Bearer' },
  { name: 'an organization API key on a site that was asked for it by hand', login: { email: '', token: 'orgkey-x' }, logins: ['orgkey:orgkey-x'], organization: true, product: 'Organization', finds: /API: Organization/, path: /^\/admin\/v2\//, scheme: 'Bearer' },
];

/** The cells of these products, each the whole journey there and back. */
export function tryCells(products) {
  for (const cell of CELLS.filter(({ finds }) => products.test(finds.source))) {
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
      await ui.advanced();
      if (cell.product) await ui.page.getByLabel('Product', { exact: true }).selectOption(cell.product);
      const said = await ui.connectRelay({ ...cell.login, expect: cell.finds });
      assert.match(said, /This login can read groups\./);
      assert.match(said, /Only the first change shows whether this login can change groups/);
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
      await site.forgetRequests();
      await ui.button('Verify').click();
      await ui.status('Verification').getByText(`Verified: all ${ROWS} memberships are gone`).waitFor();
      const reads = await site.requests();
      assert.ok(reads.length > 0 && reads.every(({ status }) => status === 200), `what was read: ${JSON.stringify(reads)}`);
      await ui.undo(host);
      // One of the twelve is deactivated: the organization, alone of the three, refuses to add such an account.
      const back = organization ? ROWS - 1 : ROWS;
      assert.equal(await site.memberships(), back);
      const undone = await ui.counts(UNDO_OUTCOMES);
      assertBalanced(undone, UNDO_OUTCOMES);
      assert.deepEqual([undone.Added, undone.Failed], [back, ROWS - back]);
    });
  }
}
