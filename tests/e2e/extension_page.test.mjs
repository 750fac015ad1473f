// What the page does at the relay's address it does as an extension too: the article's journey, practice, tabs, the lock, a
// hidden tab. And what an extension alone has: a background part that the browser may end.
import assert from 'node:assert/strict';
import http from 'node:http';
import { test } from 'node:test';
import { startBetween } from './support/between.mjs';
import { generatedExport, SAMPLE, SAMPLE_RECORDS } from './support/exports.mjs';
import { fillIn, headerRules, openExtension, readyToRunByExtension, unpackedExtension } from './support/extension.mjs';
import { UNDO_OUTCOMES } from './support/page.mjs';
import { openSurvivor } from './support/persistent_browser.mjs';
import { assertRemovedRowByRow } from './support/results.mjs';
import { EMAIL, pairOf, startSite, TOKEN } from './support/site.mjs';
import { assertBalanced } from './support/stage.mjs';
import { alertSays, offersALook, SAYS } from './support/tabs.mjs';
import { until } from './support/until.mjs';

const ROWS = SAMPLE_RECORDS.length - 1;
const PAIRS = SAMPLE_RECORDS.slice(1).map(([group, , account]) => `${group} ${account}`);

/** Records every wake lock that the page requests. */
function watchWakeLocks() {
  const request = navigator.wakeLock.request.bind(navigator.wakeLock);
  window.wakeLocks = [];
  navigator.wakeLock.request = async (kind) => {
    const lock = await request(kind);
    window.wakeLocks.push(lock);
    return lock;
  };
}

const heldWakeLocks = (ui) => ui.page.evaluate(() => window.wakeLocks.filter(({ released }) => !released).length);

/** Ends the extension's background part, as the browser does when it likes. */
async function endBackground({ context }) {
  const devtools = await context.browser().newBrowserCDPSession();
  const background = async () => (await devtools.send('Target.getTargets')).targetInfos.filter(({ type, url }) => type === 'service_worker' && url.endsWith('/background.js'));
  const [running] = await background();
  assert.ok(running, 'the background part runs');
  await devtools.send('Target.closeTarget', { targetId: running.targetId });
  await until('the background part has ended', async () => (await background()).length === 0);
}

test("the article's sample is removed, recorded, verified and added back while the browser ends the background part", { timeout: 90_000 }, async (t) => {
  const stage = await openExtension(t, { members: SAMPLE, before: watchWakeLocks });
  const { ui, site, host } = stage;
  await readyToRunByExtension(stage, SAMPLE);
  await ui.tryFirst();
  assert.deepEqual((await site.removals()).map(pairOf), PAIRS.slice(0, 1), 'the trial is the first row');

  await ui.callsPerSecond(2);
  await ui.startTheRest(host);
  await until('some rows are removed', async () => (await ui.counts()).Removed >= 3);
  assert.equal(await heldWakeLocks(ui), 1, 'the machine stays awake during a run');
  await endBackground(stage);
  assert.ok((await ui.counts()).Removed < ROWS, 'the run is under way');
  await ui.stateIs('Finished', 30_000);
  await until('the machine may sleep again', async () => (await heldWakeLocks(ui)) === 0);
  const counts = await ui.counts();
  assertBalanced(counts);
  assert.equal(counts.Removed, ROWS, JSON.stringify(counts));
  assert.deepEqual((await site.removals()).map(pairOf).sort(), PAIRS.toSorted(), 'each removal once');

  assertRemovedRowByRow(await ui.downloadResults(), SAMPLE);
  await ui.button('Verify').click();
  await ui.status('Verification').getByText(`Verified: all ${ROWS} memberships are gone`).waitFor();
  await ui.undo(host);
  assert.equal(await site.memberships(), ROWS);
  const undone = await ui.counts(UNDO_OUTCOMES);
  assertBalanced(undone, UNDO_OUTCOMES);
  assert.equal(undone.Added, ROWS);
  assert.deepEqual(ui.crashes, []);
});

test('practice needs no permission, sets no rule and calls nobody', { timeout: 60_000 }, async (t) => {
  const { ui, context } = await openExtension(t, { granted: [], before: () => {
    window.asked = 0;
    chrome.permissions.request = async () => { window.asked += 1; return false; };
  } });
  const called = [];
  context.on('request', (request) => called.push(request.url()));
  await ui.useSample();
  await ui.goTo('Choose');
  await ui.selectShown();
  await ui.connectPractice();
  await ui.button('Next: Run').click();
  await ui.tryFirst();
  await ui.removeRest('Practice site');
  const counts = await ui.counts();
  assertBalanced(counts);
  assert.equal(counts.Removed, counts.Selected);
  await ui.undo('Practice site');
  assert.deepEqual(await headerRules(ui), []);
  assert.equal(await ui.page.evaluate(() => window.asked), 0);
  assert.deepEqual(called.filter((url) => url.startsWith('http')), []);
});

test('while one tab of the extension works on a site, another starts nothing there and offers a look only', { timeout: 60_000 }, async (t) => {
  const stage = await openExtension(t, { members: SAMPLE });
  const { ui: a, tab, site, host } = stage;
  const b = await tab();
  await readyToRunByExtension({ ...stage, ui: b }, SAMPLE);
  const list = await tab();
  await a.page.bringToFront();
  await readyToRunByExtension(stage, SAMPLE);
  assert.equal((await headerRules(a)).length, 2, 'one rule for each connected tab');
  await a.tryFirst();
  await a.callsPerSecond(1);
  await a.startTheRest(host);
  await until('A is at it', async () => (await a.counts()).Removed >= 2);

  await b.page.bringToFront();
  await b.button('Try the first one').click();
  await b.dialog.getByRole('button', { name: 'Remove', exact: true }).click();
  await alertSays(b, SAYS.siteTaken);
  await list.page.bringToFront();
  await offersALook(list, 0, SAYS.running);

  await a.page.bringToFront();
  await a.callsPerSecond(50);
  await a.stateIs('Finished', 20_000);
  assert.deepEqual((await site.removals()).map(pairOf).sort(), PAIRS.toSorted(), 'each removal once, by one tab');
  await list.page.bringToFront();
  await list.pastRun('Undo').waitFor();
});

test('a run goes on at its pace in a hidden tab', { timeout: 90_000 }, async (t) => {
  const rows = 60;
  const file = generatedExport(rows);
  const site = await startSite(file, { latencyMs: 100 });
  t.after(site.stop);
  const { args, address } = await unpackedExtension(t);
  const survivor = await openSurvivor(address, { canFreeze: true, args });
  t.after(() => survivor.close());
  const { ui } = survivor;
  t.after(() => ui.forgetFiles());
  await readyToRunByExtension({ ui, origin: site.origin }, file);
  await ui.callsPerSecond(10);
  await ui.tryFirst();
  await ui.startTheRest(site.host);
  await until('the run is under way', async () => (await ui.counts()).Removed >= 5);
  const other = await ui.page.context().newPage();
  await other.bringToFront();
  await until('the tab is hidden', () => ui.page.evaluate(() => document.visibilityState === 'hidden'));
  assert.ok((await ui.counts()).Removed < rows / 2, 'most of the run is still to come');
  const began = Date.now();
  await ui.stateIs('Finished', 30_000);
  assert.equal(await ui.page.evaluate(() => document.visibilityState), 'hidden');
  // At ten calls a second the rest takes six seconds at most; the timers of hidden pages come once a second.
  assert.ok(Date.now() - began < 12_000, `${Date.now() - began} ms`);
  assert.equal(await site.memberships(), 0);
  assert.deepEqual(survivor.crashes, []);
});

test('a redirect is not followed, and a cookie of the site is not sent back', { timeout: 60_000 }, async (t) => {
  const led = [];
  const elsewhere = http.createServer((request, response) => { led.push(request.url); response.end('{}'); });
  await new Promise((resolve) => { elsewhere.listen(0, '127.0.0.1', resolve); });
  t.after(() => new Promise((resolve) => { elsewhere.close(resolve); elsewhere.closeAllConnections(); }));
  const state = { moves: true, cookies: 0 };
  const between = (origin) => startBetween(origin, ({ method, headers }) => {
    if (headers.cookie) state.cookies += 1;
    if (method !== 'DELETE' || !state.moves) return undefined;
    return { status: 307, headers: { location: `http://127.0.0.1:${elsewhere.address().port}/taken`, 'set-cookie': 'a=b; Path=/' }, body: '' };
  });
  const stage = await openExtension(t, { members: SAMPLE, between });
  const { ui, site, host, context } = stage;
  await readyToRunByExtension(stage, SAMPLE);
  await ui.button('Try the first one').click();
  await ui.dialog.getByRole('button', { name: 'Remove', exact: true }).click();
  await ui.stateIs('Stopped');
  assert.equal(await site.memberships(), ROWS);

  state.moves = false;
  await ui.button('Resume').click();
  await ui.proofSays(/no longer/);
  await ui.removeRest(host);
  assert.equal(await site.memberships(), 0);
  assert.deepEqual(led, []);
  assert.equal(state.cookies, 0);
  assert.deepEqual(await context.cookies(), []);
});

/** The browser's list of permitted sites, and which of them were given back. What a manifest allows nobody can give back:
 * these tests' site stays allowed. The list outlives the page, as a browser's does. */
function watchGivenBack() {
  const permitted = () => JSON.parse(localStorage.getItem('permitted') ?? '[]');
  const permit = (origins) => localStorage.setItem('permitted', JSON.stringify(origins));
  window.givenBack = [];
  chrome.permissions.request = async ({ origins }) => {
    permit([...new Set([...permitted(), ...origins])]);
    return true;
  };
  chrome.permissions.getAll = async () => ({ permissions: [], origins: permitted() });
  chrome.permissions.remove = async ({ origins }) => {
    permit(permitted().filter((one) => !origins.includes(one)));
    window.givenBack.push(...origins);
    return true;
  };
}

const HERE = ['http://127.0.0.1/*'];
const CLOUD = ['https://mysite.atlassian.net/*', 'https://api.atlassian.com/*'];

test('every end of a connection removes its rule, and gives back the permission of its own site if that was asked for', { timeout: 90_000 }, async (t) => {
  const stage = await openExtension(t, { members: SAMPLE, granted: [...HERE, ...CLOUD], before: watchGivenBack });
  const { ui, site, context } = stage;
  // The second site is the same simulated one under another name.
  await context.route('https://mysite.atlassian.net/**', async (route) => {
    const { pathname, search } = new URL(route.request().url());
    const { authorization } = await route.request().allHeaders();
    const answer = await fetch(`${site.origin}${pathname}${search}`, { headers: authorization ? { authorization } : {} });
    await route.fulfill({ status: answer.status, headers: Object.fromEntries(answer.headers), body: await answer.text() });
  });
  const address = ui.page.getByLabel('Site address', { exact: true });
  const wish = ui.page.getByRole('checkbox', { name: /^When the connection ends, remove this extension's permission/ });
  const login = async (to) => {
    await ui.fillLogin({ email: EMAIL, token: TOKEN });
    await ui.write(address, to);
    await ui.button('Check connection').click();
    await ui.connectionSays(/Connected/);
  };
  const hosts = async () => (await headerRules(ui)).map(({ condition }) => condition.requestDomains);
  const gives = async (how, expected) => {
    const seen = [];
    await until(`${how} gives ${expected} back`, async () => {
      seen.push(...await ui.page.evaluate(() => window.givenBack.splice(0)));
      return seen.length >= expected.length;
    });
    assert.deepEqual(seen, expected, how);
  };
  const ends = async (how, givenBack) => {
    await until(`${how} removes the rule`, async () => (await headerRules(ui)).length === 0);
    await gives(how, givenBack);
  };

  const page = ui.page.url();
  await ui.page.clock.install();
  await ui.page.goto('about:blank');
  await ui.open(page);
  // What the admin allowed in the browser's settings, for many hosts at once, is never given back.
  await ui.page.evaluate(() => localStorage.setItem('permitted', '["https://*.atlassian.net/*"]'));
  await fillIn(stage, SAMPLE, { address: site.origin, email: EMAIL, token: TOKEN });
  await login(site.origin);
  assert.deepEqual(await hosts(), [['127.0.0.1']]);
  await ui.button('Disconnect').click();
  await ends('Disconnect, not asked to give anything back,', []);

  await login(site.origin);
  await wish.check();
  await ui.button('Change').click();
  await ui.write(address, 'somebody-elses.atlassian.net');
  await ui.button('Clear login').click();
  await ends('Clear login with another address typed', HERE);

  await login(site.origin);
  await ui.page.clock.fastForward('31:00');
  await ends('the end of 30 minutes', HERE);

  // The next check asks for the permission while the list of permissions is still being read to give it back.
  await login(site.origin);
  await ui.page.evaluate(() => {
    const { getAll } = chrome.permissions;
    window.waiting = [];
    chrome.permissions.getAll = () => new Promise((answer) => { window.waiting.push(() => answer(getAll())); });
    window.listAgain = async () => {
      chrome.permissions.getAll = getAll;
      for (const answer of window.waiting) answer();
      for (let turn = 0; turn < 100; turn += 1) await null;
    };
  });
  await ui.button('Change').click();
  await ui.page.waitForFunction(() => window.waiting.length > 0);
  await login(site.origin);
  await ui.page.evaluate(() => window.listAgain());
  await gives('a connection that was made again meanwhile', []);

  await login('mysite.atlassian.net');
  await until('the next connection has the one rule', async () => (await hosts()).length === 1);
  assert.deepEqual(await hosts(), [['mysite.atlassian.net', 'api.atlassian.com']]);
  await gives('the next connection', HERE);
  await ui.button('Disconnect').click();
  await ends('Disconnect', CLOUD.slice(0, 1));

  await login(site.origin);
  await ui.button('Next: Run').click();
  await ui.tryFirst();
  await ui.goTo('Report');
  await ui.startOver({ asked: true });
  await ends('Start over', HERE);
});

test('a permission from before a reload is given back, and one that another tab uses is not', { timeout: 60_000 }, async (t) => {
  const stage = await openExtension(t, { members: SAMPLE, granted: HERE, before: watchGivenBack });
  const { ui, site, tab } = stage;
  const permitted = () => ui.page.evaluate(() => JSON.parse(localStorage.getItem('permitted')));
  const wish = (of) => of.page.getByRole('checkbox', { name: /^When the connection ends, remove this extension's permission/ });
  await readyToRunByExtension(stage, SAMPLE);
  assert.deepEqual(await permitted(), HERE);
  const page = ui.page.url();
  await ui.page.goto('about:blank');
  await ui.open(page);

  const other = await tab();
  await readyToRunByExtension({ ...stage, ui: other }, SAMPLE);
  await ui.page.evaluate(() => localStorage.setItem('permitted', JSON.stringify(['http://127.0.0.1/*', 'https://left.atlassian.net/*'])));
  await fillIn(stage, SAMPLE, { address: site.origin, email: EMAIL, token: TOKEN });
  await wish(ui).check();
  await ui.button('Clear login').click();
  await until('the site that nobody uses is given back', async () => (await permitted()).length === 1);
  assert.deepEqual(await permitted(), HERE, 'the other tab is connected to this one');

  await other.goTo('Connect');
  await wish(other).check();
  await other.button('Disconnect').click();
  await until('the last tab gives its site back', async () => (await permitted()).length === 0);
});

test('a page that was loaded again or closed leaves no rule to the next', { timeout: 60_000 }, async (t) => {
  const stage = await openExtension(t, { members: SAMPLE });
  const { ui, tab } = stage;
  const other = await tab();
  await readyToRunByExtension(stage, SAMPLE);
  await readyToRunByExtension({ ...stage, ui: other }, SAMPLE);
  assert.equal((await headerRules(ui)).length, 2);
  await other.page.close();
  const address = ui.page.url();
  await ui.page.goto('about:blank');
  await ui.open(address);
  await until('no rule is left', async () => (await headerRules(ui)).length === 0);
});
