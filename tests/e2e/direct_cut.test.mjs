// The route Direct before a gateway that makes a change and then ends the connection, or answers 408: the browser sends
// the call again by itself, and the page hears "not a member" first. Nobody who was removed is lost to the way back.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ENGINE, openBrowser } from './support/browser.mjs';
import { asObjects, parseCsv } from './support/csv.mjs';
import { certificate, startCuttingGateway } from './support/cutting_gateway.mjs';
import { generatedExport } from './support/exports.mjs';
import { GroupsweepPage } from './support/page.mjs';
import { startRelay } from './support/processes.mjs';
import { EMAIL, startSite } from './support/site.mjs';
import { assertBalanced } from './support/stage.mjs';
import { until } from './support/until.mjs';

const ROWS = 12;
const FILE = generatedExport(ROWS);
const SITE = 'mysite.atlassian.net';
const secret = certificate();

async function stage(t, protocol) {
  const closers = [];
  t.after(async () => { for (const close of closers.reverse()) await close(); });
  const site = await startSite(FILE, { logins: [`${EMAIL}:scoped:scoped`] });
  closers.push(site.stop);
  const gateway = await startCuttingGateway(site.origin, secret, protocol);
  closers.push(gateway.stop);
  const relay = await startRelay({ site: `https://${SITE}` });
  closers.push(relay.stop);
  const browser = await openBrowser({
    anyCertificate: true,
    args: [`--host-resolver-rules=MAP ${gateway.host}:443 127.0.0.1:${gateway.port}`],
    settings: {
      'network.proxy.type': 1,
      'network.proxy.ssl': '127.0.0.1',
      'network.proxy.ssl_port': gateway.proxyPort,
      'network.proxy.no_proxies_on': '127.0.0.1',
    },
  });
  closers.push(browser.close);
  const ui = new GroupsweepPage(browser);
  await ui.open(relay.addressWithKey);
  await ui.importFile(FILE);
  await ui.goTo('Choose');
  await ui.selectShown();
  await ui.goTo('Connect');
  await ui.chooseSite('Atlassian site');
  await ui.advanced();
  await ui.page.getByLabel('Connection route', { exact: true }).selectOption('Direct');
  await ui.page.getByLabel('Cloud id', { exact: true }).fill((await site.ids()).cloudId);
  await ui.connectRelay({ email: EMAIL, token: 'scoped', expect: /API: Jira through Atlassian's gateway/ });
  await ui.button('Next: Run').click();
  await ui.status('Plan check').getByText(/^Checked with the site/).waitFor();
  await ui.tryFirst();
  return { ui, site, gateway };
}

/** Waits for the end of the run. If the browser fails a call, the run halts, and Resume continues it. */
async function finish(ui) {
  await until('the run is Finished', async () => {
    const state = await ui.runState();
    if (state.startsWith('Stopped') && await ui.isUsable(ui.button('Resume'))) await ui.button('Resume').click();
    return state.startsWith('Finished');
  }, { within: 60_000 });
}

const ENDINGS = [
  ['h1', 'cut', 'ends the connection'],
  ['h1', '408', 'answers 408'],
  ['h2', 'cut', 'ends the connection'],
  ['h2', '408', 'answers 408'],
  ['h2', 'goaway', 'says that it did not come (GOAWAY)'],
];
for (const [protocol, ending, what] of ENDINGS) {
  const name = protocol === 'h1' ? 'HTTP/1.1' : 'HTTP/2';
  test(`${name}: a site that makes each change and ${what}: no row is called already gone, and Undo adds everybody back`, { timeout: 120_000, skip: secret ? false : 'no openssl' }, async (t) => {
    const { ui, site, gateway } = await stage(t, protocol);
    gateway.endWith(ending);
    await ui.startTheRest(SITE);
    await finish(ui);
    assert.equal(await site.memberships(), 0);
    const counts = await ui.counts();
    t.diagnostic(`${name} ${ending} ${ENGINE}: ${JSON.stringify(counts)}, delivered ${gateway.delivered().join(' ')}`);
    assertBalanced(counts);
    assert.equal(counts['Already gone'], 0, JSON.stringify(counts));
    assert.equal(counts.Removed + counts['Gone since the check'], ROWS, JSON.stringify(counts));
    assert.ok(gateway.delivered().some((times) => times > 1), 'no change came twice, so nothing is shown');

    const rows = asObjects(parseCsv(await ui.downloadResults()));
    assert.ok(rows.every(({ outcome }) => outcome === 'removed' || outcome === 'gone_since_check'), JSON.stringify(rows.map(({ outcome }) => outcome)));
    gateway.endWith(undefined);
    await ui.undo(SITE, 60_000);
    assert.equal(await site.memberships(), ROWS);
  });
}
