// A plan sealed by one admin and run by another: exactly these rows, or nothing.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { accountId, generatedExport, groupId, HEADING, membership } from './support/exports.mjs';
import { writeCsv } from './support/csv.mjs';
import { PRACTICE_SITE } from './support/page.mjs';
import { EMAIL, pairOf, TOKEN } from './support/site.mjs';
import { openStage, readyToRun, reopen } from './support/stage.mjs';

const OWN = '712020:aaaaaaaa-0000-4000-8000-000000000001';
const checked = (ui) => ui.status('Plan check').getByText(/Checked with the site/).waitFor();

/** What another program makes of the format: the seal is the SHA-256 of the sealed part, without blanks. */
function seal(sealed) {
  const text = JSON.stringify(sealed);
  return `{"sealed":${text},"sha256":"${createHash('sha256').update(text).digest('hex')}"}`;
}

/** A plan that Ann First sealed for a site, with these rows. */
const sealedFor = (host, rows) => seal({
  format: 'groupsweep-sealed-plan',
  format_version: 1,
  action: 'remove',
  site: `http://${host}`,
  sealed_by: { id: 'abc', name: 'Ann First' },
  sealed_at: '2026-11-25T10:00:00.000Z',
  file: { name: 'export.csv', size: 1, first_block: 1 },
  ...rows,
});

async function connect({ ui, host }) {
  await ui.connectRelay({ email: EMAIL, token: TOKEN, expect: new RegExp(host.replaceAll('.', '\\.')) });
  await ui.button('Next: Run').click();
  await ui.stepIs('Run');
}

test('a sealed plan is run by another page as it is, and a changed one not at all', { timeout: 90_000 }, async (t) => {
  const rows = [membership(1, 1), membership(1, 2), membership(2, 3), membership(2, 4)];
  const file = writeCsv([HEADING, ...rows]);
  const first = await openStage(t, { members: file });
  await first.ui.importFile(file);
  await first.ui.goTo('Choose');
  for (const [user, group] of [['User 1', 'Group 1'], ['User 3', 'Group 2'], ['User 4', 'Group 2']]) await first.ui.rowBox(user, group).check();
  await connect(first);
  await checked(first.ui);
  const text = await first.ui.download('Save sealed plan');
  assert.ok(!text.includes(TOKEN) && !text.includes('Basic'), 'no credential is in it');
  assert.equal(seal(JSON.parse(text).sealed), text.trim(), 'the seal is what the documentation says');
  await first.ui.page.evaluate(() => { navigator.clipboard.writeText = async (text) => { window.copied = text; }; });
  await first.ui.button('Copy seal').click();
  await first.ui.button('Copied seal').waitFor();
  assert.equal(await first.ui.page.evaluate(() => window.copied), JSON.parse(text).sha256.slice(0, 16).replace(/(.{4})(?=.)/g, '$1 '));

  const second = await reopen(first);
  const { ui, site, host } = second;
  // Each has its own name, so that a message about the previous one cannot match.
  let number = 0;
  const refused = async (file, words) => {
    number += 1;
    await ui.chooseFile(`sealed-${number}.json`, file);
    const alert = ui.page.getByRole('alert').filter({ hasText: `sealed-${number}.json cannot be used.` });
    await alert.getByText(words).waitFor();
  };
  for (const changed of [text.replace(accountId(1), accountId(2)), text.replace(host, 'other.atlassian.net'), text.slice(0, -40), `\uFEFF${text}`, text.replace('":', '": '), text.replace('{"sealed":{', '{"sealed":{"note":1,')]) {
    assert.notEqual(changed, text);
    await refused(changed, /Nothing from it will be sent/);
    assert.ok(await ui.stepButton('Run').isDisabled());
    assert.ok(await ui.stepButton('Choose').isDisabled());
  }
  const { sealed } = JSON.parse(text);
  for (const rows of [[...sealed.rows, sealed.rows[0]], [...sealed.rows, [99, ...sealed.rows[0].slice(1)]]]) {
    await refused(seal({ ...sealed, memberships: rows.length, rows }), /cannot be sent to a site/);
  }
  await ui.chooseFile('sealed.json', text);
  await ui.region('Sealed plan').waitFor();
  const told = await ui.region('Sealed plan').innerText();
  for (const words of [host, '3', 'admin', JSON.parse(text).sha256]) assert.ok(told.includes(words), `${words}: ${told}`);
  assert.ok(await ui.stepButton('Choose').isDisabled(), 'there is nothing to choose');
  await ui.button('Next: Connect').click();
  assert.equal(await ui.isTicked('Import'), true, 'the plan is imported');
  await connect(second);
  await checked(ui);
  await ui.tryFirst();
  await ui.askForTheRest();
  assert.match(await ui.dialog.innerText(), /Sealed by admin; seal [0-9a-f]{4} /);
  await ui.page.keyboard.press('Escape');
  await ui.removeRest(host);
  assert.deepEqual((await site.removals()).map(pairOf).sort(), [`${groupId(1)} ${accountId(1)}`, `${groupId(2)} ${accountId(3)}`, `${groupId(2)} ${accountId(4)}`].sort());
  assert.deepEqual(await site.members(groupId(1)), [accountId(2)]);
  await ui.goTo('Report');
  const receipt = JSON.parse(await ui.download('Download receipt'));
  assert.equal(receipt.plan.sealed_by.seal, JSON.parse(text).sha256);
});

test('a sealed plan dropped on the open question of another one closes it, and nothing is sent', { timeout: 60_000 }, async (t) => {
  const stage = await openStage(t, { members: writeCsv([HEADING, membership(1, 1), membership(2, 2)]) });
  const { ui, site, host } = stage;
  const planOf = (number) => sealedFor(host, {
    memberships: 1,
    unprotected: [],
    rows: [[0, groupId(number), accountId(number), `Group ${number}`, `User ${number}`]],
  });
  await ui.chooseFile('first.json', planOf(1));
  await ui.region('Sealed plan').waitFor();
  await ui.button('Next: Connect').click();
  await connect(stage);
  await checked(ui);
  await ui.button('Try the first one').click();
  await ui.dialog.getByText('User 1', { exact: true }).waitFor();
  await ui.page.evaluate((text) => {
    const files = new DataTransfer();
    files.items.add(new File([text], 'second.json'));
    document.querySelector('dialog[open]').dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: files }));
  }, planOf(2));
  await ui.dialog.waitFor({ state: 'hidden' });
  await ui.page.getByRole('alert').getByText(/What this dialog showed was replaced, so it was closed\. Nothing was sent\./).waitFor();
  assert.deepEqual(await site.removals(), []);
});

test('a sealed plan with a row that is protected here goes whole or not at all', { timeout: 60_000 }, async (t) => {
  const stage = await openStage(t, { members: generatedExport(20) });
  const { ui, site, host } = stage;
  const row = (number, account) => [number, groupId(number), account, `Group ${number}`, `User ${number}`];
  await ui.chooseFile('sealed.json', sealedFor(host, {
    memberships: 2,
    unprotected: [{ row: 6, reason: 'She is a contractor' }],
    rows: [row(5, accountId(5)), row(6, OWN)],
  }));
  await ui.region('Sealed plan').waitFor();
  assert.match(await ui.region('Sealed plan').innerText(), /Sealed at\s+25 Nov 2026, 10:00 UTC/);
  // A file that cannot be used does not close it, and neither does one whose columns are not known.
  await ui.chooseFile('picture.csv', '\u0000\u0001\u0002');
  await ui.page.getByRole('alert').getByText(/^picture\.csv cannot be used\. .* The sealed plan is still open\.$/).waitFor();
  await ui.region('Sealed plan').waitFor();
  await ui.chooseFile('names.csv', 'Group name,User id\nSales,712020:0a000000-0000-4000-8000-000000000001\n');
  await ui.button('Keep the sealed plan').click();
  await ui.region('Sealed plan').waitFor();
  await connect(stage);
  await checked(ui);
  await ui.named('note', 'Plan notes').getByText(/runs whole or not at all/).waitFor();
  assert.equal(await ui.isUsable(ui.button('Try the first one')), false);
  // What the first admin typed is there to be read, and lets nothing go.
  await ui.named('table', 'Planned rows').getByText(/Your own account.*First admin's reason: She is a contractor/).waitFor();
  await ui.button('Include: User 6, Group 6').click();
  const dialog = ui.named('dialog', 'Include row');
  await dialog.getByText('She is a contractor').waitFor();
  const reason = dialog.getByRole('textbox', { name: 'Reason', exact: true });
  assert.equal(await reason.inputValue(), '');
  await reason.fill('I know that this is me');
  await dialog.getByRole('button', { name: 'Include row', exact: true }).click();
  await ui.tryFirst();
  assert.equal((await site.removals()).length, 1);
});

test('a plan sealed in practice says that it stays there, and does not run on a site', { timeout: 60_000 }, async (t) => {
  const file = generatedExport(4);
  const stage = await openStage(t, { members: file });
  const { ui, site, host } = stage;
  await ui.importFile(file);
  await ui.goTo('Choose');
  await ui.selectShown();
  await ui.connectPractice({ answerTime: 0 });
  await ui.button('Next: Run').click();
  await checked(ui);
  await ui.status('Seal').getByText('A plan sealed here runs on the practice site only').waitFor();
  const text = await ui.download('Save sealed plan');

  const second = await reopen(stage);
  await second.ui.chooseFile('sealed.json', text);
  await second.ui.region('Sealed plan').waitFor();
  await connect(second);
  await second.ui.page.getByRole('alert').getByText(`cannot run on any other site. Nothing from it is sent to ${host}`).waitFor();
  assert.equal(await second.ui.isUsable(second.ui.button('Try the first one')), false);
  await second.ui.connectPractice({ answerTime: 0 });
  await second.ui.button('Next: Run').click();
  await second.ui.tryFirst();
  await second.ui.removeRest(PRACTICE_SITE);
  await second.ui.goTo('Report');
  await second.ui.region('From practice to your site').getByText('the first admin connects there and saves the sealed plan again').waitFor();
  assert.equal(await second.ui.button('Run this on my site').count(), 0);
  assert.equal((await site.removals()).length, 0);
});

test('a sealed plan of another site sends nothing', { timeout: 60_000 }, async (t) => {
  const stage = await openStage(t, { members: generatedExport(20) });
  const { ui, site } = stage;
  await readyToRun(stage, generatedExport(20));
  await checked(ui);
  const own = JSON.parse(await ui.download('Save sealed plan')).sealed;
  await ui.goTo('Import');
  await ui.replaceFile('sealed.json', seal({ ...own, site: 'https://other.atlassian.net' }));
  await ui.region('Sealed plan').waitFor();
  await connect(stage);
  await ui.page.getByRole('alert').getByText(/The sealed plan is for other\.atlassian\.net/).waitFor();
  assert.equal(await ui.isUsable(ui.button('Try the first one')), false);
  assert.equal(await ui.isUsable(ui.button('Remove the rest')), false);
  assert.equal((await site.removals()).length, 0);

  await ui.goTo('Import');
  await ui.button('Close the plan').click();
  await ui.region('Sealed plan').waitFor({ state: 'detached' });
  assert.match(await ui.site(), /^Live/i, 'the site stays connected');
});
