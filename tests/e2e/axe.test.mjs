// Axe's rules in every state of the page, at 200 and 400 % zoom, in every engine; in Chromium as it is and in dark as well.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { violations } from './support/axe.mjs';
import { ENGINE, IN_CHROMIUM } from './support/browser.mjs';
import { openStage } from './support/stage.mjs';
import { walk, walkFile } from './support/walk.mjs';

const ZOOMED = [640, 320];
const WIDTHS = IN_CHROMIUM ? [1280, ...ZOOMED] : ZOOMED;
const HEIGHT = 860;
/** The other engines take the colour scheme when they start; zoom.test.mjs has their steps in dark. */
const SCHEMES = IN_CHROMIUM ? ['light', 'dark'] : ['light'];

test("no state breaks one of axe's rules, wide or narrow", { timeout: 420_000 }, async (t) => {
  const stage = await openStage(t, { members: walkFile() });
  const { page } = stage.ui;
  const found = [];
  let states = 0;
  await walk(stage, async (state) => {
    states += 1;
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: HEIGHT });
      for (const colorScheme of SCHEMES) {
        if (IN_CHROMIUM) await page.emulateMedia({ colorScheme });
        for (const violation of await violations(page)) found.push(`${state}, ${width} px, ${colorScheme}: ${violation}`);
      }
    }
  });
  t.diagnostic(`${states} states in ${ENGINE}`);
  assert.deepEqual(found, []);
});
