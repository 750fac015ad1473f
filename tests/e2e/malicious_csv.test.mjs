// Cells are data: whatever stands in a file is shown as it is written, runs nothing, turns nothing around it, and does
// not come out of the page as something that a spreadsheet runs.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { parseCsv, writeCsv } from './support/csv.mjs';
import { HEADING, membership, SAMPLE } from './support/exports.mjs';
import { openStage, readyToRun } from './support/stage.mjs';
import { until } from './support/until.mjs';

const MARKUP = [
  '<script>ran()</script>',
  '<img src=x onerror=ran()>',
  '"><svg onload=ran()>',
  "' onmouseover='ran()",
  '<iframe srcdoc="<script>parent.ran()</script>"></iframe>',
  '{{constructor.constructor("ran()")()}}',
  '<!--', ']]>', '</style></title></textarea><script>ran()</script>', '&lt;b&gt;',
];
const FORMULAS = ['=HYPERLINK("http://stranger.example","x")', '+1+1', '-2+3', '@SUM(1)', '\t=1', '＝1+1'];
const RIGHT_TO_LEFT = '\u202Egnp.nimda\u202C';
const UNCLOSED = 'Dana \u202Eztiro';
const LEAKING = 'Dana \u2069\u202Eztiro';
const BIG = 10 * 1024 * 1024;

const hostile = [...MARKUP, ...FORMULAS, RIGHT_TO_LEFT, UNCLOSED, LEAKING];
const FILE = writeCsv([
  HEADING,
  ...hostile.map((text, at) => membership(at + 1, at + 1, { user: text, groupName: `${text} ${at}` })),
]);

/** From now on the page remembers what ran, and what its policy stopped. */
async function watch(ui) {
  await ui.page.evaluate(() => {
    window.trouble = [];
    window.ran = () => window.trouble.push('ran');
    document.addEventListener('securitypolicyviolation', (event) => window.trouble.push(event.effectiveDirective));
    window.scriptsBefore = document.scripts.length;
  });
}

async function assertNothingRan(ui, when) {
  const found = await ui.page.evaluate(() => ({
    trouble: window.trouble,
    scripts: document.scripts.length - window.scriptsBefore,
    foreign: document.querySelectorAll('img, iframe, object, embed, form[action], a[href^="javascript"], style').length,
    handlers: [...document.querySelectorAll('*')].flatMap((node) => node.getAttributeNames().filter((name) => name.startsWith('on'))),
  }));
  assert.deepEqual(found, { trouble: [], scripts: 0, foreign: 0, handlers: [] }, when);
}

/** Whether the words stand from left to right, line by line, as they are written. */
async function assertInOrder(locator, words) {
  const places = await locator.evaluate((element, wanted) => {
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    const found = {};
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      for (const word of wanted) {
        const at = node.data.indexOf(word);
        if (at < 0 || found[word]) continue;
        const range = document.createRange();
        range.setStart(node, at);
        range.setEnd(node, at + word.length);
        const { left, top } = range.getBoundingClientRect();
        found[word] = [Math.round(top / 8), Math.round(left)];
      }
    }
    return wanted.map((word) => found[word] ?? null);
  }, words);
  assert.ok(places.every(Boolean), `${words} are shown: ${JSON.stringify(places)}`);
  const sorted = places.toSorted(([a, x], [b, y]) => a - b || x - y);
  assert.deepEqual(places, sorted, `${words} stand in this order`);
}

test('scripts, markup, formulas and turned letters in every place of a run are text', { timeout: 110_000 }, async (t) => {
  const stage = await openStage(t, { members: FILE, browser: { width: 1800 } });
  const { ui, site, host } = stage;
  await watch(ui);
  const name = `export "><img src=x onerror=ran()> \u202Efdp.csv`;
  await ui.importFile(FILE, name);
  await assertNothingRan(ui, 'after the import');
  await assertInOrder(ui.region('File summary').locator('h2'), ['export', 'kB']);

  await ui.goTo('Choose');
  for (const [at, text] of hostile.entries()) {
    await ui.search(`user${at + 1}@domain.example`);
    await ui.shows(1);
    const shown = await ui.rows.locator('.line').allTextContents();
    assert.ok(shown.includes(text.trim()), `${JSON.stringify(text)} is shown as it is written: ${shown.join(' | ')}`);
  }
  await ui.search('');
  for (const label of ['Groups', 'Columns']) await ui.shut(await ui.menu(label));
  await ui.search('<script>');
  await ui.shows(3);
  await ui.search('');
  await ui.filter('Group', RIGHT_TO_LEFT);
  await assertInOrder(ui.page.getByRole('button', { name: /\(remove\)/ }).first(), ['gnp', '×']);
  await ui.filter('Group', '');
  await assertNothingRan(ui, 'while choosing');

  // The turned ones first: they are in the dialog and in the proof.
  await ui.sortBy('User');
  await ui.goTo('Import');
  await readyToRun(stage, writeCsv([HEADING, ...parseCsv(FILE).slice(1).toReversed()]));
  await ui.button('Try the first one').click();
  const dialog = await ui.dialog.innerText();
  assert.ok(dialog.includes('ztiro'), dialog);
  await assertInOrder(ui.dialog, ['Site', 'Account', 'User', 'Group', 'Cancel']);
  await ui.dialog.getByRole('button', { name: 'Cancel', exact: true }).click();
  await ui.tryFirst();
  await assertInOrder(ui.status('Proof'), ['Proof:', 'is no longer in', 'the site listed']);
  await ui.removeRest(host);
  assert.equal((await site.removals()).length, hostile.length, 'each row once');
  await assertNothingRan(ui, 'after the run');
  await ui.goTo('Report');
  await ui.button('Verify').click();
  await ui.status('Verification').getByText(`all ${hostile.length} memberships are gone`).waitFor();
  await assertNothingRan(ui, 'on Report');
});

const begins = (cell) => /^[=+\-@\t\r\n＝＋－＠]/.test(cell);

test('the results keep the file\'s own cells to the byte, or guard them where that is asked for', { timeout: 60_000 }, async (t) => {
  const stage = await openStage(t, { members: FILE });
  const { ui, host } = stage;
  await readyToRun(stage, FILE);
  await ui.tryFirst();
  await ui.removeRest(host);
  await ui.goTo('Report');
  const lines = FILE.trimEnd().split('\n');
  const asItIs = await ui.downloadResults();
  asItIs.trimEnd().split('\r\n').forEach((line, at) => assert.ok(line.startsWith(`${lines[at]},`), `line ${at + 1} is the file's to the byte`));
  for (const row of parseCsv(asItIs)) for (const cell of row.slice(HEADING.length)) assert.ok(!begins(cell), cell);

  await ui.unfold('Guard against formulas');
  await ui.page.getByRole('checkbox', { name: /^Also guard the file's own cells/ }).check();
  const [download] = await Promise.all([ui.page.waitForEvent('download'), ui.button('Download results').click()]);
  assert.match(download.suggestedFilename(), /^groupsweep-results-[\dTZ-]+\.csv$/);
  const guarded = parseCsv(await readFile(await download.path(), 'utf8'));
  const own = parseCsv(FILE);
  let changed = 0;
  guarded.forEach((row, at) => row.forEach((cell, column) => {
    assert.ok(!begins(cell), cell);
    if (column >= HEADING.length) return;
    const was = own[at][column];
    assert.equal(cell, begins(was) ? `'${was}` : was);
    changed += cell === was ? 0 : 1;
  }));
  assert.equal(changed, FORMULAS.length * 2, 'names of users and groups');
  for (const row of parseCsv(await ui.download('Download restore file'))) for (const cell of row) assert.ok(!begins(cell), cell);
});

test('a file of findings runs nothing in a spreadsheet', { timeout: 40_000 }, async (t) => {
  const { ui } = await openStage(t);
  const rows = FORMULAS.map((text, at) => membership(at + 1, at + 1, { user: text, groupName: text }));
  await ui.importFile(writeCsv([HEADING, ...rows, ...rows]));
  for (const row of parseCsv(await ui.download('Download findings'))) for (const cell of row) assert.ok(!begins(cell.replace(/^\uFEFF/, '')), cell);
});

test('a cell of ten megabytes is taken, shown in part and given back whole', { timeout: 110_000 }, async (t) => {
  const big = 'A'.repeat(BIG);
  const file = writeCsv([HEADING, membership(1, 1, { user: big, groupName: `=${big}` }), membership(2, 2)]);
  const members = writeCsv([HEADING, membership(1, 1), membership(2, 2)]);
  const stage = await openStage(t, { members });
  const { ui, host } = stage;
  await ui.importFile(file, 'big.csv', 30_000);
  await ui.goTo('Choose');
  await ui.shows(2);
  await ui.goTo('Import');
  await readyToRun(stage, file);
  // The site knows neither of these names, so the row goes with a reason only.
  await ui.region('Plan').getByRole('button', { name: /^Include: / }).click();
  const including = ui.named('dialog', 'Include row');
  await including.getByRole('textbox', { name: 'Reason', exact: true }).fill('a test of size');
  await including.getByRole('button', { name: 'Include row', exact: true }).click();
  await ui.tryFirst();
  const letters = await ui.page.evaluate(() => document.documentElement.outerHTML.length);
  assert.ok(letters < 300_000, `${letters} letters are on the page`);
  await ui.removeRest(host);
  const results = await ui.downloadResults();
  assert.ok(results.includes(file.split('\n')[1]), 'the row is in the results to the byte');
});

test('zero bytes do no harm', { timeout: 40_000 }, async (t) => {
  const { ui } = await openStage(t);
  await watch(ui);
  await ui.chooseFile('zeros.csv', writeCsv([HEADING, membership(1, 1, { user: 'Dana\0 <b>Ortiz</b>', groupName: 'Group\0' }), membership(2, 2)]));
  await until('the file is taken or refused', async () => (await ui.page.getByRole('alert').count()) > 0 || ui.isUsable(ui.stepButton('Choose')));
  await assertNothingRan(ui, 'after a file with zero bytes');
  // The next one is taken as if nothing had been.
  await ui.importFile(SAMPLE);
});

test('letters that are let loose would be seen by the test above', { timeout: 30_000 }, async (t) => {
  const { ui } = await openStage(t);
  await ui.page.evaluate((name) => {
    const loose = Object.assign(document.createElement('p'), { id: 'loose', textContent: `Proof: ${name} is no longer in Group. The site lists none.` });
    document.body.append(loose);
  }, UNCLOSED);
  const words = ['Proof:', 'is no longer in', 'The site lists'];
  await assert.rejects(assertInOrder(ui.page.locator('#loose'), words), /stand in this order/);
});
