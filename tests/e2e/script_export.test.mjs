// The plan taken along as a script, and its results file dropped back. The bash script's own tests are `cargo test`'s.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { asObjects, parseCsv, writeCsv } from './support/csv.mjs';
import { generatedExport, membership } from './support/exports.mjs';
import { syntaxErrors } from './support/powershell.mjs';
import { UNDO_OUTCOMES } from './support/page.mjs';
import { EMAIL, startSite, TOKEN } from './support/site.mjs';
import { assertBalanced, openStage } from './support/stage.mjs';
import { CHOSEN, confirmTaking, endedAsPlanned, FILE, folder, readyToTake, ROWS, taken } from './support/script_export.mjs';

test('the PowerShell script is what PowerShell\'s grammar says, and a missing brace is not', { timeout: 60_000 }, async (t) => {
  const { ui } = await readyToTake(t, { file: FILE });
  const { name, text } = await taken(ui, 'PowerShell script');
  assert.match(name, /\.ps1$/);
  await ui.page.evaluate(() => { navigator.clipboard.writeText = async (text) => { window.copied = text; }; });
  await ui.button('Copy PowerShell command').click();
  await ui.button('Copied PowerShell command').waitFor();
  assert.equal(await ui.page.evaluate(() => window.copied), `powershell -ExecutionPolicy Bypass -File ${name}`);
  assert.ok(text.startsWith('\uFEFF') && !/[^\r]\n/.test(text), 'a byte order mark and CRLF, for Windows PowerShell');
  assert.deepEqual(await syntaxErrors(text), []);
  assert.ok(!text.includes(TOKEN));
  for (const [good, bad] of [['while ($true) {', 'while ($true)'], ["\r\n'@\r\n", '\r\n'], ['if ($halt) { throw', 'if ($halt) ? { throw'], ['$faults += 1', '$faults ??= 1']]) {
    assert.ok(text.includes(good), good);
    assert.notDeepEqual(await syntaxErrors(text.replace(good, bad)), [], bad);
  }
});

/** Runs the bash script as its first lines say; the text of its results file. */
async function runScript(t, { name, text }, host) {
  const where = await folder(t);
  await writeFile(path.join(where, name), text);
  const script = spawn('bash', [name], { cwd: where, env: { ...process.env, no_proxy: '127.0.0.1', RATE: '50' }, stdio: ['pipe', 'ignore', 'inherit'] });
  script.stdin.end(`${EMAIL}\n${TOKEN}\n${host}\nyes\n`);
  assert.equal(await new Promise((on) => script.once('close', on)), 0);
  const results = name.replace('groupsweep-', 'groupsweep-results-').replace(/sh$/, 'csv');
  return readFile(path.join(where, results), 'utf8');
}

test('other ticks ask anew before anything is handed out', { timeout: 60_000 }, async (t) => {
  const { ui, host } = await readyToTake(t, { file: generatedExport(6) });
  assert.equal(await ui.button('Bash script').count(), 1);
  await ui.goTo('Choose');
  await ui.rowBoxes.first().uncheck();
  await ui.goTo('Run');
  assert.equal(await ui.button('Bash script').count(), 0);
  await confirmTaking(ui, host);
  assert.equal(await ui.button('Bash script').count(), 1);
});

test('a script\'s results file, dropped back, gives the report, Verify and the way back', { timeout: 200_000 }, async (t) => {
  const { ui, site, host } = await readyToTake(t);
  const script = await taken(ui, 'Bash script');
  await site.settings({ faults_percent: 5 });
  const results = await runScript(t, script, host);
  await site.settings({ faults_percent: 0 });
  await endedAsPlanned(site, results);

  await ui.goTo('Import');
  await ui.importFile(results, 'groupsweep-results.csv');
  await ui.region('Earlier run').getByText('200 removed', { exact: true }).waitFor();
  await ui.button('Report of this file').click();
  await ui.stepIs('Report');
  const counts = await ui.counts();
  assertBalanced(counts);
  assert.deepEqual([counts.Selected, counts.Removed], [CHOSEN.length, CHOSEN.length]);
  await ui.button('Verify').click();
  await ui.status('Verification').getByText(/^Verified: all 200 memberships are gone, in 20 groups/).waitFor({ timeout: 30_000 });
  // A script knows no parts of a second.
  const again = (await ui.downloadResults()).replaceAll('.000Z', 'Z');
  assert.deepEqual(asObjects(parseCsv(again)), asObjects(parseCsv(results)), 'the report\'s own results say the same');

  await ui.undoTold();
  await ui.status('Plan check').getByText(/Checked with the site/).waitFor({ timeout: 30_000 });
  await ui.addThem(host, 60_000);
  assertBalanced(await ui.counts(), UNDO_OUTCOMES);
  assert.equal(await site.memberships(), ROWS, 'row for row back');
});

test('the report of a file sends nothing for what is not done', { timeout: 60_000 }, async (t) => {
  const { ui, host } = await readyToTake(t, { file: generatedExport(6) });
  const results = await runScript(t, await taken(ui, 'Bash script'), host);
  // As if the script had been stopped before the last row.
  const lines = results.trimEnd().split('\r\n');
  lines[6] = lines[6].replace(/,removed,.*$/, ',not_tried,,,0,');
  await ui.goTo('Import');
  await ui.importFile(`${lines.join('\r\n')}\r\n`, 'groupsweep-results.csv');
  await ui.selected(1);
  await ui.button('Report of this file').click();
  await ui.stepIs('Report');
  const counts = await ui.counts();
  assertBalanced(counts);
  assert.deepEqual([counts.Selected, counts.Removed, counts['Not started']], [6, 5, 1]);
  await ui.goTo('Run');
  for (const name of ['Try the first one', 'Remove the rest', 'Resume']) assert.equal(await ui.isUsable(ui.button(name)), false, name);

  // What is left is still selected.
  await ui.goTo('Report');
  await ui.named('note', 'To finish').getByRole('button', { name: 'Choose again', exact: true }).click();
  await ui.stepIs('Choose');
  await ui.selected(1);
  await ui.goTo('Run');
  await ui.status('Plan check').getByText(/Checked with the site/).waitFor({ timeout: 30_000 });
  assert.match(await ui.named('group', 'Kinds of rows').innerText(), /Already gone 1/);
});

test('without any relay the plan is made, taken along, and its results give report and way back', { timeout: 100_000 }, async (t) => {
  const file = withAdministrators(generatedExport(12));
  const site = await startSite(file, { rate: 100, burst: 100 });
  t.after(() => site.stop());
  const { ui } = await openStage(t);
  await ui.importFile(file);
  await ui.goTo('Choose');
  await ui.selectShown();
  await ui.goTo('Connect');
  await ui.chooseSite('Atlassian site');
  await ui.advanced();
  await ui.named('combobox', 'Connection route').selectOption({ label: 'Export as a script' });
  assert.equal(await ui.page.getByLabel('API token', { exact: true }).count(), 0, 'no login is asked for');
  await ui.write(ui.named('textbox', 'Site address'), site.origin);
  await ui.button('Use this site').click();
  await ui.connectionSays(/The plan is for 127\.0\.0\.1:\d+/);
  await ui.button('Next: Run').click();
  await ui.status('Plan check').getByText(/^Not checked, because this page does not contact the site/).waitFor();
  for (const name of ['Try the first one', 'Remove the rest', 'Check again']) assert.equal(await ui.button(name).count(), 0, name);
  assert.match(await ui.site(), /^Script[^]*not contacted$/i, 'nothing is connected');
  await ui.goTo('Connect');
  assert.equal(await ui.button('Disconnect').count(), 0);
  await ui.goTo('Run');
  await ui.unfold('Export the plan');
  await ui.usable(ui.button('Confirm and export'), 'Confirm and export');
  await ui.button('Confirm and export').click();
  const dialog = ui.named('dialog', 'Confirm export');
  const says = await dialog.innerText();
  assert.match(says, /The scripts and the snippet compare the names in the plan with the site's when they run/);
  assert.match(says, /drop the results file of the export on Import/);
  assert.doesNotMatch(says, /Names were not compared|while this browser keeps the record/);
  await dialog.getByRole('button', { name: 'Cancel', exact: true }).click();
  const sorts = await ui.named('group', 'Kinds of rows').innerText();
  assert.match(sorts, /Not checked 12/);
  assert.match(sorts, /Protected 1/, 'the group of administrators is known by its name');

  await confirmTaking(ui, site.host);
  await ui.page.getByText('The plan is confirmed. Download it under "Export the plan".').waitFor();
  const removal = await runScript(t, await taken(ui, 'Bash script'), site.host);
  assert.equal(await site.memberships(), 1, 'the protected row stays');
  assert.equal((await ui.requested.filter((line) => line.includes(site.host))).length, 0, 'the page calls no site');

  await ui.goTo('Import');
  await ui.importFile(removal, 'groupsweep-results.csv');
  await ui.button('Report of this file').click();
  await ui.stepIs('Report');
  assert.equal((await ui.counts()).Removed, 12);
  assert.equal(await ui.button('Verify').isEnabled(), false);
  await ui.undoTold();
  await confirmTaking(ui, site.host);
  const back = await taken(ui, 'Bash script');
  assert.match(back.name, /^groupsweep-add-/);
  await runScript(t, back, site.host);
  assert.equal(await site.memberships(), 13, 'row for row back');
});

/** One more row: somebody in a group that administers, by its name. */
function withAdministrators(text) {
  const [heading, ...rows] = parseCsv(text);
  return writeCsv([heading, ...rows, membership(40, 99, { groupName: 'site-admins' })]);
}
