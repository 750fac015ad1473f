// Runs a collection's scripts outside Postman: `node postman.mjs CASE`. The case is a file: the collection, its variables,
// and rows with what each one's changes are answered and how it is read back. What the run wrote down is printed, and how
// many changes it sent. With `first`, another run comes before it: its changes are answered with that status, and somebody
// ends it in its first wait.
import fs from 'node:fs';

const { collection, variables, rows, ends, first, firstConfirm, left = {}, who = 200 } = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'));
// What an earlier run left behind.
const written = new Map(Object.entries(left));
const told = [];
let results = '', hasEnded = false, sent = 0;

const play = (isFirst) => rows.forEach(({ row, status, body, reading, readAs: [readStatus, headers] = [200, {}] }, iteration) => {
  const answerTo = (name) => ({ Who: [who, '{"accountId":"me"}'], 'Read back': [readStatus, reading, headers] }[name] ?? [isFirst ? first : status, body]);
  for (let at = 0; at < collection.item.length && !hasEnded;) {
    const { name, event } = collection.item[at];
    let next = at + 1, isSkipped = false;
    const pm = {
      info: { iteration, iterationCount: rows.length, requestName: name },
      iterationData: { get: (key) => row[key] },
      variables: { get: (key) => (isFirst && key === 'groupsweepConfirm' && firstConfirm) || variables[key] },
      collectionVariables: { get: (key) => written.get(key), set: (key, value) => written.set(key, value), unset: (key) => written.delete(key) },
      globals: { set: (key, value) => { results = value; } },
      execution: {
        setNextRequest: (to) => { next = collection.item.findIndex((item) => item.name === to); },
        skipRequest: () => { isSkipped = true; },
      },
      request: {},
      test: (title, check) => { try { check(); } catch (error) { told.push(error.message); } },
    };
    const quiet = { log() {} };
    const run = (script) => new Function('pm', 'setTimeout', 'console', script.script.exec.join('\n'))(pm, () => {}, quiet);
    run(event[0]);
    // Somebody ends the run while a row's answer is waited for.
    hasEnded = !isSkipped && iteration === ends;
    if (!isSkipped && !['Who', 'Read back'].includes(name)) sent += 1;
    if (!isSkipped && !hasEnded) {
      const [code, text, named = {}] = answerTo(name);
      pm.response = { code, text: () => text, headers: { get: (key) => named[key] ?? '' } };
      run(event[1]);
    }
    hasEnded ||= isFirst && next === at;
    at = next;
  }
});
if (first) play(true);
hasEnded = false;
sent = 0;
play(false);
console.log([...(hasEnded ? [] : written.values()), ...told, results, `${sent} sent`].join('\n'));
