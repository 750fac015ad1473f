// One test per line of the fact sheet about limits, faults and late reads (section 13): no row fails because of them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { generatedExport } from './support/exports.mjs';
import { goes, LIMIT, look, ROWS, withoutTheLast } from './support/matrix.mjs';
import { startMuteLimiter } from './support/mute_limiter.mjs';
import { openStage, readyToRun } from './support/stage.mjs';

for (const format of ['seconds', 'minutes']) {
  test(`25, 27: a small bucket (reset in ${format}) is waited for, never early, and fails no row`, LIMIT, async (t) => {
    const file = generatedExport(40);
    const { counts, results, site } = await goes(t, { members: file, file, site: { rate: 8, burst: 4, profiles: { 'reset-format': format } } });
    assert.deepEqual([counts.Removed, counts.Failed], [40, 0]);
    assert.ok(results.every((row) => row.outcome === 'removed'));
    const removals = await site.removals();
    const refused = removals.filter((one) => one.status === 429);
    for (const one of refused) {
      const early = removals.filter((other) => other.at > one.at + 250 && other.at < one.at + 1_000);
      assert.deepEqual(early, [], 'nothing comes before Retry-After is over');
    }
  });
}

test('26: a 429 without Retry-After is waited for by its reset time', LIMIT, async (t) => {
  const { counts, gate } = await goes(t, { between: (origin) => startMuteLimiter(origin, { every: 5, waitMs: 1_000 }) });
  assert.equal(counts.Removed, ROWS);
  assert.ok(gate.state.refused >= 1);
  assert.equal(gate.state.early, 0);
});

test('28: near its limit the site is asked more slowly', LIMIT, async (t) => {
  const file = generatedExport(60);
  const { counts, site } = await goes(t, { members: file, file, site: { rate: 12, burst: 24 } });
  assert.equal(counts.Removed, 60);
  const removals = await site.removals();
  const refused = removals.filter((one) => one.status === 429).length;
  assert.ok(refused <= 6, `${refused} of ${removals.length} were too fast`);
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
  await ui.status('Verification').getByText(new RegExp(`0 of ${ROWS} remain`)).waitFor({ timeout: 60_000 });
});

test('41: the site speaks German, and the record does not', LIMIT, async (t) => {
  const members = withoutTheLast();
  const { counts, results, site } = await goes(t, { members, site: { profiles: { language: 'de' } } });
  assert.equal(counts['Already gone'], 1);
  assert.ok(results.every((row) => !/[äöüß]|Benutzer/.test(row.reason)), results.map((row) => row.reason).join(' '));
  assert.ok((await site.removals()).every(({ headers }) => headers['x-force-accept-language'] === 'true'));
});
