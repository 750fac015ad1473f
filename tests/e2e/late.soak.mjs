// `make soak`: the tests that need a minute each.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asObjects, parseCsv } from './support/csv.mjs';
import { FILE, goes, GROUP_IDS, ROWS } from './support/matrix.mjs';

test('8: a synced group that answers 200 and changes nothing is found out by Verify', { timeout: 110_000 }, async (t) => {
  const rows = asObjects(parseCsv(FILE));
  const synced = GROUP_IDS.find((group) => group !== rows[0]['Group id']);
  const inIt = rows.filter((row) => row['Group id'] === synced).length;
  const { ui, counts } = await goes(t, { site: { profiles: { 'synced-group': '200', 'synced-groups': synced, 'picker-managed-by': 'absent' } } });
  assert.equal(counts.Removed, ROWS, 'the answers alone do not tell');
  await ui.button('Verify').click();
  const said = ui.status('Verification');
  await said.getByText(inIt === 0 ? `all ${ROWS} memberships are gone` : new RegExp(`${inIt} (is|are) still there`)).waitFor({ timeout: 90_000 });
  const results = asObjects(parseCsv(await ui.downloadResults()));
  assert.equal(results.filter((row) => row.outcome === 'failed').length, inIt);
  assert.ok(results.filter((row) => row.outcome === 'failed').every((row) => row['Group id'] === synced));
});

