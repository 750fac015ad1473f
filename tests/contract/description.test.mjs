// What Groupsweep asks by every route, and what the simulated site answers under every profile, is as the APIs are described.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import test from 'node:test';
import { binary } from '../e2e/support/processes.mjs';
import { check, described, unexplained, unused } from './support/description.mjs';

/** What the clients ask besides, in jira.test.mjs and confluence.test.mjs. */
const ASKED_BY_OTHERS = ['jira serverInfo', 'jira user', 'jira groups/picker', 'confluence group/picker', 'organization orgs', 'organization group', 'organization role-assignments'];

const MEGABYTES = 1 << 20;
const printed = execFileSync(binary('GROUPSWEEP_RECORDINGS', 'examples/recordings'), { encoding: 'utf8', maxBuffer: 512 * MEGABYTES });
const recordings = printed.trimEnd().split('\n').map((line) => JSON.parse(line));

test('every request and every answer is as described, or a known deviation', (t) => {
  t.diagnostic(`${recordings.length} exchanges`);
  assert.ok(recordings.length > 500, `only ${recordings.length} exchanges`);
  assert.deepEqual(unexplained(recordings), []);
});

test('every deviation is still seen', () => assert.deepEqual(unused(recordings), []));

test('Groupsweep asks each operation that is described, and no other', () => {
  const asked = new Set(recordings.map((one) => check(one).operation));
  asked.delete(null);
  assert.deepEqual([...asked].sort(), described().filter((one) => !ASKED_BY_OTHERS.includes(one)).sort());
});

const good = recordings.filter(({ reply }) => reply.status < 300);
const violationsOf = (exchange) => check(exchange).violations.length;

/** The check finds `what` in each recording where `falsify` changes something. */
function finds(what, falsify, from) {
  test(`the check finds ${what}`, () => {
    const falsified = from.map((one) => [one, falsify(structuredClone(one))]).filter(([, other]) => other);
    assert.ok(falsified.length > 0, 'nothing was falsified');
    const missed = falsified.filter(([, other]) => violationsOf(other) === 0);
    assert.deepEqual(missed.map(([, { request }]) => `${request.method} ${request.path}`), []);
  });
}

/** What the falsifying begins with: good answers of the APIs that are as described. */
const isAnApi = ({ request }) => !request.path.startsWith('/_edge/');
const withJson = (change) => (one) => {
  if (!one.reply.body) return null;
  const body = JSON.parse(one.reply.body);
  if (change(body) === false) return null;
  return { ...one, reply: { ...one.reply, body: JSON.stringify(body) } };
};
const first = (body) => (Array.isArray(body) ? body[0] : (body.values ?? body.results ?? body.data)?.[0]);
const apis = good.filter(isAnApi).filter((one) => violationsOf(one) === 0);

finds('a status that is not described', (one) => ({ ...one, reply: { ...one.reply, status: 418 } }), apis);
finds('a number where a text belongs', withJson((body) => {
  const entry = first(body);
  const key = entry && Object.keys(entry).find((name) => typeof entry[name] === 'string' && name !== 'resourceId');
  if (!key) return false;
  entry[key] = 7;
}), apis);
finds('null where an email belongs', withJson((body) => {
  const entry = first(body) ?? body;
  if (typeof entry?.emailAddress !== 'string') return false;
  entry.emailAddress = null;
}), apis);
finds('a key that is not described', withJson((body) => {
  const entry = first(body);
  if (!entry) return false;
  entry.invented = true;
}), apis);
finds('a page without its entries', withJson((body) => {
  const list = ['values', 'results', 'data'].find((key) => Array.isArray(body[key]));
  if (!list) return false;
  delete body[list];
}), apis);
finds('a body where none is described', (one) => (one.reply.body ? null : { ...one, reply: { ...one.reply, body: '{}' } }), apis);
finds('an answer that is not JSON', (one) => (one.reply.body ? { ...one, reply: { ...one.reply, headers: { 'content-type': 'text/html' }, body: '<html>' } } : null), apis);
finds('a question with a parameter that is not described', (one) => ({ ...one, request: { ...one.request, query: `${one.request.query}&username=fred` } }), apis);
finds('a question without its parameter', (one) => (/accountId=[^&]+&?/.test(one.request.query) && /\/(user|group)/.test(one.request.path) ? { ...one, request: { ...one.request, query: one.request.query.replace(/accountId=[^&]+&?/g, '') } } : null), apis);
finds('a page larger than the site gives', (one) => (/(limit|maxResults)=\d+/.test(one.request.query) && /member/.test(one.request.path) ? { ...one, request: { ...one.request, query: one.request.query.replace(/(limit|maxResults)=\d+/, '$1=1000') } } : null), apis);
finds('a change without its person', (one) => (one.request.method === 'POST' && /user|memberships/.test(one.request.path) && /accountId":"/.test(one.request.body) ? { ...one, request: { ...one.request, body: '{}' } } : null), apis);
finds('a search by a filter that is not described', (one) => (/search$/.test(one.request.path) ? { ...one, request: { ...one.request, body: JSON.stringify({ ...JSON.parse(one.request.body), groupId: 'x' }) } } : null), apis);
finds('a body on a question', (one) => (one.request.method === 'GET' ? { ...one, request: { ...one.request, body: '{}' } } : null), apis);
finds('a call that is not described', (one) => ({ ...one, request: { ...one.request, path: `${one.request.path}/x` } }), apis.filter(({ request }) => !request.path.includes('/memberships')));
