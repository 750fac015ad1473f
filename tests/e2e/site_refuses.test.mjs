// What the page says where the site refuses: an IP allowlist is named on Connect, in the check and on Run; a check that
// read nothing says so; and a long word of the site's wraps on a narrow screen.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { generatedExport } from './support/exports.mjs';
import { ALLOWLIST_PAGE, startRefusingSite } from './support/refusing_site.mjs';
import { EMAIL, TOKEN } from './support/site.mjs';
import { assertBalanced, openStage, readyToRun } from './support/stage.mjs';
import { until } from './support/until.mjs';

const ROWS = 8;
const FILE = generatedExport(ROWS);

async function open(t, browser) {
  const stage = await openStage(t, { members: FILE, between: startRefusingSite, browser });
  await stage.ui.importFile(FILE);
  await stage.ui.goTo('Choose');
  await stage.ui.selectShown();
  return stage;
}

const connected = ({ host }) => ({ email: EMAIL, token: TOKEN, expect: new RegExp(host.replaceAll('.', '\\.')) });

test('an IP allowlist is named on Connect, by a check that read nothing, and on Run', { timeout: 90_000 }, async (t) => {
  const stage = await open(t);
  const { ui, gate, site } = stage;
  gate.state.refuse = () => ALLOWLIST_PAGE;
  await ui.connectRelay({ email: EMAIL, token: TOKEN, expect: /refuses calls from this network \(403\), most likely by an IP allowlist/ });

  gate.state.refuse = () => undefined;
  await ui.connectRelay(connected(stage));
  gate.state.refuse = (method) => (method === 'GET' ? ALLOWLIST_PAGE : undefined);
  await ui.button('Next: Run').click();
  const check = ui.status('Plan check');
  await check.getByText(/^The check at .* failed: none of the rows could be read, because .*IP allowlist/).waitFor();
  assert.doesNotMatch(await check.innerText(), /Checked with/);

  gate.state.refuse = () => undefined;
  await ui.button('Check again').click();
  await check.getByText(/^Checked with the site/).waitFor();
  gate.state.refuse = (method) => (method === 'DELETE' ? ALLOWLIST_PAGE : undefined);
  await ui.button('Try the first one').click();
  await ui.dialog.getByRole('button', { name: 'Remove', exact: true }).click();
  await ui.stateIs('Stopped: The site refuses calls from this network (403), most likely by an IP allowlist.');
  assert.equal(await site.memberships(), ROWS);
  assertBalanced(await ui.counts());
});

test('six thousand letters of the site without a space wrap at 400 pixels', { timeout: 60_000 }, async (t) => {
  const stage = await openStage(t, { members: FILE, between: startRefusingSite, browser: { width: 400, height: 800 } });
  const { ui, gate } = stage;
  await readyToRun(stage, FILE);
  const word = 'x'.repeat(6_000);
  const body = JSON.stringify({ errorMessages: [`Refused ${word}`], errors: {} });
  gate.state.refuse = (method) => (method === 'DELETE' ? { status: 400, type: 'application/json', body } : undefined);
  await ui.button('Try the first one').click();
  await ui.dialog.getByRole('button', { name: 'Remove', exact: true }).click();
  await ui.page.getByText(/Refused xxx/).first().waitFor();
  for (const step of ['Run', 'Report']) {
    if (step === 'Report') await ui.goTo(step);
    const wide = await ui.page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement;
      const wider = [...document.querySelectorAll('body *')].filter((one) => one.scrollWidth > clientWidth);
      return { scrollWidth, clientWidth, elements: wider.map((one) => `${one.tagName}.${one.className}`) };
    });
    assert.ok(wide.scrollWidth <= wide.clientWidth, `${step}: ${JSON.stringify(wide)}`);
  }
});

test('without a connection "Retry failed" says what to do first', { timeout: 60_000 }, async (t) => {
  const stage = await openStage(t, { members: FILE, between: startRefusingSite });
  const { ui, gate } = stage;
  await readyToRun(stage, FILE);
  gate.state.refuse = (method) => (method === 'DELETE' ? { status: 400, type: 'application/json', body: '{}' } : undefined);
  await ui.button('Try the first one').click();
  await ui.dialog.getByRole('button', { name: 'Remove', exact: true }).click();
  await until('the row failed', async () => (await ui.counts()).Failed === 1);
  await ui.goTo('Connect');
  await ui.button('Disconnect').click();
  await ui.goTo('Report');
  await ui.page.getByText("To retry these rows, connect to the run's site first.", { exact: true }).waitFor();
  assert.ok(await ui.button('Retry failed').isDisabled());
});

test('without a connection "Read again" says what to do first', { timeout: 60_000 }, async (t) => {
  const stage = await openStage(t, { members: FILE, between: startRefusingSite });
  const { ui, gate } = stage;
  await readyToRun(stage, FILE);
  await ui.usable(ui.button('Try the first one'));
  gate.state.refuse = (method) => (method === 'GET' ? ALLOWLIST_PAGE : undefined);
  await ui.button('Try the first one').click();
  await ui.dialog.getByRole('button', { name: 'Remove', exact: true }).click();
  await ui.usable(ui.button('Read again'), 'Read again', 30_000);
  await ui.goTo('Connect');
  await ui.button('Disconnect').click();
  await ui.goTo('Run');
  await ui.page.getByText('To read the group again, connect to its site first.', { exact: true }).waitFor();
  assert.ok(await ui.button('Read again').isDisabled());
});
