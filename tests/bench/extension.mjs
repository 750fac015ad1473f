// The run through the browser extension beside the same run through the relay: at the pace of a usual site, and as fast as
// each carries. The extension once over HTTP/1.1, where a browser makes six calls at once, and once over HTTP/2 and TLS, as
// Atlassian's sites speak.
import { certificate, generatedExport, login, openPlainBrowser, startRelay, startSite, startTlsFront, table, unpackedExtension } from './support.mjs';

const RATE = 50;
const LATENCY_MS = 250;
/** Calls that a browser makes at once to one host over HTTP/1.1. */
const AT_ONCE = 6;
const ROWS = Number(process.env.ROWS ?? 500);
const CARRIED_ROWS = Number(process.env.CARRIED_ROWS ?? 3_000);
const NAME = 'mysite.atlassian.net';

const secret = certificate();

/** Where the page is, and the site's address and name there. */
const ROUTES = {
  async relay(site) {
    const relay = await startRelay({ site: site.origin });
    return { address: relay.addressWithKey, args: [], name: site.host, stop: relay.stop };
  },
  async 'extension, HTTP/1.1'(site) {
    const closers = [];
    const { args, address } = await unpackedExtension({ after: (close) => closers.push(close) });
    return { args, address, typed: site.origin, name: site.host, stop: () => Promise.all(closers.map((close) => close())) };
  },
  async 'extension, HTTP/2'(site) {
    const closers = [];
    const { args, address } = await unpackedExtension({ after: (close) => closers.push(close) }, [`https://${NAME}/*`]);
    const front = await startTlsFront(site.origin, secret);
    const toFront = [`--host-resolver-rules=MAP ${NAME}:443 127.0.0.1:${front.port}`, '--ignore-certificate-errors'];
    return { args: [...args, ...toFront], address, typed: NAME, name: NAME, front, stop: () => Promise.all([front.stop(), ...closers.map((close) => close())]) };
  },
};

/** Removes `rows` by a route; resolves with calls per second from the first to the last that the site got. */
async function measure(route, { rows, rate, latencyMs, bound }) {
  const file = generatedExport(rows + 1);
  const site = await startSite(file, { rate, burst: rate, latencyMs });
  const way = await ROUTES[route](site);
  const browser = await openPlainBrowser(way.args);
  try {
    const { ui } = browser;
    await ui.open(way.address);
    await ui.importFile(file, 'export-users.csv', 60_000);
    await ui.goTo('Choose');
    await ui.selectShown();
    await ui.goTo('Connect');
    await ui.chooseSite('Atlassian site');
    if (way.typed) await ui.write(ui.page.getByLabel('Site address', { exact: true }), way.typed);
    await ui.connectRelay(login);
    await ui.goTo('Run');
    if (bound) {
      // A narrow window folds the pace into a line.
      await ui.side(true);
      await ui.callsPerSecond(bound);
      await ui.side(false);
    }
    await ui.tryFirst();
    await site.forgetRequests();
    await ui.startTheRest(way.name);
    await ui.stateIs('Finished', 300_000);
    const counts = await ui.counts();
    if (counts.Removed !== rows + 1) throw new Error(JSON.stringify(counts));
    const removals = await site.removals();
    const times = removals.map((one) => one.at).sort((a, b) => a - b);
    return {
      perSecond: (times.length - 1) / (times.at(-1) - times[0]) * 1000,
      refused: removals.filter(({ status }) => status === 429).length,
      connections: way.front?.seen.connections,
    };
  } finally {
    await browser.close();
    await way.stop();
    await site.stop();
  }
}

/** Measures every route in turn, and prints each beside the relay. */
async function compare(title, setting) {
  console.log(title);
  const found = {};
  const rows = [];
  for (const route of Object.keys(ROUTES)) {
    found[route] = await measure(route, setting);
    const { perSecond, refused, connections } = found[route];
    const beside = `${(perSecond / found.relay.perSecond).toFixed(2)} x the relay`;
    rows.push([route, `${perSecond.toFixed(1)} a second, ${beside}, ${refused} answered 429${connections ? `, connections: ${connections}` : ''}`]);
  }
  table(rows);
  return found;
}

if (!secret) throw new Error('openssl is needed for the certificate of the test site');
const paced = await compare(`Extension: ${ROWS} rows, site ${RATE} a second, answers in ${LATENCY_MS} ms`, { rows: ROWS, rate: RATE, latencyMs: LATENCY_MS });
const most = AT_ONCE / (LATENCY_MS / 1000);
const marks = [
  ['HTTP/2', paced['extension, HTTP/2'].perSecond, 0.95 * paced.relay.perSecond],
  [`HTTP/1.1, where ${AT_ONCE} at once make ${most} a second at most`, paced['extension, HTTP/1.1'].perSecond, 0.9 * most],
];
for (const [name, perSecond, mark] of marks) {
  console.log(`  ${name}: ${perSecond.toFixed(1)} a second (mark ${mark.toFixed(1)})`);
  if (perSecond < mark) process.exitCode = 1;
}
await compare(`Carry: ${CARRIED_ROWS} rows, no limit, answers in 5 ms, bound 2,000 a second`, { rows: CARRIED_ROWS, rate: '0', latencyMs: 5, bound: 2000 });
