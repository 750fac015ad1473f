// Stands between the relay and the simulated site and answers calls itself where it is told to.
import { startBetween } from './between.mjs';

export async function startRefusingSite(origin) {
  // `refuse` takes method and path and gives `{ status, type, body }`, or nothing: then the site answers.
  const state = { refuse: () => undefined };
  const between = await startBetween(origin, ({ method, url }) => {
    const refused = state.refuse(method, url);
    return refused && { status: refused.status, headers: { 'Content-Type': refused.type }, body: refused.body };
  });
  return { ...between, state };
}

/** What stands before a site whose IP allowlist leaves this network out. */
export const ALLOWLIST_PAGE = { status: 403, type: 'text/html', body: '<html><body>Access from this IP address is blocked.</body></html>' };
