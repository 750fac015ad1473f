// A login for each API, way and scheme. Every kind of login on every API that takes it goes the same journey natively:
// crates/core/tests/matrix/logins.rs.
import { generatedExport } from './exports.mjs';
import { EMAIL } from './site.mjs';

export const ORG = '22222222-3333-4444-8555-666666666666';
const SERVICE = 'bot@serviceaccount.atlassian.com';
export const ROWS = 12;
export const FILE = generatedExport(ROWS);

/** What the check is given, what it must find, and by which way removals must arrive. */
export const CELLS = [
  { name: 'an API token without scopes, Confluence', login: { email: EMAIL, token: 'plain' }, logins: [`${EMAIL}:plain`], profiles: { products: 'confluence' }, finds: /API: Confluence\./, path: /^\/wiki\//, scheme: 'Basic' },
  { name: 'a token with the scopes of Confluence alone, on a site with both', login: { email: EMAIL, token: 'scoped' }, logins: [`${EMAIL}:scoped:scopes=read:confluence-user+read:confluence-groups+write:confluence-groups`], finds: /API: Confluence through Atlassian's gateway/, path: /^\/ex\/confluence\//, scheme: 'Basic' },
  { name: 'a service account that only Bearer opens, Jira', login: { email: SERVICE, token: 'ATSTTx' }, logins: [`${SERVICE}:ATSTTx`], profiles: { 'service-account': 'bearer' }, finds: /API: Jira through Atlassian's gateway/, path: /^\/ex\/jira\//, scheme: 'Bearer' },
  { name: 'an organization API key on a site that was asked for it by hand', login: { email: '', token: 'orgkey-x' }, logins: ['orgkey:orgkey-x'], organization: true, product: 'Organization', finds: /API: Organization/, path: /^\/admin\/v2\//, scheme: 'Bearer' },
];
