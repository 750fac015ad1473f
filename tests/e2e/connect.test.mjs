// Connect: what is chosen already, the login in one line, and the result in its place.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { generatedExport, SAMPLE } from './support/exports.mjs';
import { PRACTICE_SITE } from './support/page.mjs';
import { EMAIL, TOKEN } from './support/site.mjs';
import { openStage, readyToPractice, readyToRun, reopen } from './support/stage.mjs';
import { until } from './support/until.mjs';

test('the page of a relay begins with the Atlassian site, its address, and the login above the fold', { timeout: 60_000 }, async (t) => {
  const { ui, host } = await openStage(t, { members: generatedExport(4) });
  await ui.page.setViewportSize({ width: 1280, height: 800 });
  await ui.goTo('Connect');
  await until('the Atlassian site is chosen', () => ui.named('radio', 'Atlassian site').isChecked());
  assert.equal(await ui.named('textbox', 'Site address').inputValue(), host);
  assert.match(await ui.site(), /^Not connected$/);
  const places = [ui.named('textbox', 'Account email'), ui.page.getByLabel('API token', { exact: true }), ui.button('Check connection')];
  for (const place of places) {
    const { y, height } = await place.boundingBox();
    assert.ok(y + height < 500, `${y + height}`);
  }
});

test('Enter checks, the result takes the place of the login, and Change brings it back', { timeout: 60_000 }, async (t) => {
  const { ui, host } = await openStage(t, { members: generatedExport(4) });
  await ui.fillLogin({ email: EMAIL, token: TOKEN });
  await ui.page.getByLabel('API token', { exact: true }).press('Enter');
  await ui.connectionSays(new RegExp(`Connected to ${host}`));
  assert.equal(await ui.page.getByLabel('API token', { exact: true }).count(), 0);
  const focused = await ui.page.evaluate(() => document.activeElement.getAttribute('aria-label'));
  assert.equal(focused, 'Connection', 'the focus is on the answer');
  assert.match(await ui.site(), new RegExp(`^Live\\s+${host}\\s`, 'i'));
  await ui.button('Change').click();
  await ui.focusIs(ui.named('textbox', 'Account email'));
  assert.equal(await ui.page.getByLabel('API token', { exact: true }).inputValue(), TOKEN);
  assert.match(await ui.site(), /^Not connected$/);
});

test('a practice run is left for the site with file, selection, filter and list as they were', { timeout: 90_000 }, async (t) => {
  const members = generatedExport(40);
  const { ui, host, site } = await openStage(t, { members });
  await ui.importFile(members);
  await ui.goTo('Choose');
  await ui.layList('Keep', ['user1@domain.example']);
  await ui.search('user1');
  await ui.selectShown();
  await ui.rowBoxes.last().uncheck();
  const selected = Number((await ui.region('What will change').innerText()).match(/\d+/)[0]);
  await ui.connectPractice({ answerTime: 1 });
  await ui.goTo('Run');
  await ui.tryFirst();
  await ui.removeRest(PRACTICE_SITE);
  await ui.goTo('Report');
  await ui.button('Run this on my site').click();

  await ui.stepIs('Connect');
  assert.ok(await ui.named('radio', 'Atlassian site').isChecked());
  await ui.selected(selected);
  await ui.goTo('Choose');
  assert.equal(await ui.named('searchbox', 'Search memberships').inputValue(), 'user1');
  await ui.menu('List of people: these are kept');
  assert.equal(await site.memberships(), 40, 'practice changed nothing on the site');
  await ui.connectRelay({ email: EMAIL, token: TOKEN, expect: new RegExp(host) });
  await ui.goTo('Run');
  await ui.tryFirst();
  await ui.removeRest(host);
  assert.equal(await site.memberships(), 40 - selected);
});

test('after a practice run the selection can be changed, and the other kind of site chosen', { timeout: 60_000 }, async (t) => {
  const { ui } = await openStage(t);
  await ui.useSample();
  await ui.goTo('Choose');
  await ui.selectShown();
  await ui.connectPractice({ answerTime: 1 });
  await ui.goTo('Run');
  await ui.tryFirst();
  await ui.removeRest(PRACTICE_SITE);
  await ui.goTo('Choose');
  await ui.button('Choose again').click();
  await ui.rowBoxes.first().uncheck();
  await ui.selected(8);
  await ui.connectPractice({ answerTime: 1 });
  await ui.goTo('Run');
  await ui.tryFirst();
  await ui.removeRest(PRACTICE_SITE);
  assert.equal((await ui.counts()).Selected, 8);
  await ui.goTo('Connect');
  await ui.chooseSite('Atlassian site');
  await ui.region('Relay').getByText('groupsweep-relay --site https://mysite.atlassian.net', { exact: true }).waitFor();
});

test('the email of a connection that worked is there at the next visit, a refused one is not, and never a token', { timeout: 60_000 }, async (t) => {
  const stage = await openStage(t, { members: generatedExport(4) });
  await stage.ui.connectRelay({ email: 'typo@domain.example', token: 'bad-token', expect: /token/i });
  const email = async (ui) => {
    await ui.goTo('Connect');
    return ui.named('textbox', 'Account email').inputValue();
  };
  const second = await reopen(stage);
  assert.equal(await email(second.ui), '');
  await second.ui.connectRelay({ email: EMAIL, token: TOKEN, expect: new RegExp(stage.host) });
  const third = await reopen(second);
  assert.equal(await email(third.ui), EMAIL);
  assert.equal(await third.ui.page.getByLabel('API token', { exact: true }).inputValue(), '');
  const stored = await third.ui.page.evaluate(() => JSON.stringify(localStorage));
  assert.ok(stored.includes(EMAIL) && !stored.includes(TOKEN), stored.replaceAll(TOKEN, '***'));
});

test('an email that was erased by Disconnect is not there at the next visit', { timeout: 60_000 }, async (t) => {
  const stage = await openStage(t, { members: generatedExport(4) });
  await stage.ui.connectRelay({ email: EMAIL, token: TOKEN, expect: new RegExp(stage.host) });
  await stage.ui.button('Disconnect').click();
  await stage.ui.connectionSays(/Email and token were erased/);
  const { ui } = await reopen(stage);
  await ui.goTo('Connect');
  assert.equal(await ui.named('textbox', 'Account email').inputValue(), '');
});

test('what is selected is ready to run only once the site is connected', { timeout: 60_000 }, async (t) => {
  const members = generatedExport(4);
  const { ui, host } = await openStage(t, { members });
  await ui.importFile(members);
  await ui.goTo('Choose');
  await ui.selectShown();
  await ui.goTo('Connect');
  await ui.region('Selected').waitFor();
  assert.equal(await ui.region('Ready to run').count(), 0);
  await ui.connectRelay({ email: EMAIL, token: TOKEN, expect: new RegExp(host) });
  await ui.region('Ready to run').waitFor();
});

test('after a practice run and Start over the relay\'s site still stands in its field', { timeout: 60_000 }, async (t) => {
  const { ui, host } = await openStage(t, { members: SAMPLE });
  await readyToPractice({ ui }, SAMPLE);
  await ui.tryFirst();
  await ui.goTo('Report');
  await ui.startOver({ asked: true });
  await ui.focusIs(ui.page.getByRole('heading', { level: 1 }));
  await ui.goTo('Connect');
  assert.equal(await ui.page.getByLabel('Site address', { exact: true }).inputValue(), host);
});

test('a failed check leaves the focus on its button, and until there is a connection the login is cleared', { timeout: 60_000 }, async (t) => {
  const { ui } = await openStage(t, { members: generatedExport(4) });
  await ui.goTo('Connect');
  assert.equal(await ui.button('Clear login').count(), 0, 'there is nothing to clear');
  await ui.fillLogin({ email: EMAIL, token: 'bad-token' });
  await ui.tabTo(ui.button('Check connection'));
  await ui.page.keyboard.press('Enter');
  await ui.connectionSays(/token/i);
  await ui.focusIs(ui.button('Check connection'));
  assert.equal(await ui.button('Disconnect').count(), 0);
  await ui.button('Clear login').click();
  await ui.connectionSays(/^Login cleared\. Email and token were erased from this page\.$/);
  assert.equal(await ui.page.getByText(/^Login cleared/).count(), 1, 'it is said once');
  await ui.focusIs(ui.named('textbox', 'Account email'));
});

test('after a run on the site, the same selection is planned anew', { timeout: 60_000 }, async (t) => {
  const members = generatedExport(4);
  const stage = await openStage(t, { members });
  const { ui, host } = stage;
  await readyToRun(stage, members);
  await ui.tryFirst();
  assert.equal(await ui.button('New run with same selection').count(), 0);
  await ui.removeRest(host);
  await ui.goTo('Choose');
  assert.equal(await ui.button('New run with same selection').count(), 1);
  await ui.goTo('Report');
  await ui.button('New run with same selection').click();
  await ui.stepIs('Choose');
  await ui.selected(4);
  await ui.rowBoxes.first().uncheck();
  await ui.goTo('Run');
  await ui.named('group', 'Kinds of rows').getByRole('button', { name: 'Already gone 3', exact: true }).waitFor();
  await ui.goTo('Import');
  await ui.pastRun('Report').waitFor();
});
