// The machine stays awake during a run, if the browser allows that.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { generatedExport } from './support/exports.mjs';
import { openStage, readyToRun } from './support/stage.mjs';
import { until } from './support/until.mjs';

const FILE = generatedExport(20);

/** A browser's wake locks: it ends them when the tab is hidden. */
function fakeWakeLocks() {
  window.wakeLocks = [];
  const request = async () => {
    const lock = { released: false, release: async () => { lock.released = true; } };
    window.wakeLocks.push(lock);
    return lock;
  };
  Object.defineProperty(Navigator.prototype, 'wakeLock', { get: () => ({ request }) });
}

const held = (ui) => ui.page.evaluate(() => window.wakeLocks.filter(({ released }) => !released).length);

test('the machine stays awake after the tab was hidden and is shown again, until the run is over', { timeout: 60_000 }, async (t) => {
  const stage = await openStage(t, { members: FILE, before: (page) => page.addInitScript(fakeWakeLocks) });
  const { ui, host } = stage;
  await readyToRun(stage, FILE);
  await ui.tryFirst();
  await ui.callsPerSecond(2);
  await ui.startTheRest(host);
  await until('the machine stays awake', async () => (await held(ui)) === 1);
  // As the browser does with a hidden tab; then it is shown.
  await ui.page.evaluate(() => {
    for (const lock of window.wakeLocks) lock.released = true;
    document.dispatchEvent(new Event('visibilitychange'));
  });
  await until('it stays awake again', async () => (await held(ui)) === 1);
  await ui.callsPerSecond(50);
  await ui.stateIs('Finished', 20_000);
  await until('it may sleep', async () => (await held(ui)) === 0);
  await ui.page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
  assert.equal(await held(ui), 0, 'nothing is asked for after the run');
});
