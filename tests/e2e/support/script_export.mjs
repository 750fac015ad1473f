// The plan taken along: the page's exports, and what their results files are like.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { asObjects, parseCsv } from './csv.mjs';
import { generatedExport } from './exports.mjs';
import { openStage, readyToRun } from './stage.mjs';

export const ROWS = 220;
/** 200 rows are chosen; every eleventh stays. */
export const FILE = generatedExport(ROWS, { keepEvery: 11 });
export const CHOSEN = asObjects(parseCsv(FILE)).filter((row) => !row['User name'].startsWith('Keep '));

/** A folder that goes with the test. */
export async function folder(t) {
  const made = await mkdtemp(path.join(tmpdir(), 'groupsweep-take-'));
  t.after(() => rm(made, { recursive: true, force: true }));
  return made;
}

/** Imports, selects all but the protected rows, connects and confirms, so that the exports are shown. */
export async function readyToTake(t, { file = FILE, site } = {}) {
  const stage = await openStage(t, { members: file, site: { rate: 100, burst: 100, ...site } });
  const { ui, host } = stage;
  await readyToRun(stage, file);
  await ui.goTo('Choose');
  await ui.search('Keep ');
  await ui.button('Clear shown').click();
  await ui.search('');
  await ui.goTo('Run');
  await confirmTaking(ui, host);
  return stage;
}

/** Confirms with the site's name that the plan is carried out elsewhere. */
export async function confirmTaking(ui, host) {
  await ui.unfold('Export the plan');
  await ui.usable(ui.button('Confirm and export'), 'Confirm and export');
  await ui.button('Confirm and export').click();
  const dialog = ui.named('dialog', 'Confirm export');
  await dialog.getByRole('textbox', { name: 'Site name', exact: true }).fill(host);
  await dialog.getByRole('button', { name: 'Export', exact: true }).click();
  await dialog.waitFor({ state: 'hidden' });
}

/** Presses an export's button; its name and text. */
export async function taken(ui, button) {
  const [file] = await Promise.all([ui.page.waitForEvent('download'), ui.button(button).click()]);
  return { name: file.suggestedFilename(), text: await readFile(await file.path(), 'utf8') };
}

/** The site holds what the plan leaves, and the results say of every chosen row that it is done. */
export async function endedAsPlanned(site, results, chosen = CHOSEN, all = ROWS) {
  assert.equal(await site.memberships(), all - chosen.length, 'the site equals the plan');
  const rows = asObjects(parseCsv(results));
  const key = (row) => `${row['Group id']} ${row['User id']}`;
  assert.deepEqual(rows.map(key).toSorted(), chosen.map(key).toSorted());
  assert.deepEqual(rows.filter(({ outcome }) => !['removed', 'already_gone', 'gone_since_check'].includes(outcome)), []);
  for (const row of rows) assert.match(row.finished_at, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z$/);
}
