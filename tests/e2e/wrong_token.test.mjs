// A token that does not work, and one that stops working: nothing is removed that was not reported.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { generatedExport, SAMPLE } from './support/exports.mjs';
import { startExpiringLogin } from './support/failing_site.mjs';
import { EMAIL, TOKEN } from './support/site.mjs';
import { assertBalanced, openStage, readyToRun } from './support/stage.mjs';
import { observeFor, until } from './support/until.mjs';

test('a wrong token is named by the check, with a next step, and bars the run', { timeout: 60_000 }, async (t) => {
  const { ui, site, host } = await openStage(t, { members: SAMPLE });
  await ui.useSample();
  await ui.goTo('Choose');
  await ui.selectShown();
  const sentence = await ui.connectRelay({ email: EMAIL, token: 'bad-token', expect: /token/i });
  assert.match(sentence, /check|make|create|enter|expired/i, 'it says what to do next');
  assert.equal(await ui.isUsable(ui.button('Next: Run')), false);
  assert.equal(await ui.isUsable(ui.stepButton('Run')), false);
  assert.deepEqual(await site.removals(), []);

  // The same form works with the right token.
  await ui.connectRelay({ email: EMAIL, token: TOKEN, expect: new RegExp(host) });
  await ui.usable(ui.button('Next: Run'), 'Next: Run');
  await ui.changeLogin();
  await ui.page.getByLabel('API token', { exact: true }).fill('bad-token');
  await until('a changed token needs a new check', async () => !(await ui.isUsable(ui.button('Next: Run'))));
});

test('a token that stops working mid-run halts the run at once', { timeout: 60_000 }, async (t) => {
  const file = generatedExport(60);
  const stage = await openStage(t, { members: file, between: startExpiringLogin });
  const { ui, site, gate, host } = stage;
  await readyToRun(stage, file);
  await ui.callsPerSecond(10);
  await ui.tryFirst();
  await ui.startTheRest(host);
  await until('some are removed', async () => (await site.memberships()) <= 55);
  gate.expire();
  await ui.stateIs('Stopped');

  const refused = gate.refusedRemovals();
  await observeFor(1_000);
  assert.equal(gate.refusedRemovals(), refused, 'nothing is sent after the halt');
  assert.ok(refused >= 1 && refused <= 10, `calls under way at the most: ${refused}`);
  const counts = await ui.counts();
  assertBalanced(counts);
  assert.equal(counts.Removed, 60 - (await site.memberships()), 'what the page counts is what the site lost');
  assert.equal(counts.Unconfirmed, 0, 'a 401 leaves no doubt');
  assert.ok(counts['Not started'] >= 60 - counts.Removed - refused);
  assert.equal(await ui.isUsable(ui.button('Resume')), false, 'the token is not tried again');
  await ui.goTo('Connect');
  await ui.page.getByText(/^The site no longer accepts this login \(401\), so the connection ended\./).waitFor();

  gate.renew();
  await ui.connectRelay({ email: EMAIL, token: TOKEN, expect: new RegExp(host) });
  await ui.goTo('Run');
  await ui.stateIs('Stopped: the site refused the earlier login (401). You are connected again');
  await ui.button('Resume').click();
  await until('all are removed', async () => (await site.memberships()) === 0);
});
