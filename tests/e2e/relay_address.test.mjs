// Where the relay is and how it gets to the site: one address for the page's records, and a web proxy in words.
import assert from 'node:assert/strict';
import net from 'node:net';
import { test } from 'node:test';
import { openBrowser } from './support/browser.mjs';
import { generatedExport, SAMPLE } from './support/exports.mjs';
import { GroupsweepPage } from './support/page.mjs';
import { startRelay } from './support/processes.mjs';
import { EMAIL, TOKEN } from './support/site.mjs';
import { openStage, readyToRun } from './support/stage.mjs';
import { startStaticHost } from './support/static_host.mjs';

/** A web proxy that answers every question with these bytes and hangs up. */
async function startProxy(t, reply) {
  const server = net.createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => socket.end(reply));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  return `127.0.0.1:${server.address().port}`;
}

async function pageOf(t, relay) {
  t.after(() => relay.stop());
  const browser = await openBrowser();
  t.after(() => browser.close());
  const ui = new GroupsweepPage(browser);
  t.after(() => ui.forgetFiles());
  return ui;
}

for (const [what, reply, says, next] of [
  ['asks for a login', 'HTTP/1.1 407 Proxy Authentication Required\r\n\r\n', /asks for a login \(407\)/, /USER:PASSWORD@HOST:PORT/],
  ['refuses', 'HTTP/1.1 403 Forbidden\r\n\r\n<p>Blocked</p>', /refuses the connection to the site \(403\)/, /to allow connections/],
  ['is no proxy', 'SSH-2.0-OpenSSH_9.6\r\n', /did not answer like a web proxy/, /Check the web proxy's address/],
]) {
  test(`a web proxy that ${what} is named on Connect, with what it said and what to do`, { timeout: 60_000 }, async (t) => {
    const proxy = await startProxy(t, reply);
    const relay = await startRelay({ site: 'https://example.atlassian.net', proxy: `http://me:proxy-secret@${proxy}` });
    const ui = await pageOf(t, relay);
    await ui.open(relay.addressWithKey);
    await ui.importFile(SAMPLE);
    await ui.goTo('Choose');
    await ui.selectShown();
    const said = await ui.connectRelay({ email: EMAIL, token: TOKEN, expect: says });
    assert.ok(said.includes(`The web proxy ${proxy} `), said);
    assert.match(said, next);
    assert.ok(!said.includes('proxy-secret'), said);
    assert.equal(await ui.isUsable(ui.button('Next: Run')), false);
  });
}

test('a page on a web server is told of --allow-origin, and a relay that has it is not said to have served the page', { timeout: 60_000 }, async (t) => {
  const host = await startStaticHost();
  t.after(host.stop);
  const site = 'https://example.atlassian.net';
  const strict = await startRelay({ site });
  const ui = await pageOf(t, strict);
  await ui.open(host.address);
  await ui.useSample();
  await ui.goTo('Choose');
  await ui.selectShown();
  await ui.goTo('Connect');
  await ui.chooseSite('Atlassian site');
  const field = ui.named('textbox', 'Relay address');
  await field.fill(strict.addressWithKey);
  await field.press('Tab');
  const alert = ui.page.getByRole('alert').filter({ hasText: 'The relay does not answer.' });
  await alert.waitFor();
  assert.ok((await alert.innerText()).includes(`--allow-origin ${host.origin} `), await alert.innerText());

  await strict.stop();
  const relay = await startRelay({ site, allowOrigin: host.origin });
  t.after(() => relay.stop());
  await field.fill(relay.addressWithKey);
  await field.press('Tab');
  await ui.page.getByText('Calls go through the relay on this machine.', { exact: true }).waitFor();
});

test('the page under localhost is the page of the printed address, key and all', { timeout: 60_000 }, async (t) => {
  const relay = await startRelay();
  const ui = await pageOf(t, relay);
  await ui.open(relay.addressWithKey.replace('127.0.0.1', 'localhost'));
  const address = new URL(ui.page.url());
  assert.equal(`${address.origin}/`, relay.address);
  assert.equal(address.hash, `#${relay.fragment}`);
});

test('relay and page say that the usual address keeps other records', { timeout: 60_000 }, async (t) => {
  const { ui, relay } = await openStage(t, { members: SAMPLE });
  await ui.goTo('Connect');
  await ui.chooseSite('Atlassian site');
  await ui.page.getByText(`This page's address is ${new URL(relay.address).host}. Past runs, selections and keep lists made at another address, such as 127.0.0.1:8737, do not appear here.`).waitFor();
  assert.match(relay.output.stderr, /not the usual address, 127\.0\.0\.1:8737/);
});

test('a run that came back to a page without a relay names its own site, and nothing names another one', { timeout: 60_000 }, async (t) => {
  const file = generatedExport(3);
  const stage = await openStage(t, { members: file });
  await readyToRun(stage, file);
  await stage.ui.tryFirst();
  await stage.ui.page.close();
  const ui = new GroupsweepPage({ ...stage.ui, page: await stage.browser.context.newPage() });
  await ui.open(stage.relay.address);
  await ui.goTo('Connect');
  await ui.page.getByRole('radio', { name: /Atlassian/ }).check();
  const address = ui.page.getByRole('textbox', { name: 'Site address', exact: true });
  await address.fill('sandbox.atlassian.net');
  await ui.goTo('Import');
  await ui.pastRun('Resume').click();
  await ui.stepIs('Connect');
  await ui.page.getByText('The site of the run.', { exact: true }).waitFor();
  assert.equal(await address.inputValue(), stage.site.origin);
  assert.ok(!(await ui.page.locator('body').innerText()).includes('sandbox.atlassian.net'));
});
