// `make extension`: the page of dist/ as a browser extension, unpacked and as a zip, for Chromium and for Firefox. It is
// the same code, byte for byte; only the page's frame differs, because an extension may hold no inline script.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { onlyName, PLACES, replaceOnce, SITES } from './dist_files.mjs';
import { SINGLE_FILE } from './single_file.mjs';
import { zip } from './zip.mjs';

const ROOT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const START = 'start.js';
const ICONS = ['16', '32', '48', '128'];
/** Of dist/, what only a server or a disk needs. */
const LEFT_OUT = ['_headers', 'index.html', SINGLE_FILE];

const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self'",
  "worker-src 'self'",
  `connect-src 'self' ${PLACES}`,
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** What only one of the two browsers understands. */
const OF_BROWSER = {
  chromium: {
    minimum_chrome_version: '123',
    background: { service_worker: 'background.js' },
  },
  firefox: {
    browser_specific_settings: {
      gecko: { id: 'groupsweep@groupsweep.invalid', strict_min_version: '128.0', data_collection_permissions: { required: ['none'] } },
    },
    background: { scripts: ['background.js'] },
  },
};

/** The version that all crates share. */
function version() {
  const [, found] = /\[workspace\.package\]\s+version = "([\d.]+)"/.exec(readFileSync(path.join(ROOT, 'Cargo.toml'), 'utf8')) ?? [];
  if (!found) throw new Error('Cargo.toml has no version');
  return found;
}

/** `granted`: sites that may be called without asking. Only a test has any: nobody presses "Allow" there. */
function manifest(browser, granted) {
  const icons = Object.fromEntries(ICONS.map((size) => [size, `icons/${size}.png`]));
  return {
    manifest_version: 3,
    name: 'Groupsweep',
    version: version(),
    description: 'Removes Atlassian Cloud group memberships in bulk: select, try one, remove the rest, keep the record.',
    icons,
    action: { default_title: 'Open Groupsweep', default_icon: icons },
    // Changes the headers of calls to sites that the admin allowed, and of no others. It warns of nothing at install.
    permissions: ['declarativeNetRequestWithHostAccess'],
    optional_host_permissions: SITES.map((site) => `${site}/*`),
    ...(granted.length > 0 && { host_permissions: granted }),
    content_security_policy: { extension_pages: POLICY },
    ...OF_BROWSER[browser],
  };
}

/** The page without its own policy, which names the inline script, and with that script as a file. */
function frame(html) {
  const inline = /<script type="?module"? async>([^]*?)<\/script>/i;
  const [, start] = inline.exec(html) ?? [];
  const withFile = replaceOnce(html, 'the start script', inline, () => `<script type="module" src="./${START}"></script>`);
  const index = replaceOnce(withFile, 'the policy', /<meta http-equiv="Content-Security-Policy"[^>]*>/i, () => '');
  onlyName(start, /[\w./-]+_bg\.wasm/g);
  return { index, start: `${start}\n` };
}

/** Every file of the extension: `[name, bytes]`, by name. */
function files(browser, granted) {
  const dist = path.join(ROOT, 'dist');
  const { index, start } = frame(readFileSync(path.join(dist, 'index.html'), 'utf8'));
  const own = (name) => readFileSync(path.join(ROOT, 'extension', name));
  const carried = readdirSync(dist).filter((name) => !LEFT_OUT.includes(name));
  return [
    ...carried.map((name) => [name, readFileSync(path.join(dist, name))]),
    ['index.html', Buffer.from(index)],
    [START, Buffer.from(start)],
    ['manifest.json', Buffer.from(`${JSON.stringify(manifest(browser, granted), null, 2)}\n`)],
    ['background.js', own('background.js')],
    ...ICONS.map((size) => [`icons/${size}.png`, own(`icons/${size}.png`)]),
  ].sort(([one], [other]) => (one < other ? -1 : 1));
}

/** Writes the unpacked extension to a folder and returns its files. */
export function writeExtension(folder, { browser = 'chromium', granted = [] } = {}) {
  const all = files(browser, granted);
  rmSync(folder, { recursive: true, force: true });
  for (const [name, bytes] of all) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, bytes);
  }
  return all;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  for (const [browser, name] of [['firefox', 'dist-extension-firefox'], ['chromium', 'dist-extension']]) {
    const archive = zip(writeExtension(path.join(ROOT, name), { browser }));
    writeFileSync(path.join(ROOT, `${name}.zip`), archive);
    console.log(`${name}/ and ${name}.zip (${archive.length} bytes)`);
  }
}
