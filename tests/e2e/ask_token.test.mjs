// A login that the relay asked for on its terminal: the page runs with it and never has it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { generatedExport, SAMPLE } from './support/exports.mjs';
import { memoryHolds } from './support/memory.mjs';
import { EMAIL } from './support/site.mjs';
import { assertBalanced, openStage, readyToRun, reopen } from './support/stage.mjs';
import { until } from './support/until.mjs';

const TOKEN = 'ATATT3xFfGF0-held-5b1e9c7d2a4f';
const LOGIN = { email: EMAIL, token: TOKEN };
const SITE = { token: TOKEN };
const CODED = Buffer.from(`${EMAIL}:${TOKEN}`).toString('base64');
const SECRETS = [TOKEN, CODED, encodeURIComponent(TOKEN)];

/** Everything that the page sends to the relay: requests with their headers, sockets with their protocols and messages. */
function listen(page) {
  const sent = [];
  page.on('request', async (request) => {
    sent.push(`${request.method()} ${request.url()} ${JSON.stringify(request.headers())} ${request.postData() ?? ''}`);
  });
  page.on('websocket', (socket) => {
    sent.push(`SOCKET ${socket.url()}`);
    socket.on('framesent', ({ payload }) => sent.push(`SAID ${payload}`));
  });
  return sent;
}

async function connectHeld(ui) {
  await ui.goTo('Connect');
  await ui.chooseSite('Atlassian site');
  await ui.page.getByText('The relay holds the login.').waitFor();
  for (const field of ['Account email', 'API token']) {
    assert.equal(await ui.page.getByLabel(field, { exact: true }).count(), 0, `${field} is asked for`);
  }
  await ui.button('Check connection').click();
  await until('it is connected', async () => /Connected to/.test(await ui.status('Connection').textContent()));
}

function assertUnknown(where, text) {
  for (const secret of SECRETS) assert.ok(!text.includes(secret), `the token is in ${where}`);
}

test('a whole run with a login that the page never has', { timeout: 110_000 }, async (t) => {
  const stage = await openStage(t, { members: SAMPLE, site: SITE, held: LOGIN });
  const { ui, site, relay, host } = stage;
  const sent = listen(ui.page);
  await ui.importFile(SAMPLE);
  await ui.goTo('Choose');
  await ui.selectShown();
  await connectHeld(ui);
  await ui.goTo('Run');
  await ui.tryFirst();
  await ui.removeRest(host);
  const counts = await ui.counts();
  assertBalanced(counts);
  assert.equal(counts.Removed, counts.Selected);
  assert.equal(await site.memberships(), 0);

  const calls = await site.requests();
  assert.ok(calls.length > counts.Selected);
  const said = sent.filter((one) => one.startsWith('SAID '));
  assert.ok(said.length >= counts.Selected, 'the page spoke with the relay');
  assert.ok(said.every((one) => !one.includes('authorization')), 'no call brings a login');
  assertUnknown('what the page sends', sent.join('\n'));
  assertUnknown('the DOM', await ui.page.content());
  assertUnknown('the console', ui.said.join('\n'));
  assertUnknown('the results', await ui.downloadResults());
  assertUnknown("the relay's output", relay.output.stdout + relay.output.stderr);
  for (const secret of [TOKEN, CODED]) {
    assert.deepEqual(await memoryHolds(ui.page, secret), [], 'it is nowhere in memory');
  }
});

test('the search through memory finds a token that was typed', { timeout: 60_000 }, async (t) => {
  const stage = await openStage(t, { members: SAMPLE, site: SITE });
  await readyToRun(stage, SAMPLE, LOGIN);
  const found = await memoryHolds(stage.ui.page, TOKEN);
  assert.ok(found.includes('WebAssembly memory'), `found only in ${found}`);
});

/** A run of thirty rows by the relay's login, whose page is closed in the middle. */
async function leftInTheMiddle(t) {
  const file = generatedExport(30);
  const first = await openStage(t, { members: file, site: { ...SITE, latencyMs: 60 }, held: LOGIN });
  await first.ui.importFile(file);
  await first.ui.goTo('Choose');
  await first.ui.selectShown();
  await connectHeld(first.ui);
  await first.ui.goTo('Run');
  await first.ui.callsPerSecond(10);
  await first.ui.tryFirst();
  await first.ui.startTheRest(first.host);
  await until('the run is under way', async () => (await first.site.removals()).length >= 5);
  return first;
}

test('a run that is resumed before the relay has answered connects when it has', { timeout: 60_000 }, async (t) => {
  const first = await leftInTheMiddle(t);
  let answer;
  const asked = new Promise((resolve) => { answer = resolve; });
  await first.browser.context.route('**/relay/hello', async (route) => {
    await asked;
    await route.continue();
  });
  const { ui } = await reopen(first);
  await ui.pastRun('Resume').click();
  await ui.stepIs('Connect');
  assert.doesNotMatch(await ui.status('Connection').textContent(), /Connected to/);
  answer();
  await until('it is connected', async () => /Connected to/.test(await ui.status('Connection').textContent()));
});

test('a run left in the middle goes on without asking for a login', { timeout: 110_000 }, async (t) => {
  const { ui, site } = await reopen(await leftInTheMiddle(t));
  await ui.pastRun('Resume').click();
  await ui.stepIs('Connect');
  await until('it is connected', async () => /Connected to/.test(await ui.status('Connection').textContent()));
  assert.equal(await ui.page.getByLabel('API token', { exact: true }).count(), 0);
  await ui.button('Next: Run').click();
  await ui.button('Resume').click();
  await ui.stateIs('Finished', 60_000);
  const counts = await ui.counts();
  assertBalanced(counts);
  assert.equal(counts.Removed, 30);
  assert.equal(await site.memberships(), 0);
});

test('a login that the site does not take is told of, and the way on', { timeout: 60_000 }, async (t) => {
  const { ui } = await openStage(t, { members: SAMPLE, held: LOGIN });
  await ui.goTo('Connect');
  await ui.chooseSite('Atlassian site');
  await ui.button('Check connection').click();
  const status = ui.status('Connection');
  await until('it is refused', async () => /does not accept this email and token/.test(await status.textContent()));
  assert.match(await status.textContent(), /stop the relay and start it again/i);
});
