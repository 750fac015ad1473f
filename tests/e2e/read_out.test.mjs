// What assistive technology reads out while the page is at work: at most one sentence in five seconds.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { generatedExport } from './support/exports.mjs';
import { groupsOf, Loading } from './support/load.mjs';
import { openStage, readyToRun } from './support/stage.mjs';
import { LOGIN } from './support/tabs.mjs';
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

const openListening = (t, options) => openStage(t, { ...options, before: (page) => page.addInitScript(noteWhatIsReadOut) });

/** Waits until such a sentence is announced, and returns all announcements since the last call. */
async function readOutTo(ui, pattern) {
  await until(`${pattern} is read out`, () => ui.page.evaluate((text) => window.readOut.some((one) => new RegExp(text).test(one.text)), pattern.source), { within: 60_000 });
  return takeReadOut(ui);
}

const takeReadOut = (ui) => ui.page.evaluate(() => window.readOut.splice(0));

test('while the site is asked and while a run goes on, at most one sentence in five seconds is read out', { timeout: 120_000 }, async (t) => {
  const stage = await openListening(t, { members: FILE, site: { latencyMs: 400 } });
  const { ui, host, site } = stage;
  await readyToRun(stage, FILE);
  const ofCheck = (await readOutTo(ui, /^Checked with the site/)).filter(({ text }) => /^(Reading|Asking|Checked)/.test(text));
  assert.ok(ofCheck.length >= 2, JSON.stringify(ofCheck));
  assert.deepEqual(tooSoon(ofCheck), []);

  await site.settings({ latency_ms: 20 });
  await ui.callsPerSecond(20);
  await ui.tryFirst();
  await ui.startTheRest(host);
  await takeReadOut(ui);
  await until('the run is under way', async () => (await ui.counts()).Removed >= 20);
  for (const act of ['Pause', 'Resume', 'Pause', 'Resume']) await ui.button(act).click();
  await ui.stateIs('Finished', 40_000);
  assert.deepEqual(tooSoon(await readOutTo(ui, /^Finished/)), []);
});

test('while Verify reads the groups back, at most one sentence in five seconds is read out, the result among them', { timeout: 120_000 }, async (t) => {
  const file = generatedExport(20);
  const stage = await openListening(t, { members: file });
  const { ui, host, site } = stage;
  await readyToRun(stage, file);
  await ui.tryFirst();
  await ui.removeRest(host);
  await ui.goTo('Report');
  await site.settings({ latency_ms: 3_000 });
  await takeReadOut(ui);
  await ui.button('Verify').click();
  const isReading = ({ text }) => text.startsWith('Reading');
  const soFar = [];
  await until('the reading is read out twice', async () => {
    soFar.push(...await takeReadOut(ui));
    return soFar.filter(isReading).length >= 2;
  }, { within: 30_000 });
  // The result comes sooner after that than it may be read out.
  await site.settings({ latency_ms: 0 });
  await ui.status('Verification').getByText(/^Verified/).waitFor();
  const sentences = [...soFar, ...await readOutTo(ui, /^Verified/)];
  assert.deepEqual(tooSoon(sentences), []);
});

test('while groups are loaded, at most one sentence in five seconds is read out', { timeout: 120_000 }, async (t) => {
  const { ui, site } = await openListening(t, { members: groupsOf(400, 2) });
  const loading = new Loading(ui);
  await loading.begin(LOGIN);
  await loading.pickAll();
  await site.settings({ latency_ms: 2_000 });
  await takeReadOut(ui);
  await loading.load(60_000);
  const sentences = await takeReadOut(ui);
  assert.ok(sentences.filter(({ text }) => text.includes('of 400 groups')).length >= 2, JSON.stringify(sentences));
  assert.deepEqual(tooSoon(sentences), []);
});

test('how many rows are selected is read out, whatever selects them', { timeout: 60_000 }, async (t) => {
  const { ui } = await openListening(t);
  await ui.importFile(generatedExport(20));
  await ui.goTo('Choose');
  await ui.shows(20);
  await takeReadOut(ui);
  await ui.selectShown();
  await readOutTo(ui, /^20 selected$/);
  await ui.button('Undo selection').click();
  await readOutTo(ui, /^0 selected$/);
});
