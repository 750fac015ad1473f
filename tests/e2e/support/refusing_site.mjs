// Stands between the relay and the simulated site and answers calls itself where it is told to.
import http from 'node:http';

export async function startRefusingSite(origin) {
  const upstream = new URL(origin);
  // `refuse` takes method and path and gives `{ status, type, body }`, or nothing: then the site answers.
  const state = { refuse: () => undefined };
  const server = http.createServer((request, response) => {
    const { method, url, headers } = request;
    const refused = state.refuse(method, url);
    if (refused) {
      request.resume();
      response.writeHead(refused.status, { 'Content-Type': refused.type }).end(refused.body);
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

/** What stands before a site whose IP allowlist leaves this network out. */
export const ALLOWLIST_PAGE = { status: 403, type: 'text/html', body: '<html><body>Access from this IP address is blocked.</body></html>' };
