// The token is in the page's memory and in the calls to the site, and nowhere else; and once it is wiped, not there either.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { IN_CHROMIUM } from './support/browser.mjs';
import { exportWithBadRows, SAMPLE } from './support/exports.mjs';
import { startHoldingGate } from './support/holding_gate.mjs';
import { everythingKept, fieldsOf, formsOf, inHeap, inMemory, keepMemories } from './support/secret_scan.mjs';
import { EMAIL } from './support/site.mjs';
import { openStage, readyToRun } from './support/stage.mjs';
import { until } from './support/until.mjs';

/** As long as the real ones are, and nothing twice in it. */
const TOKEN = `ATATT3xFfGF0${Array.from({ length: 32 }, (_, at) => `${String.fromCharCode(97 + (at * 7) % 26)}${(at * 7919 + 101_111).toString(36)}`).join('_')}`.slice(0, 192);
const FORMS = formsOf(EMAIL, TOKEN);

function assertClean(where, text) {
  for (const form of FORMS) assert.ok(!text.includes(form), `the token is in ${where}`);
}

async function assertPageIsClean(ui, when) {
  const kept = await everythingKept(ui.page);
  assert.ok(Object.keys(kept).some((place) => place.startsWith('IndexedDB')), 'the storage was looked at');
  for (const [where, text] of Object.entries(kept)) assertClean(`${where} ${when}`, text);
  for (const cookie of await ui.page.context().cookies()) assertClean(`a cookie ${when}`, JSON.stringify(cookie));
}

const tokenField = (ui) => ui.page.getByLabel('API token', { exact: true });

/** A stage whose page lets its memory be looked at. */
function openedForALook(t, options) {
  return openStage(t, { site: { token: TOKEN }, before: (page) => page.addInitScript(keepMemories), ...options });
}

/** Nothing of it is left (the heap is told of by Chromium alone): neither in a field nor in the page's memory nor in its heap. */
async function assertWiped(ui, when) {
  assertClean(`a field ${when}`, await fieldsOf(ui.page));
  await until(`the token is gone from memory ${when}`, async () => (await inMemory(ui.page, FORMS)).length === 0);
  if (IN_CHROMIUM) assert.deepEqual(await inHeap(ui.page, FORMS), [], `the token is in the heap ${when}`);
  await assertPageIsClean(ui, when);
}

test('after a full run the token is nowhere to be found, and after Disconnect not in memory either', { timeout: 120_000 }, async (t) => {
  const { text } = exportWithBadRows();
  const stage = await openedForALook(t, { members: text });
  const { ui, relay, host } = stage;
  await readyToRun(stage, text, { token: TOKEN });
  await assertPageIsClean(ui, 'once connected');
  // The same looks do find it where it has to be: none of them is blind.
  assert.equal((await everythingKept(ui.page)).DOM.includes('Counts'), true);
  assert.ok((await inMemory(ui.page, FORMS)).length >= TOKEN.length / 16, 'the look at the memory finds the token while it is there');
  await ui.goTo('Connect');
  await ui.changeLogin();
  assert.ok((await fieldsOf(ui.page)).includes(TOKEN), 'the look at the fields finds the token while it is there');
  await ui.button('Check connection').click();
  await ui.connectionSays(/Connected/);
  await ui.goTo('Run');
  assertClean('the restore file', await ui.download('Download restore file'));
  await ui.tryFirst();
  await ui.removeRest(host);
  await assertPageIsClean(ui, 'after the run');

  assertClean('the results on Run', await ui.download('Download results'));
  assertClean('the results', await ui.downloadResults());
  assertClean('the receipt', await ui.download('Download receipt'));
  await ui.goTo('Import');
  assertClean('the findings', await ui.download('Download findings'));
  assertClean('the console', ui.said.join('\n'));
  assertClean("the addresses of the page's requests", ui.requested.join('\n'));
  assertClean("the relay's output", relay.output.stdout + relay.output.stderr);

  await ui.goTo('Connect');
  await ui.button('Disconnect').click();
  await ui.connectionSays(/Disconnected/);
  assert.equal(await tokenField(ui).inputValue(), '');
  await assertWiped(ui, 'after Disconnect');
});

test('starting over wipes the token too, typed letter by letter', { timeout: 90_000 }, async (t) => {
  const stage = await openedForALook(t, { members: SAMPLE });
  const { ui, host } = stage;
  await ui.useSample();
  await ui.goTo('Choose');
  await ui.selectShown();
  await ui.fillLogin({ email: EMAIL, token: '' });
  await tokenField(ui).pressSequentially(TOKEN);
  await ui.button('Check connection').click();
  await ui.connectionSays(new RegExp(host.replaceAll('.', '\\.')));
  await ui.button('Next: Run').click();
  await ui.tryFirst();
  await ui.downloadResults();
  await ui.startOver({ asked: true });
  await assertWiped(ui, 'after starting over');
  await ui.goTo('Connect');
  await ui.chooseSite('Atlassian site');
  assert.equal(await tokenField(ui).inputValue(), '', 'starting over forgets the token');
});

test('a login that is cleared while its check waits for the site is out of memory at once', { timeout: 60_000 }, async (t) => {
  const { ui, gate } = await openedForALook(t, { members: SAMPLE, between: startHoldingGate });
  const check = gate.hold(({ url }) => url.includes('/myself'));
  await ui.fillLogin({ email: EMAIL, token: TOKEN });
  await ui.button('Check connection').click();
  await check.hasCome();
  assert.ok((await inMemory(ui.page, FORMS)).length > 0, 'the check holds the login');
  await ui.button('Clear login').click();
  await ui.connectionSays(/^Login cleared/);
  await assertWiped(ui, 'after Clear login');
  check.release();
});

test('each look finds a token where one stands', { timeout: 60_000 }, async (t) => {
  const { ui } = await openedForALook(t, { members: SAMPLE });
  const everywhere = async () => Object.entries(await everythingKept(ui.page)).filter(([, text]) => FORMS.some((form) => text.includes(form))).map(([where]) => where);
  assert.deepEqual(await everywhere(), []);
  if (IN_CHROMIUM) assert.deepEqual(await inHeap(ui.page, FORMS), []);
  await ui.page.evaluate(async ([token, basic]) => {
    localStorage.setItem('a', token);
    sessionStorage.setItem('a', encodeURIComponent(token));
    document.cookie = `a=${token}`;
    history.replaceState({ deep: [{ er: token }] }, '');
    document.body.setAttribute('data-a', `${basic}=`);
    window.held = { token: `${token}!` };
    await (await caches.open('a')).put('/a', new Response(`{"authorization":"Basic ${basic}="}`));
    await new Promise((resolve) => {
      indexedDB.open('groupsweep').onsuccess = ({ target: { result: database } }) => {
        const store = database.transaction('drafts', 'readwrite').objectStore('drafts');
        store.put({ deep: new Map([['er', new TextEncoder().encode(`xx${token}`)]]) }, 'ticks').onsuccess = () => { database.close(); resolve(); };
      };
    });
  }, [TOKEN, Buffer.from(`${EMAIL}:${TOKEN}`).toString('base64').replace(/=+$/, '')]);
  const found = await everywhere();
  for (const place of ['localStorage', 'sessionStorage', 'cookies', 'history', 'DOM', 'IndexedDB groupsweep/drafts']) assert.ok(found.includes(place), `${place} in ${found}`);
  assert.ok(found.some((place) => place.startsWith('cache ')), found.join());
  if (IN_CHROMIUM) assert.ok((await inHeap(ui.page, FORMS)).length >= TOKEN.length / 16);
});

test('a refused token is not repeated anywhere', { timeout: 60_000 }, async (t) => {
  const { ui, relay } = await openStage(t, { members: SAMPLE });
  await ui.useSample();
  await ui.connectRelay({ email: EMAIL, token: TOKEN, expect: /token/i });
  await assertPageIsClean(ui, 'after the refusal');
  assertClean('the console', ui.said.join('\n'));
  assertClean("the relay's output", relay.output.stdout + relay.output.stderr);
});

test('Disconnect closes the way to the relay, is not there during a run, and a run goes on once connected again', { timeout: 90_000 }, async (t) => {
  const stage = await openStage(t, { members: SAMPLE, site: { token: TOKEN } });
  const { ui, site, host } = stage;
  const sockets = [];
  ui.page.on('websocket', (socket) => sockets.push(socket));
  await readyToRun(stage, SAMPLE, { token: TOKEN });
  await ui.tryFirst();
  await site.settings({ latency_ms: 1_000 });
  await ui.callsPerSecond(1);
  await ui.startTheRest(host);
  await ui.stateIs('Running');
  await ui.goTo('Connect');
  assert.ok(await ui.button('Disconnect').isDisabled());
  await ui.goTo('Run');
  await ui.button('Stop').click();
  await ui.stateIs('Stopped', 20_000);
  await site.settings({ latency_ms: 0 });
  await ui.goTo('Connect');
  await ui.button('Disconnect').click();
  await ui.connectionSays(/Disconnected/);
  await ui.goTo('Run');
  await ui.page.getByText('To resume this run, connect to its site first.', { exact: true }).waitFor();
  assert.ok(await ui.button('Resume').isDisabled());
  // BiDi does not report sockets.
  if (IN_CHROMIUM) assert.equal(sockets.length, 1);
  await until('the socket is closed', () => sockets.every((socket) => socket.isClosed()));
  await ui.connectRelay({ email: EMAIL, token: TOKEN, expect: /Connected/ });
  await ui.button('Next: Run').click();
  await ui.callsPerSecond(50);
  await ui.button('Resume').click();
  await ui.stateIs('Finished', 30_000);
  assert.equal(await site.memberships(), 0);
});

test('half an hour of inactivity signs out and says so; neither a check that gets answers nor a run is interrupted', { timeout: 120_000 }, async (t) => {
  const before = async (page) => {
    await page.clock.install();
    await page.addInitScript(keepMemories);
  };
  const stage = await openStage(t, { members: SAMPLE, site: { token: TOKEN }, before });
  const { ui, site, host } = stage;
  await readyToRun(stage, SAMPLE, { token: TOKEN });
  const steps = ui.named('navigation', 'Steps');
  const isConnected = async () => (await steps.innerText()).includes(host);
  const checked = ui.status('Plan check').getByText(/Checked with the site/);
  await checked.waitFor();
  // A check continues while the site answers.
  for (const answers of [true, false]) {
    await site.settings({ latency_ms: 5_000 });
    await ui.button('Check again').click();
    await ui.status('Plan check').getByText(/^(Asking|Reading)/).waitFor();
    await ui.page.clock.fastForward('25:00');
    assert.ok(await isConnected(), 'a check is not interrupted');
    if (!answers) break;
    await site.settings({ latency_ms: 0 });
    await checked.waitFor();
  }
  // No answer for half an hour, as on a machine that sleeps without a network. After waking it, the login is gone.
  await ui.page.clock.fastForward('06:00');
  await ui.page.getByText('To check again, connect to the site first.', { exact: true }).waitFor();
  assert.ok(await ui.button('Check again').isDisabled());
  await site.settings({ latency_ms: 0 });
  await ui.connectRelay({ email: EMAIL, token: TOKEN, expect: /Connected/ });
  await ui.button('Next: Run').click();
  await checked.waitFor();
  await ui.tryFirst();

  await ui.page.clock.fastForward('29:00');
  assert.ok(await isConnected());
  await ui.page.keyboard.press('Shift');
  await ui.page.clock.fastForward('29:00');
  assert.ok(await isConnected(), 'a key begins the time anew');

  await site.settings({ latency_ms: 500 });
  await ui.callsPerSecond(1);
  await ui.startTheRest(host);
  await ui.stateIs('Running');
  await ui.page.clock.fastForward('45:00');
  assert.ok(await isConnected(), 'a run under way is not interrupted');
  await site.settings({ latency_ms: 0 });
  await ui.callsPerSecond(50);
  await ui.stateIs('Finished', 30_000);
  // The half hour counts from when the run's end is recorded, which the page may still be at.
  await ui.goTo('Connect');
  await until('the run is at rest', () => ui.button('Disconnect').isEnabled());
  await ui.goTo('Run');

  await ui.page.clock.fastForward('31:00');
  await ui.page.getByText(/^Signed out after 30 minutes of inactivity/).waitFor();
  await until('the step bar says so', async () => !(await isConnected()));
  await ui.goTo('Connect');
  await ui.connectionSays(/Signed out after 30 minutes/);
  assert.equal(await tokenField(ui).inputValue(), '');
  await assertWiped(ui, 'after half an hour');

  // What was typed and never used goes as well.
  await tokenField(ui).fill(TOKEN);
  await ui.page.clock.fastForward('31:00');
  await until('the field is empty', async () => (await tokenField(ui).inputValue()) === '');
  await ui.connectRelay({ email: EMAIL, token: TOKEN, expect: /Connected/ });
  assert.equal(await ui.page.getByText(/^Signed out/).count(), 0);
});
