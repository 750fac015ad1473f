// The plan taken along to Postman: its collection and data, run by Newman on a site that fails 5 % of the calls.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { test } from 'node:test';
import { asObjects, parseCsv } from './support/csv.mjs';
import { generatedExport } from './support/exports.mjs';
import { EMAIL, TOKEN } from './support/site.mjs';
import { CHOSEN, endedAsPlanned, folder, readyToTake, taken } from './support/takeaway.mjs';

const require = createRequire(import.meta.url);

/** Runs a collection as its description says; the tests' counts and the text of the results file. */
async function newman(where, { collection, data, login }) {
  const file = (name) => path.join(where, name);
  await writeFile(file('collection.json'), collection);
  await writeFile(file('data.json'), data);
  const values = Object.entries(login).map(([key, value]) => ({ key, value, enabled: true }));
  await writeFile(file('login.json'), JSON.stringify({ name: 'login', values }));
  const summary = await new Promise((resolve, reject) => {
    require('newman').run({
      collection: JSON.parse(collection), iterationData: file('data.json'), environment: file('login.json'),
      reporters: [], exportGlobals: file('after.json'),
    }, (error, done) => (error ? reject(error) : resolve(done)));
  });
  const command = /node -p "(.*)" > /.exec(JSON.parse(collection).info.description)[1];
  const results = execFileSync(process.execPath, ['-p', command], { cwd: where, encoding: 'utf8' });
  return { tests: summary.run.stats.assertions, failures: summary.run.failures, results: results.replace(/\n$/, '') };
}

test('Newman runs the collection: one test per row, passed where the row is gone', { timeout: 110_000 }, async (t) => {
  const { ui, site, host } = await readyToTake(t);
  const collection = await taken(ui, 'Postman collection');
  const data = await taken(ui, 'Postman data');
  assert.match(collection.name, /^groupsweep-remove-[0-9a-f]{12}\.postman_collection\.json$/);
  assert.match(data.name, /^groupsweep-remove-[0-9a-f]{12}\.postman_data\.json$/);
  const where = await folder(t);
  const login = { email: EMAIL, token: TOKEN, confirm: host, gap: 1 };

  const five = JSON.stringify(JSON.parse(data.text).slice(0, 5));
  const refused = await newman(where, { collection: collection.text, data: five, login: { ...login, confirm: 'other' } });
  assert.deepEqual([refused.tests.total, refused.tests.failed], [5, 5]);
  assert.deepEqual(await site.removals(), [], 'nothing goes before the name of the site is filled in');

  await site.settings({ faults_percent: 5 });
  const { tests, failures, results } = await newman(where, { collection: collection.text, data: data.text, login });
  assert.deepEqual([tests.total, tests.failed], [CHOSEN.length, 0], JSON.stringify(failures.map(({ error }) => error.message)));
  await endedAsPlanned(site, results);
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

  const dead = await newman(where, { collection, data, login: { email: EMAIL, token: 'dead', confirm: host } });
  assert.equal(dead.tests.failed, 8);
  assert.equal((await site.removals()).length, 1, 'one refused login is enough');
  assert.deepEqual(asObjects(parseCsv(dead.results)).map(({ outcome }) => outcome), ['failed', ...Array(7).fill('not_tried')]);

  const [first] = asObjects(parseCsv(file));
  await site.settings({ profiles: { 'synced-groups': first['Group id'] } });
  const { tests, failures, results } = await newman(where, { collection, data, login: { email: EMAIL, token: TOKEN, confirm: host } });
  assert.equal(tests.failed, 1);
  assert.match(failures[0].error.message, /refuses to change this group \(403\): “Cannot edit group memberships/);
  assert.deepEqual(asObjects(parseCsv(results)).map(({ outcome }) => outcome), ['failed', ...Array(7).fill('removed')]);
});
