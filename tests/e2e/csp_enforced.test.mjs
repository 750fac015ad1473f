// The browser enforces the page's policy: injected code does not run and sends nothing, and the policy never blocks a run.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { IN_CHROMIUM } from './support/browser.mjs';
import { SAMPLE } from './support/exports.mjs';
import { startRecorder } from './support/recorder.mjs';
import { openStage, readyToRun } from './support/stage.mjs';
import { hostHeaders, startStaticHost } from './support/static_host.mjs';

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
    const browser = IN_CHROMIUM ? { proxy: recorder.proxy } : {};
    const stage = await openStage(t, { members: SAMPLE, pageFrom: pageFrom(), browser });
    const { ui, host, relay } = stage;
    await listening(ui);
    await ready(stage);
    await ui.tryFirst();
    await ui.removeRest(host);
    await ui.downloadResults();
    await ui.download('Download receipt');
    await ui.button('Verify').click();
    await ui.status('Verification').getByText('all 9 memberships are gone').waitFor();
    await ui.undo(host);

    assert.deepEqual(await stopped(ui), [], 'nothing of the page is stopped by its policy');
    assert.deepEqual(ui.said.filter((line) => /Content.Security.Policy|integrity/i.test(line)), []);
    const allowed = new Set([new URL(relay.address).host, stage.pageHost?.host].filter(Boolean));
    const asked = ui.requested.map((line) => line.split(' ')[1]).filter((url) => !/^(blob|data):/.test(url)).map((url) => new URL(url).host);
    assert.ok(asked.length > 5);
    assert.deepEqual([...new Set(asked)].filter((one) => !allowed.has(one)), [], 'no other host is asked');
    if (!IN_CHROMIUM) return;
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
        const attempt = async (what, act) => { try { await Promise.race([act(), late()]); ran.push(what); } catch { /* refused */ } };
        // Firefox says nothing of a worker that it does not start.
        const late = () => new Promise((_, fail) => { setTimeout(fail, 700); });
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
