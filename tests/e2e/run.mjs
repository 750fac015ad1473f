// `node run.mjs [--concurrency=N] [--timeout=MS] [--twice] [FILES]`: runs the test files that did not pass before with the same
// page, programs, browser and tests; without names all of them. FRESH=1 runs them anyway.
//
// With --twice, a file with a failed test is run once more. For WebKit, whose driver loses a browser now and then whatever the
// page does. A test that fails twice has failed, and what passed only then is named.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { run } from 'node:test';
import { tap } from 'node:test/reporters';
import { parseArgs } from 'node:util';
import { sortOut } from './support/passed.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { concurrency: { type: 'string' }, timeout: { type: 'string' }, twice: { type: 'boolean' } },
});
const LIMITS = { concurrency: Number(values.concurrency ?? 1), timeout: Number(values.timeout ?? 240_000) };

function allFiles() {
  return ['.', 'support'].flatMap((folder) => readdirSync(folder).filter((name) => name.endsWith('.test.mjs')).map((name) => path.join(folder, name))).sort();
}

/** The files in which a test failed; all of them where it stands in a module that they share. */
async function failedOf(files) {
  const failed = new Set();
  const add = (file) => { for (const one of files.includes(file) ? [file] : files) failed.add(one); };
  const events = run({ files, ...LIMITS });
  events.on('test:fail', ({ file, name, todo }) => { if (todo === undefined) add(file ?? path.resolve(name)); });
  for await (const line of events.compose(tap)) process.stdout.write(line);
  return [...failed];
}

const names = (files) => files.map((file) => path.basename(file)).join(', ');
const { toRun, before, note } = await sortOut((positionals.length > 0 ? positionals : allFiles()).map((file) => path.resolve(file)));
if (before.length > 0) console.log(`# ${before.length} test files passed before with the same page, programs and tests, and are not run again (FRESH=1 runs them)`);
if (toRun.length > 0) {
  const first = await failedOf(toRun);
  let failed = first;
  if (values.twice && first.length > 0) {
    console.log(`\n# Once more, because a test failed in: ${names(first)}`);
    failed = await failedOf(first);
    const mended = first.filter((file) => !failed.includes(file));
    if (mended.length > 0) console.log(`\n# Passed only the second time: ${names(mended)}`);
    if (failed.length > 0) console.log(`\n# Failed twice: ${names(failed)}`);
  }
  await note(toRun.filter((file) => !failed.includes(file)));
  process.exitCode = failed.length > 0 ? 1 : 0;
}
