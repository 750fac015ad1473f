// Where the page may stand, what blocks it, a storage that the browser may clear, and a machine whose clock jumps.
import assert from 'node:assert/strict';
import http from 'node:http';
import { test } from 'node:test';
import { openBrowser } from './support/browser.mjs';
import { asObjects, parseCsv } from './support/csv.mjs';
import { generatedExport } from './support/exports.mjs';
import { PRACTICE_SITE } from './support/page.mjs';
import { EMAIL } from './support/site.mjs';
import { assertBalanced, openStage, readyToRun } from './support/stage.mjs';
import { hostHeaders, startStaticHost } from './support/static_host.mjs';
import { until } from './support/until.mjs';

test('the page works below a folder of a host', { timeout: 60_000 }, async (t) => {
  const { ui } = await openStage(t, { pageFrom: () => startStaticHost({ under: '/tools/groupsweep/' }) });
  await ui.useSample();
  await ui.goTo('Choose');
  await ui.shows(9);
});

test('where a host lets no script of the page run, the page says what to do', { timeout: 60_000 }, async (t) => {
  const host = await startStaticHost({ headers: { 'content-security-policy': "default-src 'self'" } });
  t.after(host.stop);
  const browser = await openBrowser();
  t.after(browser.close);
  await browser.page.goto(host.address);
  await browser.page.getByText('Groupsweep has not started yet.').waitFor({ timeout: 30_000 });
  assert.equal(await browser.page.getByRole('navigation', { name: 'Steps' }).count(), 0);
});

test('the page does not let itself be framed by another', { timeout: 60_000 }, async (t) => {
  const host = await startStaticHost({ headers: await hostHeaders() });
  t.after(host.stop);
  const open = await startStaticHost();
  t.after(open.stop);
  const frames = [host, open].map(({ address }) => `<iframe src="${address}"></iframe>`).join('');
  const stranger = http.createServer((request, response) => response.writeHead(200, { 'content-type': 'text/html' }).end(frames));
  await new Promise((resolve) => { stranger.listen(0, '127.0.0.1', resolve); });
  t.after(() => { stranger.close(); stranger.closeAllConnections(); });
  const browser = await openBrowser();
  t.after(browser.close);
  await browser.page.goto(`http://127.0.0.1:${stranger.address().port}/`);
  // A host that sends no headers shows how far a frame gets that is let in.
  await until('the frame of the host without headers loads the page', () => open.asked.some((name) => name.endsWith('.wasm')));
  assert.deepEqual(host.asked, ['index.html'], 'nothing of the framed page is loaded');
});

for (const isGranted of [true, false]) {
  test(`a browser that ${isGranted ? 'promises' : 'does not promise'} to keep the record is asked once, and Report says what it answered`, { timeout: 60_000 }, async (t) => {
    const before = (page) => page.addInitScript((answer) => {
      window.storageAsked = 0;
      const persist = async () => { window.storageAsked += 1; return answer; };
      Object.defineProperty(Navigator.prototype, 'storage', { get: () => ({ persist, persisted: async () => false }) });
    }, isGranted);
    const file = generatedExport(2);
    const stage = await openStage(t, { members: file, before });
    const { ui, host } = stage;
    const asked = () => ui.page.evaluate(() => window.storageAsked);
    await readyToRun(stage, file);
    assert.equal(await asked(), 0, 'asked before the run');
    await ui.tryFirst();
    assert.equal(await asked(), 1);
    await ui.removeRest(host);
    assert.equal(await asked(), 1, 'not asked again');
    await ui.goTo('Report');
    const kept = ui.page.getByText('The record is kept in this browser');
    await kept.waitFor();
    await until('Report says what the browser promises', async () => (await kept.innerText()).includes('may delete it') !== isGranted);
  });
}

test('where the script of a worker is blocked, the page says so, and a run goes its way', { timeout: 60_000 }, async (t) => {
  const { ui } = await openStage(t, { before: (page) => page.addInitScript(() => {
    const { Worker: Own } = window;
    window.Worker = class extends Own {
      constructor(script) { super(`/blocked/${script}`); }
    };
  }) });
  await ui.named('note', 'This browser').getByText('starts no background workers').waitFor();
  await ui.importFile(generatedExport(20));
  await ui.goTo('Choose');
  await ui.selectShown();
  await ui.connectPractice({ answerTime: 5 });
  await ui.goTo('Run');
  await ui.tryFirst();
  await ui.removeRest(PRACTICE_SITE);
  assert.equal((await ui.counts()).Removed, 20);
});

for (const [way, jump] of [['a day ahead', 86_400_000], ['a day back', -86_400_000]]) {
  test(`a clock that jumps ${way} in the middle of a run changes neither its pace nor its end`, { timeout: 90_000 }, async (t) => {
    const before = (page) => page.addInitScript(() => {
      const { now } = Date;
      window.ahead = 0;
      Date.now = () => now() + window.ahead;
    });
    const { ui } = await openStage(t, { before });
    await ui.importFile(generatedExport(30));
    await ui.goTo('Choose');
    await ui.selectShown();
    await ui.connectPractice({ answerTime: 5 });
    await ui.goTo('Run');
    await ui.callsPerSecond(10);
    await ui.tryFirst();
    await ui.startTheRest(PRACTICE_SITE);
    await until('some are removed', async () => (await ui.counts()).Removed >= 5);
    await ui.page.evaluate((by) => { window.ahead = by; }, jump);
    await ui.stateIs('Finished', 30_000);
    const counts = await ui.counts();
    assertBalanced(counts);
    assert.equal(counts.Removed, 30);
    const times = asObjects(parseCsv(await ui.downloadResults())).map((row) => Date.parse(row.finished_at));
    // Rows carry the machine's time, which is never set back in a run.
    const apart = Math.max(...times) - Math.min(...times) - Math.max(jump, 0);
    assert.ok(apart >= 0 && apart < 60_000, `the rows are ${apart} ms further apart than the clock jumped`);
  });
}

test('a page that was open while the machine slept says when a run took place', { timeout: 60_000 }, async (t) => {
  const SLEPT = 8 * 3_600_000;
  // In some browsers, the page's clock stops meanwhile, and only the wall clock continues.
  const before = (page) => page.addInitScript(() => {
    const { now } = Date;
    window.ahead = 0;
    Date.now = () => now() + window.ahead;
  });
  const { ui } = await openStage(t, { before });
  await ui.importFile(generatedExport(3));
  await ui.goTo('Choose');
  await ui.selectShown();
  await ui.page.evaluate((by) => { window.ahead = by; }, SLEPT);
  await ui.connectPractice({ answerTime: 5 });
  await ui.goTo('Run');
  await ui.tryFirst();
  await ui.removeRest(PRACTICE_SITE);
  const times = asObjects(parseCsv(await ui.downloadResults())).map((row) => Date.parse(row.finished_at));
  for (const time of times) assert.ok(Math.abs(time - Date.now() - SLEPT) < 60_000, new Date(time).toISOString());
});

test('on a machine whose clock is a day behind, a run waits as long as the site asks and no longer, and Verify finds it done', { timeout: 90_000 }, async (t) => {
  const DAY = 86_400_000;
  const before = (page) => page.addInitScript((behind) => {
    const { now } = Date;
    const began = performance.timeOrigin;
    Date.now = () => now() - behind;
    Object.defineProperty(Performance.prototype, 'timeOrigin', { get: () => began - behind });
  }, DAY);
  const file = generatedExport(20);
  // Atlassian's gateway says until when to wait, and not how long.
  const limited = { rate: 5, burst: 2, logins: [`${EMAIL}:scoped:scoped`], profiles: { 'reset-format': 'seconds' } };
  const stage = await openStage(t, { members: file, site: limited, before });
  const { ui, host, site } = stage;
  await readyToRun(stage, file, { token: 'scoped' });
  await ui.usable(ui.button('Try the first one'), 'Try the first one', 30_000);
  await ui.callsPerSecond(50);
  await ui.tryFirst();
  await ui.removeRest(host, 40_000);
  assert.ok((await site.removals()).some(({ status }) => status === 429), 'the site asks to wait');
  const counts = await ui.counts();
  assertBalanced(counts);
  assert.equal(counts.Removed, 20);
  await ui.goTo('Report');
  await ui.button('Verify').click();
  await ui.status('Verification').getByText('Verified: all 20 memberships are gone').waitFor({ timeout: 30_000 });
});
