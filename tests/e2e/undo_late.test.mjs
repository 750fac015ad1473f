// A site that answers "already a member" for seconds after a removal: an undo brings everybody back all the same.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { generatedExport } from './support/exports.mjs';
import { UNDO_OUTCOMES } from './support/page.mjs';
import { assertBalanced, openStage, readyToRun } from './support/stage.mjs';

const ROWS = 8;
const FILE = generatedExport(ROWS);

test('an undo right after a removal brings everybody back, also on a site that is seconds late', { timeout: 120_000 }, async (t) => {
  const stage = await openStage(t, { members: FILE, site: { profiles: { 'late-already-member-seconds': '8', 'stale-seconds': '3' } } });
  const { ui, site, host } = stage;
  await readyToRun(stage, FILE);
  await ui.tryFirst();
  await ui.removeRest(host);
  assert.equal(await site.memberships(), 0);

  await ui.addBack(host, 60_000);
  const counts = await ui.counts();
  assertBalanced(counts, UNDO_OUTCOMES);
  assert.equal(counts.Added, ROWS, JSON.stringify(counts));
  assert.equal(await site.memberships(), ROWS);
});
