// The machine goes offline during a run: the page says so, fails no row, and continues by itself once it is online.
// Chromium's emulation holds back what goes through the relay's open socket, and lets nothing new be opened.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { IN_CHROMIUM, openBrowser } from './support/browser.mjs';
import { asObjects, parseCsv } from './support/csv.mjs';
import { generatedExport } from './support/exports.mjs';
import { startLine } from './support/line.mjs';
import { GroupsweepPage } from './support/page.mjs';
import { startRelay } from './support/processes.mjs';
import { EMAIL, startSite, TOKEN } from './support/site.mjs';
import { assertBalanced, openStage, readyToRun } from './support/stage.mjs';
import { assertOncePerRow } from './support/tabs.mjs';
import { observeFor, until } from './support/until.mjs';

const ROWS = 40;
const FILE = generatedExport(ROWS);

async function underWay({ ui, site, host }) {
  await readyToRun({ ui, host }, FILE);
  await ui.callsPerSecond(10);
  await ui.tryFirst();
  await ui.startTheRest(host);
  await until('the run is under way', async () => (await site.removals()).length >= 8);
}

/** The page says so, and during the observation nothing is sent and nothing fails. */
async function isHeldOffline({ ui, site }) {
  await ui.stateIs('Offline since ');
  const sent = (await site.removals()).length;
  assert.ok(sent < ROWS, 'the run is not over');
  await observeFor(3_000);
  assert.equal((await site.removals()).length, sent, 'nothing is sent meanwhile');
  assert.match(await ui.runState(), /: this device has no network connection\. Nothing is lost\. The run continues automatically when the connection is back\.$/);
  const counts = await ui.counts();
  assertBalanced(counts);
  assert.equal(counts.Failed, 0, JSON.stringify(counts));
}

async function finishesWhole({ ui, site }) {
  await ui.stateIs('Finished', 30_000);
  const counts = await ui.counts();
  assertBalanced(counts);
  assert.equal(counts.Removed, ROWS, JSON.stringify(counts));
  assert.equal(await site.memberships(), 0);
  await assertOncePerRow(site);
}

const skip = !IN_CHROMIUM && 'only in Chromium the emulation reaches an open socket';

test('a run is held while the machine is offline, and asks for each row once', { skip, timeout: 60_000 }, async (t) => {
  const stage = await openStage(t, { members: FILE, site: { latencyMs: 300 } });
  const { ui, site, browser: { context } } = stage;
  await underWay(stage);
  await context.setOffline(true);
  await isHeldOffline(stage);
  await context.setOffline(false);
  await finishesWhole(stage);
  assert.equal((await site.removals()).length, ROWS, 'each row once');
  const rows = asObjects(parseCsv(await ui.downloadResults()));
  assert.deepEqual(rows.map(({ outcome, attempts }) => `${outcome} ${attempts}`), Array(ROWS).fill('removed 1'));
});

test('a connection that breaks while the machine is offline fails no row and blames no relay', { timeout: 60_000 }, async (t) => {
  const closers = [];
  t.after(async () => { for (const close of closers.reverse()) await close(); });
  const site = await startSite(FILE, { latencyMs: 300 });
  closers.push(site.stop);
  const relay = await startRelay({ site: site.origin });
  closers.push(relay.stop);
  const line = await startLine(relay.address);
  closers.push(line.stop);
  const browser = await openBrowser();
  closers.push(browser.close);
  const ui = new GroupsweepPage(browser);
  closers.push(() => ui.forgetFiles());
  const stage = { ui, site, host: site.host };
  await ui.open(`${line.address}#${relay.fragment}`);
  await underWay(stage);
  await browser.context.setOffline(true);
  line.cut();
  await isHeldOffline(stage);
  await browser.context.setOffline(false);
  await finishesWhole(stage);
});

test('a check of the connection waits for the network and starts again by itself', { timeout: 60_000 }, async (t) => {
  const { ui, host, browser: { context } } = await openStage(t, { members: FILE });
  await ui.fillLogin({ email: EMAIL, token: TOKEN });
  await context.setOffline(true);
  await ui.button('Check connection').click();
  const said = await ui.connectionSays(/^Offline: /);
  assert.match(said, /this device has no network connection\.\s+The check starts again when the connection is back\./);
  await context.setOffline(false);
  await ui.connectionSays(new RegExp(`^Connected to ${host.replaceAll('.', '\\.')} `));
});
