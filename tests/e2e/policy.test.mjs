// What the page may do, and what it does: its policy as built, as sent by the relay and by a static host, kept by the
// browser, and never in the way of a run.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { IN_FIREFOX } from './support/browser.mjs';
import { SAMPLE } from './support/exports.mjs';
import { startRelay } from './support/processes.mjs';
import { startRecorder } from './support/recorder.mjs';
import { openStage, readyToRun } from './support/stage.mjs';
import { DIST, hostHeaders, startStaticHost } from './support/static_host.mjs';

const INDEX = await readFile(path.join(DIST, 'index.html'), 'utf8');
const POLICY = /<meta http-equiv="Content-Security-Policy" content="([^"]*)">/.exec(INDEX)?.[1];
const directives = (policy) => Object.fromEntries(policy.split('; ').map((one) => [one.split(' ')[0], one]));

const digest = async (name) => `sha384-${createHash('sha384').update(await readFile(path.join(DIST, name))).digest('base64')}`;

test('every file that the page names is named with its checksum', async () => {
  const tags = [...INDEX.matchAll(/<(?:link|script)\b[^>]*\b(?:href|src)=["']?\.\/([^\s"'>]+)[^>]*>/g)];
  assert.ok(tags.length >= 9, `${tags.length} files are named`);
  for (const [tag, name] of tags) assert.ok(tag.includes(await digest(name)), `${tag} has another checksum than ${name}`);

  const [, bridge] = /<script type=module src="\.\/([^"]+)" integrity=/.exec(INDEX);
  const start = INDEX.slice(INDEX.indexOf('<script type=module>import'));
  assert.ok(INDEX.indexOf(bridge) < INDEX.indexOf(start), 'the bridge is checked before the start script imports it');
  const [, code, integrity] = /fetch\("\.\/([^"]+_bg\.wasm)",\{integrity:"([^"]+)"\}\)/.exec(start);
  assert.equal(integrity, await digest(code), 'the code is fetched under its checksum');
});

test('the page carries its policy before anything that loads, and the static headers say the same', async () => {
  assert.ok(POLICY, 'there is a policy');
  assert.ok(INDEX.indexOf('Content-Security-Policy') < INDEX.search(/<(link|script)\b/));
  const headers = await hostHeaders();
  assert.equal(headers['Content-Security-Policy'], `${POLICY}; frame-ancestors 'none'`);
  assert.equal(directives(POLICY)['default-src'], "default-src 'none'");
  for (const loose of ["'unsafe-inline'", "'unsafe-eval'", 'data:', 'blob:', ' * ', ' https: ']) assert.ok(!POLICY.includes(loose), loose);
});

test('the relay sends the page\'s own policy with fewer places to connect to', async (t) => {
  const own = directives(POLICY);
  for (const [site, reached] of [['https://mysite.atlassian.net', ' https://mysite.atlassian.net'], [undefined, '']]) {
    const relay = await startRelay({ site });
    t.after(relay.stop);
    const answer = await fetch(relay.address);
    const sent = directives(answer.headers.get('content-security-policy'));
    const { host, port } = new URL(relay.address);
    assert.deepEqual(sent, {
      ...own,
      'connect-src': `connect-src 'self' ws://${host} ws://localhost:${port}${reached}`,
      'frame-ancestors': "frame-ancestors 'none'",
    });
    for (const [name, value] of Object.entries(await hostHeaders())) {
      if (name !== 'Content-Security-Policy') assert.equal(answer.headers.get(name), value, name);
    }
  }
});

test('the built page names no folder of the machine that built it', async () => {
  const checkout = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
  const folders = [os.homedir(), process.env.CARGO_HOME, checkout, '.cargo/registry', '\\.cargo\\'].filter(Boolean);
  for (const name of await readdir(DIST)) {
    const bytes = await readFile(path.join(DIST, name));
    for (const folder of folders) assert.ok(!bytes.includes(folder), `${name} names ${folder}`);
  }
});

/** A page with ears for what the policy stops, from now on. */
async function listening(ui) {
  await ui.page.evaluate(() => {
    window.stopped = [];
    document.addEventListener('securitypolicyviolation', (event) => window.stopped.push(event.effectiveDirective));
  });
}

// What the browser asks its maker for, with any page open and with none.
const OF_CHROMIUM = /^(accounts\.google\.com|[a-z-]+\.googleapis\.com)(:443)?$/;

const stopped = (ui) => ui.page.evaluate(() => window.stopped);

const WAYS = {
  'the relay': () => undefined,
  'a static host with the headers': () => async () => startStaticHost({ headers: await hostHeaders() }),
  'a static host without headers': () => () => startStaticHost(),
};

/** By the relay's own page, or with the relay's address typed into a page from elsewhere. */
async function ready(stage) {
  if (stage.pageHost) {
    await stage.ui.goTo('Connect');
    await stage.ui.chooseSite('Atlassian site');
    const address = stage.ui.named('textbox', 'Relay address');
    await address.fill(stage.relay.addressWithKey);
    await address.press('Tab');
    await stage.ui.page.getByText('Through the relay on this machine').waitFor();
    await stage.ui.goTo('Import');
  }
  await readyToRun(stage, SAMPLE);
}

for (const [way, pageFrom] of Object.entries(WAYS)) {
  test(`a whole run of the page from ${way} talks to page and relay alone and is never stopped`, { timeout: 90_000 }, async (t) => {
    const recorder = await startRecorder();
    t.after(recorder.stop);
    // Firefox is not driven through a proxy; there the page's own events have to do.
    const browser = IN_FIREFOX ? {} : { proxy: recorder.proxy };
    const stage = await openStage(t, { members: SAMPLE, pageFrom: pageFrom(), browser });
    const { ui, host, relay } = stage;
    await listening(ui);
    await ready(stage);
    await ui.tryFirst();
    await ui.removeRest(host);
    await ui.downloadResults();
    await ui.download('Download receipt');
    await ui.button('Verify').click();
    await ui.status('Verification').getByText('0 of 9 remain').waitFor();
    await ui.undo(host);

    assert.deepEqual(await stopped(ui), [], 'nothing of the page is stopped by its policy');
    assert.deepEqual(ui.said.filter((line) => /Content.Security.Policy|integrity/i.test(line)), []);
    const allowed = new Set([new URL(relay.address).host, stage.pageHost?.host].filter(Boolean));
    const asked = ui.requested.map((line) => line.split(' ')[1]).filter((url) => !/^(blob|data):/.test(url)).map((url) => new URL(url).host);
    assert.ok(asked.length > 5);
    assert.deepEqual([...new Set(asked)].filter((one) => !allowed.has(one)), [], 'no other host is asked');
    if (IN_FIREFOX) return;
    const seen = [...recorder.hosts].filter((one) => !OF_CHROMIUM.test(one)).sort();
    assert.deepEqual(seen, [...allowed].sort(), 'nor is any by whatever means');
  });

  test(`what was smuggled into the page from ${way} runs nothing and reaches nobody`, { timeout: 60_000 }, async (t) => {
    // On an address of this machine that no policy names.
    const stranger = await startStaticHost({ address: '127.0.0.2' });
    t.after(stranger.stop);
    const { ui } = await openStage(t, { members: SAMPLE, pageFrom: pageFrom() });
    await listening(ui);
    const outcome = await ui.page.evaluate((url) => new Promise((resolve) => {
      // On a timer of the page's own: nothing of the test's rights is left.
      setTimeout(async () => {
        const ran = [];
        window.ran = (what) => ran.push(what);
        const attempt = async (what, act) => { try { await act(); ran.push(what); } catch { /* refused */ } };
        const add = (html) => document.body.insertAdjacentHTML('beforeend', html);
        await attempt('eval', () => (0, eval)('1'));
        await attempt('Function', () => Function('return 1')());
        await attempt('fetch', () => fetch(url, { mode: 'no-cors' }));
        await attempt('blob worker', () => new Promise((done, fail) => {
          const worker = new Worker(URL.createObjectURL(new Blob(['postMessage(1)'])));
          Object.assign(worker, { onmessage: done, onerror: fail });
        }));
        await attempt('socket', () => new Promise((done, fail) => {
          Object.assign(new WebSocket(url.replace('http', 'ws')), { onopen: done, onerror: fail });
        }));
        await attempt('import', () => import(`${url}x.js`));
        const script = document.createElement('script');
        script.textContent = 'ran("inline script")';
        document.body.append(script);
        const remote = document.createElement('script');
        remote.src = `${url}x.js`;
        document.body.append(remote);
        add(`<img src="${url}a.svg" onerror="ran('handler')"><iframe src="${url}"></iframe><object data="${url}"></object>`);
        add(`<a href="javascript:ran('link')" id="smuggled-link"></a><form action="${url}" id="smuggled-form"></form><base href="${url}">`);
        add(`<link rel="stylesheet" href="${url}a.css"><style>body { background: url(${url}b.svg) }</style>`);
        document.getElementById('smuggled-link').click();
        document.getElementById('smuggled-form').submit();
        navigator.sendBeacon?.(url, 'x');
        setTimeout(() => resolve({ ran, stopped: window.stopped, at: location.href }), 1_000);
      });
    }), stranger.address);
    assert.deepEqual(outcome.ran, []);
    assert.deepEqual(stranger.asked, [], 'the stranger hears nothing');
    for (const directive of ['script-src', 'script-src-elem', 'connect-src', 'worker-src', 'img-src', 'form-action', 'base-uri', 'style-src-elem']) {
      assert.ok(outcome.stopped.includes(directive), `${directive} is kept: ${outcome.stopped.join(' ')}`);
    }
    assert.ok(outcome.at.startsWith('http://127.0.0.1:'));
  });
}

for (const kind of ['.js', '_bg.wasm', '.css']) {
  test(`a page whose ${kind} was changed on the way does not use it`, { timeout: 40_000 }, async (t) => {
    const changed = [];
    const spoilt = (name, bytes) => {
      if (!name.startsWith(kind === '.css' ? 'base' : 'groupsweep') || !name.endsWith(kind)) return bytes;
      changed.push(name);
      // A comment, or an empty section at the end: what nobody would notice.
      return Buffer.concat([bytes, kind === '_bg.wasm' ? Buffer.from([0, 1, 0]) : Buffer.from('/* */')]);
    };
    const { ui } = await openStage(t, { pageFrom: () => startStaticHost() });
    const host = await startStaticHost({ change: spoilt });
    t.after(host.stop);
    const page = await ui.page.context().newPage();
    await page.goto(host.address);
    await page.waitForLoadState('networkidle');
    assert.ok(changed.length > 0);
    if (kind === '.css') {
      const margin = await page.evaluate(() => getComputedStyle(document.body).marginTop);
      assert.notEqual(margin, '0px', 'the style is left out');
    } else {
      assert.equal(await page.getByRole('navigation').count(), 0, 'the page does not start');
    }
  });
}

test('the workers of the page are files of its own, fetched from where it came from', { timeout: 40_000 }, async (t) => {
  const stage = await openStage(t, { members: SAMPLE });
  await readyToRun(stage, SAMPLE);
  const workers = stage.ui.requested.filter((line) => /\/(ticker|reader)\.js$/.test(line));
  assert.ok(workers.length >= 1);
  for (const line of workers) assert.ok(line.startsWith(`GET ${stage.relay.address}`), line);
});
