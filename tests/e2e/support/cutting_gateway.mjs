// Atlassian's gateway as a browser reaches it over TLS, before the simulated site. It may make a change and not say so:
// end the connection, answer 408, or say goodbye (GOAWAY) as if the call had not come. Browsers send such a call again
// by themselves on a connection used before.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import http from 'node:http';
import http2 from 'node:http2';
import https from 'node:https';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

const HOST = 'api.atlassian.com';
const ENDINGS = {
  cut: (response) => connection(response).destroy(),
  // The call before it is said to be the last that came.
  goaway: ({ stream }) => stream.session.goaway(http2.constants.NGHTTP2_NO_ERROR, stream.id - 2, Buffer.alloc(1)),
  // With the answer's CORS headers: what is tested is what a page does with a 408 that it may read.
  408: (response, headers) => response.writeHead(408, { ...headers, ...(response.stream ? {} : { connection: 'close' }), 'content-type': 'text/plain', 'content-length': 0 }).end(),
};

/** A key and a self-signed certificate. `null` without openssl. */
export function certificate() {
  const folder = mkdtempSync(path.join(tmpdir(), 'groupsweep-certificate-'));
  const [key, cert] = ['key.pem', 'cert.pem'].map((name) => path.join(folder, name));
  try {
    execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', cert, '-days', '2',
      '-subj', `/CN=${HOST}`, '-addext', `subjectAltName=DNS:${HOST}`], { stdio: 'ignore' });
    return { key: readFileSync(key), cert: readFileSync(cert) };
  } catch {
    return undefined;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The connection that a call came on, by either protocol. */
function connection({ stream, socket }) {
  return stream?.session ?? socket;
}

/** Starts the gateway before a site, and a web proxy that leads to it and to nothing else. `protocol` is h1 or h2. */
export async function startCuttingGateway(origin, secret, protocol = 'h1') {
  const state = { ending: undefined, ended: new Set(), delivered: new Map(), calls: new WeakMap(), sessions: new Set() };
  const answer = (request, response) => serve(state, origin, request, response).catch(() => connection(response)?.destroy());
  const server = protocol === 'h2' ? http2.createSecureServer(secret, answer) : https.createServer(secret, answer);
  server.on('session', (session) => {
    state.sessions.add(session);
    session.on('error', () => {}).on('close', () => state.sessions.delete(session));
  });
  const port = await listening(server);
  const tunnels = new Set();
  const proxy = http.createServer((_, response) => response.writeHead(502).end());
  proxy.on('connect', (request, socket, head) => {
    if (request.url !== `${HOST}:443`) return socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    const upstream = net.connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      upstream.write(head);
      socket.pipe(upstream).pipe(socket);
    });
    for (const end of [socket, upstream]) {
      tunnels.add(end);
      end.on('error', () => {}).on('close', () => { socket.destroy(); upstream.destroy(); });
    }
    return undefined;
  });
  const proxyPort = await listening(proxy);
  return {
    host: HOST,
    port,
    proxyPort,
    /** From now on each change is made once without an answer: 'cut', 408 or 'goaway'. */
    endWith: (ending) => { state.ending = ENDINGS[ending]; },
    /** How often each change came, by its address. */
    delivered: () => [...state.delivered.values()],
    async stop() {
      for (const end of tunnels) end.destroy();
      for (const session of state.sessions) session.destroy();
      server.closeAllConnections?.();
      await Promise.all([server, proxy].map((one) => new Promise((resolve) => one.close(resolve))));
    },
  };
}

function listening(server) {
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server.address().port)));
}

async function serve(state, origin, request, response) {
  const { method, url } = request;
  const on = connection(request);
  const calls = (state.calls.get(on) ?? 0) + 1;
  state.calls.set(on, calls);
  const body = await read(request);
  const headers = Object.fromEntries(Object.entries(request.headers).filter(([name]) => name !== 'host' && !name.startsWith(':')));
  const answer = await fetch(`${origin}${url}`, { method, headers, body: body.length > 0 ? body : undefined });
  const text = Buffer.from(await answer.arrayBuffer());
  const change = method === 'DELETE' || method === 'POST';
  if (change) state.delivered.set(`${method} ${url} ${body}`, (state.delivered.get(`${method} ${url} ${body}`) ?? 0) + 1);
  const passed = Object.fromEntries(answer.headers);
  delete passed['transfer-encoding'];
  delete passed['content-encoding'];
  delete passed.connection;
  delete passed['keep-alive'];
  // A browser sends again only what ended on a connection that had brought an answer before.
  if (change && state.ending && calls > 1 && !state.ended.has(url)) {
    state.ended.add(url);
    return state.ending(response, passed);
  }
  return response.writeHead(answer.status, { ...passed, 'content-length': text.length }).end(text);
}

async function read(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts);
}
