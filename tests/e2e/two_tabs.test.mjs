// Two tabs hold one run: only the one that took it over sends and writes, and the other one says so.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { generatedExport } from './support/exports.mjs';
import { GroupsweepPage } from './support/page.mjs';
import { EMAIL, TOKEN } from './support/site.mjs';
import { assertBalanced, openStage, readyToRun } from './support/stage.mjs';
import { observeFor, until } from './support/until.mjs';

const ROWS = 40;
const FILE = generatedExport(ROWS);
const login = { email: EMAIL, token: TOKEN, expect: /Connected/ };

/** A run that its tab stopped in the middle, and a second tab of the same browser. */
async function stoppedRun(t) {
  const stage = await openStage(t, { members: FILE, site: { latencyMs: 40 } });
  const first = stage.ui;
  await readyToRun(stage, FILE);
  await first.callsPerSecond(20);
  await first.tryFirst();
  await first.startTheRest(stage.host);
  await until('the run is under way', async () => (await stage.site.removals()).length >= 6);
  await first.button('Stop').click();
  await first.stateIs('Stopped');
  const second = new GroupsweepPage({ ...first, page: await stage.browser.context.newPage() });
  second.page.on('pageerror', (error) => first.crashes.push(String(error)));
  await second.open(stage.relay.addressWithKey);
  await second.pastRun('Resume').waitFor();
  return { ...stage, first, second };
}

/** The second tab brings the run back and is ready for `errand`. */
async function bringBack(second, errand) {
  await second.pastRun(errand).click();
  if (errand === 'Report') await second.goTo('Connect');
  await second.stepIs('Connect');
  await second.connectRelay(login);
}

async function finish(ui) {
  await ui.page.bringToFront();
  await ui.button('Resume').click();
  await ui.stateIs('Finished', 30_000);
}

const says = (ui, words) => ui.page.getByRole('alert').filter({ hasText: words }).waitFor();

/** What the record of the newest run but `at` says, in a tab that holds nothing. */
async function recorded({ browser, relay, first }, words, at = 0) {
  const fresh = new GroupsweepPage({ ...first, page: await browser.context.newPage() });
  await fresh.open(relay.addressWithKey);
  await fresh.pastRuns.getByRole('listitem').nth(at).getByText(words).waitFor();
  return fresh;
}

test('a resume in a tab with an old copy sends nothing and shows the run as it is', { timeout: 90_000 }, async (t) => {
  const stage = await stoppedRun(t);
  const { first, second, site } = stage;
  await bringBack(second, 'Resume');
  await second.button('Next: Run').click();
  await second.usable(second.button('Resume'), 'Resume');
  await finish(first);
  const sent = (await site.removals()).length;

  await second.page.bringToFront();
  await second.button('Resume').click();
  await says(second, 'changed in another tab');
  await second.stateIs('Finished');
  const counts = await second.counts();
  assertBalanced(counts);
  assert.equal(counts.Removed, ROWS);
  assert.equal((await site.removals()).length, sent, 'the old copy sent something');
  const fresh = await recorded(stage, new RegExp(`${ROWS} removed|${ROWS} of ${ROWS} removed`));
  assert.equal(await fresh.pastRun('Resume').count(), 0);
  // The run that was read anew is this tab's to go on with: Undo takes all of it back.
  await second.undo(stage.host);
  assert.equal(await site.memberships(), ROWS);
});

test('a run is shown as running in the other tab, is not deleted under it, and is followed to its end', { timeout: 90_000 }, async (t) => {
  const stage = await stoppedRun(t);
  const { first, second } = stage;
  await second.pastRun('Delete').click();
  const asked = second.named('dialog', 'Confirm deletion');
  await asked.waitFor();
  await first.page.bringToFront();
  await first.callsPerSecond(5);
  await first.button('Resume').click();
  await first.stateIs('Running');

  await second.page.bringToFront();
  await asked.getByRole('button', { name: 'Delete run', exact: true }).click();
  await says(second, 'going on in another tab');
  await second.pastRuns.getByText('Running in another tab', { exact: true }).waitFor();
  for (const way of ['Resume', 'Report', 'Undo', 'Delete']) assert.equal(await second.pastRun(way).count(), 0, way);
  await first.callsPerSecond(50);
  await first.stateIs('Finished', 30_000);
  // Neither reloaded nor touched.
  await second.pastRun('Undo').waitFor();
  await second.pastRuns.getByText(new RegExp(`${ROWS} removed|${ROWS} of ${ROWS} removed`)).waitFor();
  assert.equal(await second.pastRun('Resume').count(), 0);
  const fresh = await recorded(stage, /removed/);
  await fresh.pastRun('Report').click();
  await fresh.stepIs('Report');
});

test('a run that was undone in another tab is not resumed', { timeout: 90_000 }, async (t) => {
  const stage = await stoppedRun(t);
  const { first, second, site } = stage;
  await bringBack(second, 'Resume');
  await second.button('Next: Run').click();
  await second.usable(second.button('Resume'), 'Resume');
  await first.page.bringToFront();
  // A part of it was removed; all of that is added back.
  await first.undo(stage.host);
  assert.equal(await site.memberships(), ROWS);
  const sent = (await site.removals()).length;

  // The second tab hears of it, and offers no resume any more.
  await second.page.bringToFront();
  await until('Resume is off', async () => !(await second.isUsable(second.button('Resume'))));
  await observeFor(500);
  assert.equal((await site.removals()).length, sent, 'it was removed again');
  assert.equal(await site.memberships(), ROWS);
  const fresh = await recorded(stage, /^Undone on/, 1);
  assert.equal(await fresh.pastRun('Resume').count(), 0);
});

test('Verify in a tab with an old copy does not write', { timeout: 90_000 }, async (t) => {
  const stage = await stoppedRun(t);
  const { first, second } = stage;
  await bringBack(second, 'Report');
  await second.goTo('Report');
  await second.usable(second.button('Verify'), 'Verify');
  await finish(first);
  await second.page.bringToFront();
  await second.button('Verify').click();
  await says(second, 'changed in another tab');
  const fresh = await recorded(stage, new RegExp(`${ROWS} removed|${ROWS} of ${ROWS} removed`));
  assert.equal(await fresh.pastRun('Resume').count(), 0);
  // Of the run as it is now, it is read and kept.
  await second.page.bringToFront();
  await second.button('Verify').click();
  await second.status('Verification').getByText(/^Verified/).waitFor();
});
