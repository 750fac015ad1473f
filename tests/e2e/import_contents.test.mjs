// What Import shows beside the findings, and the ways to a site on a page that has none.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { membership } from './support/exports.mjs';
import { openStage } from './support/stage.mjs';
import { writeCsv } from './support/csv.mjs';

/** A file of three people: one seen today, one seen years ago, one never. */
function seenFile() {
  const day = new Date().toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric' }).replace('Sept', 'Sep');
  return writeCsv([['Group id', 'Group name', 'User id', 'User name', 'email', 'User status', 'Last seen in Jira - acme'],
    ...[day, '1 Mar 2021', 'Never accessed'].map((seen, at) => [...membership(0, at).slice(0, 5), at === 2 ? 'Suspended' : 'Active', seen])]);
}

test('the rows not seen lately are shown on Choose, and none is selected', { timeout: 40_000 }, async (t) => {
  const { ui } = await openStage(t);
  await ui.importFile(seenFile(), 'seen.csv');
  const ready = ui.region('Ready to use');
  assert.match(await ready.innerText(), /^Ready to use\n+3\n+of 3 rows in the file\./);
  await ready.getByRole('button', { name: 'Show 2 rows not seen in 90 days', exact: true }).click();
  await ui.stepIs('Choose');
  await ui.shows(2);
  await ui.selected(0);
  assert.equal(await ui.tickedInSight(), 0);
});

test('a status of the file leads to its rows on Choose', { timeout: 40_000 }, async (t) => {
  const { ui } = await openStage(t);
  await ui.importFile(seenFile(), 'seen.csv');
  await ui.region('Ready to use').getByRole('button', { name: 'Suspended', exact: true }).click();
  await ui.stepIs('Choose');
  await ui.shows(1);
  await ui.selected(0);
});

test('without a relay the ways to the site come first, with the command for the site that is typed', { timeout: 40_000 }, async (t) => {
  const { ui } = await openStage(t);
  await ui.goTo('Connect');
  await ui.chooseSite('Atlassian site');
  await ui.named('textbox', 'Site address').fill('acme.atlassian.net');
  for (const way of ['Extension', 'Relay', 'Script']) await ui.region(way).waitFor();
  await ui.region('Relay').getByText('groupsweep-relay --site https://acme.atlassian.net', { exact: true }).waitFor();
  assert.equal(await ui.page.getByLabel('API token', { exact: true }).count(), 0);
  await ui.region('Script').getByRole('button', { name: 'Export as a script', exact: true }).click();
  await ui.button('Use this site').waitFor();
});

test('what an addition will change is said by group and person, without a warning about removals', { timeout: 40_000 }, async (t) => {
  const { ui } = await openStage(t);
  await ui.importFile(seenFile(), 'seen.csv');
  await ui.goTo('Choose');
  await ui.selectShown();
  assert.match(await ui.whatWillChange(), /In 1 group, every member in this file is selected/);
  await ui.named('combobox', 'Selected rows').selectOption('add');
  await ui.selectShown();
  await ui.region('What will change').getByRole('list', { name: 'Warnings', exact: true }).waitFor({ state: 'detached' });
  assert.match(await ui.whatWillChange(), /What will change\n+3\n+memberships of 3 people, in 1 group/);
});
