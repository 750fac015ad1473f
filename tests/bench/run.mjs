// The run against a site that allows 50 a second: wall time against the floor, 429s, early calls; seen and hidden.
import { EMAIL, generatedExport, hide, login, openPlainBrowser, percent, seconds, startRelay, startSite, table, unhide } from './support.mjs';

const ROWS = Number(process.env.ROWS ?? 3000);
const RATE = 50;
const SITE = { rate: RATE, burst: RATE, latencyMs: 250, latencySpreadMs: 125 };
// One row more for the trial, which goes before the measured part.
const FILE = generatedExport(ROWS + 1);

async function measure(hidden) {
  const site = await startSite(FILE, SITE);
  const relay = await startRelay({ site: site.origin });
  const browser = await openPlainBrowser();
  try {
    let { ui } = browser;
    await ui.open(relay.addressWithKey);
    await ui.importFile(FILE);
    await ui.goTo('Choose');
    await ui.selectShown();
    await ui.connectRelay(login);
    await ui.goTo('Run');
    await ui.tryFirst();
    await site.forgetRequests();
    await ui.startTheRest(site.host);
    const began = Date.now();
    const since = hidden ? await hide(browser) : undefined;
    for (;;) {
      await new Promise((resolve) => { setTimeout(resolve, 200); });
      if (await site.memberships() === 0) break;
      if (Date.now() - began > 600_000) throw new Error('the run does not end');
    }
    const removals = await site.removals();
    const last = Math.max(...removals.filter((one) => one.status === 200).map((one) => one.at));
    // The last answer is still on its way: half of the longest answer time.
    const wall = last - began + (SITE.latencyMs + SITE.latencySpreadMs) / 2;
    const tab = hidden ? await unhide(browser, since) : undefined;
    ({ ui } = browser);
    await ui.stateIs('Finished', 30_000);
    const counts = await ui.counts();
    if (counts.Removed !== ROWS + 1) throw new Error(JSON.stringify(counts));
    return { wall, tab, ...refusals(removals) };
  } finally {
    await browser.close();
    await relay.stop();
    await site.stop();
  }
}

/** 429s, and calls that the site got before a wait it had asked for was over. */
function refusals(removals) {
  let until = 0;
  let early = 0;
  let refused = 0;
  for (const one of removals.toSorted((a, b) => a.at - b.at)) {
    // Calls on their way when the first 429 was given are no retries.
    if (one.at < until && one.at > until - 1000 + SITE.latencyMs + SITE.latencySpreadMs) early += 1;
    if (one.status === 429) {
      refused += 1;
      until = Math.max(until, one.at + 1000);
    }
  }
  return { refused, early, sent: removals.length };
}

const floor = ((ROWS - RATE) / RATE) * 1000;
const seen = await measure(false);
console.log(`Run: ${ROWS} rows, site ${RATE} a second with a bucket of ${RATE}, answers in ${SITE.latencyMs} ± ${SITE.latencySpreadMs} ms, as ${EMAIL}`);
table([
  ['floor (rows - bucket) / rate', seconds(floor)],
  ['wall time', `${seconds(seen.wall)}, ${(seen.wall / floor).toFixed(3)} x the floor (mark 1.05)`],
  ['rate', `${(ROWS / seen.wall * 1000).toFixed(1)} a second`],
  ['answered 429', `${seen.refused} of ${seen.sent}, ${percent(seen.refused / seen.sent)} (mark under 1 %)`],
  ['sent before Retry-After was over', String(seen.early)],
]);
const hidden = await measure(true);
console.log('The same with the tab hidden');
table([
  ['visibility', `${hidden.tab.state}; the page's own timers of 50 ms come ${hidden.tab.ticksPerSecond.toFixed(1)} times a second`],
  ['wall time', `${seconds(hidden.wall)}, ${percent(seen.wall / hidden.wall)} of the rate seen (mark 90 %)`],
  ['answered 429', `${hidden.refused} of ${hidden.sent}`],
]);
if (hidden.tab.state !== 'hidden') throw new Error('the tab could not be hidden: the second figure says nothing');
