// Private windows. Every context of Chromium's driver is what "New Incognito window" opens (off the record), and WebKit's
// automation stores nothing either; Firefox is told. A page cannot ask whether its window is private.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openBrowser } from './support/browser.mjs';
import { generatedExport } from './support/exports.mjs';
import { GroupsweepPage } from './support/page.mjs';
import { assertBalanced, openStage, readyToRun, reopen } from './support/stage.mjs';
import { keepsNone, LOGIN } from './support/tabs.mjs';

const PRIVATE = { settings: { 'browser.privatebrowsing.autostart': true } };
const FILE = generatedExport(6);

test('in a private window a run is resumed after a crash, the page says what closing it deletes, and nothing is left in the next one', { timeout: 90_000 }, async (t) => {
  const stage = await openStage(t, { members: FILE, browser: PRIVATE });
  await readyToRun(stage, FILE);
  await stage.ui.tryFirst();
  const { ui } = await reopen(stage);
  await ui.pastRun('Resume').click();
  await ui.stepIs('Connect');
  await ui.connectRelay(LOGIN);
  await ui.goTo('Run');
  await ui.removeRest(stage.host);
  const counts = await ui.counts();
  assertBalanced(counts);
  assert.equal(counts.Removed, 6);
  assert.equal(await stage.site.memberships(), 0);
  await ui.goTo('Report');
  await ui.page.getByText('which may delete it. A private window deletes it when it closes. Download the results').waitFor();

  const other = await openBrowser(PRIVATE);
  t.after(other.close);
  const next = new GroupsweepPage(other);
  await next.open(stage.relay.addressWithKey);
  await keepsNone(next);
});
