// The runner: with --twice, what fails once is run again and named, and what fails twice fails. What passed before with the
// same files is not run again.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { sortOut } from './support/passed.mjs';

const RUNNER = fileURLToPath(new URL('run.mjs', import.meta.url));
const PASSES = "import { test } from 'node:test'; test('passes', () => {});";
const FAILS = "import { test } from 'node:test'; test('fails', () => { throw new Error('no'); });";
const FAILS_ONCE = `import { test } from 'node:test'; import { existsSync, writeFileSync } from 'node:fs';
test('fails once', () => { if (existsSync('seen')) return; writeFileSync('seen', ''); throw new Error('no'); });`;
const CANNOT_BE_READ = 'import "./nothing.mjs";';

function ran(t, files) {
  const folder = mkdtempSync(path.join(tmpdir(), 'groupsweep-run-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  return spawnSync(process.execPath, [RUNNER, '--twice', ...Object.keys(files).filter((name) => name.endsWith('.test.mjs'))], { cwd: folder, env: { ...env, FRESH: '1', GROUPSWEEP_PASSED: path.join(folder, 'passed') }, encoding: 'utf8' });
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

const names = (files) => files.map((file) => path.basename(file));

test('a file that passed is left out until it or anything that it can read is changed', async (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'groupsweep-run-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const files = ['a.test.mjs', 'b.test.mjs'].map((name) => path.join(folder, name));
  for (const file of files) writeFileSync(file, PASSES);
  const sorted = (checksum, fresh = false) => sortOut(files, { records: path.join(folder, 'records'), checksum: () => checksum, fresh });

  const first = await sorted('one');
  assert.deepEqual(names(first.toRun), ['a.test.mjs', 'b.test.mjs']);
  await first.note([files[0]]);
  const second = await sorted('one');
  assert.deepEqual([names(second.toRun), names(second.before)], [['b.test.mjs'], ['a.test.mjs']]);
  const allAreRun = async (why, ...sorting) => {
    await (await sorted('one')).note(files);
    assert.deepEqual(names((await sorted(...sorting)).toRun), ['a.test.mjs', 'b.test.mjs'], why);
  };
  await allAreRun('another page', 'two');
  await allAreRun('no checksum', '');
  await allAreRun('FRESH=1', 'one', true);
  assert.deepEqual(names((await sorted('one')).toRun), ['a.test.mjs', 'b.test.mjs'], 'what failed under FRESH=1 has not passed');
  await (await sorted('one')).note(files);
  writeFileSync(files[0], FAILS);
  assert.deepEqual(names((await sorted('one')).toRun), ['a.test.mjs'], 'another text');
});

test('a pass is not written down for files that were changed while they ran', async (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'groupsweep-run-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const file = path.join(folder, 'a.test.mjs');
  writeFileSync(file, PASSES);
  let now = 'one';
  const sorted = () => sortOut([file], { records: path.join(folder, 'records'), checksum: () => now, fresh: false });
  const during = await sorted();
  now = 'two';
  await during.note([file]);
  now = 'one';
  assert.deepEqual(names((await sorted()).toRun), ['a.test.mjs'], 'the page was changed meanwhile');
  const again = await sorted();
  writeFileSync(file, FAILS);
  await again.note([file]);
  assert.deepEqual(names((await sorted()).toRun), ['a.test.mjs'], 'the test was changed meanwhile');
});

test('the checksum is that of what a test can read, and of the programs as they were built', (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'groupsweep-run-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const write = (name, text) => { mkdirSync(path.dirname(path.join(folder, name)), { recursive: true }); writeFileSync(path.join(folder, name), text); };
  cpSync(fileURLToPath(new URL('../../scripts', import.meta.url)), path.join(folder, 'scripts'), { recursive: true });
  cpSync(fileURLToPath(new URL('../../Cargo.lock', import.meta.url)), path.join(folder, 'Cargo.lock'));
  const git = (...args) => assert.equal(spawnSync('git', args, { cwd: folder }).status, 0, args.join(' '));
  git('init', '--quiet');
  for (const name of ['target/release/groupsweep-relay', 'target/debug/groupsweep-simsite', 'dist/index.html']) write(name, name);
  write('.gitignore', 'target\ndist\n');
  git('add', '.gitignore', 'scripts');
  const checksum = (of = 'e2e', env = {}) => {
    const { status, stdout } = spawnSync('scripts/passed.sh', [of], { cwd: folder, env: { ...process.env, ...env }, encoding: 'utf8' });
    return status === 0 ? stdout.trim() : '';
  };
  const changes = (name, text = 'changed', of = 'e2e') => {
    const before = checksum(of);
    write(name, text);
    return before !== checksum(of);
  };
  assert.match(checksum(), /^[0-9a-f]{40}$/);
  assert.notEqual(checksum(), checksum('e2e', { GROUPSWEEP_PAGE: folder }), 'another page by name');
  assert.ok(changes('target/release/groupsweep-relay'), 'the relay');
  assert.ok(changes('dist/index.html'), 'the page');
  assert.ok(changes('tests/e2e/support/page.mjs'), 'what tests share, not yet in git');
  assert.ok(changes('docs/guide.md'), 'a document');
  // Git considers a file unchanged if its size and its time, to the second, match the index.
  write('docs/logins.md', 'one');
  git('add', 'docs/logins.md');
  assert.ok(changes('docs/logins.md', 'two'), 'a document of the same size, in the second in which git saw it');
  assert.ok(!changes('src/main.rs'), 'Rust is in the bytes of page and programs');
  assert.ok(!changes('tests/e2e/other.test.mjs'), 'another test');
  assert.ok(changes('crates/core/src/lib.rs', 'again', 'native'), 'Rust is what native tests are made of');
  assert.ok(!changes('src/main.rs', 'again', 'native'), 'no native test reads the page');
  assert.ok(!changes('tests/e2e/other.test.mjs', 'again', 'native'), 'native tests read no browser tests; those of the checkout do, and are always run');
  for (const name of ['core/src/plan.rs', 'core/tests/script_export/bash.rs', 'core/tests/support/mod.rs', 'simsite/src/lib.rs']) {
    assert.ok(changes(`crates/${name}`, 'again', 'shells'), `exported scripts are tested with ${name}`);
  }
  for (const name of ['src/main.rs', 'crates/core/tests/journal.rs', 'crates/relay/src/lib.rs', 'tests/gate/calls.json']) {
    assert.ok(!changes(name, 'again', 'shells'), `they are not with ${name}`);
  }
  rmSync(path.join(folder, 'target/debug/groupsweep-simsite'));
  assert.equal(checksum(), '', 'without a program nothing is left out');
});
