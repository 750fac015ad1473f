// A proxy between the relay and the simulated site that answers some calls itself.
import { startBetween } from './between.mjs';

export async function startRefusingSite(origin) {
  // `refuse` gets method and path, and returns `{ status, type, body }`. If it returns nothing, the site answers.
  const state = { refuse: () => undefined };
  const between = await startBetween(origin, ({ method, url }) => {
    const refused = state.refuse(method, url);
    return refused && { status: refused.status, headers: { 'Content-Type': refused.type }, body: refused.body };
  });
  return { ...between, state };
}

/** The answers of a site whose IP allowlist excludes this network. */
export const ALLOWLIST_PAGE = { status: 403, type: 'text/html', body: '<html><body>Access from this IP address is blocked.</body></html>' };
