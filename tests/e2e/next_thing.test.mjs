// Where there is one thing to do next, the page says it, and offers no button for another.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { writeCsv } from './support/csv.mjs';
import { HEADING, membership } from './support/exports.mjs';
import { EMAIL, TOKEN } from './support/site.mjs';
import { openStage, readyToRun } from './support/stage.mjs';

const OWN = '712020:aaaaaaaa-0000-4000-8000-000000000001';
const own = (group) => membership(group, 0, { user: 'Site admin' }).map((cell, at) => ({ 2: OWN, 4: EMAIL }[at] ?? cell));
const RESULT_COLUMNS = ['outcome', 'http_status', 'reason', 'attempts', 'finished_at'];
const login = { email: EMAIL, token: TOKEN, expect: /Connected|as / };

/** Buttons on Run that would start or save something, and whether they can be pressed. */
async function usable(ui, names) {
  const can = await Promise.all(names.map(async (name) => [name, await ui.isUsable(ui.button(name))]));
  return can.filter(([, is]) => is).map(([name]) => name);
}

const STARTS = ['Try the first one', 'Remove the rest', 'Add memberships', 'Save sealed plan', 'Download restore file', 'Retry failed', 'Resume'];

test('a plan of protected rows alone says to include one or to select others, and starts nothing', { timeout: 60_000 }, async (t) => {
  const file = writeCsv([HEADING, own(1), own(2)]);
  const stage = await openStage(t, { members: file });
  const { ui, site } = stage;
  await readyToRun(stage, file);
  await ui.status('Plan check').getByText(/Checked with the site/).waitFor();
  await ui.status('Run state').getByText('Nothing is left to send: every row is held back or left out. Include a row with a reason, or select other rows on Choose.', { exact: true }).waitFor();
  assert.deepEqual(await usable(ui, STARTS), []);
  assert.deepEqual(await site.removals(), []);
});

test('rows that are gone already say so, and start nothing', { timeout: 60_000 }, async (t) => {
  const stage = await openStage(t, { members: writeCsv([HEADING, membership(1, 3), membership(2, 1), membership(2, 2)]) });
  const { ui } = stage;
  await readyToRun(stage, writeCsv([HEADING, membership(1, 1), membership(1, 2)]));
  await ui.status('Plan check').getByText(/Checked with the site/).waitFor();
  await ui.status('Run state').getByText(/^Nothing to remove: every row that would be sent is already gone\. Select other rows on Choose\.$/).waitFor();
  assert.deepEqual(await usable(ui, STARTS), []);
});

test('a restore file leads to adding, and results with nothing left lead to their report', { timeout: 90_000 }, async (t) => {
  const stage = await openStage(t, { members: writeCsv([HEADING, membership(1, 9), membership(2, 1)]) });
  const { ui } = stage;
  const ids = membership(1, 1).slice(0, 4);
  await ui.importFile(writeCsv([[...HEADING.slice(0, 4), 'restore'], [...ids, 'add']]), 'restore.csv');
  const earlier = ui.region('Earlier run');
  await earlier.getByRole('heading', { name: 'Restore file: add 1 membership', exact: true }).waitFor();
  assert.equal(await earlier.getByRole('button').count(), 0, 'there is no run to report on');
  await ui.button('Next: Choose').click();
  await ui.selected(1);
  await ui.connectRelay(login);
  await ui.button('Next: Run').click();
  await ui.usable(ui.button('Add memberships'), 'Add memberships');
  assert.deepEqual(await usable(ui, STARTS), ['Add memberships']);

  await ui.goTo('Import');
  await ui.importFile(writeCsv([[...HEADING.slice(0, 4), ...RESULT_COLUMNS], [...ids, 'removed', '200', '', '1', '2026-11-23T10:00:00Z']]), 'results.csv');
  await earlier.getByRole('heading', { name: 'Results of an earlier removal: nothing to finish', exact: true }).waitFor();
  assert.deepEqual(await earlier.getByRole('button').allInnerTexts(), ['Report of this file']);
  assert.equal(await ui.button('Next: Choose').count(), 0);
  await ui.selected(0);
});

test('the focus stays with a row whose button is another one after the decision', { timeout: 60_000 }, async (t) => {
  const file = writeCsv([HEADING, own(1), own(2)]);
  const stage = await openStage(t, { members: file });
  const { ui } = stage;
  await readyToRun(stage, file);
  const button = (name) => ui.button(`${name}: Site admin, Group 2`);
  await button('Include').click();
  const dialog = ui.named('dialog', 'Include row');
  const field = dialog.getByRole('textbox', { name: 'Reason', exact: true });
  await ui.focusIs(field);
  // Without a reason nothing is included, and Cancel returns the focus to the row.
  await ui.page.keyboard.press('Enter');
  await dialog.getByRole('alert').waitFor();
  await ui.page.keyboard.press('Escape');
  await ui.focusIs(button('Include'));
  await ui.page.keyboard.press('Enter');
  await field.fill('I leave this team');
  await ui.page.keyboard.press('Enter');
  await ui.focusIs(button('Hold back again'));
  const isWhole = (it) => it.getBoundingClientRect().bottom <= it.closest('tr, [role="row"]').getBoundingClientRect().bottom;
  assert.ok(await button('Hold back again').evaluate(isWhole), 'its row has room for the button');
  await ui.page.keyboard.press('Enter');
  await ui.focusIs(button('Include'));
});

test('the focus stays with a row while the check ends', { timeout: 60_000 }, async (t) => {
  const file = writeCsv([HEADING, own(1), own(2)]);
  const stage = await openStage(t, { members: file });
  const { ui, site } = stage;
  await readyToRun(stage, file);
  const check = ui.status('Plan check');
  await check.getByText(/^Checked with the site at/).waitFor();
  await site.settings({ latency_ms: 1_000 });
  await ui.button('Check again').click();
  const include = ui.button('Include: Site admin, Group 2');
  await include.focus();
  await check.getByText(/^(Asking|Reading)/).waitFor();
  await check.getByText(/^Checked with the site at/).waitFor();
  await ui.focusIs(include);
});
