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

/** The file with its last two rows about what the site does not have: a group, and a user. */
export function withForeignRows() {
  const [heading, ...rows] = parseCsv(FILE);
  const foreign = (row, column, id) => row.map((cell, at) => (at === column ? id : cell));
  const group = foreign(rows.at(-2), 0, '99999999-0000-4000-8000-000000000000');
  const user = foreign(rows.at(-1), 2, '712020:99999999-0000-4000-8000-000000000000');
  return writeCsv([heading, ...rows.slice(0, -2), group, user]);
}

/** The memberships of the file but the last; its group has somebody else, its person is elsewhere. */
export function withoutTheLast() {
  const [heading, ...rows] = parseCsv(FILE);
  return writeCsv([heading, ...rows.slice(0, -1), membership(1, ROWS), membership(ROWS, 99)]);
}
