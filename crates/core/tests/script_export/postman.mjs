// Runs the scripts of a collection's first change outside Postman: `node postman.mjs CASE`. The case is a file: the collection,
// its variables, one row, and the answer to the change. What the run wrote down is printed.
import fs from 'node:fs';

const { collection, variables, row, status, body } = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'));
const written = new Map();
const told = [];
const answers = [[200, '{"accountId":"me"}'], [status, body]];

collection.item.slice(0, 2).forEach(({ name, event }, at) => {
  const [code, text] = answers[at];
  const pm = {
    info: { iteration: 0, iterationCount: 1, requestName: name },
    iterationData: { get: (key) => row[key] },
    variables: { get: (key) => variables[key] },
    collectionVariables: { get: (key) => written.get(key), set: (key, value) => written.set(key, value), unset: (key) => written.delete(key) },
    globals: { set: (key, value) => told.push(value) },
    execution: { setNextRequest() {}, skipRequest() {} },
    request: {},
    test: (title, check) => { try { check(); } catch (error) { told.push(error.message); } },
  };
  const run = (script) => new Function('pm', 'setTimeout', script.script.exec.join('\n'))(pm, () => {});
  run(event[0]);
  pm.response = { code, text: () => text, headers: { get: () => '' } };
  run(event[1]);
});
console.log([...written.values(), ...told].join('\n'));
