// An undo asks for what is left to undo: not for what an earlier undo put back, and not for a later run's work.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { generatedExport } from './support/exports.mjs';
import { openStage, readyToRun } from './support/stage.mjs';
import { until } from './support/until.mjs';

const ROWS = 12;
const FILE = generatedExport(ROWS);
const TAKEN_OVER = /This undo cannot be resumed, because a later undo \(.*\) took over its remaining rows\.$/;

test('a partial undo leaves the rest to undo, and the next one asks for that alone', { timeout: 150_000 }, async (t) => {
  const stage = await openStage(t, { members: FILE, site: { latencyMs: 5 } });
  const { ui, site, host } = stage;
  await readyToRun(stage, FILE);
  await ui.callsPerSecond(8);
  await ui.tryFirst();
  await ui.removeRest(host);
  assert.equal(await site.memberships(), 0);

  await ui.goTo('Report');
  await ui.button('Undo this run').click();
  const asked = ui.named('dialog', 'Confirm undo');
  await asked.getByRole('heading', { name: `Add ${ROWS} memberships back?`, exact: true }).waitFor();
  assert.equal(await asked.getByRole('note', { name: 'Left out of the undo', exact: true }).count(), 0);
  await asked.getByRole('textbox', { name: 'Site name', exact: true }).fill(host);
  await asked.getByRole('button', { name: 'Add', exact: true }).click();
  await until('the page heard of three that are back', async () => (await ui.counts()).Added >= 3);
  await ui.button('Stop').click();
  await ui.stateIs('Stopped');
  const { Added: back } = await ui.counts();
  assert.ok(back >= 3 && back < ROWS, String(back));

  await ui.goTo('Import');
  await ui.pastRuns.getByText(new RegExp(`^Partly undone on .*: ${back} of ${ROWS} memberships were back`)).waitFor();
  await ui.pastRun('Undo', 1).click();
  const left = ROWS - back;
  await asked.getByRole('heading', { name: `Add ${left} membership${left === 1 ? '' : 's'} back?`, exact: true }).waitFor();
  const note = await asked.getByRole('note', { name: 'Left out of the undo', exact: true }).innerText();
  assert.match(note, new RegExp(`^Left out: ${back} memberships that were in place again after the run of \\d`));
  await asked.getByRole('textbox', { name: 'Site name', exact: true }).fill(host);
  await asked.getByRole('button', { name: 'Add', exact: true }).click();
  await asked.waitFor({ state: 'hidden' });
  // A call that Stop cut off took effect after all. For a minute after a removal, a list alone is not trusted.
  await ui.stateIs('Finished', 90_000);
  assert.equal(await site.memberships(), ROWS);
  await ui.goTo('Import');
  await ui.pastRuns.getByText(new RegExp(`^Undone on .*: all ${ROWS} memberships were back\\.$`)).waitFor();
  assert.equal(await ui.pastRun('Undo', 2).count(), 0, 'the removal has none any more, its two undos do');

  // The undo that was stopped is only looked at: a later one did the rest.
  await ui.pastRuns.getByText(TAKEN_OVER).waitFor();
  assert.equal(await ui.pastRun('Resume').count(), 0);
  await ui.pastRun('Report', 1).click();
  await ui.stepIs('Report');
  await ui.named('note', 'Since this run').getByText(TAKEN_OVER).waitFor();
  assert.equal(await ui.named('note', 'Not finished').count(), 0);
  await ui.goTo('Run');
  await ui.status('Run state').getByText(TAKEN_OVER).waitFor();
  assert.equal(await ui.button('Resume').count(), 0);
});
