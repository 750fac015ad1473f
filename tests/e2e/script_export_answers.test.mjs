// The table of answers (crates/core/tests/script_export/answers.json) in the console of a tab and in Newman, on a site of
// real sockets. The shells run the same table in `cargo test`.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { byNewman, exportsToRemove, pasted, ROWS, runTable, snippetFor, tabOf } from './support/answer_table.mjs';
import { STOPS, startAnswering } from './support/answers.mjs';

test('the console takes an answer only for what it can mean', { timeout: 200_000 }, async (t) => {
  const made = await exportsToRemove(t);
  await runTable(t, async (site, marks) => pasted(await tabOf(t, site), snippetFor(made, site, marks)));
});

test('Newman takes an answer only for what it can mean', { timeout: 200_000 }, async (t) => {
  const made = await exportsToRemove(t);
  await runTable(t, (site, marks) => byNewman(t, made, site, marks), { named: false });
});

test('an answer that no row can get round stops console and Newman', { timeout: 100_000 }, async (t) => {
  const made = await exportsToRemove(t);
  for (const { answers, readings, outcome } of STOPS) {
    for (const tool of ['console', 'Newman']) {
      const site = await startAnswering(t, ROWS);
      site.script(ROWS[1]['User id'], answers, true, readings);
      const marks = ['+', '+', '+', '+'];
      const results = tool === 'console' ? await pasted(await tabOf(t, site), snippetFor(made, site, marks)) : await byNewman(t, made, site, marks);
      assert.deepEqual(results.map((row) => row.outcome), ['removed', outcome, 'not_tried', 'not_tried'], `${tool}: ${answers}`);
    }
  }
});

// Chromium sends a call again by itself when a connection that it used before ends without an answer.
test('a call that the browser itself sends twice is not already gone', { timeout: 100_000 }, async (t) => {
  const made = await exportsToRemove(t);
  const site = await startAnswering(t, ROWS, { keepAlive: true });
  const [{ 'User id': account }] = ROWS.slice(2);
  site.script(account, ['cut, made']);
  const tab = await tabOf(t, site);
  const results = await pasted(tab, snippetFor(made, site, ['+', '+', '+', '+']));
  assert.deepEqual(results.map((row) => row.outcome), ['removed', 'removed', 'gone_since_check', 'removed']);
  assert.equal(results[2].attempts, '1', 'the snippet knows of one call');
  assert.equal(site.seen.filter((one) => one === account).length, 2, 'the site saw two');
});
