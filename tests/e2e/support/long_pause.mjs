// Stands between the relay and the simulated site and asks for a pause of a day: of changes, of reads, or of both.
import http from 'node:http';

export async function startLongPause(origin, { seconds = '86400' } = {}) {
  const upstream = new URL(origin);
  const state = { changes: false, reads: false, refused: [] };
  const server = http.createServer((request, response) => {
    const { method, url, headers } = request;
    const isRead = method === 'GET';
    if (isRead ? state.reads : state.changes) {
      state.refused.push(`${method} ${url}`);
      request.resume();
      response.writeHead(429, { 'Retry-After': seconds, 'Content-Length': 0 }).end();
      return;
    }
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
