// The page as a browser extension calls the site itself: nothing runs besides the browser.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CELLS, FILE, ORG, ROWS } from './support/credentials.mjs';
import { assertOnlyOurHeaders, connect, fillIn, headerRules, openExtension } from './support/extension.mjs';
import { everythingKept, formsOf, inMemory, keepMemories } from './support/secret_scan.mjs';
import { EMAIL, TOKEN } from './support/site.mjs';
import { assertBalanced } from './support/stage.mjs';
import { until } from './support/until.mjs';

test('the whole run goes straight to the site, as a program\'s calls, and leaves no other tab\'s calls changed', { timeout: 90_000 }, async (t) => {
  const stage = await openExtension(t, { members: FILE });
  const { ui, site, host, context } = stage;
  await fillIn(stage, FILE, { address: site.origin, email: EMAIL, token: TOKEN });
  const route = ui.page.getByLabel('Connection route', { exact: true });
  assert.equal(await route.inputValue(), 'extension');
  assert.deepEqual(await route.locator('option').allTextContents(), ['Extension', 'Export as a script'], 'no gateway of Atlassian');
  await ui.button('Check connection').click();
  await ui.connectionSays(/Connected to .*API: Jira\./s);

  const [rule, ...others] = await headerRules(ui);
  assert.deepEqual(others, [], 'one rule');
  assert.deepEqual(rule.condition.requestDomains, ['127.0.0.1']);
  assert.deepEqual(rule.condition.initiatorDomains, [new URL(ui.page.url()).host]);
  await ui.button('Next: Run').click();
  await ui.tryFirst();
  await ui.removeRest(host);
  const counts = await ui.counts();
  assertBalanced(counts);
  assert.equal(counts.Removed, ROWS);
  assert.equal(await site.memberships(), 0);
  const calls = assertOnlyOurHeaders(await site.requests());
  assert.ok(calls.length > ROWS);

  // The admin's own tab of the site is the browser's, as ever.
  await site.forgetRequests();
  const other = await context.newPage();
  await other.goto(`${site.origin}/`).catch(() => {});
  await other.evaluate(() => fetch('/rest/api/3/myself').catch(() => {}));
  const [own] = (await site.requests()).filter(({ path }) => path === '/rest/api/3/myself');
  assert.match(own.headers['user-agent'], /Mozilla/);
  assert.ok('sec-fetch-site' in own.headers, 'what the browser says of itself stays');
  await other.close();

  const kept = await everythingKept(ui.page);
  const settings = await ui.page.evaluate(async () => JSON.stringify(await chrome.declarativeNetRequest.getSessionRules()));
  for (const [where, text] of Object.entries({ ...kept, settings })) {
    for (const form of formsOf(EMAIL, TOKEN)) assert.ok(!text.includes(form), `the token is in ${where}`);
  }
  await ui.goTo('Connect');
  await ui.button('Disconnect').click();
  await until('Disconnect removes the rule', async () => (await headerRules(ui)).length === 0);
  assert.deepEqual(ui.crashes, []);
});

test('after Disconnect the login is out of the extension\'s memory', { timeout: 60_000 }, async (t) => {
  const token = Array.from({ length: 24 }, (_, at) => `ATATT${(at * 7919 + 101_111).toString(36)}`).join('_');
  const forms = formsOf(EMAIL, token);
  const stage = await openExtension(t, { members: FILE, site: { token }, before: keepMemories });
  const { ui, site } = stage;
  await fillIn(stage, FILE, { address: site.origin, email: EMAIL, token });
  await connect(ui);
  assert.ok((await inMemory(ui.page, forms)).length > 0, 'the login is there while it is needed');
  await ui.button('Next: Run').click();
  await ui.tryFirst();
  await ui.goTo('Connect');
  await ui.button('Disconnect').click();
  await until('the login is gone', async () => (await inMemory(ui.page, forms)).length === 0);
});

test('a site that the browser does not let the extension call is not called, and the page says what to do', { timeout: 60_000 }, async (t) => {
  const stage = await openExtension(t, { before: () => {
    window.wanted = [];
    chrome.permissions.request = async (wanted) => { window.wanted.push(wanted); return false; };
  } });
  const { ui, context } = stage;
  const called = [];
  context.on('request', (request) => called.push(request.url()));
  const checks = async (email, origins) => {
    await ui.fillLogin({ email, token: TOKEN });
    await ui.button('Check connection').click();
    await ui.connectionSays(/does not let this extension call [^]*choose Allow/);
    assert.deepEqual(await ui.page.evaluate(() => window.wanted.splice(0)), [{ origins }]);
  };
  await fillIn(stage, FILE, { address: 'mysite.atlassian.net', email: EMAIL, token: TOKEN });
  assert.deepEqual(await ui.page.evaluate(() => window.wanted), [], 'nobody is asked before the button is pressed');
  await checks(EMAIL, ['https://mysite.atlassian.net/*']);
  await checks('bot@serviceaccount.atlassian.com', ['https://mysite.atlassian.net/*', 'https://api.atlassian.com/*']);
  assert.deepEqual(called.filter((url) => url.startsWith('http')), []);
});

test('a site that is not reached is told of with address, network and certificate', { timeout: 60_000 }, async (t) => {
  const stage = await openExtension(t, { members: FILE });
  const { ui, site } = stage;
  await fillIn(stage, FILE, { address: site.origin, email: EMAIL, token: TOKEN });
  await site.stop();
  await ui.button('Check connection').click();
  await ui.connectionSays(/got no answer from the site[^]*Check the address[^]*certificate warning/);
});

test('a permission that is taken back halts the run with nothing sent, and it resumes once it is back', { timeout: 60_000 }, async (t) => {
  const stage = await openExtension(t, { members: FILE, before: () => {
    const real = chrome.permissions.contains.bind(chrome.permissions);
    chrome.permissions.contains = (wanted) => (window.takenBack ? Promise.resolve(false) : real(wanted));
  } });
  const { ui, site, host } = stage;
  await fillIn(stage, FILE, { address: site.origin, email: EMAIL, token: TOKEN });
  await ui.button('Check connection').click();
  await ui.connectionSays(/Connected/);
  await ui.button('Next: Run').click();
  await ui.tryFirst();
  await ui.page.evaluate(() => { window.takenBack = true; });
  await ui.startTheRest(host);
  await ui.stateIs('Stopped');
  await ui.page.getByText(/no longer lets this extension call the site/).first().waitFor();
  assert.equal(await site.memberships(), ROWS - 1);
  await ui.page.evaluate(() => { window.takenBack = false; });
  await ui.button('Resume').click();
  await ui.stateIs('Finished', 30_000);
  assert.equal(await site.memberships(), 0);
});

for (const cell of CELLS) {
  test(`${cell.name}: found out and removed by the extension`, { timeout: 60_000 }, async (t) => {
    const stage = await openExtension(t, { members: FILE, site: { logins: cell.logins, profiles: cell.profiles } });
    const { ui, site, host } = stage;
    await fillIn(stage, FILE, { address: site.origin, ...cell.login, organization: cell.organization && ORG, product: cell.product });
    await ui.button('Check connection').click();
    await ui.connectionSays(cell.finds);
    await ui.button('Next: Run').click();
    await ui.tryFirst();
    await ui.removeRest(host);
    const counts = await ui.counts();
    assertBalanced(counts);
    assert.equal(counts.Removed, ROWS);
    assert.equal(await site.memberships(), 0);
    assertOnlyOurHeaders(await site.requests());
    for (const { path, headers } of await site.removals()) {
      assert.match(path, cell.path);
      assert.equal(headers.authorization.split(' ')[0], cell.scheme);
    }
  });
}

test('the toolbar button opens the page in a tab of its own', { timeout: 60_000 }, async (t) => {
  const { ui, context } = await openExtension(t);
  const background = context.serviceWorkers()[0] ?? await context.waitForEvent('serviceworker');
  const [opened] = await Promise.all([context.waitForEvent('page'), background.evaluate(() => chrome.action.onClicked.dispatch({}))]);
  await until('it is the page', () => opened.url() === ui.page.url());
});
