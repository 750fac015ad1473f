// A site that does not answer is reported within seconds, and no rate or time left is shown meanwhile.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { generatedExport } from './support/exports.mjs';
import { openStage, readyToRun } from './support/stage.mjs';
import { until } from './support/until.mjs';

const ROWS = 40;
const FILE = generatedExport(ROWS);
/** Five seconds of silence, and a little for the page. */
const WITHIN = 8_000;

async function running(t) {
  const stage = await openStage(t, { members: FILE });
  await readyToRun(stage, FILE);
  await stage.ui.callsPerSecond(5);
  await stage.ui.tryFirst();
  await stage.ui.startTheRest(stage.host);
  await until('the run is under way', async () => (await stage.site.removals()).length >= 3);
  return stage;
}

/** The text beside the count: rate and time left, if any. */
function progress(ui) {
  return ui.region('Progress').locator('.progress__head .sub').first().innerText();
}

test('a site that takes calls and answers none is silent, and goes on when it answers', { timeout: 90_000 }, async (t) => {
  const { ui, site } = await running(t);
  await site.settings({ latency_ms: 15_000 });
  await ui.stateIs('Site not responding', WITHIN);
  assert.doesNotMatch(await progress(ui), /left|a second/);
  await site.settings({ latency_ms: 0 });
  await ui.stateIs('Finished', 60_000);
  assert.equal((await ui.counts()).Removed, ROWS);
});

test('a site that is down is silent with the number of the retry', { timeout: 60_000 }, async (t) => {
  const { ui, site } = await running(t);
  await site.stop();
  await ui.stateIs('Site not responding', WITHIN);
  await until('the retry is numbered', async () => /retry \d of 6/.test(await ui.runState()), { within: 15_000 });
  assert.doesNotMatch(await progress(ui), /left|a second/);
  await ui.button('Stop').click();
  await ui.stateIs('Stopped');
});
