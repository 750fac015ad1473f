// A short sample of `make soak`: the browser is killed in the middle of a run, three times.
import { test } from 'node:test';
import { killAgainAndAgain } from './support/crash.mjs';

test('three kills in the middle of a run lose no row, and the undo brings all back', { timeout: 110_000 }, async (t) => {
  const { kills } = await killAgainAndAgain(t, { rows: 132, keepEvery: 11, rate: 30, faults: 5, kills: 3, seed: 3, longest: 900 });
  t.diagnostic(`${kills} kills`);
});
