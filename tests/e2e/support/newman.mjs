// Newman, run as the description of the Postman collection says.
import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { EMAIL, TOKEN } from './site.mjs';

const require = createRequire(import.meta.url);

/** Runs a collection as its description says; the tests' counts and the text of the results file. */
export async function newman(where, { collection, data, login }) {
  const file = (name) => path.join(where, name);
  await writeFile(file('collection.json'), collection);
  await writeFile(file('data.json'), data);
  const values = Object.entries(login).map(([key, value]) => ({ key, value, enabled: true }));
  await writeFile(file('login.json'), JSON.stringify({ name: 'login', values }));
  const summary = await new Promise((resolve, reject) => {
    require('newman').run({
      collection: JSON.parse(collection), iterationData: file('data.json'), environment: file('login.json'),
      reporters: [], exportGlobals: file('after.json'),
      // Where nothing is said, its sandbox ends a script after 30 s by the clock, which a busy machine may take.
      timeoutScript: 150_000,
    }, (error, done) => (error ? reject(error) : resolve(done)));
  });
  const command = /node -p "(.*)" > /.exec(JSON.parse(collection).info.description)[1];
  const results = execFileSync(process.execPath, ['-p', command], { cwd: where, encoding: 'utf8' });
  return { tests: summary.run.stats.assertions, failures: summary.run.failures, results: results.replace(/\n$/, '') };
}

/** What the collection's variables hold. */
export const loginFor = (host) => ({ groupsweepEmail: EMAIL, groupsweepToken: TOKEN, groupsweepConfirm: host, groupsweepAll: 'yes', groupsweepGap: 1 });
