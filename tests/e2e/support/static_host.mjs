// The built page on a plain static host, with the headers of `_headers` or without any.
import { readFile } from 'node:fs/promises';
import http from 'node:http';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const DIST = process.env.GROUPSWEEP_PAGE || path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../../dist');
const KINDS = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.wasm': 'application/wasm', '.svg': 'image/svg+xml' };

/** The headers that `_headers` asks a static host for, by name: those of every file. */
export async function hostHeaders() {
  const [every] = (await readFile(path.join(DIST, '_headers'), 'utf8')).split(/^\/(?!\*)/m);
  const lines = every.split('\n').filter((line) => line.startsWith('  '));
  return Object.fromEntries(lines.map((line) => /^ {2}([\w-]+): (.*)$/.exec(line).slice(1)));
}

/** Serves dist/, at `under`; `change(name, bytes)` may give other bytes than those that were built. */
export async function startStaticHost({ headers = {}, change = (name, bytes) => bytes, address = '127.0.0.1', under = '/' } = {}) {
  const asked = [];
  const server = http.createServer(async (request, response) => {
    const name = request.url === under ? 'index.html' : request.url.startsWith(under) ? request.url.slice(under.length) : 'elsewhere';
    asked.push(name);
    try {
      const bytes = change(name, await readFile(path.join(DIST, name)));
      response.writeHead(200, { 'content-type': KINDS[path.extname(name)] ?? 'text/plain', ...headers }).end(bytes);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, address, resolve));
  const host = `${address}:${server.address().port}`;
  return {
    asked,
    host,
    address: `http://${host}${under}`,
    origin: `http://${host}`,
    stop: () => new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    }),
  };
}
