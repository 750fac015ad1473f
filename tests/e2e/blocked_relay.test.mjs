// A browser extension of somebody else's blocks the relay or the page's own files: the page says so, with the next step, and
// never takes it for a wrong token. In Chromium, where an extension can be told what to block.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openWithBlocker } from './support/blocking_extension.mjs';
import { SAMPLE } from './support/exports.mjs';
import { startRelay } from './support/processes.mjs';
import { EMAIL, startSite, TOKEN } from './support/site.mjs';
import { STYLED } from './support/stage.mjs';
import { startStaticHost } from './support/static_host.mjs';
import { LOGIN } from './support/tabs.mjs';

const NEXT_STEP = /a browser extension may be blocking .+: allow this page in that extension\./;

/** A site that holds the sample's members, its relay, and a browser with the blocker. `pageHost` serves the page too. */
async function openBlocked(t) {
  const site = await startSite(SAMPLE);
  t.after(site.stop);
  const pageHost = await startStaticHost();
  t.after(pageHost.stop);
  const relay = await startRelay({ site: site.origin, allowOrigin: pageHost.origin });
  t.after(relay.stop);
  const blocker = await openWithBlocker(t);
  return { ...blocker, site, relay, pageHost };
}

const webSocketOf = (address) => address.replace('http', 'ws');

test('where an extension blocks every call to the relay, Connect says so and finds the relay once it is allowed', { timeout: 60_000 }, async (t) => {
  const { ui, block, allow, relay, pageHost, site } = await openBlocked(t);
  await block(['xmlhttprequest', 'websocket'], relay.address, webSocketOf(relay.address));
  await ui.open(pageHost.address);
  await ui.useSample();
  await ui.goTo('Choose');
  await ui.selectShown();
  await ui.goTo('Connect');
  await ui.chooseSite('Atlassian site');
  const field = ui.named('textbox', 'Relay address');
  await field.fill(relay.addressWithKey);
  await field.press('Tab');
  const alert = ui.page.getByRole('alert').filter({ hasText: 'The relay does not answer.' });
  await alert.waitFor();
  const said = await alert.innerText();
  assert.match(said, NEXT_STEP);
  assert.doesNotMatch(said, /token|login|key/i);

  await allow();
  await ui.button('Try again').click();
  await alert.waitFor({ state: 'hidden' });
  await ui.connectRelay(LOGIN);
  assert.ok((await site.requests()).length > 0, 'the site is asked');
  assert.deepEqual(ui.crashes, []);
});

test('where an extension blocks only the WebSocket to the relay, the check says so and connects once it is allowed', { timeout: 60_000 }, async (t) => {
  const { ui, block, allow, relay, site } = await openBlocked(t);
  await block(['websocket'], webSocketOf(relay.address));
  await ui.open(relay.addressWithKey);
  await ui.useSample();
  await ui.goTo('Choose');
  await ui.selectShown();
  const said = await ui.connectRelay({ email: EMAIL, token: TOKEN, expect: NEXT_STEP });
  assert.match(said, /The relay is running, but it did not accept the call\./);
  assert.doesNotMatch(said, /token/i);
  assert.deepEqual(await site.requests(), []);

  await allow();
  await ui.button('Check connection').click();
  await ui.connectionSays(LOGIN.expect);
  assert.deepEqual(ui.crashes, []);
});

test("where an extension blocks the page's own files, the first words say what to do", { timeout: 60_000 }, async (t) => {
  const { ui, block, relay } = await openBlocked(t);
  await block(['xmlhttprequest', 'script', 'websocket'], relay.address, webSocketOf(relay.address));
  await ui.page.goto(relay.addressWithKey, { waitUntil: STYLED });
  const late = ui.page.getByText('Groupsweep has not started yet.');
  await late.waitFor({ state: 'visible', timeout: 30_000 });
  assert.match((await late.innerText()).replaceAll(/\s+/g, ' '), /one of its extensions .+ allow the page in your extensions/);
});
