// A browser whose profile survives it: killed with SIGKILL at any moment, started again on the same profile. Its page
// can be frozen too.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { FLAGS } from './browser.mjs';
import { GroupsweepPage } from './page.mjs';

const START_WITHIN_MS = 20_000;

/**
 * A profile folder and the browser on it. `canFreeze`: Playwright's usual settings keep every page visible, and Chromium
 * freezes no visible page; without them downloads are not seen. `args` are further flags.
 */
export async function openSurvivor(address, { canFreeze = false, args = [] } = {}) {
  const folder = await mkdtemp(path.join(tmpdir(), 'groupsweep-profile-'));
  const survivor = { folder, address, canFreeze, args, crashes: [] };
  await start(survivor);
  return {
    get ui() {
      return survivor.ui;
    },
    crashes: survivor.crashes,
    /** The whole browser is gone at once, without a word to any page. */
    async kill() {
      process.kill(-survivor.child.pid, 'SIGKILL');
      await survivor.gone;
    },
    again: () => start(survivor),
    /** Freezes the page as a browser does to save memory or power, or thaws it: 'frozen' or 'active'. */
    async lifecycle(state) {
      survivor.devtools ??= await survivor.ui.page.context().newCDPSession(survivor.ui.page);
      await survivor.devtools.send('Page.setWebLifecycleState', { state });
    },
    /** Shows the page that was frozen, which a click and a download need; it cannot be frozen again. */
    show: () => attach(survivor, false),
    async close() {
      if (survivor.child.exitCode === null && survivor.child.signalCode === null) process.kill(-survivor.child.pid, 'SIGKILL');
      await survivor.gone;
      await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    },
  };
}

async function start(survivor) {
  const args = [...FLAGS, ...survivor.args, '--headless=new', '--window-size=1280,860', '--remote-debugging-port=0', `--user-data-dir=${survivor.folder}`, '--hide-crash-restore-bubble', 'about:blank'];
  // Its own process group, so that no helper process of the browser survives the kill.
  const child = spawn(process.env.GROUPSWEEP_CHROMIUM || '/usr/bin/chromium', args, { detached: true, stdio: ['ignore', 'ignore', 'pipe'] });
  survivor.child = child;
  survivor.gone = new Promise((resolve) => child.once('close', resolve));
  const endpoint = await new Promise((resolve, reject) => {
    let said = '';
    const timer = setTimeout(() => reject(new Error(`the browser does not start: ${said.slice(-2000)}`)), START_WITHIN_MS);
    child.stderr.setEncoding('utf8').on('data', (chunk) => {
      said += chunk;
      const found = /DevTools listening on (ws:\S+)/.exec(said);
      if (found) {
        clearTimeout(timer);
        resolve(found[1]);
      }
    });
    child.once('error', reject);
  });
  survivor.endpoint = endpoint;
  await attach(survivor, survivor.canFreeze);
  await survivor.ui.open(survivor.address);
}

async function attach(survivor, noDefaults) {
  const browser = await chromium.connectOverCDP(survivor.endpoint, { noDefaults });
  const context = browser.contexts()[0];
  context.setDefaultTimeout(15_000);
  const page = context.pages()[0] ?? await context.newPage();
  page.on('pageerror', (error) => survivor.crashes.push(String(error)));
  survivor.ui = new GroupsweepPage({ page, said: [], crashes: survivor.crashes, requested: [] });
}
