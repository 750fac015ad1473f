// Every state of the page: the keyboard; names; how wide it is. Axe's rules: axe.test.mjs.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { unnamedControls, unreachedByTab } from './support/axe.mjs';
import { openStage } from './support/stage.mjs';
import { walk, walkFile } from './support/walk.mjs';

const HEIGHT = 860;

test('every control is reached with Tab and has a name', { timeout: 90_000 }, async (t) => {
  const stage = await openStage(t, { members: walkFile() });
  const { page } = stage.ui;
  const found = [];
  await walk(stage, async (state) => {
    for (const control of await unreachedByTab(page)) found.push(`${state}: Tab does not reach ${control}`);
    for (const control of await unnamedControls(page)) found.push(`${state}: no name: ${control}`);
  });
  assert.deepEqual(found, []);
});

test('at 400 pixels, and at 400 % zoom, nothing has to be scrolled sideways', { timeout: 90_000 }, async (t) => {
  const stage = await openStage(t, { members: walkFile(), browser: { width: 400 } });
  const found = [];
  await walk(stage, async (state) => {
    for (const width of [320, 400]) {
      await stage.ui.page.setViewportSize({ width, height: HEIGHT });
      const beyond = await stage.ui.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      if (beyond > 0) found.push(`${state}: ${beyond} px too wide at ${width}`);
    }
  });
  assert.deepEqual(found, []);
});
