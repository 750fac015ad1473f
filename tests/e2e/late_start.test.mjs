// A run waits for its site's lock before it starts. What the admin does in the meantime counts.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { generatedExport } from './support/exports.mjs';
import { openStage, readyToRun } from './support/stage.mjs';
import { until } from './support/until.mjs';

/** Runs in the page before its own code: the lock of a site is not answered before `giveLock()`. */
function slowLock() {
  const real = navigator.locks.request.bind(navigator.locks);
  const given = new Promise((resolve) => { window.giveLock = resolve; });
  navigator.locks.request = async (name, ...rest) => {
    if (name.startsWith('groupsweep http')) {
      window.isAsked = true;
      await given;
    }
    const answer = real(name, ...rest);
    if (name.startsWith('groupsweep http')) window.isGiven = true;
    return answer;
  };
}

/** On Run, with the trial confirmed; it waits for its site's lock. */
async function waitingForLock(t) {
  const members = generatedExport(4);
  const stage = await openStage(t, { members, before: (page) => page.addInitScript(slowLock) });
  const { ui } = stage;
  await readyToRun(stage, members);
  await ui.button('Try the first one').click();
  await ui.dialog.getByRole('button', { name: 'Remove', exact: true }).click();
  await until('the run asks for its lock', () => ui.page.evaluate(() => window.isAsked));
  return stage;
}

test('a run does not begin by a login that was erased while it waited', { timeout: 60_000 }, async (t) => {
  const { ui, site } = await waitingForLock(t);
  await ui.goTo('Connect');
  await ui.button('Disconnect').click();
  await ui.connectionSays(/Disconnected/);
  await ui.goTo('Run');
  await ui.page.evaluate(() => window.giveLock());
  await ui.page.getByText('The connection ended before the run could start, so nothing was sent.').first().waitFor();
  assert.deepEqual(await site.removals(), []);
});

test('a run does not begin once it was left', { timeout: 60_000 }, async (t) => {
  const { ui, site } = await waitingForLock(t);
  await ui.goTo('Report');
  await ui.startOver({ asked: true });
  await ui.page.evaluate(() => window.giveLock());
  await until('the lock is given', () => ui.page.evaluate(() => window.isGiven));
  await ui.useSample();
  assert.deepEqual(await site.removals(), []);
});

/** Another tab works on the site. */
function takeTheSite(ui, site) {
  return ui.page.evaluate((origin) => new Promise((resolve) => {
    navigator.locks.request(`groupsweep ${origin}`, () => new Promise(() => resolve()));
  }), site.origin);
}

test('a run that sent nothing, because another tab works on the site, has its rows checked again', { timeout: 60_000 }, async (t) => {
  const members = generatedExport(4);
  const stage = await openStage(t, { members });
  const { ui, site } = stage;
  await readyToRun(stage, members);
  await takeTheSite(ui, site);
  await ui.button('Try the first one').click();
  await ui.dialog.getByRole('button', { name: 'Remove', exact: true }).click();
  await ui.page.getByRole('alert').getByText(/nothing was sent from here now\. Let that tab finish, or close it\. Then press "Choose again" and open Run/).waitFor();
  await ui.button('Choose again').click();
  await ui.goTo('Run');
  await ui.status('Plan check').getByText(/^Checked with the site at/).waitFor();
  assert.deepEqual(await site.removals(), []);
});

test('an attempt that does not start leaves what Verify showed', { timeout: 60_000 }, async (t) => {
  const members = generatedExport(4);
  const stage = await openStage(t, { members });
  const { ui, site, host } = stage;
  await readyToRun(stage, members);
  await ui.tryFirst();
  await ui.goTo('Report');
  await ui.button('Verify').click();
  const verified = ui.status('Verification').getByText(/read at/);
  await verified.waitFor();
  await takeTheSite(ui, site);
  await ui.goTo('Run');
  await ui.startTheRest(host);
  await ui.page.getByRole('alert').getByText(/^Another tab or window is working on this site/).waitFor();
  await ui.goTo('Report');
  await verified.waitFor();
});
