// The extension in Firefox: the article's journey, straight from the browser to the site.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ENGINE } from './support/browser.mjs';
import { SAMPLE, SAMPLE_RECORDS } from './support/exports.mjs';
import { assertOnlyOurHeaders, headerRules, readyToRunByExtension } from './support/extension.mjs';
import { openExtensionInFirefox } from './support/extension_firefox.mjs';
import { UNDO_OUTCOMES } from './support/page.mjs';
import { assertRemovedRowByRow } from './support/results.mjs';
import { assertBalanced } from './support/stage.mjs';
import { until } from './support/until.mjs';

const ROWS = SAMPLE_RECORDS.length - 1;
const skip = ENGINE !== 'firefox' && 'for Firefox; Chromium has its own';

test("the article's sample is removed, recorded, verified and added back by the extension", { skip, timeout: 120_000 }, async (t) => {
  const stage = await openExtensionInFirefox(t, { members: SAMPLE });
  const { ui, site, host } = stage;
  await readyToRunByExtension(stage, SAMPLE);
  assert.equal((await headerRules(ui)).length, 1);
  await ui.tryFirst();
  assert.equal(await site.memberships(), ROWS - 1);
  await ui.removeRest(host);
  const counts = await ui.counts();
  assertBalanced(counts);
  assert.equal(counts.Removed, ROWS, JSON.stringify(counts));
  assert.equal(await site.memberships(), 0);
  // Firefox adds how urgent a call is after an extension's rules have been applied.
  assertOnlyOurHeaders(await site.requests(), ['priority']);

  assertRemovedRowByRow(await ui.downloadResults(), SAMPLE);
  await ui.button('Verify').click();
  await ui.status('Verification').getByText(`Verified: all ${ROWS} memberships are gone`).waitFor();
  await ui.undo(host);
  assert.equal(await site.memberships(), ROWS);
  const undone = await ui.counts(UNDO_OUTCOMES);
  assertBalanced(undone, UNDO_OUTCOMES);
  assert.equal(undone.Added, ROWS);

  await ui.goTo('Connect');
  await ui.button('Disconnect').click();
  await until('Disconnect removes the rule', async () => (await headerRules(ui)).length === 0);
  assert.deepEqual(ui.crashes, []);
});
