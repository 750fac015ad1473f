// WebKit as the distribution hands it out. Its driver speaks plain WebDriver only, so Playwright, as for Firefox, speaks
// WebDriver BiDi, to a program of ours that carries it on.
import { fileURLToPath } from 'node:url';
import { firefox } from 'playwright-core';

export function launchWebKit() {
  return firefox.launch({
    channel: 'moz-firefox',
    executablePath: fileURLToPath(new URL('server.mjs', import.meta.url)),
  });
}
