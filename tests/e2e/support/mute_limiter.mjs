// Stands between the relay and the simulated site and answers some removals as the gateway does when it has had enough:
// 429 without Retry-After and without a reason, `X-RateLimit-Reset` alone.
import http from 'node:http';

export async function startMuteLimiter(origin, { every = 4, waitMs = 1_500 } = {}) {
  const upstream = new URL(origin);
  const state = { removals: 0, refused: 0, until: 0, early: 0 };
  const server = http.createServer((request, response) => {
    const removal = request.method === 'DELETE';
    if (removal) {
      state.removals += 1;
      if (Date.now() < state.until) state.early += 1;
    }
    if (removal && state.removals % every === 0) {
      state.refused += 1;
      // The reset is told in whole seconds, rounded up.
      state.until = Math.ceil((Date.now() + waitMs) / 1000) * 1000;
      request.resume();
      response.writeHead(429, { 'X-RateLimit-Limit': '360000', 'X-RateLimit-Remaining': '0', 'X-RateLimit-Reset': new Date(state.until).toISOString().replace('.000Z', 'Z') });
      response.end();
      return;
    }
    const { method, url, headers } = request;
    const forwarded = http.request({ host: upstream.hostname, port: upstream.port, method, path: url, headers }, (answer) => {
      response.writeHead(answer.statusCode, answer.headers);
      answer.pipe(response);
    });
    forwarded.on('error', () => response.destroy());
    request.pipe(forwarded);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${server.address().port}`;
  return {
    host,
    origin: `http://${host}`,
    state,
    stop: () => new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    }),
  };
}
