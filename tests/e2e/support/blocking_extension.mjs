// An extension of somebody else's that blocks what it is told to, as a blocker of ads or of calls into the own network does.
import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { launchWithExtension, loaded } from './extension.mjs';
import { GroupsweepPage } from './page.mjs';

const MANIFEST = {
  manifest_version: 3, name: 'Blocker', version: '1', permissions: ['declarativeNetRequest'], host_permissions: ['<all_urls>'],
};

/**
 * A Chromium with the extension, and a page in it. `block(kinds, ...addresses)` blocks requests of these kinds to addresses
 * that begin like that; `allow` blocks nothing any more.
 */
export async function openWithBlocker(t) {
  const folder = await realpath(await mkdtemp(path.join(tmpdir(), 'groupsweep-blocker-')));
  t.after(() => rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }));
  await writeFile(path.join(folder, 'manifest.json'), JSON.stringify(MANIFEST));
  await writeFile(path.join(folder, 'own.html'), '<title>Blocker</title>');
  const { args, address } = loaded(folder, 'own.html');
  const context = await launchWithExtension(t, args);
  const own = await context.newPage();
  await own.goto(address);
  const rules = (added) => own.evaluate((addRules) => chrome.declarativeNetRequest.updateSessionRules({ removeRuleIds: [1, 2], addRules }), added);
  const page = await context.newPage();
  const crashes = [];
  page.on('pageerror', (error) => crashes.push(String(error)));
  const ui = new GroupsweepPage({ page, said: [], crashes, requested: [] });
  t.after(() => ui.forgetFiles());
  return {
    ui,
    block: (resourceTypes, ...addresses) => rules(addresses.map((one, at) => ({
      id: at + 1, action: { type: 'block' }, condition: { urlFilter: `|${one}`, resourceTypes },
    }))),
    allow: () => rules([]),
  };
}
