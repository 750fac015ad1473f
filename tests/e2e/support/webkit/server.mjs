#!/usr/bin/env node
// What Playwright starts in place of a browser: prints where it listens, and speaks WebDriver BiDi there for as many WebKits
// as there are contexts, on a screen of its own that nobody sees.
import { spawn } from 'node:child_process';
import { WebSocketServer } from 'ws';
import { Bidi } from './bidi.mjs';

const screen = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '2000x3000x24', '-nolisten', 'tcp'], { stdio: ['ignore', 'ignore', 'inherit', 'pipe'] });
const display = await new Promise((resolve, reject) => {
  screen.once('error', reject);
  screen.stdio[3].once('data', (number) => resolve(`:${String(number).trim()}`));
});
process.on('exit', () => screen.kill('SIGKILL'));

const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
server.on('connection', (socket) => {
  const send = (message) => socket.send(JSON.stringify(message));
  const bidi = new Bidi((method, params) => send({ type: 'event', method, params }), display);
  const end = async () => {
    await bidi.close();
    process.exit(0);
  };
  socket.on('close', end);
  socket.on('message', async (text) => {
    const { id, method, params } = JSON.parse(text);
    if (method === 'browser.close') {
      send({ type: 'success', id, result: {} });
      await end();
    }
    try {
      send({ type: 'success', id, result: await bidi.command(method, params) });
    } catch (error) {
      send({ type: 'error', id, error: error.code ?? 'unknown error', message: error.message });
    }
  });
});
server.on('listening', () => console.log(`WebDriver BiDi listening on ws://127.0.0.1:${server.address().port}`));
