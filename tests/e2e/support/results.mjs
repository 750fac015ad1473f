// The results file of a run that removed every row of its input.
import assert from 'node:assert/strict';
import { asObjects, parseCsv } from './csv.mjs';

const ADDED = ['outcome', 'http_status', 'reason', 'attempts', 'finished_at'];
const RFC_3339_UTC = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

/** Checks that each input row was removed at the first try, and that its line is unchanged before the added cells. */
export function assertRemovedRowByRow(results, file) {
  const input = parseCsv(file);
  const output = parseCsv(results);
  assert.deepEqual(output[0], [...input[0], ...ADDED]);
  const width = input[0].length;
  assert.deepEqual(output.map((record) => record.slice(0, width)), input, 'the input is in the results, cell by cell and in order');
  const inputLines = file.trimEnd().split('\n');
  results.trimEnd().split(/\r?\n/).forEach((line, at) => assert.ok(line.startsWith(`${inputLines[at]},`), `line ${at + 1} is the input's, byte by byte`));
  for (const row of asObjects(output)) {
    assert.deepEqual([row.outcome, row.http_status, row.attempts], ['removed', '200', '1']);
    assert.match(row.finished_at, RFC_3339_UTC);
    assert.ok(Math.abs(Date.now() - Date.parse(row.finished_at)) < 120_000, 'it finished just now');
  }
}
