// The article's journey: its sample, its site, one membership first, then the rest, and a record of every row.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SAMPLE, SAMPLE_RECORDS, withRenamedHeadings } from './support/exports.mjs';
import { assertRemovedRowByRow } from './support/results.mjs';
import { EMAIL, pairOf, TOKEN } from './support/site.mjs';
import { assertBalanced, openStage, readyToRun } from './support/stage.mjs';

const ROWS = SAMPLE_RECORDS.slice(1);
const PAIRS = ROWS.map(([group, , account]) => `${group} ${account}`);

for (const [name, file] of [['as exported', SAMPLE], ['with the headings renamed to groupId and accountId', withRenamedHeadings()]]) {
  test(`the article's sample ${name} is removed one by one and recorded row by row`, { timeout: 60_000 }, async (t) => {
    const stage = await openStage(t, { members: SAMPLE });
    const { ui, site, host } = stage;
    await readyToRun(stage, file);

    await ui.tryFirst();
    assert.equal(await site.memberships(), 8, 'the trial removes one membership');
    assert.deepEqual((await site.removals()).map(pairOf), PAIRS.slice(0, 1), 'the trial is the first row');

    await ui.removeRest(host);
    const counts = await ui.counts();
    assertBalanced(counts);
    assert.deepEqual([counts.Selected, counts.Removed], [9, 9]);
    assert.equal(await site.memberships(), 0);

    const removals = await site.removals();
    assert.deepEqual(removals.map(pairOf).sort(), PAIRS.toSorted(), 'each removal once, the first not again');
    assertRemovedRowByRow(await ui.downloadResults(), file);
  });
}

test('both dialogs name site and account, and a wrong site name removes nothing', { timeout: 60_000 }, async (t) => {
  const stage = await openStage(t, { members: SAMPLE });
  const { ui, site, host } = stage;
  await readyToRun(stage, SAMPLE);

  await ui.button('Try the first one').click();
  const trial = await ui.dialog.innerText();
  for (const word of [host, 'admin', 'SyncPolicy TestUser3', 'Engineering']) assert.ok(trial.includes(word), `the dialog before the trial names ${word}: ${trial}`);
  await ui.dialog.getByRole('button', { name: 'Cancel', exact: true }).click();
  await ui.dialog.waitFor({ state: 'hidden' });
  assert.deepEqual(await site.removals(), [], 'Cancel removes nothing');

  await ui.tryFirst();
  await ui.askForTheRest();
  const rest = await ui.dialog.innerText();
  for (const word of [host, 'admin', '8']) assert.ok(rest.includes(word), `the dialog before the rest names ${word}: ${rest}`);
  const name = ui.dialog.getByRole('textbox', { name: 'Site name', exact: true });
  const remove = ui.dialog.getByRole('button', { name: 'Remove', exact: true });
  for (const wrong of ['', 'mysite.atlassian.net', host.slice(0, -1), `${host}0`]) {
    await name.fill(wrong);
    if (await remove.isEnabled()) await remove.click();
    else await name.press('Enter');
    assert.ok(await ui.dialog.isVisible(), `the dialog stays open on ${JSON.stringify(wrong)}`);
  }
  await ui.page.keyboard.press('Escape');
  await ui.dialog.waitFor({ state: 'hidden' });
  assert.equal((await site.removals()).length, 1, 'only the trial was sent');
  assert.equal(await site.memberships(), 8);
});

test('the site is called by the relay, not by a browser', { timeout: 60_000 }, async (t) => {
  const stage = await openStage(t, { members: SAMPLE });
  await readyToRun(stage, SAMPLE);
  await stage.ui.tryFirst();
  const requests = await stage.site.requests();
  assert.ok(requests.length >= 3, 'the check, the removal and its proof');
  for (const { method, path, headers } of requests) {
    assert.match(headers['user-agent'] ?? '', /^groupsweep-relay\//, `${method} ${path}`);
    const foreign = Object.keys(headers).filter((header) => /^(origin|referer|cookie|sec-.*|x-groupsweep-.*)$/.test(header));
    assert.deepEqual(foreign, [], `${method} ${path} carries nothing of the browser's`);
  }
});

test('the relay pins the site: its address is filled in and fixed', { timeout: 30_000 }, async (t) => {
  const { ui, host } = await openStage(t, { members: SAMPLE });
  await ui.useSample();
  await ui.fillLogin({ email: EMAIL, token: TOKEN });
  const address = ui.named('textbox', 'Site address');
  assert.ok((await address.inputValue()).includes(host));
  assert.equal(await address.isEditable(), false);
});
