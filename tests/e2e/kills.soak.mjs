// `make soak`: fifty kills over a thousand rows with five percent faults.
import { test } from 'node:test';
import { killAgainAndAgain } from './support/crash.mjs';

test('fifty kills over a thousand rows lose no row, and the undo brings all back', { timeout: 1_500_000 }, async (t) => {
  const seed = Number(process.env.SEED ?? 50);
  const { kills, removals, counts } = await killAgainAndAgain(t, { rows: 1_100, keepEvery: 11, rate: 4, faults: 5, kills: 50, seed, longest: 3_000 });
  t.diagnostic(`seed ${seed}: ${kills} kills, ${removals} removals sent, ${JSON.stringify(counts)}`);
});
