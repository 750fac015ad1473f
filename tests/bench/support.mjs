// What the benchmarks share: a site, a relay, a browser that a tab can be hidden in, and a table.
import { mkdtemp, rm } from 'node:fs/promises';
import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const E2E = path.resolve(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), '../e2e');
const from = (file) => import(pathToFileURL(path.join(E2E, file)));

export const { chromium } = await from('node_modules/playwright-core/index.mjs');
export const { FLAGS } = await from('support/browser.mjs');
export const { GroupsweepPage } = await from('support/page.mjs');
export const { startRelay } = await from('support/processes.mjs');
export const { startSite, EMAIL, TOKEN } = await from('support/site.mjs');
export const { generatedExport } = await from('support/exports.mjs');
export const { unpackedExtension } = await from('support/extension.mjs');
export const { certificate } = await from('support/cutting_gateway.mjs');
export const { startTlsFront } = await from('support/tls_front.mjs');
export const { parseCsv } = await from('support/csv.mjs');
export const login = { email: EMAIL, token: TOKEN, expect: /Connected/ };

/** A browser without the switches with which test drivers keep hidden tabs awake; `further` are more flags. */
export async function openPlainBrowser(further = []) {
  const folder = await mkdtemp(path.join(tmpdir(), 'groupsweep-bench-'));
  const args = [...FLAGS, ...further, '--headless=new', '--remote-debugging-port=0', `--user-data-dir=${folder}`, 'about:blank'];
  const child = spawn(process.env.GROUPSWEEP_CHROMIUM || '/usr/bin/chromium', args, { detached: true, stdio: ['ignore', 'ignore', 'pipe'] });
  const gone = new Promise((resolve) => child.once('close', resolve));
  const endpoint = await new Promise((resolve, reject) => {
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (chunk) => {
      said += chunk;
      const found = /DevTools listening on (ws:\S+)/.exec(said);
      if (found) resolve(found[1]);
    });
    child.once('error', reject);
    child.once('close', () => reject(new Error(said)));
  });
  const made = {
    child,
    endpoint,
    async attach() {
      made.browser = await chromium.connectOverCDP(endpoint);
      made.context = made.browser.contexts()[0];
      made.context.setDefaultTimeout(30_000);
      made.page = made.context.pages().find((page) => page.url().startsWith('http')) ?? made.context.pages()[0];
      made.ui = new GroupsweepPage({ page: made.page, said: [], crashes: [], requested: [] });
    },
    async close() {
      process.kill(-child.pid, 'SIGKILL');
      await gone;
      await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    },
  };
  await made.attach();
  return made;
}

/** Lets go of the page, which a test driver keeps awake, and puts another tab in front of it. */
export async function hide(made) {
  await made.page.evaluate(() => {
    window.ticks = [];
    setInterval(() => window.ticks.push([Date.now(), document.visibilityState]), 50);
  });
  await made.browser.close();
  const door = `http://${new URL(made.endpoint).host}/json`;
  const tab = await (await fetch(`${door}/new?about:blank`, { method: 'PUT' })).json();
  await fetch(`${door}/activate/${tab.id}`);
  return Date.now();
}

/** Shows the page again. Returns whether it was hidden, and how often its own timers fired. */
export async function unhide(made, since) {
  const until = Date.now();
  await made.attach();
  const ticks = (await made.page.evaluate(() => window.ticks)).filter(([at]) => at > since + 2_000 && at < until - 1_000);
  const hidden = ticks.filter(([, state]) => state === 'hidden').length;
  return { state: hidden === ticks.length ? 'hidden' : 'visible', ticksPerSecond: ticks.length / ((until - since - 3_000) / 1000) };
}

export const table = (rows) => {
  const width = Math.max(...rows.map(([name]) => name.length));
  for (const [name, value] of rows) console.log(`  ${name.padEnd(width)}  ${value}`);
};

export const seconds = (ms) => `${(ms / 1000).toFixed(2)} s`;
export const percent = (part) => `${(part * 100).toFixed(2)} %`;
