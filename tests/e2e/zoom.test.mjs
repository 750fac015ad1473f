// Every step in light and dark, as it is and zoomed in, in a browser that starts in that colour scheme: axe's rules, and
// nothing to scroll sideways. Every state of every step: accessibility.test.mjs.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { violations } from './support/axe.mjs';
import { IN_CHROMIUM } from './support/browser.mjs';
import { PRACTICE_SITE } from './support/page.mjs';
import { openStage } from './support/stage.mjs';

/** 1280 pixels seen at 100, 200 and 400 % zoom. The other engines have axe.test.mjs for the zoom, and a phone's width here. */
const WIDTHS = IN_CHROMIUM ? { '100 %': 1280, '200 %': 640, '400 %': 320 } : { 'at 1280 px': 1280, 'at 400 px': 400 };

for (const colorScheme of ['light', 'dark']) {
  test(`no step breaks axe's rules or is too wide as it is, zoomed or narrow, ${colorScheme}`, { timeout: 150_000 }, async (t) => {
    const { ui } = await openStage(t, { browser: { colorScheme } });
    const found = [];
    const look = async (state) => {
      for (const [zoom, width] of Object.entries(WIDTHS)) {
        await ui.page.setViewportSize({ width, height: 720 });
        for (const violation of await violations(ui.page)) found.push(`${state}, ${zoom}: ${violation}`);
        const beyond = await ui.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        if (beyond > 0) found.push(`${state}, ${zoom}: ${beyond} px too wide`);
      }
      await ui.page.setViewportSize({ width: 1280, height: 720 });
    };
    const background = await ui.page.evaluate(() => getComputedStyle(document.body).backgroundColor.match(/\d+/g).map(Number));
    assert.equal(background.every((part) => part < 64), colorScheme === 'dark', `the page is ${background}`);
    await look('Import');
    await ui.useSample();
    await look('Import with a file');
    await ui.goTo('Choose');
    await ui.selectShown();
    await look('Choose');
    await ui.connectPractice({ answerTime: 5 });
    await look('Connect');
    await ui.goTo('Run');
    await ui.tryFirst();
    await look('Run');
    await ui.askForTheRest();
    await look('the dialog');
    await ui.page.keyboard.press('Escape');
    await ui.removeRest(PRACTICE_SITE);
    await ui.goTo('Report');
    await look('Report');
    assert.deepEqual(found, []);
  });
}
