// The answers of a site that concern a run: what the row is called, and why. Here as a site gives them by
// default. What else a site may answer is tried natively: crates/core/tests/matrix and crates/atlassian-sim/tests.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asObjects, parseCsv } from './support/csv.mjs';
import { FILE, goes, GROUP_IDS, LIMIT, ROWS, withForeignRows, withoutTheLast } from './support/matrix.mjs';
import { openStage, readyToRun } from './support/stage.mjs';

test('1, 5, 6, 19: members are removed by calls that name account and group, and no browser shows in them', LIMIT, async (t) => {
  const { counts, results, site } = await goes(t);
  assert.equal(counts.Removed, ROWS);
  assert.ok(results.every((row) => row.outcome === 'removed' && row.http_status === '200'));
  assert.equal(await site.memberships(), 0);
  assert.ok((await site.removals()).every(({ group, account }) => group && account));
  assert.ok((await site.requests()).every(({ headers }) => !/Mozilla|Chrome/.test(headers['user-agent']) && !headers.origin && !headers.referer));
});

test('2: who is not a member is already gone', LIMIT, async (t) => {
  const { counts, results } = await goes(t, { members: withoutTheLast() });
  assert.deepEqual([counts.Removed, counts['Already gone'], counts.Failed], [ROWS - 1, 1, 0]);
  const gone = results.at(-1);
  assert.deepEqual([gone.outcome, gone.http_status], ['already_gone', '400']);
  assert.match(gone.reason, /not a member/i);
});

test('3, 4: rows whose group or user the site does not know are not found, and are left out', LIMIT, async (t) => {
  const { counts, results } = await goes(t, { file: withForeignRows() });
  assert.deepEqual([counts.Removed, counts['Already gone']], [ROWS - 2, 0]);
  for (const foreign of results.slice(-2)) {
    assert.equal(foreign.outcome, 'kept');
    assert.match(foreign.reason, /not found/i);
  }
});

test('7: without site administration the first one fails and nothing else is sent', LIMIT, async (t) => {
  const stage = await openStage(t, { members: FILE, site: { right: 'jira-admin' } });
  await readyToRun(stage, FILE);
  const { ui, site } = stage;
  await ui.button('Try the first one').click();
  await ui.dialog.getByRole('button', { name: 'Remove', exact: true }).click();
  await ui.stateIs('The first one was not removed');
  assert.equal(await ui.isUsable(ui.button('Remove the rest')), false);
  assert.equal((await ui.counts()).Failed, 1);
  assert.equal((await site.removals()).length, 1);
  assert.equal(await site.memberships(), ROWS);
});

test('8: a synced group fails row by row, and the other groups go', LIMIT, async (t) => {
  const rows = asObjects(parseCsv(FILE));
  const synced = GROUP_IDS.find((group) => group !== rows[0]['Group id']);
  const inIt = rows.filter((row) => row['Group id'] === synced).length;
  const { counts, results } = await goes(t, { site: { profiles: { 'synced-groups': synced, 'picker-managed-by': 'absent' } } });
  assert.deepEqual([counts.Failed, counts.Removed], [inIt, ROWS - inIt]);
  assert.ok(results.filter((row) => row['Group id'] === synced).every((row) => row.outcome === 'failed' && row.reason !== ''));
});
