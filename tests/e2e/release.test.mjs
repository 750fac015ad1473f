// The release workflow: it reads as YAML, pins what it runs, builds for each system and may do no more than it must.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { parse } from 'yaml';

const TEXT = await readFile(new URL('../../.github/workflows/release.yml', import.meta.url), 'utf8');
const WORKFLOW = parse(TEXT, { strict: true, uniqueKeys: true });
const JOBS = Object.entries(WORKFLOW.jobs);
const STEPS = JOBS.flatMap(([job, { steps }]) => steps.map((step) => ({ job, ...step })));

test('a release is made of a tag and of nothing else', () => {
  assert.deepEqual(WORKFLOW.on, { push: { tags: ['v*'] } });
});

test('every action is pinned to a commit, with its release beside it', () => {
  const uses = STEPS.filter((step) => step.uses);
  assert.ok(uses.length > 5);
  for (const { uses: action } of uses) assert.match(action, /^actions\/[\w-]+@[0-9a-f]{40}$/);
  for (const line of TEXT.split('\n').filter((one) => one.includes('uses:'))) assert.match(line, /@[0-9a-f]{40} # v\d+\.\d+\.\d+$/, line);
});

test('only the job that publishes may write, and no script is put together from what a tag is called', () => {
  assert.deepEqual(WORKFLOW.permissions, { contents: 'read' });
  for (const [name, { permissions }] of JOBS) {
    assert.deepEqual(permissions, name === 'publish' ? { contents: 'write', 'id-token': 'write', attestations: 'write' } : undefined, name);
  }
  for (const { run } of STEPS) assert.ok(!run?.includes('${{'), run);
  for (const step of STEPS.filter(({ uses }) => uses?.startsWith('actions/checkout@'))) assert.equal(step.with['persist-credentials'], false);
});

test('the page and the relay are built for each system, tested, summed and only then published', () => {
  const names = WORKFLOW.jobs.relay.strategy.matrix.include.map(({ name }) => name);
  for (const name of ['linux-x86_64', 'linux-aarch64', 'macos-aarch64', 'macos-x86_64', 'windows-x86_64']) assert.ok(names.includes(name), name);
  assert.deepEqual(WORKFLOW.jobs.publish.needs, ['test', 'page', 'relay']);
  assert.ok(STEPS.some(({ job, run }) => job === 'publish' && run?.includes('SHA256SUMS')));
  for (const [name, job] of JOBS) {
    assert.ok(job['timeout-minutes'] > 0, name);
    for (const needed of [job.needs ?? []].flat()) assert.ok(WORKFLOW.jobs[needed], `${name} needs ${needed}`);
    for (const step of job.steps) assert.equal([step.run, step.uses].filter(Boolean).length, 1, JSON.stringify(step));
  }
});
