// The runner of WebKit's tests: what fails once is run again and named, and what fails twice fails.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const RUNNER = fileURLToPath(new URL('run_twice.mjs', import.meta.url));
const PASSES = "import { test } from 'node:test'; test('passes', () => {});";
const FAILS = "import { test } from 'node:test'; test('fails', () => { throw new Error('no'); });";
const FAILS_ONCE = `import { test } from 'node:test'; import { existsSync, writeFileSync } from 'node:fs';
test('fails once', () => { if (existsSync('seen')) return; writeFileSync('seen', ''); throw new Error('no'); });`;
const CANNOT_BE_READ = 'import "./nothing.mjs";';

function ran(t, files) {
  const folder = mkdtempSync(path.join(tmpdir(), 'groupsweep-twice-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  return spawnSync(process.execPath, [RUNNER, ...Object.keys(files).filter((name) => name.endsWith('.test.mjs'))], { cwd: folder, env, encoding: 'utf8' });
}

test('files that pass are run once', (t) => {
  const { status, stdout } = ran(t, { 'a.test.mjs': PASSES });
  assert.equal(status, 0, stdout);
  assert.equal(stdout.match(/^ok 1 - passes$/gm)?.length, 1);
});

test('a file that fails once is run again, alone, and named', (t) => {
  const { status, stdout } = ran(t, { 'a.test.mjs': PASSES, 'b.test.mjs': FAILS_ONCE });
  assert.equal(status, 0, stdout);
  assert.match(stdout, /^# Passed only the second time: b\.test\.mjs$/m);
  assert.equal(stdout.match(/^ok \d - passes$/gm)?.length, 1);
});

test('a test that stands in a shared module is run again with every file', (t) => {
  const shared = `${FAILS_ONCE.replace("test('fails once'", "export const shared = () => test('fails once'")}`;
  const { status, stdout } = ran(t, { 'a.test.mjs': "import { shared } from './shared.mjs'; shared();", 'shared.mjs': shared });
  assert.equal(status, 0, stdout);
  assert.match(stdout, /^# Passed only the second time: a\.test\.mjs/m);
});

test('what fails twice fails, also a file that cannot be loaded', (t) => {
  for (const text of [FAILS, CANNOT_BE_READ]) {
    const { status, stdout } = ran(t, { 'a.test.mjs': PASSES, 'b.test.mjs': text });
    assert.equal(status, 1, stdout);
    assert.match(stdout, /^# Failed twice: b\.test\.mjs$/m);
  }
});
