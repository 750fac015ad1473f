// The table of answers (tests/takeaway/answers.json) in the console of a tab and in Newman, on a site of real sockets. The
// shells run the same table in `cargo test`.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { CASES, STOPS, startAnswering } from './support/answers.mjs';
import { openBrowser } from './support/browser.mjs';
import { asObjects, parseCsv } from './support/csv.mjs';
import { generatedExport } from './support/exports.mjs';
import { loginFor, newman } from './support/newman.mjs';
import { folder, readyToTake, taken } from './support/takeaway.mjs';

const FILE = generatedExport(CASES.length);
const ROWS = asObjects(parseCsv(FILE));

/** The exports of a plan to remove all rows, made once; each test leads them to a site of its own. */
let exported;
async function exports(t) {
  exported ??= (async () => {
    const { ui, site, host } = await readyToTake(t, { file: FILE });
    const collection = (await taken(ui, 'Postman collection')).text;
    const data = (await taken(ui, 'Postman data')).text;
    await ui.button('Console snippet').click();
    const snippet = await ui.page.getByRole('textbox', { name: 'Snippet', exact: true }).inputValue();
    return { collection, data, snippet, origin: site.origin, host };
  })();
  return exported;
}

/** The snippet for another site, with what the check knew of each row; rows without a mark are left out. */
function snippetFor({ snippet, host }, site, marks) {
  const [, before, rows, after] = /^([^]*\nconst ROWS = \[)([^]*?)(\];\n[^]*)$/.exec(snippet);
  const lines = rows.split(',\n').slice(0, marks.length).map((line, at) => line.replace(/"\+"\]$/, `"${marks[at]}"]`));
  assert.ok(lines.every((line, at) => line.endsWith(`"${marks[at]}"]`)), 'the check saw every row as a member');
  return `${before}${lines.join(',\n')}${after}`.replaceAll(host, site.host);
}

async function tabOf(t, site) {
  const tab = await openBrowser();
  t.after(() => tab.close());
  tab.page.on('dialog', (dialog) => dialog.accept(dialog.type() === 'prompt' ? site.host : undefined));
  await tab.page.goto(`${site.origin}/`);
  return tab;
}

async function pasted(tab, snippet, within = 200_000) {
  const [file] = await Promise.all([tab.page.waitForEvent('download', { timeout: within }), tab.page.evaluate(snippet)]);
  return asObjects(parseCsv(await readFile(await file.path(), 'utf8')));
}

/** The data file with what the check knew of each row. */
const dataFor = ({ data }, marks) => JSON.stringify(JSON.parse(data).slice(0, marks.length).map((row, at) => ({ ...row, groupsweepKnew: marks[at] })));

// The waits between tries take most of a run's time, so that the table goes in parts, side by side. Each begins with the
// row that is tried first, which is done.
const PART = 16;
const PARTS = Array.from({ length: Math.ceil(CASES.length / PART) }, (_, at) => [CASES[0], ...CASES.slice(at * PART, (at + 1) * PART)]);

/** Runs every part of the table on a site of its own; `run` gives its results. */
async function runTable(t, run) {
  await Promise.all(PARTS.map(async (cases) => {
    const site = await startAnswering(t, ROWS);
    cases.forEach(({ answers, open, readings }, at) => site.script(ROWS[at]['User id'], answers, open, readings));
    const results = await run(site, cases.map(({ mark }) => mark));
    const told = new Map(results.map((row) => [row['User id'], row]));
    const say = (of) => cases.map((one, at) => `${one.answers.join(', then ') || 'by how things stand'} (${one.mark}): ${of(one, told.get(ROWS[at]['User id']))}`);
    assert.deepEqual(say((one, row) => row.outcome), say(({ outcome }) => outcome));
    for (const row of results.filter(({ outcome }) => outcome === 'removed')) assert.ok(!site.isMember(row['User id']), row.reason);
    for (const row of results.filter(({ outcome }) => outcome === 'gone_since_check')) assert.match(row.reason, /The check.*twice/);
  }));
}

test('the console takes an answer only for what it can mean', { timeout: 200_000 }, async (t) => {
  const made = await exports(t);
  await runTable(t, async (site, marks) => pasted(await tabOf(t, site), snippetFor(made, site, marks)));
});

test('Newman takes an answer only for what it can mean', { timeout: 200_000 }, async (t) => {
  const made = await exports(t);
  await runTable(t, async (site, marks) => {
    const collection = made.collection.replaceAll(made.origin, site.origin).replaceAll(made.host, site.host);
    const { results } = await newman(await folder(t), { collection, data: dataFor(made, marks), login: loginFor(site.host) });
    return asObjects(parseCsv(results));
  });
});

test('an answer that no row can get round stops console and Newman', { timeout: 100_000 }, async (t) => {
  const made = await exports(t);
  for (const { answers, readings, outcome } of STOPS) {
    for (const tool of ['console', 'Newman']) {
      const site = await startAnswering(t, ROWS);
      site.script(ROWS[1]['User id'], answers, true, readings);
      const marks = ['+', '+', '+', '+'];
      let results;
      if (tool === 'console') results = await pasted(await tabOf(t, site), snippetFor(made, site, marks));
      else {
        const collection = made.collection.replaceAll(made.origin, site.origin).replaceAll(made.host, site.host);
        results = asObjects(parseCsv((await newman(await folder(t), { collection, data: dataFor(made, marks), login: loginFor(site.host) })).results));
      }
      assert.deepEqual(results.map((row) => row.outcome), ['removed', outcome, 'not_tried', 'not_tried'], `${tool}: ${answers}`);
    }
  }
});

// Chromium sends a call again by itself when a connection that it used before ends without an answer.
test('a call that the browser itself sends twice is not already gone', { timeout: 100_000 }, async (t) => {
  const made = await exports(t);
  const site = await startAnswering(t, ROWS, { keepAlive: true });
  const [{ 'User id': account }] = ROWS.slice(2);
  site.script(account, ['cut, made']);
  const tab = await tabOf(t, site);
  const results = await pasted(tab, snippetFor(made, site, ['+', '+', '+', '+']));
  assert.deepEqual(results.map((row) => row.outcome), ['removed', 'removed', 'gone_since_check', 'removed']);
  assert.equal(results[2].attempts, '1', 'the snippet knows of one call');
  assert.equal(site.seen.filter((one) => one === account).length, 2, 'the site saw two');
});
