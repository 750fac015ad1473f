// The table of answers in the exports that need the page: made once, and led to sites that answer as the table says.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { added, CASES, startAnswering } from './answers.mjs';
import { openBrowser } from './browser.mjs';
import { asObjects, parseCsv } from './csv.mjs';
import { generatedExport, siteWhere } from './exports.mjs';
import { loginFor, newman } from './newman.mjs';
import { EMAIL, TOKEN } from './site.mjs';
import { openStage } from './stage.mjs';
import { confirmTaking, folder, readyToTake, taken } from './script_export.mjs';

const FILE = generatedExport(CASES.length);
export const ROWS = asObjects(parseCsv(FILE));

/** The exports of a plan to remove all rows, made once. Each test points them at its own site. */
let exported;
export async function exportsToRemove(t) {
  exported ??= readyToTake(t, { file: FILE }).then(allOf);
  return exported;
}

/** The same of a plan to add all rows. */
export async function exportsToAdd(t) {
  const stage = await openStage(t, { members: siteWhere(FILE, () => true), site: { rate: 100, burst: 100 } });
  const { ui, host } = stage;
  await ui.importFile(FILE);
  await ui.goTo('Choose');
  await ui.page.getByLabel('Selected rows', { exact: true }).selectOption('add');
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
export function snippetFor({ snippet, host }, site, marks) {
  const [, before, rows, after] = /^([^]*\nconst ROWS = \[)([^]*?)(\];\n[^]*)$/.exec(snippet);
  const lines = rows.split(',\n').slice(0, marks.length).map((line, at) => line.replace(/"\+"\]$/, `"${marks[at]}"]`));
  assert.ok(lines.every((line, at) => line.endsWith(`"${marks[at]}"]`)), 'the check saw every row as a member');
  return `${before}${lines.join(',\n')}${after}`.replaceAll(host, site.host);
}

export async function tabOf(t, site) {
  const tab = await openBrowser();
  t.after(() => tab.close());
  tab.page.on('dialog', (dialog) => dialog.accept(dialog.type() === 'prompt' ? site.host : undefined));
  await tab.page.goto(`${site.origin}/`);
  return tab;
}

export async function pasted(tab, snippet, within = 200_000) {
  const [file] = await Promise.all([tab.page.waitForEvent('download', { timeout: within }), tab.page.evaluate(snippet)]);
  return asObjects(parseCsv(await readFile(await file.path(), 'utf8')));
}

/** The data file with what the check knew of each row. */
const dataFor = ({ data }, marks) => JSON.stringify(JSON.parse(data).slice(0, marks.length).map((row, at) => ({ ...row, groupsweepKnew: marks[at] })));

// The waits between tries take most of a run's time, so that the table goes in parts, side by side. Each begins with the
// row that is tried first, which is done.
const PART = 16;
const PARTS = Array.from({ length: Math.ceil(CASES.length / PART) }, (_, at) => [CASES[0], ...CASES.slice(at * PART, (at + 1) * PART)]);

/** Runs every part of the table on its own site. `run` returns the results. */
export async function runTable(t, run, { parts = PARTS, adds = false, named = true } = {}) {
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

/** The collection on another site, run by Newman; its results. */
export async function byNewman(t, made, site, marks) {
  const collection = made.collection.replaceAll(made.origin, site.origin).replaceAll(made.host, site.host);
  const { results } = await newman(await folder(t), { collection, data: dataFor(made, marks), login: loginFor(site.host) });
  return asObjects(parseCsv(results));
}
