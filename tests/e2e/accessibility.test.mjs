// Every state of the page: the keyboard; names; how wide it is. Axe's rules: axe.test.mjs.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { unnamedControls, unreachedByTab } from './support/axe.mjs';
import { SAMPLE } from './support/exports.mjs';
import { openStage, readyToPractice } from './support/stage.mjs';
import { until } from './support/until.mjs';
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

test('where the pressed button has gone the focus is beside the next one and not at the top of the page', { timeout: 60_000 }, async (t) => {
  const { ui } = await openStage(t);
  await readyToPractice({ ui }, SAMPLE);
  await ui.tryFirst();
  await until('the footer has the focus', () => ui.page.evaluate(() => document.activeElement.closest('footer') !== null));
  await ui.page.keyboard.press('Tab');
  assert.equal(await ui.page.evaluate(() => document.activeElement.textContent.trim().replace(/\s+/g, ' ')), 'Remove the rest8');
});
