// The plan taken along, on a simulated site that fails 5 % of the calls: Newman, the console of the site's own tab,
// PowerShell's grammar. The bash script is run by `cargo test`.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { openBrowser } from './support/browser.mjs';
import { asObjects, parseCsv } from './support/csv.mjs';
import { generatedExport } from './support/exports.mjs';
import { syntaxErrors } from './support/powershell.mjs';
import { EMAIL, startSite, TOKEN } from './support/site.mjs';
import { CHOSEN, confirmTaking, endedAsPlanned, FILE, readyToTake, taken } from './support/takeaway.mjs';

const FAULTS = 5;
const require = createRequire(import.meta.url);

async function folder(t) {
  const made = await mkdtemp(path.join(tmpdir(), 'groupsweep-take-'));
  t.after(() => rm(made, { recursive: true, force: true }));
  return made;
}

/** Runs a collection as its description says; the tests' counts and the text of the results file. */
async function newman(where, { collection, data, login }) {
  const file = (name) => path.join(where, name);
  await writeFile(file('collection.json'), collection);
  await writeFile(file('data.json'), data);
  const values = Object.entries(login).map(([key, value]) => ({ key, value, enabled: true }));
  await writeFile(file('login.json'), JSON.stringify({ name: 'login', values }));
  const summary = await new Promise((resolve, reject) => {
    require('newman').run({
      collection: JSON.parse(collection), iterationData: file('data.json'), environment: file('login.json'),
      reporters: [], exportGlobals: file('after.json'),
    }, (error, done) => (error ? reject(error) : resolve(done)));
  });
  const command = /node -p "(.*)" > /.exec(JSON.parse(collection).info.description)[1];
  const results = execFileSync(process.execPath, ['-p', command], { cwd: where, encoding: 'utf8' });
  return { tests: summary.run.stats.assertions, failures: summary.run.failures, results: results.replace(/\n$/, '') };
}

test('Newman runs the collection: one test per row, passed where the row is gone', { timeout: 180_000 }, async (t) => {
  const { ui, site, host } = await readyToTake(t);
  const collection = await taken(ui, 'Postman collection');
  const data = await taken(ui, 'Postman data');
  assert.match(collection.name, /^groupsweep-remove-[0-9a-f]{12}\.postman_collection\.json$/);
  assert.match(data.name, /^groupsweep-remove-[0-9a-f]{12}\.postman_data\.json$/);
  const where = await folder(t);
  const login = { email: EMAIL, token: TOKEN, confirm: host };

  const refused = await newman(where, { collection: collection.text, data: data.text, login: { ...login, confirm: 'other' } });
  assert.deepEqual([refused.tests.total, refused.tests.failed], [CHOSEN.length, CHOSEN.length]);
  assert.deepEqual(await site.removals(), [], 'nothing goes before the name of the site is filled in');

  await site.settings({ faults_percent: FAULTS });
  const { tests, failures, results } = await newman(where, { collection: collection.text, data: data.text, login });
  assert.deepEqual([tests.total, tests.failed], [CHOSEN.length, 0], JSON.stringify(failures.map(({ error }) => error.message)));
  await endedAsPlanned(site, results);
  const [one] = await site.removals();
  assert.equal(one.path, '/rest/api/3/group/user');
  assert.ok(![collection.text, data.text, results].some((text) => text.includes(TOKEN)));
});

test('Newman: what the site refuses fails with its words, and a refused login ends it', { timeout: 120_000 }, async (t) => {
  const file = generatedExport(8);
  const { ui, site, host } = await readyToTake(t, { file });
  const collection = (await taken(ui, 'Postman collection')).text;
  const data = (await taken(ui, 'Postman data')).text;
  const where = await folder(t);

  const dead = await newman(where, { collection, data, login: { email: EMAIL, token: 'dead', confirm: host } });
  assert.equal(dead.tests.failed, 8);
  assert.equal((await site.removals()).length, 1, 'one refused login is enough');
  assert.deepEqual(asObjects(parseCsv(dead.results)).map(({ outcome }) => outcome), ['failed', ...Array(7).fill('not_tried')]);

  const [first] = asObjects(parseCsv(file));
  await site.settings({ profiles: { 'synced-groups': first['Group id'] } });
  const { tests, failures, results } = await newman(where, { collection, data, login: { email: EMAIL, token: TOKEN, confirm: host } });
  assert.equal(tests.failed, 1);
  assert.match(failures[0].error.message, /refuses to change this group \(403\): “Cannot edit group memberships/);
  assert.deepEqual(asObjects(parseCsv(results)).map(({ outcome }) => outcome), ['failed', ...Array(7).fill('removed')]);
});

/** A tab of the site, logged in: the browser sends what stands for the session. */
async function siteTab(t, site, answers) {
  const browser = await openBrowser();
  t.after(() => browser.close());
  await browser.page.setExtraHTTPHeaders({ authorization: `Basic ${Buffer.from(`${EMAIL}:${TOKEN}`).toString('base64')}` });
  await browser.page.goto(`${site.origin}/`);
  const asked = [];
  browser.page.on('dialog', async (dialog) => {
    asked.push(dialog.message());
    const answer = answers(dialog);
    if (answer === false) await dialog.dismiss();
    else await dialog.accept(answer);
  });
  return { ...browser, asked };
}

async function snippetOf(ui, button = 'Console snippet') {
  await ui.button(button).click();
  await ui.page.getByText('Code pasted into a console').waitFor();
  return ui.page.getByRole('textbox', { name: 'Snippet', exact: true }).inputValue();
}

async function pasted(tab, snippet, within = 120_000) {
  const [file] = await Promise.all([tab.page.waitForEvent('download', { timeout: within }), tab.page.evaluate(snippet)]);
  return { name: file.suggestedFilename(), text: await readFile(await file.path(), 'utf8') };
}

test('the snippet works in the site\'s own tab and gives a results file', { timeout: 180_000 }, async (t) => {
  const { ui, site, host } = await readyToTake(t);
  const snippet = await snippetOf(ui);
  await site.settings({ faults_percent: FAULTS });
  const tab = await siteTab(t, site, () => host);
  const { name, text } = await pasted(tab, snippet);
  assert.match(name, /^groupsweep-results-remove-[0-9a-f]{12}\.csv$/);
  await endedAsPlanned(site, text);
  assert.equal(tab.asked.length, 2, 'the name of the site, then a look at the first row');
  assert.ok(tab.said.some((line) => line.startsWith('1 of 200 removed')), 'progress is shown');
  const [one] = await site.removals();
  assert.equal(one.headers.origin, site.origin);
  assert.match(one.headers['user-agent'], /Mozilla/);
});

test('the snippet sends nothing elsewhere, without the name, or without a look at the first row', { timeout: 120_000 }, async (t) => {
  const file = generatedExport(8);
  const { ui, site, host } = await readyToTake(t, { file });
  const snippet = await snippetOf(ui);

  const other = await startSite(file);
  t.after(() => other.stop());
  const elsewhere = await siteTab(t, other, () => host);
  await elsewhere.page.evaluate(snippet);
  assert.deepEqual(elsewhere.asked, []);
  assert.ok(elsewhere.said.some((line) => line.includes('Nothing was sent: this tab shows')));
  assert.deepEqual(await other.requests().then((all) => all.filter(({ method }) => method !== 'GET')), []);

  let answers = () => 'another.atlassian.net';
  const tab = await siteTab(t, site, (dialog) => answers(dialog));
  await tab.page.evaluate(snippet);
  assert.deepEqual(await site.removals(), []);

  answers = (dialog) => dialog.type() === 'prompt' && host;
  const first = await pasted(tab, snippet);
  assert.equal((await site.removals()).length, 1);
  assert.deepEqual(asObjects(parseCsv(first.text)).map(({ outcome }) => outcome), ['removed', ...Array(7).fill('not_tried')]);

  // Stopped in the middle, by a call of the person's; pasted again it goes on.
  answers = () => host;
  await site.settings({ latency_ms: 300 });
  const running = pasted(tab, snippet);
  while ((await site.removals()).length < 4) await new Promise((on) => setTimeout(on, 20));
  await tab.page.evaluate(() => window.groupsweepStop());
  const stopped = asObjects(parseCsv((await running).text));
  assert.ok(stopped.some(({ outcome }) => outcome === 'not_tried'));
  assert.ok(stopped.filter(({ outcome }) => outcome === 'removed').length >= 3);
  await site.settings({ latency_ms: 0 });
  const last = await pasted(tab, snippet);
  await endedAsPlanned(site, last.text, asObjects(parseCsv(file)), 8);
  assert.equal((await site.removals()).length, 8, 'no row went twice');
});

test('a long plan comes in numbered parts, each with a results file of its own', { timeout: 180_000 }, async (t) => {
  const file = generatedExport(1_003);
  const { ui, site, host } = await readyToTake(t, { file, site: { rate: 1_000, burst: 1_000 } });
  assert.equal(await ui.button('Console snippet 1 of 2').count(), 1);
  const snippet = await snippetOf(ui, 'Console snippet 2 of 2');
  assert.ok(snippet.length < 200_000);
  const tab = await siteTab(t, site, () => host);
  const { name, text } = await pasted(tab, snippet);
  assert.match(name, /-part-2-of-2\.csv$/);
  assert.equal(asObjects(parseCsv(text)).length, 3);
  assert.equal(await site.memberships(), 1_000);
});

test('the PowerShell script is what PowerShell\'s grammar says, and a missing brace is not', { timeout: 60_000 }, async (t) => {
  const { ui } = await readyToTake(t, { file: FILE });
  const { name, text } = await taken(ui, 'PowerShell script');
  assert.match(name, /\.ps1$/);
  assert.ok(text.startsWith('\uFEFF') && !/[^\r]\n/.test(text), 'a byte order mark and CRLF, for Windows PowerShell');
  assert.deepEqual(await syntaxErrors(text), []);
  assert.ok(!text.includes(TOKEN));
  for (const [good, bad] of [['while ($true) {', 'while ($true)'], ["\r\n'@\r\n", '\r\n'], ['if ($halt) { throw', 'if ($halt) ? { throw'], ['$faults += 1', '$faults ??= 1']]) {
    assert.ok(text.includes(good), good);
    assert.notDeepEqual(await syntaxErrors(text.replace(good, bad)), [], bad);
  }
});

test('the bash script of the page runs, and other ticks ask anew', { timeout: 120_000 }, async (t) => {
  const file = generatedExport(6);
  const { ui, site, host } = await readyToTake(t, { file });
  const { name, text } = await taken(ui, 'Bash script');
  const where = await folder(t);
  await writeFile(path.join(where, name), text);
  const script = spawn('bash', [name], { cwd: where, env: { ...process.env, no_proxy: '127.0.0.1', RATE: '50' }, stdio: ['pipe', 'ignore', 'inherit'] });
  script.stdin.end(`${EMAIL}\n${TOKEN}\n${host}\nyes\n`);
  assert.equal(await new Promise((on) => script.once('close', on)), 0);
  const results = await readFile(path.join(where, name.replace('groupsweep-', 'groupsweep-results-').replace(/sh$/, 'csv')), 'utf8');
  await endedAsPlanned(site, results, asObjects(parseCsv(file)), 6);

  await ui.goTo('Choose');
  await ui.rowBoxes.first().uncheck();
  await ui.goTo('Run');
  assert.equal(await ui.button('Bash script').count(), 0);
  await confirmTaking(ui, host);
  assert.equal(await ui.button('Bash script').count(), 1);
});
