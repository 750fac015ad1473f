// Chromium with a fresh profile for every test, and a record of what the page said and asked for.
import { chromium } from 'playwright-core';

export const FLAGS = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync',
];
const STEP_WITHIN_MS = 10_000;

export async function openBrowser({ width = 1280, height = 860, colorScheme = 'light' } = {}) {
  const browser = await chromium.launch({
    executablePath: process.env.GROUPSWEEP_CHROMIUM || '/usr/bin/chromium',
    headless: true,
    chromiumSandbox: false,
    args: FLAGS,
  });
  const context = await browser.newContext({
    viewport: { width, height }, colorScheme, reducedMotion: 'reduce', acceptDownloads: true, locale: 'en-GB',
  });
  context.setDefaultTimeout(STEP_WITHIN_MS);
  const page = await context.newPage();
  const said = [];
  const crashes = [];
  const requested = [];
  page.on('console', (message) => said.push(message.text()));
  page.on('pageerror', (error) => crashes.push(String(error)));
  page.on('crash', () => crashes.push('the page crashed'));
  context.on('request', (request) => requested.push(`${request.method()} ${request.url()}`));
  page.on('websocket', (socket) => requested.push(`WEBSOCKET ${socket.url()}`));
  return { browser, context, page, said, crashes, requested, close: () => browser.close() };
}
