// What the tests of the fault matrix share: a small file, and the whole way from import to results.
import { asObjects, parseCsv, writeCsv } from './csv.mjs';
import { generatedExport, membership } from './exports.mjs';
import { assertBalanced, openStage, readyToRun } from './stage.mjs';

export const ROWS = 6;
export const FILE = generatedExport(ROWS);
export const LIMIT = { timeout: 60_000 };
export const GROUP_IDS = [...new Set(asObjects(parseCsv(FILE)).map((row) => row['Group id']))];

/** The whole way: import, all rows, trial, rest; resolves with the counts and the results. */
export async function goes(t, { members = FILE, file = FILE, ...options } = {}) {
  const stage = await openStage(t, { members, ...options });
  await readyToRun(stage, file);
  await stage.ui.tryFirst();
  await stage.ui.removeRest(stage.host, 45_000);
  return look(stage);
}

export async function look(stage) {
  const counts = await stage.ui.counts();
  assertBalanced(counts);
  const results = asObjects(parseCsv(await stage.ui.downloadResults()));
  return { ...stage, counts, results };
}

/** The file with its last row about something the site does not have: column 0 is the group, 2 the user. */
export function withForeignRow(column, id) {
  const [heading, ...rows] = parseCsv(FILE);
  return writeCsv([heading, ...rows.slice(0, -1), rows.at(-1).map((cell, at) => (at === column ? id : cell))]);
}

/** The memberships of the file but the last; its group has somebody else, its person is elsewhere. */
export function withoutTheLast() {
  const [heading, ...rows] = parseCsv(FILE);
  return writeCsv([heading, ...rows.slice(0, -1), membership(1, ROWS), membership(ROWS, 99)]);
}
