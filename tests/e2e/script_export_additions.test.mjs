// Additions by console and Newman, and waits that are longer than somebody stays for.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { byNewman, exportsToAdd, exportsToRemove, pasted, ROWS, runTable, snippetFor, tabOf } from './support/answer_table.mjs';
import { ADDITIONS, CASES, startAnswering } from './support/answers.mjs';

test('an answer to an addition means the same in console and Newman', { timeout: 200_000 }, async (t) => {
  const made = await exportsToAdd(t);
  const wanted = ['', 'cut, made', 'text, made', 'text', 'JSON of something else', '202', 'refused 404', 'nothing with 404'];
  const cases = CASES.filter(({ answers, readings }) => !readings && wanted.includes(answers.join())).slice(0, 24);
  const parts = [cases.slice(0, 12), [CASES[0], ...cases.slice(12)], [CASES[0], ...ADDITIONS]];
  await Promise.all([
    runTable(t, async (site, marks) => pasted(await tabOf(t, site), snippetFor(made, site, marks)), { parts, adds: true }),
    runTable(t, (site, marks) => byNewman(t, made, site, marks), { parts, adds: true }),
  ]);
});

/** The times of day, to the minute, that lie an hour and up to half a minute after this one. */
const inAnHour = () => [3600, 3630].map((seconds) => new Date(Date.now() + seconds * 1000).toLocaleString('en-GB', { weekday: 'short', day: '2-digit', month: 'short', hour: '2-digit', minute: '2-digit' }));

test('a wait of an hour ends a run in Postman, and the console names its end', { timeout: 100_000 }, async (t) => {
  const made = await exportsToRemove(t);
  const marks = ['+', '+', '+', '+'];
  for (const [answer, outcome] of [['429, an hour', 'not_tried'], ['503, an hour', 'in_doubt']]) {
    const site = await startAnswering(t, ROWS);
    site.script(ROWS[1]['User id'], [answer]);
    const ends = inAnHour();
    const results = await byNewman(t, made, site, marks);
    assert.deepEqual(results.map((row) => row.outcome), ['removed', outcome, 'not_tried', 'not_tried'], answer);
    for (const { reason } of results.slice(1)) assert.ok([...ends, ...inAnHour()].some((end) => reason.includes(`The site asks for a pause until ${end}. After that, drop its results on Groupsweep's Import.`)), reason);
    assert.equal(site.seen.length, 2, 'nothing is sent after it');

    const other = await startAnswering(t, ROWS);
    other.script(ROWS[1]['User id'], [answer]);
    const tab = await tabOf(t, other);
    const saved = pasted(tab, snippetFor(made, other, marks));
    const told = () => tab.said.find((line) => line.includes('The site asks for a pause until'));
    while (!told()) await new Promise((on) => setTimeout(on, 20));
    assert.ok([...ends, ...inAnHour()].some((end) => told().includes(`until ${end}. groupsweepStop() stops and saves the results.`)), told());
    assert.equal(other.seen.length, 2);
    await tab.page.evaluate(() => window.groupsweepStop());
    assert.deepEqual((await saved).map((row) => row.outcome), ['removed', outcome, 'not_tried', 'not_tried'], answer);
  }
});
