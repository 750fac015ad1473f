// The page as an extension of Firefox as it is handed out. In tests the manifest allows this machine from the start, because
// nobody can press "Allow" in the browser's question.
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { writeExtension } from '../../../scripts/extension.mjs';
import { launchFirefox } from './firefox.mjs';
import { GroupsweepPage } from './page.mjs';
import { startSite } from './site.mjs';

const ID = 'groupsweep@groupsweep.invalid';
/** The extension's address in Firefox, in place of a random one. */
const ADDRESS = '6f1c0a4e-2c0f-4b0a-9a55-0d7f0f1d9a15';

/** Opens the extension, and a site that holds `members`. */
export async function openExtensionInFirefox(t, { members }) {
  const folder = await realpath(await mkdtemp(path.join(tmpdir(), 'groupsweep-extension-')));
  t.after(() => rm(folder, { recursive: true, force: true }));
  writeExtension(folder, { browser: 'firefox', granted: ['http://127.0.0.1/*'] });
  const site = await startSite(members, { latencyMs: 50 });
  t.after(site.stop);
  const browser = await launchFirefox({
    settings: { 'extensions.webextensions.uuids': JSON.stringify({ [ID]: ADDRESS }) },
    // Without it, a driver may not open an extension's page.
    args: ['--remote-allow-system-access'],
  });
  t.after(() => browser.close());
  const { _browserSession: session } = browser._connection.toImpl(browser);
  await session.send('webExtension.install', { extensionData: { type: 'path', path: folder } });
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, acceptDownloads: true, locale: 'en-GB' });
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  const crashes = [];
  page.on('pageerror', (error) => crashes.push(String(error)));
  const ui = new GroupsweepPage({ page, said: [], crashes, requested: [] });
  await openStartPage(session, ui);
  t.after(() => ui.forgetFiles());
  return { ui, site, context, host: site.host, origin: site.origin };
}

/**
 * Playwright's own `goto` waits for events that an extension's page does not send. On a busy machine Playwright also misses
 * now and then (2 of 40, 5 of 60) that the page has come: the page is there, and no locator finds anything in it, ever. Why
 * is not known. Opened once more, it is found.
 */
async function openStartPage(session, ui) {
  const { contexts } = await session.send('browsingContext.getTree', {});
  const target = { context: contexts.at(-1).context, url: `moz-extension://${ADDRESS}/index.html`, wait: 'none' };
  for (let left = 3; left > 0; left -= 1) {
    await session.send('browsingContext.navigate', target);
    const isFound = ui.stepButton('Import').waitFor({ timeout: 6_000 }).then(() => true, () => false);
    if (await isFound) break;
  }
  await ui.stepIs('Import');
}
