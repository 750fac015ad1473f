// Add to groups: the same file, the same check and confirmation, the other way round, and back again.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asObjects, parseCsv } from './support/csv.mjs';
import { ENGINEERING, generatedExport, SAMPLE, siteWhere } from './support/exports.mjs';
import { EMAIL, TOKEN } from './support/site.mjs';
import { assertBalanced, openStage } from './support/stage.mjs';
import { UNDO_OUTCOMES } from './support/page.mjs';

const ORG = '22222222-3333-4444-8555-666666666666';
const ROWS = 12;
const FILE = generatedExport(ROWS);
const [, ...RECORDS] = parseCsv(FILE);
const THERE = siteWhere(FILE, (at) => at % 2 === 0);

async function chooseToAdd(ui, login, expect) {
  await ui.importFile(FILE);
  await ui.goTo('Choose');
  await ui.page.getByLabel('Ticked rows', { exact: true }).selectOption('Add to groups');
  await ui.selectShown();
  await ui.connectRelay({ ...login, expect });
  await ui.button('Next: Run').click();
  await ui.stepIs('Run');
}

async function addThem(ui, host) {
  await ui.button('Add them').click();
  const dialog = ui.named('dialog', 'Confirm adding');
  await dialog.getByRole('textbox', { name: 'Site name', exact: true }).fill(host);
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  await dialog.waitFor({ state: 'hidden' });
  await ui.stateIs('Finished', 30_000);
}

test('ticked rows are added, whoever is a member stays one, and the undo takes back exactly what was added', { timeout: 60_000 }, async (t) => {
  const { ui, site, host } = await openStage(t, { members: THERE });
  const before = await site.memberships();
  await chooseToAdd(ui, { email: EMAIL, token: TOKEN }, new RegExp(host));
  const sorts = ui.named('group', 'Sorts of rows');
  await sorts.getByRole('button', { name: 'Will add 6', exact: true }).waitFor();
  await sorts.getByRole('button', { name: 'Already a member 6', exact: true }).waitFor();
  for (const name of ['Try the first one', 'Save sealed plan']) assert.equal(await ui.page.getByRole('button', { name, exact: true }).count(), 0, name);

  await addThem(ui, host);
  const counts = await ui.counts();
  assertBalanced(counts, UNDO_OUTCOMES);
  assert.deepEqual([counts.Added, counts['Already a member'], counts.Failed], [6, 6, 0]);
  assert.equal(await site.memberships(), before + 6);
  assert.deepEqual(await site.removals(), []);
  const results = asObjects(parseCsv(await ui.downloadResults()));
  assert.deepEqual(results.map(({ outcome }) => outcome), RECORDS.map((_, at) => (at % 2 ? 'already_member' : 'added')));

  await ui.goTo('Report');
  await ui.button('Undo this run').click();
  await ui.button('Go to Run').click();
  await ui.stepIs('Run');
  await ui.tryFirst();
  await ui.removeRest(host);
  assert.equal(await site.memberships(), before);
});

test('nobody is added to a group that an identity provider keeps', { timeout: 60_000 }, async (t) => {
  const synced = RECORDS[0][0];
  const { ui, site, host } = await openStage(t, { members: THERE, site: { logins: ['orgkey:orgkey-x'], synced: [synced] }, organization: ORG });
  await chooseToAdd(ui, { email: '', token: 'orgkey-x' }, /Route: Organization/);
  await ui.named('table', 'Planned rows').getByText(/synced from your identity provider/).first().waitFor();
  const before = await site.members(synced);
  await addThem(ui, host);
  assert.deepEqual(await site.members(synced), before);
});

test('a change of mind between removing and adding is asked about anew', { timeout: 60_000 }, async (t) => {
  const { ui, site, host } = await openStage(t, { members: SAMPLE });
  await ui.importFile(SAMPLE);
  await ui.goTo('Choose');
  await ui.selectShown();
  await ui.connectRelay({ email: EMAIL, token: TOKEN, expect: new RegExp(host) });
  await ui.button('Next: Run').click();
  await ui.named('group', 'Sorts of rows').getByRole('button', { name: /^Will remove/ }).waitFor();
  await ui.goTo('Choose');
  await ui.page.getByLabel('Ticked rows', { exact: true }).selectOption('Add to groups');
  await ui.goTo('Run');
  await ui.named('group', 'Sorts of rows').getByRole('button', { name: /^Already a member/ }).waitFor();
  assert.equal(await ui.page.getByRole('button', { name: 'Remove the rest', exact: true }).count(), 0);
  assert.ok((await site.members(ENGINEERING)).length > 0);
  assert.deepEqual(await site.removals(), []);
});
