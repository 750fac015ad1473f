// The single-file page, opened from disk: alone, and with a relay that allows files.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { ENGINE, IN_CHROMIUM } from './support/browser.mjs';
import { asObjects, parseCsv } from './support/csv.mjs';
import { SAMPLE } from './support/exports.mjs';
import { fromDisk, SINGLE_FILE } from './support/from_disk.mjs';
import { PRACTICE_SITE } from './support/page.mjs';
import { startRelay } from './support/processes.mjs';
import { startRecorder } from './support/recorder.mjs';
import { EMAIL, TOKEN } from './support/site.mjs';
import { assertBalanced, openStage } from './support/stage.mjs';
import { DIST } from './support/static_host.mjs';

const WHOLE = await readFile(SINGLE_FILE, 'utf8');
const INDEX = await readFile(path.join(DIST, 'index.html'), 'utf8');
const policyOf = (html) => /<meta http-equiv="Content-Security-Policy" content="([^"]*)">/.exec(html)[1];
const directives = (policy) => Object.fromEntries(policy.split('; ').map((one) => [one.split(' ')[0], one.split(' ').slice(1)]));
const hashOf = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

// What the browser asks its maker for, with any page open and with none.
const OF_CHROMIUM = /^(accounts\.google\.com|[a-z-]+\.googleapis\.com)(:443)?$/;

test('the single file names nothing outside itself and has the page\'s own policy, with checksums in place of files', () => {
  const tags = [...WHOLE.matchAll(/<(?:link|script|img|iframe)\b[^>]*>/g)].map(([tag]) => tag);
  assert.deepEqual(tags.filter((tag) => /\b(src|href)=(?!"data:)/.test(tag)), []);
  assert.ok(WHOLE.indexOf('Content-Security-Policy') < WHOLE.search(/<(link|script|style)\b/));

  const [own, file] = [INDEX, WHOLE].map((html) => directives(policyOf(html)));
  const [, script] = /<script type="module">([^]*?)<\/script>/.exec(WHOLE);
  const [, style] = /<style>([^]*?)<\/style>/.exec(WHOLE);
  assert.deepEqual(file, {
    ...own,
    'script-src': ["'wasm-unsafe-eval'", hashOf(script)],
    'style-src': [hashOf(style)],
    'img-src': ['data:'],
    'worker-src': ['blob:'],
    'connect-src': own['connect-src'].filter((place) => place !== "'self'"),
  });
});

test('the relay does not carry the single file: it serves the same page', async (t) => {
  const relay = await startRelay();
  t.after(relay.stop);
  for (const name of ['groupsweep.html', '_headers']) {
    assert.equal((await fetch(relay.address + name)).status, 404, name);
  }
});

test('practice goes the whole way in a file from disk, and the run is kept', { timeout: 60_000 }, async (t) => {
  const stage = await openStage(t, { pageFrom: fromDisk });
  const { ui, pageHost } = stage;
  await ui.useSample();
  await ui.goTo('Choose');
  await ui.selectShown();
  await ui.connectPractice({ answerTime: 5, faults: 0 });
  await ui.goTo('Run');
  await ui.callsPerSecond(50);
  await ui.tryFirst();
  await ui.removeRest(PRACTICE_SITE);
  const counts = await ui.counts();
  assertBalanced(counts);
  assert.deepEqual([counts.Selected, counts.Removed], [9, 9]);
  const rows = asObjects(parseCsv(await ui.downloadResults()));
  assert.deepEqual(rows.map((row) => row.outcome), Array(9).fill('removed'));
  assert.ok((await ui.download('Download receipt')).length > 0);

  // The run is there when the file is opened again.
  await ui.open(pageHost.address);
  await ui.pastRun('Report').waitFor();
  const beyond = ui.requested.filter((line) => !/^\S+ (blob|data):/.test(line) && !line.endsWith(pageHost.address));
  assert.deepEqual(beyond, [], 'nothing but the file is asked for');
});

test('files are read by the worker that the file carries', { timeout: 40_000 }, async (t) => {
  const { ui } = await openStage(t, { pageFrom: fromDisk });
  const workers = [];
  ui.page.on('worker', (worker) => workers.push(worker.url()));
  await ui.page.reload();
  await ui.stepIs('Import');
  await ui.importFile(SAMPLE);
  await ui.goTo('Choose');
  await ui.shows(9);
  if (IN_CHROMIUM) assert.deepEqual(workers.filter((url) => !url.startsWith('blob:')), []);
  if (IN_CHROMIUM) assert.ok(workers.length > 0, 'there is a worker');
});

const skip = ENGINE === 'webkit' && "WebKit's driver runs nothing before the scripts of a page from disk";

test('where the browser keeps no storage for a file, the page says so', { skip, timeout: 40_000 }, async (t) => {
  const { ui, pageHost } = await openStage(t, { pageFrom: fromDisk });
  await ui.page.addInitScript(() => Object.defineProperty(window, 'indexedDB', { get: () => undefined }));
  await ui.open(pageHost.address);
  await ui.page.getByText('a run is lost when you close the page').first().waitFor();
});

/** The relay's address, pasted into the page. */
async function paste(ui, address) {
  await ui.goTo('Connect');
  await ui.chooseSite('Atlassian site');
  const field = ui.named('textbox', 'Relay address');
  // By keys: what Firefox is filled with is no change to it.
  await field.pressSequentially(address);
  await field.press('Tab');
}

test('a whole run from disk goes through a relay that lets files in, and reaches no other host', { timeout: 90_000 }, async (t) => {
  const recorder = await startRecorder();
  t.after(recorder.stop);
  const browser = IN_CHROMIUM ? { proxy: recorder.proxy } : {};
  const { ui, site, host, relay } = await openStage(t, { members: SAMPLE, pageFrom: fromDisk, browser });
  await ui.importFile(SAMPLE);
  await ui.goTo('Choose');
  await ui.selectShown();
  await ui.goTo('Connect');
  await ui.chooseSite('Atlassian site');
  await ui.page.getByText('groupsweep-relay --site https://mysite.atlassian.net --allow-file', { exact: true }).waitFor();
  await paste(ui, relay.addressWithKey);
  await ui.page.getByText('Calls go through the relay on this machine.', { exact: true }).waitFor();
  await ui.connectRelay({ email: EMAIL, token: TOKEN, expect: new RegExp(host.replaceAll('.', '\\.')) });
  await ui.button('Next: Run').click();
  await ui.stepIs('Run');
  await ui.tryFirst();
  await ui.removeRest(host);
  const counts = await ui.counts();
  assertBalanced(counts);
  assert.deepEqual([counts.Selected, counts.Removed], [9, 9]);
  assert.deepEqual(ui.said.filter((line) => /Content.Security.Policy/i.test(line)), []);

  const address = new URL(relay.address).host;
  const asked = ui.requested.map((line) => line.split(' ')[1]).filter((url) => !/^(blob|data|file):/.test(url)).map((url) => new URL(url).host);
  assert.deepEqual([...new Set(asked)], [address], 'the relay alone is asked');
  if (!IN_CHROMIUM) return;
  const seen = [...recorder.hosts].filter((one) => !OF_CHROMIUM.test(one));
  assert.deepEqual(seen, [address], 'nor is any other by whatever means');
});

test('a relay that was not told to let files in does not, and the page says how', { timeout: 40_000 }, async (t) => {
  const { ui } = await openStage(t, { pageFrom: fromDisk });
  const shut = await startRelay();
  t.after(shut.stop);
  await paste(ui, shut.addressWithKey);
  await ui.page.getByRole('alert').getByText('Start groupsweep-relay with --allow-file').waitFor();
});
