// A site that asks for a pause of a day: the page says until when, sends nothing before, and offers ways on.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { generatedExport } from './support/exports.mjs';
import { startLongPause } from './support/long_pause.mjs';
import { EMAIL, TOKEN } from './support/site.mjs';
import { assertBalanced, openStage, readyToRun, reopen } from './support/stage.mjs';
import { observeFor, until } from './support/until.mjs';

const ROWS = 12;
const FILE = generatedExport(ROWS);
/** A time of day with its zone, as in "10:42:07 UTC+1". */
const CLOCK = String.raw`\d{2}:\d{2}:\d{2} UTC[-+:\d]*`;
/** A day and a time of day with its zone, as in "29 Nov 2026, 10:42 UTC+1". */
const END = String.raw`until \d{1,2} [A-Z][a-z]{2} \d{4}, \d{2}:\d{2} UTC[-+:\d]*`;

async function pausedRun(t) {
  const stage = await openStage(t, { members: FILE, between: startLongPause });
  const { ui, gate, host } = stage;
  await readyToRun(stage, FILE);
  await ui.callsPerSecond(10);
  await ui.tryFirst();
  gate.state.changes = true;
  await ui.startTheRest(host);
  await until('the page waits', async () => new RegExp(`^Waiting ${END}`).test(await ui.runState()));
  return stage;
}

test('a pause of a day is told with its end, and "Try now once" sends one call', { timeout: 90_000 }, async (t) => {
  const { ui, gate, site } = await pausedRun(t);
  await ui.button('Stop and keep the record').waitFor();
  assert.equal(await ui.button('Stop').count(), 0, 'one button ends the run, and it says what becomes of the record');
  await until('calls under way have come back', async () => (await ui.counts()).Removed === 1);
  const before = gate.state.refused.length;
  assert.ok(before >= 1);

  await ui.button('Try now once').click();
  await until('the call came', () => gate.state.refused.length > before);
  await observeFor(1500);
  assert.equal(gate.state.refused.length, before + 1, 'one call and no more');
  assert.match(await ui.runState(), new RegExp(`^Waiting ${END}.*Tried at ${CLOCK}: the site refused the call`));

  gate.state.changes = false;
  await ui.button('Try now once').click();
  await ui.stateIs('Finished', 30_000);
  const counts = await ui.counts();
  assertBalanced(counts);
  assert.equal(counts.Removed, ROWS);
  assert.equal(await site.memberships(), 0);
});

test('"Stop and keep the record" ends the wait, and a page that is opened again still waits for the end', { timeout: 90_000 }, async (t) => {
  const stage = await pausedRun(t);
  await stage.ui.button('Stop and keep the record').click();
  await stage.ui.stateIs('Stopped');
  const { ui, site, gate } = await reopen(stage);
  await ui.pastRun('Resume').click();
  await ui.stepIs('Connect');
  await ui.connectRelay({ email: EMAIL, token: TOKEN, expect: /Connected/ });
  await ui.button('Next: Run').click();
  await ui.stateIs('Stopped');
  assert.match(await ui.runState(), new RegExp(`The site asked for a pause ${END}. Resume waits until then`));
  const before = gate.state.refused.length;
  await ui.button('Resume').click();
  await until('the page waits', async () => new RegExp(`^Waiting ${END}`).test(await ui.runState()));
  await observeFor(1500);
  assert.equal(gate.state.refused.length, before, 'nothing was sent in the pause');
  gate.state.changes = false;
  await ui.button('Try now once').click();
  await ui.stateIs('Finished', 30_000);
  const counts = await ui.counts();
  assertBalanced(counts);
  assert.equal(counts.Removed, ROWS);
  assert.equal(await site.memberships(), 0);
});

test('Pause in the wait names its end, and an undo waits for it too', { timeout: 90_000 }, async (t) => {
  const { ui, gate, host } = await pausedRun(t);
  await until('calls under way have come back', async () => (await ui.counts()).Removed === 1);
  await ui.button('Pause').click();
  await until('the end is named', async () => new RegExp(`^Paused\\. The site asked for a pause ${END}`).test(await ui.runState()));
  await ui.button('Stop').click();
  await ui.stateIs('Stopped');

  const before = gate.state.refused.length;
  await ui.goTo('Report');
  await ui.button('Undo this run').click();
  const dialog = ui.named('dialog', 'Confirm undo');
  await dialog.getByRole('textbox', { name: 'Site name', exact: true }).fill(host);
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  await dialog.waitFor({ state: 'hidden' });
  await until('the page waits', async () => new RegExp(`^Waiting ${END}`).test(await ui.runState()));
  await observeFor(1500);
  assert.equal(gate.state.refused.length, before, 'nothing was sent in the pause');
});

test('the check, the proof, Verify and a load say what they wait for and can be left', { timeout: 120_000 }, async (t) => {
  const stage = await openStage(t, { members: FILE, between: startLongPause });
  const { ui, gate, host } = stage;
  await ui.importFile(FILE);
  await ui.goTo('Choose');
  await ui.selectShown();
  await ui.connectRelay({ email: EMAIL, token: TOKEN, expect: new RegExp(host.replaceAll('.', '\\.')) });
  const pause = new RegExp(`asked for a pause ${END}`);

  gate.state.reads = true;
  await ui.button('Next: Run').click();
  await ui.status('Plan check').getByText(pause).waitFor();
  await ui.button('Go on without the check').click();
  await ui.button('Try the first one').click();
  await ui.dialog.getByRole('button', { name: 'Remove', exact: true }).click();
  await ui.proofSays(new RegExp(`Waiting ${END}`));
  await ui.button('Stop reading').click();
  await ui.proofSays(/could not be confirmed: you stopped the reading/);

  await ui.goTo('Report');
  await ui.button('Verify').click();
  await ui.status('Verification').getByText(pause).waitFor();
  await ui.button('Cancel reading').click();
  await ui.status('Verification').getByText(/cancelled/).waitFor();
});

test('a load says what it waits for and can be left', { timeout: 60_000 }, async (t) => {
  const stage = await openStage(t, { members: FILE, between: startLongPause });
  const { ui, gate, host } = stage;
  await ui.connectRelay({ email: EMAIL, token: TOKEN, expect: new RegExp(host.replaceAll('.', '\\.')) });
  gate.state.reads = true;
  await ui.goTo('Import');
  await ui.button('Load from the site').click();
  const section = ui.region('Load from the site');
  await section.getByText(new RegExp(`asked for a pause ${END}`)).waitFor();
  await section.getByRole('button', { name: 'Cancel', exact: true }).click();
  await ui.usable(ui.button('Load from the site'));
});
