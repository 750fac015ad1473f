// Stands between the relay and the simulated site and, when told to, answers every call as the site does to a dead token.
import http from 'node:http';

export async function startExpiringLogin(origin) {
  const upstream = new URL(origin);
  const state = { expired: false, refusedRemovals: 0 };
  const server = http.createServer((request, response) => {
    if (state.expired) {
      if (request.method === 'DELETE') state.refusedRemovals += 1;
      request.resume();
      response.writeHead(401, {
        'Content-Type': 'application/json;charset=UTF-8',
        'X-Seraph-LoginReason': 'AUTHENTICATED_FAILED',
        'WWW-Authenticate': 'OAuth realm="https%3A%2F%2Fmysite.atlassian.net"',
      });
      response.end('{"message":"Client must be authenticated to access this resource.","status-code":401}');
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
    expire: () => { state.expired = true; },
    refusedRemovals: () => state.refusedRemovals,
    stop: () => new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    }),
  };
}
