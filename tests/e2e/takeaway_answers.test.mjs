// The table of answers (tests/takeaway/answers.json) in the console of a tab and in Newman, on a site of real sockets. The
// shells run the same table in `cargo test`.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { added, CASES, STOPS, startAnswering } from './support/answers.mjs';
import { openBrowser } from './support/browser.mjs';
import { asObjects, parseCsv } from './support/csv.mjs';
import { generatedExport, siteWhere } from './support/exports.mjs';
import { loginFor, newman } from './support/newman.mjs';
import { EMAIL, TOKEN } from './support/site.mjs';
import { openStage } from './support/stage.mjs';
import { confirmTaking, folder, readyToTake, taken } from './support/takeaway.mjs';

const FILE = generatedExport(CASES.length);
const ROWS = asObjects(parseCsv(FILE));

/** The exports of a plan to remove all rows, made once; each test leads them to a site of its own. */
let exported;
async function exports(t) {
  exported ??= readyToTake(t, { file: FILE }).then(allOf);
  return exported;
}

/** The same of a plan to add all rows. */
async function exportsToAdd(t) {
  const stage = await openStage(t, { members: siteWhere(FILE, () => true), site: { rate: 100, burst: 100 } });
  const { ui, host } = stage;
  await ui.importFile(FILE);
  await ui.goTo('Choose');
  await ui.page.getByLabel('Ticked rows', { exact: true }).selectOption('Add to groups');
  await ui.selectShown();
  await ui.connectRelay({ email: EMAIL, token: TOKEN, expect: new RegExp(host) });
  await ui.button('Next: Run').click();
  await ui.stepIs('Run');
  await confirmTaking(ui, host);
  return allOf(stage);
}

async function allOf({ ui, site, host }) {
  const collection = (await taken(ui, 'Postman collection')).text;
  const data = (await taken(ui, 'Postman data')).text;
  await ui.button('Console snippet').click();
  const snippet = await ui.page.getByRole('textbox', { name: 'Snippet', exact: true }).inputValue();
  return { collection, data, snippet, origin: site.origin, host };
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
async function runTable(t, run, { parts = PARTS, adds = false, named = true } = {}) {
  await Promise.all(parts.map(async (cases) => {
    const site = await startAnswering(t, ROWS, { adds });
    cases.forEach(({ answers, open, readings }, at) => site.script(ROWS[at]['User id'], answers, open, readings));
    const results = await run(site, cases.map(({ mark }) => mark));
    const told = new Map(results.map((row) => [row['User id'], row]));
    const say = (of) => cases.map((one, at) => `${one.answers.join(', then ') || 'by how things stand'} (${one.mark}): ${of(one, told.get(ROWS[at]['User id']))}`);
    assert.deepEqual(say((one, row) => row.outcome), say(({ outcome, unnamed }) => (adds ? added(named ? outcome : unnamed) : named ? outcome : unnamed)));
    for (const row of results.filter(({ outcome }) => outcome === 'added')) assert.ok(site.isMember(row['User id']), row.reason);
    for (const row of results.filter(({ outcome }) => outcome === 'removed')) assert.ok(!site.isMember(row['User id']), row.reason);
    for (const row of results.filter(({ outcome }) => outcome === 'gone_since_check')) assert.match(row.reason, /The check.*twice/);
  }));
}

test('the console takes an answer only for what it can mean', { timeout: 200_000 }, async (t) => {
  const made = await exports(t);
  await runTable(t, async (site, marks) => pasted(await tabOf(t, site), snippetFor(made, site, marks)));
});

/** The collection on another site, run by Newman; its results. */
async function byNewman(t, made, site, marks) {
  const collection = made.collection.replaceAll(made.origin, site.origin).replaceAll(made.host, site.host);
  const { results } = await newman(await folder(t), { collection, data: dataFor(made, marks), login: loginFor(site.host) });
  return asObjects(parseCsv(results));
}

test('Newman takes an answer only for what it can mean', { timeout: 200_000 }, async (t) => {
  const made = await exports(t);
  await runTable(t, (site, marks) => byNewman(t, made, site, marks), { named: false });
});

test('an answer to an addition means the same in console and Newman', { timeout: 200_000 }, async (t) => {
  const made = await exportsToAdd(t);
  const wanted = ['', 'cut, made', 'text, made', '202', 'refused 404', 'nothing with 404'];
  const cases = CASES.filter(({ answers, readings }) => !readings && wanted.includes(answers.join())).slice(0, 20);
  const parts = [cases.slice(0, 10), [CASES[0], ...cases.slice(10)]];
  await Promise.all([
    runTable(t, async (site, marks) => pasted(await tabOf(t, site), snippetFor(made, site, marks)), { parts, adds: true }),
    runTable(t, (site, marks) => byNewman(t, made, site, marks), { parts, adds: true }),
  ]);
});

/** The times of day, to the minute, that lie an hour and up to half a minute after this one. */
const inAnHour = () => [3600, 3630].map((seconds) => new Date(Date.now() + seconds * 1000).toLocaleString('en-GB', { weekday: 'short', day: '2-digit', month: 'short', hour: '2-digit', minute: '2-digit' }));

test('a wait of an hour ends a run in Postman, and the console names its end', { timeout: 100_000 }, async (t) => {
  const made = await exports(t);
  const marks = ['+', '+', '+', '+'];
  for (const [answer, outcome] of [['429, an hour', 'not_tried'], ['503, an hour', 'in_doubt']]) {
    const site = await startAnswering(t, ROWS);
    site.script(ROWS[1]['User id'], [answer]);
    const ends = inAnHour();
    const results = await byNewman(t, made, site, marks);
    assert.deepEqual(results.map((row) => row.outcome), ['removed', outcome, 'not_tried', 'not_tried'], answer);
    for (const { reason } of results.slice(1)) assert.ok([...ends, ...inAnHour()].some((end) => reason.includes(`The site asks for a pause until ${end}. Run the collection again after that.`)), reason);
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

test('an answer that no row can get round stops console and Newman', { timeout: 100_000 }, async (t) => {
  const made = await exports(t);
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
