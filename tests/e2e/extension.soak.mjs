// `make soak`, the browser extension: the browser is killed in the middle of a run that no relay carries.
import { test } from 'node:test';
import { killAgainAndAgain } from './support/crash.mjs';

test('a thousand rows on a site with 5 % faults survive two kills of the browser', { timeout: 200_000 }, async (t) => {
  const { counts } = await killAgainAndAgain(t, { rows: 1_000, keepEvery: 50, rate: 50, faults: 5, kills: 2, seed: 15, longest: 2_000, byExtension: true });
  t.diagnostic(JSON.stringify(counts));
});
