// What the page says before it has started, and when it cannot start.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openStage } from './support/stage.mjs';

const FIRST = '#first';

test('words stand before the page has started, and give way to it', { timeout: 60_000 }, async (t) => {
  const { ui, relay: { address } } = await openStage(t);
  let release;
  const held = new Promise((resolve) => { release = resolve; });
  await ui.page.route('**/*.wasm', async (route) => { await held; await route.continue(); });
  await ui.page.goto(address, { waitUntil: 'commit' });
  await ui.page.getByText('Loading…', { exact: true }).waitFor();
  assert.ok(await ui.page.getByRole('heading', { name: 'Remove Atlassian group memberships in bulk' }).isVisible());
  assert.equal(await ui.page.getByText('Groupsweep has not started yet.').isVisible(), false, 'not yet');
  release();
  await ui.stepIs('Import');
  assert.equal(await ui.page.locator(FIRST).count(), 0);
});

test('a page whose code is blocked says after ten seconds what to do', { timeout: 60_000 }, async (t) => {
  const { ui, relay: { address } } = await openStage(t);
  await ui.page.route('**/*.wasm', (route) => route.abort());
  await ui.page.goto(address, { waitUntil: 'commit' });
  await ui.page.getByText('Groupsweep has not started yet.').waitFor({ state: 'visible', timeout: 20_000 });
  // The start that was cut off throws; here that is what is asked for.
  ui.crashes.length = 0;
});
