// One test per line of the fact sheet about limits, faults and late reads (section 13): no row fails because of them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { generatedExport } from './support/exports.mjs';
import { goes, LIMIT, look, ROWS, withoutTheLast } from './support/matrix.mjs';
import { openStage, readyToRun } from './support/stage.mjs';
import { until } from './support/until.mjs';

for (const format of ['seconds', 'minutes']) {
  test(`25, 27: a small bucket (reset in ${format}) is waited for, never early, and fails no row`, LIMIT, async (t) => {
    const file = generatedExport(40);
    const stage = await openStage(t, { members: file, site: { profiles: { 'reset-format': format } } });
    await readyToRun(stage, file);
    await stage.ui.tryFirst();
    await stage.ui.startTheRest(stage.host);
    // The limit falls while the run goes at a pace that was right before, so that calls are refused for certain.
    await until('the run is under way', async () => (await stage.site.removals()).length >= 8);
    await stage.site.settings({ rate: 3, burst: 1 });
    await until('calls were refused', async () => (await refusedRemovals(stage.site)).length > 0);
    await stage.site.settings({ rate: 8, burst: 4 });
    await stage.ui.stateIs('Finished', 45_000);
    const { counts, results, site } = await look(stage);
    assert.deepEqual([counts.Removed, counts.Failed], [40, 0]);
    assert.ok(results.every((row) => row.outcome === 'removed'));
    const removals = await site.removals();
    const refused = await refusedRemovals(site);
    assert.ok(refused.length > 0, 'no call was refused, so nothing was waited for');
    for (const one of refused) {
      const early = removals.filter((other) => other.at > one.at + 250 && other.at < one.at + 1_000);
      assert.deepEqual(early, [], 'nothing comes before Retry-After is over');
    }
  });
}

async function refusedRemovals(site) {
  return (await site.removals()).filter((one) => one.status === 429);
}

/** Calls a second. */
function speed(calls) {
  return (calls.length - 1) * 1_000 / (calls.at(-1).at - calls[0].at);
}

test('28: near its limit the site is asked more slowly', LIMIT, async (t) => {
  const [file, rate] = [generatedExport(60), 6];
  const { counts, site } = await goes(t, { members: file, file, site: { rate, burst: 20 } });
  assert.equal(counts.Removed, 60);
  const removals = await site.removals();
  const refused = await refusedRemovals(site);
  assert.ok(refused.length <= 6, `${refused.length} of ${removals.length} were too fast`);
  // The trial is the first call. The bucket is full then: the run begins faster than the site allows in the long run.
  const [first, last] = [speed(removals.slice(1, 14)), speed(removals.slice(-14))];
  assert.ok(first > 1.3 * rate, `it never came near the limit: ${first} calls a second`);
  assert.ok(last < 1.2 * rate, `it does not go more slowly: ${first}, then ${last} calls a second`);
});

for (const kind of ['503', '503-retry-after', '502', '504', '504-after-effect', 'cut']) {
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
