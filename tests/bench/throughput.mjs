// What page and relay can carry: a site that answers in 5 ms and has no limit.
import { generatedExport, login, openPlainBrowser, startRelay, startSite, table } from './support.mjs';

const ROWS = Number(process.env.ROWS ?? 20_000);
const FILE = generatedExport(ROWS + 1);
const site = await startSite(FILE, { rate: '0', latencyMs: 5 });
const relay = await startRelay({ site: site.origin });
const browser = await openPlainBrowser();
const { ui } = browser;
await ui.open(relay.addressWithKey);
await ui.importFile(FILE, 'export-users.csv', 60_000);
await ui.goTo('Choose');
await ui.selectShown();
await ui.connectRelay(login);
await ui.goTo('Run');
// A narrow window folds the pace into a line.
await ui.side(true);
await ui.callsPerSecond(2000);
await ui.side(false);
await ui.tryFirst();
await site.forgetRequests();
await ui.startTheRest(site.host);
await ui.stateIs('Finished', 300_000);
const times = (await site.removals()).map((one) => one.at).sort((a, b) => a - b);
const perSecond = new Map();
for (const at of times) perSecond.set(Math.floor(at / 1000), (perSecond.get(Math.floor(at / 1000)) ?? 0) + 1);
const whole = [...perSecond.values()].slice(1, -1).sort((a, b) => a - b);
console.log(`Carry: ${ROWS} calls, answers in 5 ms, no limit, bound 2,000 a second`);
table([
  ['all', `${((times.length - 1) / (times.at(-1) - times[0]) * 1000).toFixed(0)} a second (mark 1,000)`],
  ['median second', `${whole[Math.floor(whole.length / 2)]}`],
  ['best second', `${whole.at(-1)}`],
]);
await browser.close();
await relay.stop();
await site.stop();
