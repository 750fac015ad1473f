// The relay was killed, and another program took its port. It gets no login, whatever its first message is.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { SAMPLE } from './support/exports.mjs';
import { EMAIL, TOKEN } from './support/site.mjs';
import { openStage, readyToRun } from './support/stage.mjs';
import { until } from './support/until.mjs';

const ACCEPT = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/** A text frame as servers send them: short and unmasked. */
const frame = (text) => Buffer.concat([Buffer.from([0x81, text.length]), Buffer.from(text)]);

/** Listens on a relay's port, greets every client, accepts every socket, and records everything that it receives. */
async function startImpostor(port, proof) {
  const heard = [];
  const sockets = [];
  const server = createServer((request, response) => {
    heard.push(`${request.url} ${JSON.stringify(request.headers)}`);
    response.writeHead(200, { 'content-type': 'application/json', 'access-control-allow-origin': '*' });
    response.end(JSON.stringify({ version: 7, proof, site: null }));
  });
  server.on('upgrade', (request, socket) => {
    sockets.push(socket);
    heard.push(JSON.stringify(request.headers));
    const accept = createHash('sha1').update(request.headers['sec-websocket-key'] + ACCEPT).digest('base64');
    const [protocol] = request.headers['sec-websocket-protocol'].split(', ');
    socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\nSec-WebSocket-Protocol: ${protocol}\r\n\r\n`);
    socket.write(frame(JSON.stringify({ proof })));
    socket.on('error', () => {});
    socket.on('data', (bytes) => {
      const length = bytes[1] & 0x7f;
      const masked = length === 126 ? 4 : 2;
      const mask = bytes.subarray(masked, masked + 4);
      heard.push(Buffer.from(bytes.subarray(masked + 4)).map((byte, at) => byte ^ mask[at % 4]).toString());
    });
  });
  await new Promise((resolve, reject) => { server.once('error', reject); server.listen(port, '127.0.0.1', resolve); });
  const stop = () => new Promise((resolve) => {
    for (const socket of sockets) socket.destroy();
    server.closeAllConnections();
    server.close(resolve);
  });
  return { heard, sockets, stop };
}

test('a program that took the port of a killed relay gets no login', { timeout: 90_000 }, async (t) => {
  const stage = await openStage(t, { members: SAMPLE, site: { token: TOKEN } });
  const { ui, relay, site } = stage;
  await readyToRun(stage, SAMPLE, { token: TOKEN });
  await ui.tryFirst();
  await relay.stop();
  const impostor = await startImpostor(Number(new URL(relay.address).port), 'guessed');
  t.after(impostor.stop);
  await ui.goTo('Connect');
  await ui.button('Change').click();
  await ui.button('Check connection').click();
  await ui.connectionSays(/relay/i);
  await until('the page has opened a socket there', () => impostor.sockets.length > 0);
  const secrets = [TOKEN, Buffer.from(`${EMAIL}:${TOKEN}`).toString('base64')];
  for (const secret of secrets) assert.ok(!impostor.heard.join('\n').includes(secret));
  assert.ok(!impostor.heard.join('\n').includes('/rest/api/'), impostor.heard.join('\n'));
  assert.equal((await site.removals()).length, 1);
});
