// The simulated site: started with a file of members, asked and set through its control surface.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { binary, startProcess } from './processes.mjs';

export const EMAIL = 'admin@example.com';
export const TOKEN = 'good-token';
/** How removals end in Jira, Confluence and the organization, on either host. */
const REMOVAL_PATHS = [/\/rest\/api\/3\/group\/user$/, /\/wiki\/rest\/api\/group\/userByGroupId$/, /\/groups\/([^/]+)\/memberships\/([^/]+)$/];

/**
 * Starts a simulated site that holds the memberships of an export. `logins` are further ones, as the program's --help
 * writes them; `synced` are ids of groups an identity provider keeps; `orgGroups` are groups of another site, ID:NAME.
 * `renamed` says what the site calls groups and accounts of the file, by id; `suspended` are accounts that no list of members shows.
 */
export async function startSite(members, { email = EMAIL, token = TOKEN, logins = [], synced = [], orgGroups = [], renamed = {}, suspended = [], rate, burst, right, latencyMs = 0, latencySpreadMs = 0, faults = 0, seed = 1, profiles = {} } = {}) {
  const folder = await mkdtemp(path.join(tmpdir(), 'groupsweep-site-'));
  const file = path.join(folder, 'members.csv');
  await writeFile(file, members);
  const args = ['--listen', '127.0.0.1:0', '--members', file, '--login', [email, token, right].filter(Boolean).join(':')];
  args.push('--latency-ms', String(latencyMs), '--latency-spread-ms', String(latencySpreadMs), '--faults', String(faults), '--seed', String(seed));
  for (const login of logins) args.push('--login', login);
  for (const group of synced) args.push('--synced', group);
  for (const group of orgGroups) args.push('--org-group', group);
  for (const [id, name] of Object.entries(renamed)) args.push('--rename', `${id}=${name}`);
  for (const account of suspended) args.push('--suspended', account);
  if (rate) args.push('--rate', String(rate));
  if (burst) args.push('--burst', String(burst));
  for (const [name, value] of Object.entries(profiles)) args.push('--profile', `${name}=${value}`);
  const started = await startProcess(binary('GROUPSWEEP_SIMSITE', 'groupsweep-simsite'), args, /^listening (http:\/\/127\.0\.0\.1:\d+)\/?$/m);
  const origin = started.match[1];
  return {
    origin,
    host: new URL(origin).host,
    output: started.output,
    ...controlSurface(origin),
    async stop() {
      await started.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function controlSurface(origin) {
  async function control(method, path, body) {
    const answer = await fetch(`${origin}/__sim/${path}`, {
      method,
      body: body && JSON.stringify(body),
      headers: body && { 'content-type': 'application/json' },
    });
    if (!answer.ok) throw new Error(`${method} /__sim/${path}: ${answer.status} ${await answer.text()}`);
    const text = await answer.text();
    return text ? JSON.parse(text) : undefined;
  }
  const requests = async () => (await control('GET', 'requests')).map(readable);
  return {
    /** Sorted account ids of a group. */
    members: (groupId) => control('GET', `members?groupId=${encodeURIComponent(groupId)}`),
    /** `cloudId`, `orgId`, `directoryId`, `otherDirectoryId`. */
    ids: () => control('GET', 'ids'),
    /** How many memberships the site holds. */
    memberships: async () => (await control('GET', 'memberships')).count,
    /** Every call the site got. */
    requests,
    /** Calls that remove, of every product, as `{ group, account, status, headers }`. */
    removals: async () => (await requests()).filter((one) => one.method === 'DELETE' && REMOVAL_PATHS.some((path) => path.test(one.path))),
    forgetRequests: () => control('DELETE', 'requests'),
    settings: (settings) => control('POST', 'settings', settings),
  };
}

/** Another admin is faster: removes one membership from the site, past the page and its relay. */
export async function leaveMeanwhile(site, group, account) {
  const login = Buffer.from(`${EMAIL}:${TOKEN}`).toString('base64');
  const answer = await fetch(`${site.origin}/rest/api/3/group/user?groupId=${group}&accountId=${encodeURIComponent(account)}`, { method: 'DELETE', headers: { authorization: `Basic ${login}` } });
  if (answer.status !== 200) throw new Error(`the site answered ${answer.status}`);
}

/** One logged request: header names in lower case, the ids taken out of the query or, for the organization, the path. */
function readable({ at, method, path: requestPath, query, status, headers }) {
  const keys = new URLSearchParams(query ?? '');
  const [, group, account] = (requestPath.match(/\/groups\/([^/]+)\/memberships(?:\/([^/]+))?$/) ?? []).map((part) => part && decodeURIComponent(part));
  const pairs = Array.isArray(headers) ? headers : Object.entries(headers);
  return {
    at,
    method,
    path: requestPath,
    status,
    group: group ?? keys.get('groupId'),
    account: account ?? keys.get('accountId'),
    headers: Object.fromEntries(pairs.map(([name, value]) => [name.toLowerCase(), value])),
  };
}

/** The key under which a membership is compared: group and account. */
export function pairOf({ group, account }) {
  return `${group} ${account}`;
}
