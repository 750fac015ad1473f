// What assistive technology reads out while the page is at work: at most one sentence in five seconds.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { generatedExport } from './support/exports.mjs';
import { openStage, readyToRun } from './support/stage.mjs';
import { until } from './support/until.mjs';

const FILE = generatedExport(200);
/** Less than five seconds by what a browser may be late in saying that it changed something. */
const BETWEEN_MS = 4_500;

/** Notes each sentence of a place that is read out when it changes, with the time. */
function noteWhatIsReadOut() {
  const ROLES = { status: 'polite', log: 'polite', alert: 'assertive' };
  const liveness = (element) => element.ariaLive ?? ROLES[element.role];
  window.readOut = [];
  new MutationObserver((changes) => {
    const places = new Set();
    for (const { target } of changes) {
      for (let at = target.nodeType === Node.ELEMENT_NODE ? target : target.parentElement; at; at = at.parentElement) {
        if (!liveness(at)) continue;
        if (liveness(at) !== 'off') places.add(at);
        break;
      }
    }
    for (const place of places) {
      const text = place.textContent.trim();
      if (text !== '') window.readOut.push({ at: performance.now(), place: place.ariaLabel ?? place.className, text });
    }
  }).observe(document, { subtree: true, childList: true, characterData: true });
}

/** Sentences that come too soon after another of `sentences`. */
function tooSoon(sentences) {
  return sentences.slice(1).flatMap(({ at, text }, index) => {
    const before = sentences[index];
    return at - before.at < BETWEEN_MS ? [`${Math.round(at - before.at)} ms after "${before.text}": "${text}"`] : [];
  });
}

test('while the site is asked and while a run goes on, at most one sentence in five seconds is read out', { timeout: 120_000 }, async (t) => {
  const stage = await openStage(t, { members: FILE, site: { latencyMs: 400 }, before: (page) => page.addInitScript(noteWhatIsReadOut) });
  const { ui, host, site } = stage;
  const readOut = () => ui.page.evaluate(() => window.readOut.splice(0));
  await readyToRun(stage, FILE);
  await readOut();
  await until('the site was asked', async () => (await ui.status('Plan check').innerText()).startsWith('Checked with the site'), { within: 60_000 });
  await until('that is read out', () => ui.page.evaluate(() => window.readOut.some(({ text }) => text.startsWith('Checked with the site'))));
  const ofCheck = (await readOut()).filter(({ text }) => /^(Reading|Asking|Checked)/.test(text));
  assert.ok(ofCheck.length >= 2, JSON.stringify(ofCheck));
  assert.deepEqual(tooSoon(ofCheck), []);

  await site.settings({ latency_ms: 20 });
  await ui.callsPerSecond(20);
  await ui.tryFirst();
  await ui.startTheRest(host);
  await readOut();
  await until('the run is under way', async () => (await ui.counts()).Removed >= 20);
  for (const act of ['Pause', 'Resume', 'Pause', 'Resume']) await ui.button(act).click();
  await ui.stateIs('Finished', 40_000);
  await until('its end is read out', () => ui.page.evaluate(() => window.readOut.some(({ text }) => text.startsWith('Finished'))));
  const ofRun = await readOut();
  assert.deepEqual(tooSoon(ofRun), []);
});
