// Stands between the relay and the simulated site and asks for a pause of a day: of changes, of reads, or of both.
import { startBetween } from './between.mjs';

export async function startLongPause(origin, { seconds = '86400' } = {}) {
  const state = { changes: false, reads: false, refused: [] };
  const between = await startBetween(origin, ({ method, url }) => {
    if (!(method === 'GET' ? state.reads : state.changes)) return undefined;
    state.refused.push(`${method} ${url}`);
    return { status: 429, headers: { 'Retry-After': seconds, 'Content-Length': 0 } };
  });
  return { ...between, state };
}
