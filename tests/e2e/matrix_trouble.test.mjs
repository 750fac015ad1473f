// Limits, faults and late reads of a site, one test each: no row fails because of them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { generatedExport } from './support/exports.mjs';
import { goes, LIMIT, look, ROWS, withoutTheLast } from './support/matrix.mjs';
import { pairOf } from './support/site.mjs';
import { openStage, readyToRun } from './support/stage.mjs';
import { until } from './support/until.mjs';

// What else a limit and a fault look like is tried natively: crates/core/tests/matrix. How long a 429 is waited for (25), what a
// reset time means (27) and that a site is asked more slowly near its limit (28) are counted on a clock of their own, in
// crates/core/tests/run: tries.rs and learning.rs. Here a browser runs into the limit.
test('25, 27: calls that a limit refuses are sent again, and no row fails', LIMIT, async (t) => {
  const file = generatedExport(8);
  const stage = await openStage(t, { members: file });
  await readyToRun(stage, file);
  await stage.ui.tryFirst();
  // One call a second, whatever the page's pace. The second call within a second is refused.
  await stage.site.settings({ rate: 1, burst: 1 });
  await stage.ui.startTheRest(stage.host);
  await until('calls were refused', async () => (await refusedRemovals(stage.site)).length > 0);
  await stage.site.settings({ rate: 50, burst: 50 });
  await stage.ui.stateIs('Finished', 45_000);
  const { counts, results, site } = await look(stage);
  assert.deepEqual([counts.Removed, counts.Failed], [8, 0]);
  assert.ok(results.every((row) => row.outcome === 'removed'));
  const removals = await site.removals();
  for (const refused of await refusedRemovals(site)) {
    const statuses = removals.filter((one) => pairOf(one) === pairOf(refused)).map(({ status }) => status);
    assert.equal(statuses.at(-1), 200, `sent again until it is done: ${statuses}`);
    assert.equal(statuses.filter((status) => status === 200).length, 1, 'and done once');
  }
  assert.equal(await site.memberships(), 0);
});

async function refusedRemovals(site) {
  return (await site.removals()).filter((one) => one.status === 429);
}

for (const kind of ['504-after-effect', 'cut']) {
  test(`29: ${kind} is tried again until the row is settled`, LIMIT, async (t) => {
    const file = generatedExport(10);
    const stage = await openStage(t, { members: file, site: { profiles: { 'fault-kinds': kind } } });
    await readyToRun(stage, file);
    await stage.ui.tryFirst();
    await stage.site.settings({ faults_percent: 40 });
    await stage.ui.removeRest(stage.host, 50_000);
    const { counts, results, site } = await look(stage);
    assert.equal(counts.Removed, 10, JSON.stringify(counts));
    assert.ok(results.some((row) => Number(row.attempts) > 1), 'some rows needed more than one try');
    assert.equal(await site.memberships(), 0);
  });
}

test('40: a site that shows changes late is read again until it does', { timeout: 90_000 }, async (t) => {
  const { ui, counts } = await goes(t, { site: { profiles: { 'stale-seconds': '3' } } });
  assert.equal(counts.Removed, ROWS);
  await ui.button('Verify').click();
  await ui.status('Verification').getByText(new RegExp(`all ${ROWS} memberships are gone`)).waitFor({ timeout: 60_000 });
});

test('41: the site speaks German, and the record does not', LIMIT, async (t) => {
  const members = withoutTheLast();
  const { counts, results, site } = await goes(t, { members, site: { profiles: { language: 'de' } } });
  assert.equal(counts['Already gone'], 1);
  assert.ok(results.every((row) => !/[äöüß]|Benutzer/.test(row.reason)), results.map((row) => row.reason).join(' '));
  assert.ok((await site.removals()).every(({ headers }) => headers['x-force-accept-language'] === 'true'));
});
