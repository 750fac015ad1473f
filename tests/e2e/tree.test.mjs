// What assistive technology is given of each step: landmarks, headings and controls, in order, with their names and states.
// `GROUPSWEEP_TREES=write` rewrites the texts. Read the changes before committing them.
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { test } from 'node:test';
import { PRACTICE_SITE } from './support/page.mjs';
import { openStage } from './support/stage.mjs';

const TREES = new URL('trees.txt', import.meta.url);
const KEPT = /^ *- (banner|navigation|main|contentinfo|region|heading|button|link|textbox|searchbox|checkbox|radio|combobox|spinbutton|grid|columnheader|dialog|status|alert|note|progressbar|group)\b/;

/** Only focusable and announced elements, without other text and without numbers, which other tests check. */
function outline(tree) {
  const lines = tree.split('\n').filter((line) => KEPT.test(line));
  return lines.map((line) => line.replace(/(["\]]|^ *- [a-z]+):.*$/, '$1').replace(/\d[\d,.:]*/g, 'N')).join('\n');
}

test('every step is given to assistive technology as it was', { timeout: 90_000 }, async (t) => {
  const { ui } = await openStage(t);
  const trees = [];
  const look = async (state, place = ui.page.locator('body')) => trees.push(`== ${state}\n${outline(await place.ariaSnapshot())}\n`);
  await look('Import');
  await ui.useSample();
  await look('Import with a file');
  await ui.goTo('Choose');
  await ui.selectShown();
  await ui.selected(9);
  await look('Choose');
  await ui.connectPractice({ answerTime: 5 });
  await look('Connect');
  await ui.goTo('Run');
  await ui.usable(ui.button('Try the first one'));
  await look('Run before');
  await ui.button('Try the first one').click();
  await ui.dialog.waitFor();
  await look('The dialog before the trial', ui.dialog);
  await ui.page.keyboard.press('Escape');
  await ui.tryFirst();
  await ui.usable(ui.button('Remove the rest'));
  await look('Run after the trial');
  await ui.askForTheRest();
  await look('The dialog before the rest', ui.dialog);
  await ui.page.keyboard.press('Escape');
  await ui.removeRest(PRACTICE_SITE);
  await look('Run at its end');
  await ui.goTo('Report');
  await look('Report');
  const text = trees.join('\n');
  if (process.env.GROUPSWEEP_TREES === 'write') await writeFile(TREES, text);
  assert.equal(text, await readFile(TREES, 'utf8'));
});
