// Opening the page for the first time: 10 Mbit/s, 40 ms there and back, a processor slowed four times; from the address to
// the first words, to a field that takes a file, to the page that has started, and to the rows of a file that was chosen as
// soon as the field was there. Beside it, what the same line takes to bring the same bytes to a page that does nothing with
// them.
import { readFile, readdir } from 'node:fs/promises';
import http from 'node:http';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { DIST } from '../e2e/support/static_host.mjs';
import { chromium, FLAGS, seconds, table } from './support.mjs';

const TIMES = Number(process.env.TIMES ?? 5);
const LINE = { offline: false, latency: 40, downloadThroughput: 10e6 / 8, uploadThroughput: 10e6 / 8 };
const SLOWER = 4;
const KINDS = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.wasm': 'application/wasm', '.svg': 'image/svg+xml' };
const MARKS = { words: 700, field: 1300 };
const FILE = fileURLToPath(new URL('../data/article-sample.csv', import.meta.url));

/** The built page as a static host sends it, packed. */
async function packedHost() {
  const files = new Map();
  for (const name of await readdir(DIST)) files.set(`/${name}`, gzipSync(await readFile(path.join(DIST, name)), { level: 9 }));
  files.set('/', files.get('/index.html'));
  files.set('/empty', gzipSync('<!doctype html><title>nothing</title>'));
  const server = http.createServer(({ url }, response) => {
    const bytes = files.get(url);
    if (!bytes) return response.writeHead(404).end();
    const type = url === '/' || url === '/empty' ? KINDS['.html'] : KINDS[path.extname(url)] ?? 'text/plain';
    return response.writeHead(200, { 'content-type': type, 'content-encoding': 'gzip', 'content-length': bytes.length }).end(bytes);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { files, origin: `http://127.0.0.1:${server.address().port}`, stop: () => new Promise((resolve) => { server.close(resolve); server.closeAllConnections(); }) };
}

/** A fresh visitor on that line. */
async function visit(browser, look) {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    const line = await context.newCDPSession(page);
    await line.send('Network.enable');
    await line.send('Network.emulateNetworkConditions', LINE);
    await line.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
    return await look(page);
  } finally {
    await context.close();
  }
}

/** Milliseconds from the start of the navigation to all four. */
async function open(page, origin, asked) {
  page.on('response', (response) => asked.add(new URL(response.url()).pathname));
  await page.addInitScript(() => {
    const seen = {};
    window.seen = seen;
    // Drawn, and the thread is free again.
    const note = (name) => requestAnimationFrame(() => setTimeout(() => { seen[name] = performance.now(); }));
    const looks = {
      field: () => document.querySelector('#early-files'),
      started: () => document.querySelector('input[aria-label="Membership export"]'),
      rows: () => document.body?.textContent.includes('9 rows ready'),
    };
    const look = () => {
      for (const name of Object.keys(looks).filter((one) => looks[one]())) {
        delete looks[name];
        note(name);
      }
      if (Object.keys(looks).length > 0) requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  await page.goto(origin, { waitUntil: 'commit' });
  await page.locator('#early-files').setInputFiles(FILE);
  await page.waitForFunction(() => window.seen.rows, undefined, { timeout: 30_000 });
  return page.evaluate(() => ({ words: performance.getEntriesByName('first-contentful-paint')[0].startTime, ...window.seen }));
}

async function bare(page, origin, paths) {
  await page.goto(`${origin}/empty`);
  return page.evaluate(async (all) => {
    const began = performance.now();
    await Promise.all(all.map(async (one) => (await fetch(one)).arrayBuffer()));
    return performance.now() - began;
  }, paths);
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

const host = await packedHost();
const browser = await chromium.launch({ executablePath: process.env.GROUPSWEEP_CHROMIUM || '/usr/bin/chromium', args: FLAGS });
try {
  const asked = new Set();
  const opened = [];
  const bared = [];
  for (let time = 0; time < TIMES; time += 1) {
    opened.push(await visit(browser, (page) => open(page, host.origin, asked)));
    bared.push(await visit(browser, (page) => bare(page, host.origin, [...asked])));
  }
  const bytes = [...asked].reduce((sum, one) => sum + (host.files.get(one)?.length ?? 0), 0);
  const floor = median(bared);
  const line = (name) => {
    const ms = median(opened.map((one) => one[name]));
    const mark = name in MARKS ? ` (mark ${seconds(MARKS[name])})` : '';
    return `${seconds(ms)}, ${(ms / floor).toFixed(2)} x the bare bytes${mark}`;
  };
  console.log(`Opening the page: 10 Mbit/s, 40 ms, processor ${SLOWER} x slower, fresh each time, median of ${TIMES}`);
  table([
    ['files and bytes of the first screen', `${asked.size}, ${(bytes / 1000).toFixed(0)} kB packed`],
    ['the bare bytes', seconds(floor)],
    ['first words', line('words')],
    ['takes a file', line('field')],
    ['has started', line('started')],
    ['shows the rows of a file that was chosen at once', line('rows')],
  ]);
} finally {
  await browser.close();
  await host.stop();
}
