// A site as browsers reach Atlassian's: HTTP/2 over TLS, before the simulated site, which speaks plain HTTP/1.1.
import http from 'node:http';
import http2 from 'node:http2';

/** What belongs to one connection and not to the call. */
const OF_CONNECTION = ['connection', 'keep-alive', 'transfer-encoding', 'host'];

/** `secret` is a key and a certificate. `streams` tells how many calls were under way at once at most, and on how many connections. */
export async function startTlsFront(origin, secret) {
  const upstream = new URL(origin);
  const agent = new http.Agent({ keepAlive: true });
  const sessions = new Set();
  const seen = { now: 0, most: 0, connections: 0 };
  const server = http2.createSecureServer(secret, (request, response) => {
    seen.now += 1;
    seen.most = Math.max(seen.most, seen.now);
    response.on('close', () => { seen.now -= 1; });
    const { method, url } = request;
    const headers = Object.fromEntries(Object.entries(request.headers).filter(([name]) => !name.startsWith(':')));
    const onward = http.request({ agent, hostname: upstream.hostname, port: upstream.port, method, path: url, headers }, (answer) => {
      const answered = Object.fromEntries(Object.entries(answer.headers).filter(([name]) => !OF_CONNECTION.includes(name)));
      response.writeHead(answer.statusCode, answered);
      answer.pipe(response);
    });
    onward.on('error', () => response.stream.destroy());
    request.pipe(onward);
  });
  server.on('session', (session) => {
    seen.connections += 1;
    sessions.add(session);
    session.on('error', () => {}).on('close', () => sessions.delete(session));
  });
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  return {
    port: server.address().port,
    seen,
    async stop() {
      for (const session of sessions) session.destroy();
      agent.destroy();
      await new Promise((resolve) => { server.close(resolve); });
    },
  };
}
