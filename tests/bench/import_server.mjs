// Serves the built page, the two peers and what the benchmark runs inside the page, all from one origin on this machine.
// Not the relay: its Content-Security-Policy lets no foreign script in, and the peers have to run in the same page load.
import { readdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import path from 'node:path';

const HERE = import.meta.dirname;
const installed = (file) => path.join(path.dirname(createRequire(import.meta.url).resolve('papaparse/package.json')), '..', file);

const EXTRA = {
  '/bench/papaparse.min.js': installed('papaparse/papaparse.min.js'),
  '/bench/uDSV.iife.min.js': installed('udsv/dist/uDSV.iife.min.js'),
  '/bench/import_page.mjs': path.join(HERE, 'import_page.mjs'),
  '/bench/import_peers.mjs': path.join(HERE, 'import_peers.mjs'),
  '/bench/import_watch.mjs': path.join(HERE, 'import_watch.mjs'),
};

/** WebAssembly is only compiled while it streams in if its type is right; modules need theirs too. */
const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
};

/** Path asked for → file. The page's files are listed once: nothing else can be asked for. */
async function routes(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath ?? entry.path, entry.name));
  const found = files.map((file) => [`/${path.relative(folder, file).replaceAll(path.sep, '/')}`, file]);
  const all = new Map([...found, ...Object.entries(EXTRA)]);
  if (!all.has('/index.html')) throw new Error('no built page: run the build, or name its folder in GROUPSWEEP_PAGE');
  return all.set('/', all.get('/index.html'));
}

/** Starts the server on a free port. */
export async function servePage(folder) {
  const known = await routes(folder);
  const server = createServer(async (request, response) => {
    const file = known.get(new URL(request.url, 'http://localhost').pathname);
    if (!file) {
      response.writeHead(404).end();
      return;
    }
    const body = await readFile(file);
    response.writeHead(200, { 'content-type': TYPES[path.extname(file)] ?? 'application/octet-stream' }).end(body);
  });
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const stop = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => { server.close(resolve); });
  };
  return { address: `http://127.0.0.1:${server.address().port}/`, stop };
}
