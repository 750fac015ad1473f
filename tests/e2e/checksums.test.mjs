// A file of the page that somebody changed on the way is not used. In every engine: they check modules in ways of their own.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openBrowser } from './support/browser.mjs';
import { startStaticHost } from './support/static_host.mjs';
import { until } from './support/until.mjs';

/** A change without effect: a comment, or an empty section at the end. */
const ADDED = { '.js': '/* */', '_bg.wasm': '\0\u0001\0', '.css': '/* */' };

/** The page from a host that changes its file of one kind. */
async function openChanged(t, kind) {
  let changed = 0;
  const host = await startStaticHost({
    change: (name, bytes) => {
      if (!name.startsWith('groupsweep') || !name.endsWith(kind)) return bytes;
      changed += 1;
      return Buffer.concat([bytes, Buffer.from(ADDED[kind])]);
    },
  });
  t.after(host.stop);
  const browser = await openBrowser();
  t.after(browser.close);
  await browser.page.goto(host.address);
  // Firefox calls the page loaded before it has asked for the module.
  await until('the page asks for the file', () => changed > 0);
  return browser.page;
}

for (const kind of ['.js', '_bg.wasm']) {
  test(`a page whose ${kind} was changed on the way does not start, and says so`, { timeout: 60_000 }, async (t) => {
    const page = await openChanged(t, kind);
    await page.getByText('Groupsweep has not started yet.').waitFor({ timeout: 30_000 });
    assert.equal(await page.getByRole('navigation', { name: 'Steps' }).count(), 0);
  });
}

test('a page whose style was changed on the way does without it', { timeout: 60_000 }, async (t) => {
  const page = await openChanged(t, '.css');
  assert.notEqual(await page.evaluate(() => getComputedStyle(document.body).marginTop), '0px');
});
