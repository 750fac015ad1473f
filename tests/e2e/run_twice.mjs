// `node run_twice.mjs FILES`: runs test files, and those with a failed test once more. For WebKit, whose driver loses a browser
// now and then whatever the page does. A test that fails twice has failed, and what passed only then is named.
import path from 'node:path';
import { run } from 'node:test';
import { tap } from 'node:test/reporters';

/** The files in which a test failed; all of them where it stands in a module that they share. */
async function failedOf(files) {
  const failed = new Set();
  const add = (file) => { for (const one of files.includes(file) ? [file] : files) failed.add(one); };
  const events = run({ files, concurrency: 2, timeout: 240_000 });
  events.on('test:fail', ({ file, name, todo }) => { if (todo === undefined) add(file ?? path.resolve(name)); });
  for await (const line of events.compose(tap)) process.stdout.write(line);
  return [...failed];
}

const names = (files) => files.map((file) => path.basename(file)).join(', ');
const first = await failedOf(process.argv.slice(2).map((file) => path.resolve(file)));
if (first.length > 0) {
  console.log(`\n# Once more, because a test failed in: ${names(first)}`);
  const second = await failedOf(first);
  const mended = first.filter((file) => !second.includes(file));
  if (mended.length > 0) console.log(`\n# Passed only the second time: ${names(mended)}`);
  if (second.length > 0) console.log(`\n# Failed twice: ${names(second)}`);
  process.exitCode = second.length > 0 ? 1 : 0;
}
