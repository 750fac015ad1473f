// An undo that is undone in turn: the first run no longer counts as undone, and the last run can be undone.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { generatedExport } from './support/exports.mjs';
import { openStage, readyToRun } from './support/stage.mjs';

const ROWS = 4;
const FILE = generatedExport(ROWS);

test('a run whose undo was undone reads as not undone, and the last run can be undone', { timeout: 150_000 }, async (t) => {
  const stage = await openStage(t, { members: FILE, site: { latencyMs: 5 } });
  const { ui, site, host } = stage;
  await readyToRun(stage, FILE);
  await ui.tryFirst();
  await ui.removeRest(host);
  await stage.ui.addBack(stage.host, 90_000);
  await ui.goTo('Import');
  await ui.pastRuns.getByText(new RegExp(`^Undone on .*: all ${ROWS} memberships were back\\.$`)).waitFor();

  await ui.goTo('Report');
  await ui.button('Undo this run').click();
  await ui.named('dialog', 'Confirm undo').getByRole('button', { name: 'Go to Run', exact: true }).click();
  await ui.status('Plan check').getByText(/Checked with the site/).waitFor();
  await ui.tryFirst();
  await ui.removeRest(host);
  assert.equal(await site.memberships(), 0);

  await ui.goTo('Import');
  const said = new RegExp(`^The undo of this run was undone on .*: ${ROWS} memberships were gone again\\. To add them back, undo the run of `);
  await ui.pastRuns.getByText(said).waitFor();
  assert.equal(await ui.pastRuns.getByText(/were back\.$/).count(), 0);
  assert.equal(await ui.pastRun('Undo').count(), 1, 'the last run has it');
  await ui.pastRun('Delete', 1).click();
  await ui.page.getByRole('alert').getByText(/^This record was not deleted\. The run of .* undid this run, so delete the record of that run first\./).waitFor();
  assert.equal(await ui.page.getByRole('dialog').count(), 0);
  await ui.pastRun('Report', 2).click();
  await ui.stepIs('Report');
  await ui.named('note', 'Since this run').getByText(said).waitFor();
  assert.match(await ui.page.getByRole('heading', { level: 1 }).innerText(), new RegExp(`^Done: ${ROWS} removed`));
  assert.equal(await ui.isUsable(ui.button('Undo this run')), false);

  await ui.goTo('Import');
  await ui.pastRun('Report', 0).click();
  await ui.stepIs('Report');
  await stage.ui.addBack(stage.host, 90_000);
  assert.equal(await site.memberships(), ROWS);
});
