// What the page says before it has started, and when it cannot start.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { openStage, STYLED } from './support/stage.mjs';

const FIRST = '#first';
const FILE = fileURLToPath(new URL('../data/article-sample.csv', import.meta.url));
const FIELD = 'Choose a file while the page loads';

/** The page without its code, which `release` lets go. */
async function openBeforeStart(t) {
  const { ui, relay: { address } } = await openStage(t);
  let release;
  const held = new Promise((resolve) => { release = resolve; });
  await ui.page.route('**/*.wasm', async (route) => { await held; await route.continue(); });
  await ui.page.goto(address, { waitUntil: 'commit' });
  await ui.page.getByText('Loading…').waitFor();
  return { ui, release };
}

test('a file that is chosen before the page has started is read when it starts', { timeout: 60_000 }, async (t) => {
  const { ui, release } = await openBeforeStart(t);
  await ui.page.getByLabel(FIELD).setInputFiles(FILE);
  await ui.page.getByText('Your file is chosen.').waitFor();
  release();
  await ui.page.getByText('9 rows ready', { exact: true }).waitFor();
  assert.equal(await ui.page.getByLabel(FIELD).isVisible(), false);
});

test('a dialog that was opened before the page has started is answered after it', { timeout: 60_000 }, async (t) => {
  const { ui, release } = await openBeforeStart(t);
  const [dialog] = await Promise.all([ui.page.waitForEvent('filechooser'), ui.page.getByLabel(FIELD).click()]);
  release();
  await ui.stepIs('Import');
  await dialog.setFiles(FILE);
  await ui.page.getByText('9 rows ready', { exact: true }).waitFor();
});

test('a file that is dropped anywhere before the page has started is read when it starts', { timeout: 60_000 }, async (t) => {
  const { ui, release } = await openBeforeStart(t);
  const protocol = await ui.page.context().newCDPSession(ui.page);
  const data = { items: [], files: [FILE], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop']) await protocol.send('Input.dispatchDragEvent', { type, x: 900, y: 800, data });
  await ui.page.getByText('Your file is chosen.').waitFor();
  release();
  await ui.page.getByText('9 rows ready', { exact: true }).waitFor();
});

test('words stand before the page has started, and give way to it', { timeout: 60_000 }, async (t) => {
  const { ui, release } = await openBeforeStart(t);
  await ui.page.getByText('Loading… You can already choose or drop your file.', { exact: true }).waitFor();
  assert.ok(await ui.page.getByRole('heading', { name: 'Remove Atlassian group memberships in bulk' }).isVisible());
  // Hidden by the style sheets, which may come a moment later than the words.
  await ui.page.getByText('Groupsweep has not started yet.').waitFor({ state: 'hidden' });
  release();
  await ui.stepIs('Import');
  assert.equal(await ui.page.locator(FIRST).count(), 0);
});

test('a page whose code is blocked says after ten seconds what to do', { timeout: 60_000 }, async (t) => {
  const { ui, relay: { address } } = await openStage(t);
  await ui.page.route('**/*.wasm', (route) => route.abort());
  await ui.page.goto(address, { waitUntil: STYLED });
  await ui.page.getByText('Groupsweep has not started yet.').waitFor({ state: 'visible', timeout: 20_000 });
  // The start that was cut off throws; here that is what is asked for.
  ui.crashes.length = 0;
});
