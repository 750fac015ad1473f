// The plan taken along to the console of the site's own tab, on a site that fails 5 % of the calls.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { openBrowser } from './support/browser.mjs';
import { asObjects, parseCsv } from './support/csv.mjs';
import { generatedExport } from './support/exports.mjs';
import { EMAIL, startSite, TOKEN } from './support/site.mjs';
import { endedAsPlanned, readyToTake } from './support/script_export.mjs';

/** A logged-in tab of the site. The browser sends the session cookie. */
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

test('the snippet works in the site\'s own tab and gives a results file', { timeout: 100_000 }, async (t) => {
  const { ui, site, host } = await readyToTake(t);
  const snippet = await snippetOf(ui);
  await site.settings({ faults_percent: 5 });
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

  // Stopped in the middle by calling its function. Pasted again, it continues.
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

test('a long plan comes in numbered parts, each with a results file of its own', { timeout: 100_000 }, async (t) => {
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
