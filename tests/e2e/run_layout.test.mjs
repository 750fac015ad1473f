// Run: one next act in the footer, the table beside the progress, and the tab's title.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { writeCsv } from './support/csv.mjs';
import { generatedExport, HEADING, membership } from './support/exports.mjs';
import { openStage, readyToRun } from './support/stage.mjs';
import { until } from './support/until.mjs';

const ROWS = 40;

async function atRun(t) {
  const members = generatedExport(ROWS);
  const stage = await openStage(t, { members });
  await stage.ui.page.setViewportSize({ width: 1280, height: 800 });
  await readyToRun(stage, members);
  return stage;
}

/** The buttons of the footer, in order; those that can be pressed now have a star. */
const acts = (ui) => ui.page.locator('.next button').evaluateAll((all) => all.map((button) => button.firstChild.textContent.trim() + (button.disabled ? '' : '*')));
const filled = (ui) => ui.page.locator('.next :is(.button--primary, .button--danger)').count();
const offers = (ui, wanted) => until(`the footer offers ${wanted}`, async () => (await acts(ui)).join(' ') === wanted.join(' '));

test('each state of a run offers its own act at the bottom right, and never two filled ones', { timeout: 90_000 }, async (t) => {
  const { ui, host } = await atRun(t);
  await offers(ui, ['Try the first one*']);
  await ui.tryFirst();
  await offers(ui, ['Remove the rest*']);
  assert.equal(await filled(ui), 1);
  await ui.callsPerSecond(2);
  await ui.startTheRest(host);
  await offers(ui, ['Pause*', 'Stop*']);
  assert.equal(await filled(ui), 0, 'a run that goes on has no next act');
  await until('the tab says how far the run is', async () => /^\d+ % · Groupsweep$/.test(await ui.page.title()));
  await ui.button('Pause').click();
  await offers(ui, ['Resume*', 'Stop*']);
  assert.equal(await ui.page.title(), 'Paused · Groupsweep');
  await ui.button('Stop').click();
  await offers(ui, ['Resume*', 'Next: Report*']);
  assert.equal(await filled(ui), 1);
  await ui.callsPerSecond(50);
  await ui.button('Resume').click();
  await ui.stateIs('Finished', 30_000);
  await offers(ui, ['Next: Report*']);
  assert.equal(await ui.page.title(), 'Groupsweep');
  await ui.button('Next: Report').click();
  await ui.stepIs('Report');
});

test('the plan shows ten rows at 1280x800, the outcomes too, and the page does not scroll', { timeout: 90_000 }, async (t) => {
  const { ui, host } = await atRun(t);
  const inView = (name) => ui.named('table', name).evaluate((table) => {
    const footer = document.querySelector('.next').getBoundingClientRect().top;
    return [...table.querySelectorAll('[data-at]')].filter((row) => row.getBoundingClientRect().bottom <= footer).length;
  });
  await until('ten rows of the plan are in view', async () => (await inView('Planned rows')) >= 10);
  await ui.tryFirst();
  await ui.removeRest(host);
  await until('ten outcomes are in view', async () => (await inView('Outcomes')) >= 10);
  assert.equal(await ui.page.evaluate(() => document.documentElement.scrollHeight > innerHeight), false);
});

test('a low window keeps Pause and Stop in view while the run goes on', { timeout: 90_000 }, async (t) => {
  const { ui, host } = await atRun(t);
  await ui.tryFirst();
  await ui.callsPerSecond(1);
  await ui.startTheRest(host);
  await ui.page.setViewportSize({ width: 640, height: 400 });
  for (const name of ['Pause', 'Stop']) {
    const { y, height } = await ui.button(name).boundingBox();
    assert.ok(y >= 0 && y + height <= 400, `${name}: ${y}`);
  }
});

test('a kind of rows shows its own rows, also where both kinds fill the table', { timeout: 90_000 }, async (t) => {
  const bosses = Array.from({ length: 40 }, (_, at) => membership(30, 1000 + at, { groupName: 'site-admins', user: `Boss ${at}` }));
  const members = generatedExport(ROWS) + writeCsv(bosses);
  const stage = await openStage(t, { members });
  const { ui } = stage;
  await ui.page.setViewportSize({ width: 1280, height: 800 });
  await readyToRun(stage, members);
  await ui.status('Plan check').getByText(/Checked with the site/).waitFor();
  const kinds = ui.named('group', 'Kinds of rows');
  const users = () => ui.named('table', 'Planned rows').locator('[data-at] .cell--who').allInnerTexts();
  for (const [kind, user] of [['Protected', 'Boss'], ['Will remove', 'User']]) {
    await kinds.getByRole('button', { name: new RegExp(`^${kind}`) }).click();
    await until(`the table shows ${kind} alone`, async () => {
      const shown = await users();
      return shown.length >= 10 && shown.every((name) => name.startsWith(user));
    });
  }
});

test('the rows to go stay in the table after the test, and lead it while the run goes on, newest first', { timeout: 90_000 }, async (t) => {
  const { ui, host } = await atRun(t);
  const before = await ui.named('table', 'Planned rows').getByRole('columnheader').allInnerTexts();
  await ui.tryFirst();
  const table = ui.named('table', 'Outcomes');
  assert.deepEqual(await table.getByRole('columnheader').allInnerTexts(), before, 'the same columns');
  assert.equal(await table.getAttribute('aria-rowcount'), String(ROWS + 1), 'all rows');
  const rows = () => table.locator('[data-at]').evaluateAll((all) => all.map((row) => [...row.querySelectorAll('.cell')].map((cell) => cell.innerText.trim())));
  const [first, second] = await rows();
  assert.deepEqual([first[3], first[4]], ['Removed', 'The site confirmed the removal (200).']);
  assert.deepEqual([second[3], second[4]], ['Will remove', 'Member when checked.']);
  assert.match(second[1], /^User \d+\s+user\d+@domain\.example$/, 'name and email');
  assert.equal(await ui.page.locator('h1').innerText(), `Remove ${ROWS - 1} more memberships`);
  assert.equal(await ui.status('Run state').innerText(), `Waiting for you: ${ROWS - 1} to remove.`);
  await ui.callsPerSecond(2);
  await ui.startTheRest(host);
  await until('a second row is removed, and on top', async () => (await ui.counts()).Removed >= 2 && (await rows())[0][0] !== first[0]);
  await ui.button('Stop').click();
  await ui.stateIs('Stopped');
  assert.equal((await rows())[0][0], first[0], 'at rest every row is in its place again');
});

test('in a narrow window the side is a line above the footer, which opens it', { timeout: 60_000 }, async (t) => {
  const { ui } = await atRun(t);
  await ui.page.setViewportSize({ width: 400, height: 800 });
  const line = ui.page.locator('.side__bar');
  assert.equal(await line.getAttribute('aria-expanded'), 'false');
  const pace = ui.page.locator('summary', { hasText: /^Pace/ });
  assert.equal(await pace.isVisible(), false);
  const bar = await line.boundingBox();
  const footer = await ui.page.locator('.next').boundingBox();
  assert.ok(bar.height >= 44 && Math.abs(bar.y + bar.height - footer.y) < 2, `${bar.y + bar.height} above ${footer.y}`);
  await line.click();
  assert.equal(await line.getAttribute('aria-expanded'), 'true');
  await pace.waitFor();
  await line.press('Enter');
  assert.equal(await pace.isVisible(), false);
});

test('the report lists the groups with their members before, and every row', { timeout: 90_000 }, async (t) => {
  const { ui, host } = await atRun(t);
  // High enough for every group: only rows in view are drawn.
  await ui.page.setViewportSize({ width: 1280, height: 2400 });
  await ui.tryFirst();
  await ui.removeRest(host);
  await ui.goTo('Report');
  const groups = ui.named('table', 'Groups of this run');
  const cells = await groups.locator('[data-at]').evaluateAll((all) => all.map((row) => [...row.querySelectorAll('.cell')].map((cell) => cell.innerText.trim())));
  const bars = await groups.locator('[data-at] .members__bar span').evaluateAll((all) => all.map((bar) => parseFloat(bar.style.width)));
  const sum = cells.reduce((all, row) => all + Number(row[1]), 0);
  assert.equal(sum, ROWS, 'the groups add up to the rows');
  assert.equal(bars.length, cells.length);
  for (const [at, [, removed, members, open]] of cells.entries()) {
    const [, before] = new RegExp(`^${removed} of (\\d+) removed$`).exec(members);
    assert.ok(Math.abs(bars[at] - 100 * removed / before) < 1, `the bar shows ${bars[at]} % for ${members}`);
    assert.equal(open, '0');
  }
  await ui.page.getByRole('group', { name: 'List', exact: true }).getByRole('button', { name: 'Rows', exact: true }).click();
  assert.equal(await ui.named('table', 'Outcomes').getAttribute('aria-rowcount'), String(ROWS + 1));
  assert.equal(await filled(ui), 1, 'one filled button');
  await offers(ui, ['Download results*']);
});

test('beside the button of a row the keys scroll the plan', { timeout: 60_000 }, async (t) => {
  const own = membership(0, 0, { user: 'User Site admin' }).map((cell, at) => (at === 2 ? '712020:aaaaaaaa-0000-4000-8000-000000000001' : cell));
  const members = writeCsv([HEADING, own]) + generatedExport(ROWS).split('\n').slice(1).join('\n');
  const stage = await openStage(t, { members });
  const { ui } = stage;
  await readyToRun(stage, members);
  const rows = ui.named('table', 'Planned rows');
  await rows.getByRole('button', { name: /^Include: User Site admin/ }).focus();
  await ui.page.keyboard.press('ArrowDown');
  await until('the plan is scrolled', () => rows.evaluate((table) => table.scrollTop > 0));
});
