// Stands between the relay and the simulated site and answers some removals as the gateway does when it has had enough:
// 429 without Retry-After and without a reason, `X-RateLimit-Reset` alone.
import { startBetween } from './between.mjs';

export async function startMuteLimiter(origin, { every = 4, waitMs = 1_500 } = {}) {
  const state = { removals: 0, refused: 0, until: 0, early: 0 };
  const between = await startBetween(origin, ({ method }) => {
    if (method !== 'DELETE') return undefined;
    state.removals += 1;
    if (Date.now() < state.until) state.early += 1;
    if (state.removals % every !== 0) return undefined;
    state.refused += 1;
    // The reset is told in whole seconds, rounded up.
    state.until = Math.ceil((Date.now() + waitMs) / 1000) * 1000;
    const reset = new Date(state.until).toISOString().replace('.000Z', 'Z');
    return { status: 429, headers: { 'X-RateLimit-Limit': '360000', 'X-RateLimit-Remaining': '0', 'X-RateLimit-Reset': reset } };
  });
  return { ...between, state };
}
