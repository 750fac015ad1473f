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
export const login = { email: EMAIL, token: TOKEN, expect: /Connected/ };

/** A browser without the switches with which test drivers keep hidden tabs awake. */
export async function openPlainBrowser() {
  const folder = await mkdtemp(path.join(tmpdir(), 'groupsweep-bench-'));
  const args = [...FLAGS, '--headless=new', '--remote-debugging-port=0', `--user-data-dir=${folder}`, 'about:blank'];
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
  const browser = await chromium.connectOverCDP(endpoint);
  const context = browser.contexts()[0];
  context.setDefaultTimeout(30_000);
  const page = context.pages()[0] ?? await context.newPage();
  const ui = new GroupsweepPage({ page, said: [], crashes: [], requested: [] });
  return {
    browser,
    context,
    page,
    ui,
    async close() {
      process.kill(-child.pid, 'SIGKILL');
      await gone;
      await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    },
  };
}

/** Puts another tab in front and makes sure that this one is hidden and its timers are slow. */
export async function hide({ context, page }) {
  const session = await context.newCDPSession(page);
  await session.send('Emulation.setFocusEmulationEnabled', { enabled: false });
  const front = await context.newPage();
  await front.bringToFront();
  const state = await page.evaluate(() => document.visibilityState);
  const ticks = await page.evaluate(() => new Promise((resolve) => {
    let ticks = 0;
    const from = performance.now();
    const tick = () => {
      ticks += 1;
      if (performance.now() - from > 4000) resolve(ticks);
      else setTimeout(tick, 50);
    };
    tick();
  }));
  return { state, ticksPerSecond: ticks / 4, front };
}

export const table = (rows) => {
  const width = Math.max(...rows.map(([name]) => name.length));
  for (const [name, value] of rows) console.log(`  ${name.padEnd(width)}  ${value}`);
};

export const seconds = (ms) => `${(ms / 1000).toFixed(2)} s`;
export const percent = (part) => `${(part * 100).toFixed(2)} %`;
