// What fits the window: the bar and the footer stay, the table fills what is between them, and focus is in view.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { generatedExport, SAMPLE } from './support/exports.mjs';
import { PRACTICE_SITE } from './support/page.mjs';
import { openStage, readyToPractice } from './support/stage.mjs';
import { until } from './support/until.mjs';

const ROWS = 300;

async function choosing(t, size = { width: 1280, height: 800 }) {
  const { ui } = await openStage(t);
  await ui.page.setViewportSize(size);
  await ui.importFile(generatedExport(ROWS));
  await ui.goTo('Choose');
  return ui;
}

/** Rows of the table that are in view from top to bottom. */
async function rowsInView(ui) {
  return ui.grid.evaluate((grid) => {
    const head = grid.querySelector('.rows__head').getBoundingClientRect();
    const footer = document.querySelector('.next').getBoundingClientRect();
    const box = grid.getBoundingClientRect();
    const bottom = Math.min(box.bottom, innerHeight, footer.top);
    return [...grid.querySelectorAll('[data-at]')].map((row) => row.getBoundingClientRect())
      .filter((row) => row.top >= head.bottom - 1 && row.bottom <= bottom + 1).length;
  });
}

const pageScrolls = (ui) => ui.page.evaluate(() => document.documentElement.scrollHeight > innerHeight);

test('Choose shows fourteen rows at 1280x800, selected or filtered, and the page does not scroll', { timeout: 60_000 }, async (t) => {
  const ui = await choosing(t);
  await until('fourteen rows are in view', async () => (await rowsInView(ui)) >= 14);
  await ui.selectShown();
  await ui.filter('User status', 'Active');
  await until('fourteen rows are in view with a filter on and rows selected', async () => (await rowsInView(ui)) >= 14);
  assert.equal(await pageScrolls(ui), false);
});

for (const [size, least] of [[{ width: 900, height: 800 }, 8], [{ width: 400, height: 800 }, 4], [{ width: 640, height: 400 }, 3]]) {
  test(`Choose shows rows at ${size.width}x${size.height}, and nothing is wider than the window`, { timeout: 60_000 }, async (t) => {
    const ui = await choosing(t, size);
    if (size.height < 500) await ui.grid.scrollIntoViewIfNeeded();
    await until(`${least} rows are in view`, async () => (await rowsInView(ui)) >= least);
    assert.equal(await ui.page.evaluate(() => document.documentElement.scrollWidth > innerWidth), false);
  });
}

test('arrow keys and End keep the row with the focus between the heading and the footer', { timeout: 60_000 }, async (t) => {
  const ui = await choosing(t);
  await ui.rowBoxes.first().focus();
  const inView = () => ui.page.evaluate(() => {
    const at = document.activeElement.getBoundingClientRect();
    const head = document.querySelector('.rows__head').getBoundingClientRect();
    const footer = document.querySelector('.next').getBoundingClientRect();
    return document.activeElement.matches('[data-at] input') && at.top >= head.bottom && at.bottom <= footer.top;
  });
  for (const key of [...Array(20).fill('ArrowDown'), 'PageDown', 'End', 'PageUp', 'Home', 'ArrowDown']) {
    await ui.page.keyboard.press(key);
    await until(`the focus is in view after ${key}`, inView);
  }
});

test('bar and footer are in view on every step, with the site in the bar', { timeout: 60_000 }, async (t) => {
  const { ui } = await openStage(t);
  await ui.page.setViewportSize({ width: 1280, height: 800 });
  await ui.importFile(generatedExport(ROWS));
  await ui.goTo('Choose');
  await ui.selectShown();
  await ui.connectPractice({ answerTime: 1 });
  for (const step of ['Import', 'Choose', 'Connect', 'Run']) {
    await ui.goTo(step);
    await ui.page.locator('.content').evaluateAll((all) => all.forEach((content) => content.scrollTo(0, content.scrollHeight)));
    const [bar, footer] = await Promise.all(['.topbar', '.next'].map((one) => ui.page.locator(one).boundingBox()));
    assert.deepEqual([bar.y, bar.height, footer.y, footer.height], [0, 48, 752, 48], step);
    assert.match(await ui.site(), /^Practice/i, step);
  }
});

test('a file let go anywhere on Choose is read; during a run it is not, and the page says why', { timeout: 60_000 }, async (t) => {
  const ui = await choosing(t);
  const drop = () => ui.page.evaluate(() => {
    const files = new DataTransfer();
    files.items.add(new File(['groupId,accountId\n11111111-1111-4111-8111-111111111111,5b10ac8d82e05b22cc7d4ef5\n'], 'second.csv', { type: 'text/csv' }));
    const target = document.querySelector('.next');
    for (const kind of ['dragover', 'drop']) target.dispatchEvent(new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: files }));
  });
  await drop();
  await ui.stepIs('Import');
  await ui.region('File summary').getByText('second.csv').waitFor();
  await ui.goTo('Choose');
  await ui.shows(1);

  // With a selection it is asked first.
  await ui.selectShown();
  await drop();
  await ui.page.getByText('Read second.csv? It may replace the current file and its selection (1 row).', { exact: true }).waitFor();
  await ui.button('Keep the current file').click();
  assert.ok(await ui.isOn('Choose'), 'the step stays');
  await ui.selected(1);
  await drop();
  await ui.button('Replace the file').click();
  await ui.stepIs('Import');
  await ui.region('File summary').getByText('second.csv').waitFor();

  await ui.goTo('Choose');
  await ui.selectShown();
  await ui.connectPractice({ answerTime: 1 });
  await ui.goTo('Run');
  await ui.tryFirst();
  await drop();
  await ui.page.getByText(/^The file was not read, because a run has begun\./).waitFor();
  assert.ok(await ui.isOn('Run'), 'the step stays');
});

test('the checkbox in the heading selects what is shown, and says when that is some or all', { timeout: 60_000 }, async (t) => {
  const ui = await choosing(t);
  const all = ui.grid.getByRole('checkbox', { name: 'All rows shown', exact: true });
  const isMixed = () => all.evaluate((box) => box.indeterminate);
  await ui.search('user10');
  await all.check();
  const found = await ui.rowBoxes.count();
  await ui.selected(found);
  assert.deepEqual([await all.isChecked(), await isMixed()], [true, false]);
  await ui.search('');
  assert.deepEqual([await all.isChecked(), await isMixed()], [false, true], 'some of all rows');
  await ui.search('user10');
  await all.uncheck();
  await ui.selected(0);
});

test('a warning about the selection, pressed, shows the rows it is about', { timeout: 60_000 }, async (t) => {
  const ui = await choosing(t);
  await ui.search('user10');
  await ui.selectShown();
  const people = await ui.rowBoxes.count();
  await ui.search('');
  await ui.region('What will change').getByRole('button', { name: `${people} people lose every group in this file`, exact: true }).click();
  await ui.shows(people);
  await ui.button(`${people} people lose every group (remove)`).click();
  await until('all rows are shown', async () => (await ui.rowBoxes.count()) > people);
});

test('the keys / and ? go to the search and to the list of keys, and stay letters in a field', { timeout: 60_000 }, async (t) => {
  const ui = await choosing(t);
  await ui.rowBoxes.first().focus();
  await ui.page.keyboard.press('/');
  const search = ui.named('searchbox', 'Search memberships');
  assert.ok(await search.evaluate((field) => field === document.activeElement));
  await ui.page.keyboard.type('?/');
  assert.equal(await search.inputValue(), '?/');
  const dialog = ui.named('dialog', 'Keyboard shortcuts');
  assert.equal(await dialog.isVisible(), false);
  await search.fill('');
  await ui.rowBoxes.first().focus();
  await ui.page.keyboard.press('?');
  await dialog.getByText('Select all rows shown (in the table)').waitFor();
  await ui.page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
});

test('in a low window the question before the first row begins with the site and the account', { timeout: 60_000 }, async (t) => {
  const ui = await choosing(t, { width: 640, height: 400 });
  await ui.selectShown();
  await ui.connectPractice({ answerTime: 0 });
  await ui.button('Next: Run').click();
  await ui.button('Try the first one').click();
  await ui.dialog.waitFor();
  const inView = await ui.dialog.evaluate((dialog) => {
    const top = dialog.querySelector('.dialog__head').getBoundingClientRect().bottom;
    const bottom = dialog.querySelector('.dialog__actions').getBoundingClientRect().top;
    return [...dialog.querySelectorAll('dt')].filter((word) => {
      const box = word.getBoundingClientRect();
      return box.top >= top - 1 && box.bottom <= bottom + 1;
    }).map((word) => word.textContent);
  });
  assert.deepEqual(inView.slice(0, 2), ['Site', 'Account']);
});

for (const width of [1280, 900, 740, 400]) {
  test(`every menu of Choose opens inside the window at ${width} px`, { timeout: 60_000 }, async (t) => {
    const ui = await choosing(t, { width, height: 800 });
    await ui.filter('User status', 'Active');
    const menus = ui.page.locator('details.menu:has(.menu__list)');
    const found = [];
    for (let at = 0; at < await menus.count(); at += 1) {
      await menus.nth(at).locator('summary').click();
      const box = await menus.nth(at).locator('.menu__list').boundingBox();
      const name = await menus.nth(at).locator('summary').innerText();
      if (box.x < 0 || box.x + box.width > width) found.push(`${name}: ${Math.round(box.x)} to ${Math.round(box.x + box.width)}`);
      await ui.page.keyboard.press('Escape');
    }
    assert.ok(await menus.count() >= 3);
    assert.deepEqual(found, []);
  });
}

test('in forced colours bars keep their parts, and a printed report is whole and has no buttons', { timeout: 60_000 }, async (t) => {
  const { ui } = await openStage(t);
  await readyToPractice({ ui }, SAMPLE);
  await ui.tryFirst();
  await ui.removeRest(PRACTICE_SITE);
  await ui.goTo('Report');
  const colours = () => ui.page.evaluate(() => ['.progress', '.progress__part[data-outcome="removed"]']
    .map((one) => getComputedStyle(document.querySelector(one)).backgroundColor));
  await ui.page.emulateMedia({ forcedColors: 'active' });
  assert.equal(new Set(await colours()).size, 2, 'the bar and its part differ');
  await ui.page.emulateMedia({ forcedColors: 'none', media: 'print' });
  assert.ok(await ui.region('Counts').isVisible());
  assert.equal(await ui.page.locator('.app').evaluate((app) => getComputedStyle(app).overflow === 'visible' && app.scrollHeight === app.clientHeight), true);
  assert.deepEqual(await ui.page.locator('button:visible').allInnerTexts(), []);
});
