// What `make extension` makes: what the extension may do, and the same bytes from the same sources.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { writeExtension } from '../../scripts/extension.mjs';
import { zip } from '../../scripts/zip.mjs';

const ROOT = path.resolve(import.meta.dirname, '../..');
const BROWSERS = ['chromium', 'firefox'];

function built(t, browser) {
  const folder = mkdtempSync(path.join(tmpdir(), 'groupsweep-extension-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const files = writeExtension(folder, { browser });
  return { folder, files, text: (name) => readFileSync(path.join(folder, name), 'utf8') };
}

for (const browser of BROWSERS) {
  test(`${browser}: installed, it may call no site, it runs its own code only, and reaches into no page`, (t) => {
    const { text } = built(t, browser);
    const manifest = JSON.parse(text('manifest.json'));
    const known = ['manifest_version', 'name', 'version', 'description', 'icons', 'action', 'permissions', 'optional_host_permissions', 'content_security_policy', 'background', 'minimum_chrome_version', 'browser_specific_settings'];
    assert.deepEqual(Object.keys(manifest).filter((key) => !known.includes(key)), [], 'no host permissions, no content scripts, nobody may connect');
    assert.deepEqual(manifest.permissions, ['declarativeNetRequestWithHostAccess']);
    for (const host of manifest.optional_host_permissions) assert.match(host, /^https:\/\/(\*\.|api\.)[a-z-]+(\.[a-z-]+)+\/\*$/);
    const policy = Object.fromEntries(manifest.content_security_policy.extension_pages.split('; ').map((line) => line.split(/ (.*)/)));
    assert.equal(policy['default-src'], "'none'");
    assert.equal(policy['script-src'], "'self' 'wasm-unsafe-eval'");
    assert.equal(policy['object-src'], "'none'");
    const page = text('index.html');
    const scripts = [...page.matchAll(/<script\b([^>]*)>/g)].map(([, attributes]) => attributes);
    assert.ok(scripts.length > 0);
    for (const attributes of scripts) assert.match(attributes, /src="\.\//, 'no inline script, and none from elsewhere');
    assert.doesNotMatch(page, /http-equiv="?Content-Security-Policy/i, 'the manifest has the one policy');
  });

  test(`${browser}: the archive is the same whatever the time and the owner's rights`, (t) => {
    const before = process.umask(0o077);
    const first = zip(built(t, browser).files);
    process.umask(0o000);
    // Files of dist that are older or newer are the same files.
    const page = path.join(ROOT, 'dist', 'index.html');
    const { atime, mtime } = statSync(page);
    utimesSync(page, new Date(2001, 1, 1), new Date(2001, 1, 1));
    const second = zip(built(t, browser).files);
    utimesSync(page, atime, mtime);
    process.umask(before);
    assert.ok(first.length > 100_000);
    assert.ok(first.equals(second));
  });
}
