// Importing: what is no membership export is refused with a reason; what is damaged in one is shown and never sent.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asObjects, parseCsv } from './support/csv.mjs';
import { articlesTable, exportWithBadRows, SAMPLE, withRenamedHeadings } from './support/exports.mjs';
import { EMAIL, TOKEN } from './support/site.mjs';
import { assertBalanced, openStage } from './support/stage.mjs';
import { until } from './support/until.mjs';

// Each reason is given natively: crates/core/tests/import/refusals.rs.
const REFUSED = [
  ['other headings', 'list.csv', 'Colour,Size\nred,1\n', /no headings "Group id" and "User id"/],
  ['an Excel workbook', 'groups.xlsx', Buffer.concat([Buffer.from('PK\x03\x04\x14\0\x06\0', 'latin1'), Buffer.alloc(400, 7)]), /Excel workbook/],
];

for (const [what, name, content, why] of REFUSED) {
  test(`a file with ${what} is refused with a reason`, { timeout: 30_000 }, async (t) => {
    const { ui } = await openStage(t);
    await ui.chooseFile(name, content);
    const alert = ui.page.getByRole('alert');
    await alert.waitFor();
    assert.equal(await alert.count(), 1, 'one alert');
    const sentence = (await alert.innerText()).trim();
    assert.ok(sentence.includes(name), `it names the file: ${sentence}`);
    assert.match(sentence, why);
    assert.ok(await ui.isOn('Import'));
    assert.equal(await ui.isUsable(ui.button('Next: Choose')), false);
    assert.equal(await ui.isUsable(ui.stepButton('Choose')), false);

    // The next file is taken as if nothing had been.
    await ui.chooseFile('export-users.csv', SAMPLE);
    await until('the reason is gone', async () => (await alert.count()) === 0);
    await ui.usable(ui.button('Next: Choose'), 'Next: Choose');
  });
}

// Byte order marks, line ends and delimiters are read natively: crates/core/tests/import/headings.rs.
test('a sample with renamed headings is understood', { timeout: 30_000 }, async (t) => {
  const { ui } = await openStage(t);
  await ui.importFile(withRenamedHeadings());
  for (const column of ['Group id', 'User id', 'Group name', 'User name']) {
    assert.ok(await ui.region('Columns').getByRole('combobox', { name: column, exact: true }).isVisible(), column);
  }
  await ui.button('Next: Choose').click();
  await ui.stepIs('Choose');
  await ui.shows(9);
  assert.equal(await ui.rowBox('Rachael', 'Engineering').count(), 1);
});

test("the article's own table, one heading short, is taken with findings", { timeout: 30_000 }, async (t) => {
  const { ui } = await openStage(t);
  await ui.importFile(articlesTable());
  assert.match(await ui.region('Findings').innerText(), /\b9\b/, 'all nine rows have a cell too many');
  await ui.goTo('Choose');
  await ui.shows(9);
  await ui.selectShown();
});

test('rows that stand twice or have damaged ids are found and never sent', { timeout: 60_000 }, async (t) => {
  const file = exportWithBadRows();
  const { ui, site, host } = await openStage(t, { members: file.text });
  await ui.importFile(file.text);
  const findings = await ui.region('Findings').innerText();
  assert.match(findings, /twice|duplicate/i);
  assert.match(findings, /\bid\b/i);

  await ui.goTo('Choose');
  await ui.selectShown();
  await until('the good rows are ticked', async () => (await ui.tickedInSight()) === file.good);
  for (const box of await ui.rows.getByRole('checkbox', { name: /Damaged/ }).all()) assert.equal(await box.isEnabled(), false);

  await ui.connectRelay({ email: EMAIL, token: TOKEN, expect: new RegExp(host) });
  await ui.goTo('Run');
  await ui.tryFirst();
  await ui.removeRest(host);
  const counts = await ui.counts();
  assertBalanced(counts);
  assert.deepEqual([counts.Selected, counts.Removed], [file.good, file.good]);
  assert.equal((await site.removals()).length, file.good);

  const rows = asObjects(parseCsv(await ui.downloadResults()));
  assert.deepEqual(rows.map((row) => row.outcome), [...Array(file.good).fill('removed'), ...Array(file.bad).fill('unusable')]);
  const reasons = rows.slice(file.good).map((row) => row.reason);
  for (const [at, why] of [/same membership as row/, /user id/, /group id/, /group id/, /user id/].entries()) assert.match(reasons[at], why);
});
