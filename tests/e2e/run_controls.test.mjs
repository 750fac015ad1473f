// Pause, resume, stop and leaving the page: nothing is sent without the admin, and no row is lost.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asObjects, parseCsv } from './support/csv.mjs';
import { generatedExport } from './support/exports.mjs';
import { pairOf } from './support/site.mjs';
import { assertBalanced, openStage, readyToRun } from './support/stage.mjs';
import { observeFor, until } from './support/until.mjs';

const ROWS = 40;
const FILE = generatedExport(ROWS);
const PER_SECOND = 10;

/** A run of the rest under way, past its trial. */
async function running(t) {
  const stage = await openStage(t, { members: FILE });
  await readyToRun(stage, FILE);
  await stage.ui.callsPerSecond(PER_SECOND);
  await stage.ui.tryFirst();
  await stage.ui.startTheRest(stage.host);
  await until('the run is under way', async () => (await stage.site.removals()).length >= 3);
  return stage;
}

/** Calls under way have come in: site and page agree on what was removed. */
function settled({ ui, site }) {
  return until('calls under way have come in', async () => {
    const removed = ROWS - (await site.memberships());
    return (await ui.counts()).Removed === removed && removed;
  });
}

for (const [how, press] of [
  ['with the mouse', (ui, name) => ui.button(name).click()],
  ['with the keyboard', async (ui, name) => {
    await ui.usable(ui.button(name), name);
    await ui.tabTo(ui.button(name));
    await ui.page.keyboard.press('Space');
  }],
]) {
  test(`a run paused ${how} sends nothing until it is resumed`, { timeout: 60_000 }, async (t) => {
    const stage = await running(t);
    const { ui, site } = stage;
    await press(ui, 'Pause');
    await ui.stateIs('Paused');
    const removed = await settled(stage);
    const sent = (await site.requests()).length;
    await observeFor(1_500);
    assert.equal((await site.requests()).length, sent, 'nothing new is sent while paused');
    assert.ok(removed < ROWS, 'the run was paused before its end');
    assertBalanced(await ui.counts());

    await press(ui, 'Resume');
    await ui.stateIs('Finished', 20_000);
    const counts = await ui.counts();
    assertBalanced(counts);
    assert.equal(counts.Removed, ROWS);
    const pairs = (await site.removals()).map(pairOf);
    assert.equal(new Set(pairs).size, pairs.length, 'each removal once');
  });
}

test('a stopped run leaves what was under way in doubt and the rest alone', { timeout: 60_000 }, async (t) => {
  const { ui, site } = await running(t);
  await site.settings({ latency_ms: 3_000 });
  const before = (await ui.counts()).Removed;
  await observeFor(600);
  await ui.button('Stop').click();
  await ui.stateIs('Stopped');
  const counts = await ui.counts();
  assertBalanced(counts);
  assert.ok(counts.Removed >= before);
  assert.ok(counts.Unconfirmed >= 1, `calls were under way: ${JSON.stringify(counts)}`);
  assert.ok(counts['Not started'] >= 1, 'the run was stopped before its end');

  await site.settings({ latency_ms: 0 });
  const sent = (await site.requests()).length;
  await observeFor(1_000);
  // Calls that were under way may still be logged by the site as they end; nothing that was not tried is among them.
  assert.ok((await site.requests()).length - sent <= counts.Unconfirmed);
  const rows = asObjects(parseCsv(await ui.downloadResults()));
  const byOutcome = (outcome) => rows.filter((row) => row.outcome === outcome);
  assert.equal(byOutcome('in_doubt').length, counts.Unconfirmed);
  assert.equal(byOutcome('not_tried').length, counts['Not started']);
  for (const row of byOutcome('not_tried')) {
    assert.ok((await site.members(row['Group id'])).includes(row['User id']), `${row['User name']} was not tried and is still a member`);
  }
  for (const row of byOutcome('removed')) {
    assert.ok(!(await site.members(row['Group id'])).includes(row['User id']), `${row['User name']} is gone`);
  }
});

test('a run stopped with the keyboard stops', { timeout: 60_000 }, async (t) => {
  const { ui } = await running(t);
  await ui.tabTo(ui.button('Stop'));
  await ui.page.keyboard.press('Enter');
  await ui.stateIs('Stopped');
  assertBalanced(await ui.counts());
});

test('a double click removes nothing twice', { timeout: 60_000 }, async (t) => {
  const stage = await openStage(t, { members: FILE, site: { latencyMs: 100 } });
  await readyToRun(stage, FILE);
  const { ui, site, host } = stage;
  await ui.button('Try the first one').dblclick();
  await ui.dialog.getByRole('button', { name: 'Remove', exact: true }).dblclick();
  await ui.proofSays(/no longer/);
  assert.equal((await site.removals()).length, 1);
  await ui.askForTheRest();
  await ui.dialog.getByRole('textbox', { name: 'Site name', exact: true }).fill(host);
  await ui.dialog.getByRole('button', { name: 'Remove', exact: true }).dblclick();
  await ui.stateIs('Finished', 20_000);
  const pairs = (await site.removals()).map(pairOf);
  assert.equal(pairs.length, ROWS);
  assert.equal(new Set(pairs).size, ROWS, 'each removal once');
});

test('the counts add up at every look', { timeout: 60_000 }, async (t) => {
  const { ui, site } = await running(t);
  await site.settings({ faults_percent: 20 });
  const looks = new Set();
  await until('the run is finished', async () => {
    const counts = await ui.counts();
    assertBalanced(counts);
    assert.equal(counts.Selected, ROWS);
    looks.add(counts['Not started']);
    return (await ui.runState()).startsWith('Finished');
  }, { within: 40_000, every: 10 });
  assert.ok(looks.size > 5, `the run was looked at on its way: ${looks.size}`);
});

test('leaving warns while the run goes on, and no longer once its record is kept', { timeout: 60_000 }, async (t) => {
  const { ui } = await running(t);
  const asked = ui.page.waitForEvent('dialog');
  await ui.page.close({ runBeforeUnload: true });
  const dialog = await asked;
  assert.equal(dialog.type(), 'beforeunload');
  await dialog.dismiss();
  await ui.stateIs('Finished', 20_000);

  let askedAgain = false;
  ui.page.on('dialog', (again) => { askedAgain = true; again.accept(); });
  const closed = ui.page.waitForEvent('close');
  await ui.page.close({ runBeforeUnload: true });
  await closed;
  assert.equal(askedAgain, false);
});

test('in a low window the dialog shows its title, its site and the field that has the focus', { timeout: 60_000 }, async (t) => {
  const stage = await openStage(t, { members: FILE });
  const { ui } = stage;
  await readyToRun(stage, FILE);
  await ui.tryFirst();
  await ui.page.setViewportSize({ width: 1280, height: 420 });
  await ui.askForTheRest();
  const field = ui.dialog.getByRole('textbox', { name: 'Site name', exact: true });
  await field.waitFor();
  assert.ok(await ui.dialog.evaluate((dialog) => dialog.scrollHeight > dialog.clientHeight), 'the dialog is longer than the window');
  assert.equal(await ui.dialog.evaluate((dialog) => dialog.scrollTop), 0, 'the first warnings are not scrolled away');
  // What is at its middle is the thing itself, not something that covers it.
  const isInView = (locator) => locator.evaluate((one) => {
    const { left, top, width, height } = one.getBoundingClientRect();
    return one.contains(document.elementFromPoint(left + width / 2, top + height / 2)) && top >= 0 && top + height <= innerHeight;
  });
  const title = ui.dialog.getByRole('heading').first();
  const site = ui.dialog.getByText(stage.host).first();
  for (const [what, one] of Object.entries({ title, site, field })) assert.ok(await isInView(one), what);
});

test('a double click on Pause does not resume', { timeout: 60_000 }, async (t) => {
  const { ui } = await running(t);
  const { x, y, width, height } = await ui.button('Pause').boundingBox();
  const press = () => ui.page.mouse.click(x + width / 2, y + height / 2);
  await press();
  // The second press of the double click comes as soon as Resume is there.
  await ui.button('Resume').waitFor();
  await press();
  await observeFor(600);
  await ui.stateIs('Paused', 0);
});

test('the options of an undo stand below its site and title, and change what is asked without what is typed', { timeout: 60_000 }, async (t) => {
  const { ui, site } = await running(t);
  await site.settings({ latency_ms: 3_000 });
  await observeFor(600);
  await ui.button('Stop').click();
  await ui.stateIs('Stopped');
  await site.settings({ latency_ms: 0 });
  await ui.goTo('Report');
  await ui.button('Undo this run').click();
  const dialog = ui.named('dialog', 'Confirm undo');
  const [title, option] = [dialog.getByRole('heading'), dialog.getByRole('checkbox')];
  const tops = await Promise.all([title, option].map(async (one) => (await one.boundingBox()).y));
  assert.ok(tops[0] < tops[1], tops.join(' '));
  const before = await title.innerText();
  await dialog.getByRole('textbox', { name: 'Site name', exact: true }).fill('127');
  await option.focus();
  await ui.page.keyboard.press('Space');
  await until('the title counts anew', async () => (await title.innerText()) !== before);
  assert.equal(await dialog.getByRole('textbox', { name: 'Site name', exact: true }).inputValue(), '127');
  await ui.focusIs(option);
});
