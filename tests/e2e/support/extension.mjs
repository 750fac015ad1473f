// The page as a browser extension in a Chromium of its own, and the simulated site that it calls. In tests the manifest
// allows this machine from the start, because nobody can press "Allow" in the browser's question; nothing else differs.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { writeExtension } from '../../../scripts/extension.mjs';
import { FLAGS } from './browser.mjs';
import { GroupsweepPage } from './page.mjs';
import { EMAIL, startSite, TOKEN } from './site.mjs';

/** All that may reach a site with a call of the extension. */
const HEADERS = ['accept', 'accept-encoding', 'accept-language', 'authorization', 'cache-control', 'connection', 'content-length', 'content-type', 'host', 'pragma', 'user-agent', 'x-atlassian-token', 'x-force-accept-language'];
const HERE = 'http://127.0.0.1/*';

/**
 * The unpacked extension in a folder of its own: the flags that load it, and its page's address. `granted`: sites that its
 * manifest allows.
 */
export async function unpackedExtension(t, granted = [HERE]) {
  const folder = await realpath(await mkdtemp(path.join(tmpdir(), 'groupsweep-extension-')));
  t.after(() => rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }));
  writeExtension(folder, { granted });
  return loaded(folder, 'index.html');
}

/** The flags that load the extension of a folder, and the address of a page of it. */
export function loaded(folder, page) {
  // As Chromium names an extension that no store signed: by its folder, in the letters a to p.
  const digits = createHash('sha256').update(folder).digest('hex').slice(0, 32);
  const id = digits.replace(/./g, (digit) => String.fromCharCode(97 + Number.parseInt(digit, 16)));
  return { args: [`--disable-extensions-except=${folder}`, `--load-extension=${folder}`], address: `chrome-extension://${id}/${page}` };
}

/** A Chromium with its own profile, because extensions do not run in incognito contexts. */
export async function launchWithExtension(t, args) {
  const profile = await mkdtemp(path.join(tmpdir(), 'groupsweep-profile-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.GROUPSWEEP_CHROMIUM || '/usr/bin/chromium',
    chromiumSandbox: false,
    ignoreDefaultArgs: ['--disable-extensions'],
    args: [...FLAGS, ...args, '--headless=new'],
    viewport: { width: 1280, height: 860 },
    locale: 'en-GB',
    acceptDownloads: true,
  });
  t.after(async () => {
    await context.close();
    await rm(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  });
  context.setDefaultTimeout(15_000);
  return context;
}

/**
 * Opens the extension; with `members` there is a site that holds them, and `between` may put something before it, as in
 * `openStage`. `before` runs in every page before its own code. `tab` opens the extension in a further tab.
 */
export async function openExtension(t, { members, site: siteOptions, between, granted, before } = {}) {
  const { args, address } = await unpackedExtension(t, granted);
  const site = members && await startSite(members, siteOptions);
  if (site) t.after(site.stop);
  const gate = between && await between(site.origin);
  if (gate) t.after(gate.stop);
  const context = await launchWithExtension(t, args);
  if (before) await context.addInitScript(before);
  const crashes = [];
  const tab = async () => {
    const page = await context.newPage();
    page.on('pageerror', (error) => crashes.push(String(error)));
    // A page that would lose something asks before it goes.
    page.on('dialog', (dialog) => dialog.accept());
    const ui = new GroupsweepPage({ page, said: [], crashes, requested: [] });
    t.after(() => ui.forgetFiles());
    await ui.open(address);
    return ui;
  };
  const reached = gate ?? site;
  return { ui: await tab(), tab, site, gate, context, host: reached?.host, origin: reached?.origin };
}

/** Import, select all that is shown, and fill in the login by the extension's own route, its first choice. */
export async function fillIn({ ui }, file, { address, email, token, organization, product }) {
  await ui.importFile(file);
  await ui.goTo('Choose');
  await ui.selectShown();
  await ui.goTo('Connect');
  await ui.chooseSite('Atlassian site');
  await ui.write(ui.page.getByLabel('Site address', { exact: true }), address);
  if (organization || product) await ui.advanced();
  if (organization) await ui.write(ui.page.getByLabel('Organization id', { exact: true }), organization);
  if (product) await ui.page.getByLabel('Product', { exact: true }).selectOption(product);
  await ui.fillLogin({ email, token });
}

/** Imports a file, selects all of it and connects to the site: ready for the trial. */
export async function readyToRunByExtension(stage, file) {
  await fillIn(stage, file, { address: stage.origin, email: EMAIL, token: TOKEN });
  await connect(stage.ui);
  await stage.ui.button('Next: Run').click();
  await stage.ui.stepIs('Run');
}

export async function connect(ui) {
  await ui.button('Check connection').click();
  await ui.connectionSays(/Connected/);
}

/**
 * Of the calls that a site got, those of the page: each came as a program's, with no header of the browser's own but
 * `besides`.
 */
export function assertOnlyOurHeaders(requests, besides = []) {
  const calls = requests.filter(({ path: called }) => !called.startsWith('/__sim'));
  assert.ok(calls.length > 0, 'no call came');
  for (const { headers, method, path: called } of calls) {
    const odd = Object.keys(headers).filter((name) => !HEADERS.includes(name) && !besides.includes(name));
    assert.deepEqual(odd, [], `${method} ${called}`);
    assert.match(headers['user-agent'], /^groupsweep-extension\/\d/);
  }
  return calls;
}

/** The rules that the extension has set for headers. */
export function headerRules(ui) {
  return ui.page.evaluate(() => chrome.declarativeNetRequest.getSessionRules());
}
