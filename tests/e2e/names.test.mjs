// A row goes only to the person and out of the group that it names: the file's names are compared with the site's.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { asObjects, parseCsv, writeCsv } from './support/csv.mjs';
import { accountId, groupId, HEADING, membership } from './support/exports.mjs';
import { assertBalanced, openStage, readyToRun } from './support/stage.mjs';
import { EMAIL, leaveMeanwhile, TOKEN } from './support/site.mjs';

const caseFile = (name) => readFile(new URL(`../cases/${name}`, import.meta.url), 'utf8');

const CONTRACTORS = '32833106-536e-45df-80b2-d002cc92d33d';

async function planned(ui) {
  await ui.status('Plan check').getByText(/^Checked with the site/).waitFor();
  const labels = await ui.named('group', 'Kinds of rows').getByRole('button').allInnerTexts();
  return Object.fromEntries(labels.map((label) => label.trim().match(/^(.*\D)\s*([\d,]+)$/s)).map(([, name, count]) => [name.trim(), Number(count.replace(',', ''))]));
}

const everyMember = async (site, groups) => Object.fromEntries(await Promise.all(groups.map(async (group) => [group, await site.members(group)])));

test('nobody is removed by an id that the site gives to somebody else', { timeout: 90_000 }, async (t) => {
  const [file, truth] = await Promise.all([caseFile('11-ids-sorted-alone.csv'), caseFile('11-site-truth.csv')]);
  const stage = await openStage(t, { members: truth });
  const { ui, site, host } = stage;
  const before = await everyMember(site, [CONTRACTORS]);
  await ui.importFile(file);
  await ui.goTo('Choose');
  await ui.rowBox('Ines Varga', 'Contractors').check();
  await ui.connectRelay({ email: EMAIL, token: TOKEN, expect: new RegExp(host.replaceAll('.', '\\.')) });
  await ui.button('Next: Run').click();
  assert.deepEqual(await planned(ui), { 'Will remove': 0, 'Name differs': 1 });
  const row = await ui.named('table', 'Planned rows').innerText();
  assert.match(row, /Ines Varga.*Tobias Okoro/s, 'both names are shown side by side');
  assert.equal(await ui.isUsable(ui.button('Try the first one')), false);

  // All rows: the file as a whole is stopped.
  await ui.goTo('Choose');
  await ui.selectShown();
  await ui.button('Next: Connect').click();
  await ui.button('Next: Run').click();
  await ui.region('Plan').getByText('The ids of this file do not belong to its names').waitFor();
  const examples = await ui.named('table', 'Names that differ').innerText();
  assert.match(examples, /Ines Varga\s+Tobias Okoro/);
  assert.equal(await ui.isUsable(ui.button('Try the first one')), false);
  assert.equal(await ui.region('Plan').getByRole('button', { name: /^Include: / }).count(), 0, 'no reason lifts it');
  assert.deepEqual(await everyMember(site, [CONTRACTORS]), before);
  assert.deepEqual(await site.removals(), []);
});

test('a renamed group is one question, and its answer is in the receipt', { timeout: 90_000 }, async (t) => {
  const [file, truth] = await Promise.all([caseFile('12-file-old-group-name.csv'), caseFile('12-site-renamed-group.csv')]);
  const stage = await openStage(t, { members: truth });
  const { ui, site, host } = stage;
  await readyToRun(stage, file);
  const sorts = await planned(ui);
  const held = sorts['Name differs'];
  assert.ok(held > 1, JSON.stringify(sorts));
  const plan = await ui.region('Plan').innerText();
  assert.match(plan, /the file calls this group Contractors, the site calls it All employees/i);
  // With only these rows shown, the plan is not empty once all of them are included.
  await ui.region('Plan').getByRole('button', { name: /^Name differs/ }).click();
  await ui.region('Plan').getByRole('button', { name: /^Include: / }).first().click();
  const dialog = ui.named('dialog', 'Include row');
  const said = await dialog.innerText();
  for (const words of ['Contractors', 'All employees', `Include all ${held} rows`]) assert.ok(said.includes(words), `${words}: ${said}`);
  // One row unless all are asked for.
  await dialog.getByRole('button', { name: 'Include row', exact: true }).waitFor();
  await dialog.getByRole('checkbox', { name: `Include all ${held} rows with the same difference`, exact: true }).check();
  await dialog.getByRole('button', { name: `Include ${held} rows`, exact: true }).click();
  await dialog.getByRole('alert').waitFor();
  await dialog.getByRole('textbox', { name: 'Reason', exact: true }).fill('renamed last week');
  await dialog.getByRole('button', { name: `Include ${held} rows`, exact: true }).click();
  await dialog.waitFor({ state: 'hidden' });
  // The view that was chosen keeps the rows that are not held back any more.
  assert.equal((await planned(ui))['Name differs'], 0);
  await ui.named('table', 'Planned rows').getByText('Included by you: renamed last week').first().waitFor();
  assert.match(await ui.tryFirst(), /no longer in All employees \(Contractors in the file\)/);
  await ui.removeRest(host);
  const counts = await ui.counts();
  assertBalanced(counts);
  assert.deepEqual(await site.members(CONTRACTORS), []);
  await ui.goTo('Report');
  const receipt = JSON.parse(await ui.download('Download receipt'));
  assert.equal(receipt.plan.unprotected.length, held);
  assert.ok(receipt.plan.unprotected.every(({ reason, group_on_site: on }) => reason === 'renamed last week' && on === 'All employees'));
});

test('a row whose cells moved is left out, and the manager beside the person stays', { timeout: 90_000 }, async (t) => {
  const [file, truth] = await Promise.all([caseFile('01-manager-column-unquoted-comma.csv'), caseFile('01-site-truth.csv')]);
  const stage = await openStage(t, { members: truth });
  const { ui, site, host } = stage;
  await readyToRun(stage, file);
  await planned(ui);
  const sent = asObjects(parseCsv(truth));
  await ui.tryFirst();
  await ui.removeRest(host);
  const results = asObjects(parseCsv(await ui.downloadResults()));
  const unusable = results.filter(({ outcome }) => outcome === 'unusable');
  assert.equal(unusable.length, 1);
  for (const { account } of await site.removals()) {
    const named = results.filter((row) => row.outcome === 'removed').map((row) => row['User name']);
    const onSite = sent.find((row) => row['User id'] === account)['User name'];
    assert.ok(named.includes(onSite), `${onSite} was removed, and no row names them`);
  }
});

test('ids that a spreadsheet rounded reach no site', { timeout: 90_000 }, async (t) => {
  const [file, truth] = await Promise.all([caseFile('07-rounded-numeric-ids.csv'), caseFile('07-true-numeric-ids.csv')]);
  const stage = await openStage(t, { members: truth });
  const { ui, site, host } = stage;
  await readyToRun(stage, file);
  await planned(ui);
  await ui.tryFirst();
  const results = asObjects(parseCsv(await ui.downloadResults()));
  const rounded = results.filter((row) => /0{6}$/.test(row['User id']));
  assert.ok(rounded.length > 0);
  assert.ok(rounded.every(({ outcome }) => outcome === 'unusable'), JSON.stringify(rounded));
  const asked = await site.requests();
  assert.ok(asked.every((one) => !JSON.stringify(one).includes('000000000')), `no call names such an id (${host})`);
});

test('the trial takes a row that the check found, not the first ones that are gone or unknown', { timeout: 90_000 }, async (t) => {
  const rows = [membership(1, 1), membership(8, 2), membership(1, 9), membership(1, 2), membership(1, 3)];
  const stage = await openStage(t, { members: writeCsv([HEADING, membership(1, 2), membership(1, 3), membership(2, 1)]) });
  const { ui, site, host } = stage;
  await readyToRun(stage, writeCsv([HEADING, ...rows]));
  assert.deepEqual(await planned(ui), { 'Will remove': 2, 'Already gone': 1, 'Not found': 2 });
  const proof = await ui.tryFirst();
  assert.match(proof, /^Proof: User 2 is no longer in Group 1\b/);
  assert.deepEqual(await site.members(groupId(1)), [accountId(3)]);
  await ui.removeRest(host);
  const counts = await ui.counts();
  assertBalanced(counts);
  assert.deepEqual([counts.Selected, counts.Removed, counts['Already gone']], [3, 2, 1]);
  const results = asObjects(parseCsv(await ui.downloadResults()));
  assert.deepEqual(results.map((row) => row.outcome), ['already_gone', 'kept', 'kept', 'removed', 'removed']);
  assert.match(results[1].reason, /^left out: not found/);
});

test('another row that the check found can be chosen to go first, and no other', { timeout: 60_000 }, async (t) => {
  const members = writeCsv([HEADING, membership(1, 2), membership(1, 3), membership(2, 1)]);
  const stage = await openStage(t, { members });
  const { ui, site } = stage;
  await readyToRun(stage, writeCsv([HEADING, membership(1, 1), membership(1, 2), membership(1, 3)]));
  assert.deepEqual(await planned(ui), { 'Will remove': 2, 'Already gone': 1 });
  // The rows are looked for first: a button in each of a thousand rows would be a thousand stops of the Tab key.
  await ui.named('searchbox', 'Search the plan').fill('User');
  await ui.button('Try first: User 3, Group 1').click();
  await ui.button('Try first: User 2, Group 1').waitFor();
  assert.equal(await ui.button('Try first: User 1, Group 1').count(), 0, 'a row with nothing to remove shows nothing');
  assert.match(await ui.tryFirst(), /^Proof: User 3 is no longer in Group 1\b/);
  assert.deepEqual(await site.members(groupId(1)), [accountId(2)]);
});

test('a trial that finds nothing proves nothing, and another row is tried', { timeout: 90_000 }, async (t) => {
  const rows = [membership(1, 1), membership(1, 2), membership(1, 3)];
  const file = writeCsv([HEADING, ...rows]);
  const stage = await openStage(t, { members: file });
  const { ui, site, host } = stage;
  await readyToRun(stage, file);
  await planned(ui);
  // Somebody else is faster: after the check the first person leaves.
  await leaveMeanwhile(site, groupId(1), accountId(1));
  await ui.button('Try the first one').click();
  await ui.dialog.getByRole('button', { name: 'Remove', exact: true }).click();
  await ui.status('Run state').getByText(/^Test inconclusive/).waitFor();
  assert.equal(await ui.status('Proof').innerText(), '');
  assert.equal(await ui.isUsable(ui.button('Remove the rest')), false);
  await ui.button('Try the first one').click();
  const said = await ui.dialog.innerText();
  assert.ok(said.includes('User 2'), said);
  await ui.dialog.getByRole('button', { name: 'Remove', exact: true }).click();
  await ui.proofSays(/^Proof: User 2 is no longer/);
  await ui.removeRest(host);
  assert.deepEqual(await site.members(groupId(1)), []);
});

test('Verify names people outside the plan who left or joined the groups since the check', { timeout: 90_000 }, async (t) => {
  const members = writeCsv([HEADING, membership(1, 1), membership(1, 2), membership(1, 8), membership(1, 9)]);
  const stage = await openStage(t, { members });
  const { ui, site, host } = stage;
  await readyToRun(stage, writeCsv([HEADING, membership(1, 1), membership(1, 2)]));
  await planned(ui);
  await ui.tryFirst();
  await ui.removeRest(host);
  await leaveMeanwhile(site, groupId(1), accountId(8));
  await ui.goTo('Report');
  await ui.button('Verify').click();
  await ui.status('Verification').getByText('Verified: all 2 memberships are gone').waitFor();
  await ui.page.getByText(/^1 more person left these groups after the check\. This run did not remove them: User 8\./).waitFor();
  assert.deepEqual(await site.members(groupId(1)), [accountId(9)]);
});
