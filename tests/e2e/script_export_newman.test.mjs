// The plan taken along to Postman: its collection and data, run by Newman on a site that fails 5 % of the calls.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { asObjects, parseCsv } from './support/csv.mjs';
import { generatedExport } from './support/exports.mjs';
import { loginFor, newman } from './support/newman.mjs';
import { TOKEN } from './support/site.mjs';
import { endedAsPlanned, folder, readyToTake, taken } from './support/script_export.mjs';

const outcomes = (results) => asObjects(parseCsv(results)).map(({ outcome }) => outcome);

test('Newman runs the collection: one test per row, passed where the row is gone', { timeout: 110_000 }, async (t) => {
  const file = generatedExport(110, { keepEvery: 11 });
  const chosen = asObjects(parseCsv(file)).filter((row) => !row['User name'].startsWith('Keep '));
  const { ui, site, host } = await readyToTake(t, { file });
  const collection = await taken(ui, 'Postman collection');
  const data = await taken(ui, 'Postman data');
  assert.match(collection.name, /^groupsweep-remove-[0-9a-f]{12}\.postman_collection\.json$/);
  assert.match(data.name, /^groupsweep-remove-[0-9a-f]{12}\.postman_data\.json$/);
  const where = await folder(t);
  const login = loginFor(host);

  const five = JSON.stringify(JSON.parse(data.text).slice(0, 5));
  const refused = await newman(where, { collection: collection.text, data: five, login: { ...login, groupsweepConfirm: 'other' } });
  assert.deepEqual([refused.tests.total, refused.tests.failed], [5, 5]);
  assert.deepEqual(await site.removals(), [], 'nothing goes before the name of the site is filled in');

  const first = await newman(where, { collection: collection.text, data: five, login: { ...login, groupsweepAll: 'no' } });
  assert.deepEqual(outcomes(first.results), ['removed', ...Array(4).fill('not_tried')], 'one row alone first');

  await site.settings({ faults_percent: 5 });
  const { tests, failures, results } = await newman(where, { collection: collection.text, data: data.text, login });
  assert.deepEqual([tests.total, tests.failed], [chosen.length, 0], JSON.stringify(failures.map(({ error }) => error.message)));
  await endedAsPlanned(site, results, chosen, 110);
  const [one] = await site.removals();
  assert.equal(one.path, '/rest/api/3/group/user');
  assert.ok(![collection.text, data.text, results].some((text) => text.includes(TOKEN)));
});

test('Newman: what the site refuses fails with its words, and a refused login ends it', { timeout: 120_000 }, async (t) => {
  const file = generatedExport(8);
  const { ui, site, host } = await readyToTake(t, { file });
  const collection = (await taken(ui, 'Postman collection')).text;
  const data = (await taken(ui, 'Postman data')).text;
  const where = await folder(t);

  const dead = await newman(where, { collection, data, login: { ...loginFor(host), groupsweepToken: 'dead' } });
  assert.equal(dead.tests.failed, 8);
  assert.deepEqual(await site.removals(), [], 'the login is asked for before anything is sent');
  assert.deepEqual(outcomes(dead.results), Array(8).fill('not_tried'));
  assert.match(dead.results, /does not accept this login \(401\)/);

  const [first] = asObjects(parseCsv(file));
  await site.settings({ profiles: { 'synced-groups': first['Group id'] } });
  const { tests, failures, results } = await newman(where, { collection, data, login: loginFor(host) });
  assert.equal(tests.failed, 1);
  assert.match(failures[0].error.message, /refuses to change this group \(403\): “Cannot edit group memberships/);
  assert.deepEqual(outcomes(results), ['failed', ...Array(7).fill('removed')]);
});

test('Newman: no environment, no column and no redirect leads the calls or the login elsewhere', { timeout: 120_000 }, async (t) => {
  const file = generatedExport(4);
  const { ui, site, host } = await readyToTake(t, { file });
  const collection = (await taken(ui, 'Postman collection')).text;
  const data = (await taken(ui, 'Postman data')).text;
  const where = await folder(t);
  const elsewhere = [];
  const redirected = [];
  const listen = async (answer) => {
    const server = createServer(answer);
    await new Promise((on) => server.listen(0, '127.0.0.1', on));
    t.after(() => server.close());
    return `http://127.0.0.1:${server.address().port}`;
  };
  const other = await listen((request, answer) => { elsewhere.push(request.url); answer.end(); });

  const hostile = { site: other, base: other, host: other, email: 'x', token: 'x', confirm: 'x', groupId: 'x', accountId: 'x' };
  const rows = JSON.stringify(JSON.parse(data).map((row) => ({ ...row, ...hostile })));
  const { results } = await newman(where, { collection, data: rows, login: { ...hostile, ...loginFor(host) } });
  assert.deepEqual(outcomes(results), Array(4).fill('removed'));
  assert.deepEqual(elsewhere, []);

  // An export in place of the data file: no row of it goes.
  const wrong = JSON.stringify(asObjects(parseCsv(file)));
  assert.deepEqual(outcomes((await newman(where, { collection, data: wrong, login: loginFor(host) })).results), Array(4).fill('not_tried'));

  // Who is logged in is answered; a change is sent on to somebody else.
  const turning = await listen((request, answer) => {
    redirected.push(request.method);
    if (request.method === 'GET') answer.end('{"accountId":"me"}');
    else answer.writeHead(307, { location: `${other}${request.url}` }).end();
  });
  const turned = await newman(where, { collection: collection.replaceAll(site.origin, turning), data, login: loginFor(host) });
  assert.deepEqual(redirected, ['GET', 'DELETE'], 'the first redirect stops it');
  assert.deepEqual(elsewhere, [], 'and it is not followed');
  assert.deepEqual(outcomes(turned.results), ['failed', ...Array(3).fill('not_tried')]);
});
