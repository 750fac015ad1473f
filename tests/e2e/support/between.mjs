// Stands between the relay and the simulated site and passes every call on, but for those that it answers itself.
import http from 'node:http';

/** `answers(request)` gives `{ status, headers, body }`, or nothing: then the site answers. It may give a promise. */
export async function startBetween(origin, answers) {
  const upstream = new URL(origin);
  // A call on a connection that is being closed for its silence loses its answer, which no test asked for.
  const agent = new http.Agent({ keepAlive: false });
  const server = http.createServer(async (request, response) => {
    const own = await answers(request);
    if (own) {
      request.resume();
      response.writeHead(own.status, own.headers).end(own.body);
      return;
    }
    const { method, url, headers } = request;
    const forwarded = http.request({ agent, host: upstream.hostname, port: upstream.port, method, path: url, headers }, (answer) => {
      response.writeHead(answer.statusCode, answer.headers);
      answer.pipe(response);
    });
    forwarded.on('error', () => response.destroy());
    request.pipe(forwarded);
  });
  server.keepAliveTimeout = 120_000;
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${server.address().port}`;
  return {
    host,
    origin: `http://${host}`,
    stop: () => new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    }),
  };
}
