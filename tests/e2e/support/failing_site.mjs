// A proxy between the relay and the simulated site. On request, it answers every call as the site does to an expired token.
import { startBetween } from './between.mjs';

const REFUSAL = {
  status: 401,
  headers: {
    'Content-Type': 'application/json;charset=UTF-8',
    'X-Seraph-LoginReason': 'AUTHENTICATED_FAILED',
    'WWW-Authenticate': 'OAuth realm="https%3A%2F%2Fmysite.atlassian.net"',
  },
  body: '{"message":"Client must be authenticated to access this resource.","status-code":401}',
};

export async function startExpiringLogin(origin) {
  const state = { expired: false, refusedRemovals: 0 };
  const between = await startBetween(origin, ({ method }) => {
    if (!state.expired) return undefined;
    if (method === 'DELETE') state.refusedRemovals += 1;
    return REFUSAL;
  });
  return {
    ...between,
    expire: () => { state.expired = true; },
    renew: () => { state.expired = false; },
    refusedRemovals: () => state.refusedRemovals,
  };
}
