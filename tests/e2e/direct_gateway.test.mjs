// The route Direct by the gateway: a token with scopes, the cloud id typed in, no relay for the calls. The gateway's
// host is led to the simulated site here; policy and CORS are the browser's own.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openBrowser } from './support/browser.mjs';
import { generatedExport } from './support/exports.mjs';
import { GroupsweepPage } from './support/page.mjs';
import { startRelay } from './support/processes.mjs';
import { EMAIL, startSite } from './support/site.mjs';
import { assertBalanced } from './support/stage.mjs';
import { until } from './support/until.mjs';

const ROWS = 6;
const FILE = generatedExport(ROWS);
const SITE = 'mysite.atlassian.net';

async function stage(t, profiles) {
  const site = await startSite(FILE, { logins: [`${EMAIL}:scoped:scoped`], profiles });
  t.after(site.stop);
  const relay = await startRelay({ site: `https://${SITE}` });
  t.after(relay.stop);
  const browser = await openBrowser();
  t.after(browser.close);
  const asked = [];
  await browser.context.route(/^https:\/\/(api\.atlassian\.com|mysite\.atlassian\.net)\//, async (route) => {
    const request = route.request();
    const { host, pathname, search } = new URL(request.url());
    asked.push(`${request.method()} ${host}`);
    if (host === SITE) return route.abort();
    const headers = await request.allHeaders();
    for (const name of Object.keys(headers)) if (name.startsWith(':') || name === 'host') delete headers[name];
    const answer = await fetch(`${site.origin}${pathname}${search}`, { method: request.method(), headers, body: request.postData() ?? undefined });
    return route.fulfill({ status: answer.status, headers: Object.fromEntries(answer.headers), body: await answer.text() });
  });
  const ui = new GroupsweepPage(browser);
  await ui.open(relay.addressWithKey);
  await ui.importFile(FILE);
  await ui.goTo('Choose');
  await ui.selectShown();
  await ui.goTo('Connect');
  await ui.chooseSite('Atlassian site');
  await ui.advanced();
  await ui.page.getByLabel('Connection route', { exact: true }).selectOption('Direct');
  return { ui, site, asked };
}

test('a token with scopes runs by the gateway straight from the page, and the site itself is not called', { timeout: 60_000 }, async (t) => {
  const { ui, site, asked } = await stage(t);
  await ui.page.getByLabel('Cloud id', { exact: true }).fill((await site.ids()).cloudId);
  await ui.connectRelay({ email: EMAIL, token: 'scoped', expect: /API: Jira through Atlassian's gateway/ });
  await ui.button('Next: Run').click();
  await ui.tryFirst();
  await ui.removeRest(SITE);
  const counts = await ui.counts();
  assertBalanced(counts);
  assert.equal(counts.Removed, ROWS);
  assert.equal(await site.memberships(), 0);
  assert.ok(asked.every((one) => one.endsWith(' api.atlassian.com')), asked.join(', '));
});

test('Direct is offered last, only for sites with a known gateway, and says that it is experimental', { timeout: 60_000 }, async (t) => {
  const browser = await openBrowser();
  t.after(browser.close);
  const relay = await startRelay({ site: null });
  t.after(relay.stop);
  const ui = new GroupsweepPage(browser);
  await ui.open(relay.addressWithKey);
  await ui.useSample();
  await ui.goTo('Connect');
  await ui.chooseSite('Atlassian site');
  await ui.advanced();
  const address = ui.page.getByLabel('Site address', { exact: true });
  const route = ui.page.getByLabel('Connection route', { exact: true });
  const others = ['Relay', 'Export as a script'];
  for (const [typed, offered] of [
    ['', others],
    ['mysite.atlassian-us-gov.net', others],
    ['mysite.atlassian-us-gov-mod.net', [...others, 'Direct']],
    ['mysite.atlassian.example', others],
    [SITE, [...others, 'Direct']],
  ]) {
    await ui.write(address, typed);
    await until(`the routes of "${typed}"`, async () => (await route.locator('option').allTextContents()).join() === offered.join());
  }
  await route.selectOption('Direct');
  await ui.page.getByText(/^Experimental: calls Atlassian's gateway from this page/).waitFor();
});

test('without the cloud id the check says what would help', { timeout: 60_000 }, async (t) => {
  const { ui } = await stage(t);
  await ui.connectRelay({ email: EMAIL, token: 'scoped', expect: /browser blocked the call[\s\S]*enter the cloud id/ });
});

test('what is no cloud id is refused and not passed over', { timeout: 60_000 }, async (t) => {
  const { ui, asked } = await stage(t);
  await ui.page.getByLabel('Cloud id', { exact: true }).fill('11111111-2222');
  await ui.connectRelay({ email: EMAIL, token: 'scoped', expect: /Not a valid cloud id/ });
  assert.deepEqual(asked, [], 'nothing was sent anywhere');
});

test('a gateway that refuses a browser\'s changes halts the run with the first row', { timeout: 60_000 }, async (t) => {
  const { ui, site } = await stage(t, { 'gateway-xsrf': 'on' });
  await ui.page.getByLabel('Cloud id', { exact: true }).fill((await site.ids()).cloudId);
  await ui.connectRelay({ email: EMAIL, token: 'scoped', expect: /API: Jira through Atlassian's gateway/ });
  await ui.button('Next: Run').click();
  await ui.button('Try the first one').click();
  await ui.dialog.getByRole('button', { name: 'Remove', exact: true }).click();
  await ui.stateIs('Stopped');
  await ui.page.getByText(/XSRF check failed/).first().waitFor();
  assert.equal(await site.memberships(), ROWS);
});
