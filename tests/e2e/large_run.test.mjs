// A thousand removals at full pace against a site that fails now and then; what was not ticked stays.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asObjects, parseCsv } from './support/csv.mjs';
import { generatedExport } from './support/exports.mjs';
import { EMAIL, pairOf, TOKEN } from './support/site.mjs';
import { assertBalanced, openStage } from './support/stage.mjs';

const KEEP_EVERY = 11;
const FILE = generatedExport(1_100, { keepEvery: KEEP_EVERY });

test('a thousand selected memberships go, a hundred unticked ones among them stay', { timeout: 110_000 }, async (t) => {
  const { ui, site, host } = await openStage(t, { members: FILE, site: { rate: 100, burst: 100, seed: 7 } });
  await ui.importFile(FILE);
  await ui.goTo('Choose');
  await ui.selectShown();
  await ui.search('Keep ');
  await ui.button('Clear shown').click();
  await ui.search('');
  assert.match(await ui.whatWillChange(), /\b1,?000\b/);

  await ui.connectRelay({ email: EMAIL, token: TOKEN, expect: new RegExp(host) });
  await ui.goTo('Run');
  await ui.callsPerSecond(50);
  await ui.tryFirst();
  await site.settings({ faults_percent: 2 });
  await ui.removeRest(host, 80_000);

  const counts = await ui.counts();
  assertBalanced(counts);
  assert.equal(counts.Selected, 1_000);
  // A removal that took effect before its connection was cut is found already gone when tried again.
  assert.equal(counts.Removed + counts['Already gone'], 1_000, JSON.stringify(counts));

  const input = asObjects(parseCsv(FILE));
  const kept = input.filter((row) => row['User name'].startsWith('Keep '));
  assert.equal(kept.length, 100);
  assert.equal(await site.memberships(), 100);
  for (const group of new Set(kept.map((row) => row['Group id']))) {
    const expected = kept.filter((row) => row['Group id'] === group).map((row) => row['User id']);
    assert.deepEqual(await site.members(group), expected.toSorted(), `who stays in ${group}`);
  }

  const keptPairs = new Set(kept.map((row) => pairOf({ group: row['Group id'], account: row['User id'] })));
  const removals = await site.removals();
  assert.ok(removals.every((removal) => !keptPairs.has(pairOf(removal))), 'no unticked membership was ever asked for');
  assert.ok(removals.length > 1_000, 'there were faults, and tries after them');
  checkRecord(await ui.downloadResults(), removals);
});

/** Every row has its outcome, and as many attempts as the site saw. */
function checkRecord(results, removals) {
  const seen = new Map();
  for (const removal of removals) seen.set(pairOf(removal), (seen.get(pairOf(removal)) ?? 0) + 1);
  const rows = asObjects(parseCsv(results));
  assert.equal(rows.length, 1_100);
  for (const row of rows) {
    const pair = pairOf({ group: row['Group id'], account: row['User id'] });
    if (row['User name'].startsWith('Keep ')) {
      assert.equal(row.outcome, 'kept');
    } else {
      assert.match(row.outcome, /^(removed|already_gone)$/);
      assert.equal(Number(row.attempts), seen.get(pair), `attempts of ${row['User name']}`);
    }
  }
}
