// Stands before the simulated site and holds calls back for as long as a test likes: one tab is in the middle of something
// then, and the calls of the others go through.
import { startBetween } from './between.mjs';
import { until } from './until.mjs';

/** Reads who is in a group. */
export const isReading = ({ method, url }) => method === 'GET' && url.includes('/group/member');
/** Adds a membership. */
export const isAddition = ({ method, url }) => method === 'POST' && url.includes('/group/user');

/** Relays wait 30 s for an answer, so a test has to do less in that time. */
export async function startHoldingGate(origin) {
  const holds = [];
  const gate = await startBetween(origin, (request) => {
    const hold = holds.find(({ matches, left }) => left > 0 && matches(request));
    if (!hold) return undefined;
    hold.left -= 1;
    return new Promise((resolve) => { hold.waiting.push(resolve); });
  });
  const release = (hold) => {
    hold.left = 0;
    for (const goes of hold.waiting.splice(0)) goes();
  };
  return {
    ...gate,
    /** From now on, the next `most` calls like these are held back. */
    hold(matches, most = 1) {
      const hold = { matches, left: most, waiting: [] };
      holds.push(hold);
      return { hasCome: () => until('a call is held back', () => hold.waiting.length > 0), release: () => release(hold) };
    },
    stop() {
      holds.forEach(release);
      return gate.stop();
    },
  };
}
