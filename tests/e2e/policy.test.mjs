// The page's policy and checksums: as built, as sent by the relay, and as configured for a static host.
// `csp_enforced.test.mjs` sees the browser keep it.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { SAMPLE } from './support/exports.mjs';
import { startRelay } from './support/processes.mjs';
import { openStage, readyToRun } from './support/stage.mjs';
import { DIST, hostHeaders } from './support/static_host.mjs';

const INDEX = await readFile(path.join(DIST, 'index.html'), 'utf8');
const POLICY = /<meta http-equiv="Content-Security-Policy" content="([^"]*)">/.exec(INDEX)?.[1];
const directives = (policy) => Object.fromEntries(policy.split('; ').map((one) => [one.split(' ')[0], one]));

const digest = async (name) => `sha384-${createHash('sha384').update(await readFile(path.join(DIST, name))).digest('base64')}`;

test('every file that the page names is named with its checksum', async () => {
  const tags = [...INDEX.matchAll(/<(?:link|script)\b[^>]*\b(?:href|src)=["']?\.\/([^\s"'>]+)[^>]*>/g)];
  assert.deepEqual(tags.map(([, name]) => path.extname(name)), ['.svg', '.css']);
  for (const [tag, name] of tags) assert.ok(tag.includes(await digest(name)), `${tag} has another checksum than ${name}`);

  const start = INDEX.slice(INDEX.indexOf('<script type=module async>'));
  const [, bridge, ofBridge] = /bridge="\.\/([^"]+\.js)".+?src:bridge,integrity:"([^"]+)"/.exec(start);
  assert.equal(ofBridge, await digest(bridge), 'the bridge is fetched under its checksum');
  const [, code, ofCode] = /fetch\("\.\/([^"]+_bg\.wasm)",\{integrity:"([^"]+)"\}\)/.exec(start);
  assert.equal(ofCode, await digest(code), 'the code is fetched under its checksum');
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
  for (const [site, reached] of [['https://mysite.atlassian.net', ' https://mysite.atlassian.net https://api.atlassian.com'], ['https://x.atlassian-isolated.net', ' https://x.atlassian-isolated.net https://api.x.atlassian-isolated.net'], ['https://x.atlassian-us-gov.net', ' https://x.atlassian-us-gov.net'], [undefined, '']]) {
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

test('the workers of the page are files of its own, fetched from where it came from', { timeout: 40_000 }, async (t) => {
  const stage = await openStage(t, { members: SAMPLE });
  await readyToRun(stage, SAMPLE);
  const workers = stage.ui.requested.filter((line) => /\/(ticker|reader)\.js$/.test(line));
  assert.ok(workers.length >= 1);
  for (const line of workers) assert.ok(line.startsWith(`GET ${stage.relay.address}`), line);
});
