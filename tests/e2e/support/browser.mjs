// A page in a context of its own for every test, and a record of what the page said and asked for. Chromium, or with
// GROUPSWEEP_BROWSER=firefox Firefox, or with GROUPSWEEP_BROWSER=webkit WebKit.
import { after } from 'node:test';
import { chromium } from 'playwright-core';
import { launchFirefox } from './firefox.mjs';
import { launchWebKit } from './webkit/launch.mjs';

export const FLAGS = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync',
];
export const ENGINE = process.env.GROUPSWEEP_BROWSER || 'chromium';
/** Chromium alone says everything that it does: its heap, its sockets, its workers, what a proxy sees of it. */
export const IN_CHROMIUM = ENGINE === 'chromium';
const OF_FIREFOX = /^(Firefox can’t establish a connection to the server at ws:|Cross-Origin Request Blocked:)/;
const STEP_WITHIN_MS = { chromium: 10_000, firefox: 20_000, webkit: 30_000 }[ENGINE];

// The headless shell is Chromium without the desktop's windows: the same engine, for half of the processor's time. What needs
// the windows starts all of Chromium by itself: an extension, a profile that outlives its browser.
function launchChromium(proxy, args = []) {
  return chromium.launch({
    executablePath: process.env.GROUPSWEEP_HEADLESS_SHELL || process.env.GROUPSWEEP_CHROMIUM || '/usr/bin/chromium',
    headless: true,
    chromiumSandbox: false,
    args: [...FLAGS, ...args],
    proxy,
  });
}

// A browser takes a second to start, Firefox several: one serves all tests of a file, and each test has a context, which
// shares no storage, cache or connection with another. Firefox takes the colour scheme at launch only. A context of WebKit
// is a WebKit of its own.
const launched = new Map();
// Registered here: an `after` inside a test would close the browser at the end of that test.
after(closeBrowsers);

/** Closes every browser. What is no test calls it itself: `after` waits for the process to end, and a browser keeps it. */
export async function closeBrowsers() {
  await Promise.all([...launched.values()].map(async (browser) => (await browser).close()));
  launched.clear();
}

const LAUNCHES = {
  chromium: ({ proxy, args }) => [[proxy, args], () => launchChromium(proxy, args)],
  firefox: ({ colorScheme, settings }) => [[colorScheme, settings], () => launchFirefox({ colorScheme, settings })],
  webkit: () => [[], launchWebKit],
};

function sharedBrowser(options) {
  const [needs, launch] = LAUNCHES[ENGINE](options);
  const key = JSON.stringify(needs);
  if (!launched.has(key)) launched.set(key, launch());
  return launched.get(key);
}

/** `args` are further flags of Chromium, `settings` further settings of Firefox; `anyCertificate` lets the page trust every site. */
export async function openBrowser({ width = 1280, height = 860, colorScheme = 'light', proxy, args, settings, anyCertificate = false } = {}) {
  const browser = await sharedBrowser({ colorScheme, proxy, args, settings });
  const context = await browser.newContext({
    viewport: { width, height }, colorScheme, reducedMotion: 'reduce', acceptDownloads: true, locale: 'en-GB', ignoreHTTPSErrors: anyCertificate,
  });
  context.setDefaultTimeout(STEP_WITHIN_MS);
  const page = await context.newPage();
  const said = [];
  const crashes = [];
  const requested = [];
  page.on('console', (message) => said.push(message.text()));
  // What Firefox says of a relay that is not there or refuses comes as an error of the page.
  page.on('pageerror', (error) => (OF_FIREFOX.test(error) ? said : crashes).push(String(error)));
  page.on('crash', () => crashes.push('the page crashed'));
  context.on('request', (request) => requested.push(`${request.method()} ${request.url()}`));
  page.on('websocket', (socket) => requested.push(`WEBSOCKET ${socket.url()}`));
  return { browser, context, page, said, crashes, requested, close: () => context.close() };
}
