// A hundred thousand rows through the whole of choosing: filters, a list of people who stay, a reload, another order.
// What reaches the site is what is ticked in the end, pair by pair.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asObjects, parseCsv } from './support/csv.mjs';
import { accountId, generatedExport } from './support/exports.mjs';
import { EMAIL, pairOf, TOKEN } from './support/site.mjs';
import { openStage, reopen } from './support/stage.mjs';
import { until } from './support/until.mjs';

const ROWS = 100_000;
const FILE = generatedExport(ROWS);
const GROUP = 'Group 5';
/** Among those that the filters show; the first by email, the second by account id. */
const STAY = [91_105, 93_625];

test('of a hundred thousand rows exactly the ticked ones reach the site', { timeout: 110_000 }, async (t) => {
  const stage = await openStage(t, { members: FILE });
  let { ui } = stage;
  await ui.importFile(FILE, 'export-users.csv', 30_000);
  await ui.goTo('Choose');
  await ui.filter('Group', GROUP);
  await ui.filter('User status', 'Inactive');
  await ui.search('user9');
  const shown = asObjects(parseCsv(FILE)).filter((row) => row['Group name'] === GROUP
    && row['User status'] === 'Inactive' && row.email.includes('user9'));
  assert.ok(shown.length > 50 && shown.length < 200, `${shown.length} rows are shown`);
  await ui.layList('Keep', [`USER${STAY[0]}@Domain.example`, accountId(STAY[1])]);
  await ui.ticksAreKept();
  const listAlone = await ui.storedTicks();
  await ui.selectShown();
  await ui.selected(shown.length - STAY.length);

  // The list alone is stored too: where a browser is slow, the page would be closed before its ticks are.
  await until('the ticks are kept', async () => (await ui.storedTicks()) !== listAlone);
  ({ ui } = await reopen(stage));
  await ui.importFile(FILE, 'export-users (1).csv', 30_000);
  await ui.selected(shown.length - STAY.length);
  assert.match(await ui.status('Selection from an earlier visit').innerText(), /^Your selection of .* was restored/);

  await ui.goTo('Choose');
  await ui.filter('Group', GROUP);
  await ui.filter('User status', 'Inactive');
  await ui.search('user9');
  await ui.sortBy('User');
  await ui.sortBy('User');
  const byName = shown.toSorted((a, b) => (a['User name'] < b['User name'] ? 1 : -1));
  await until('the last name stands first', async () => (await ui.usersInSight())[0] === byName[0]['User name']);
  // The first three of this order lose their ticks, by a range.
  await ui.rowBox(byName[0]['User name'], GROUP).uncheck();
  await ui.rowBox(byName[2]['User name'], GROUP).click({ modifiers: ['Shift'] });
  const stay = new Set([...STAY.map((number) => `User ${number}`), ...byName.slice(0, 3).map((row) => row['User name'])]);
  const go = shown.filter((row) => !stay.has(row['User name']));
  await ui.selected(go.length);

  await ui.connectRelay({ email: EMAIL, token: TOKEN, expect: new RegExp(stage.host) });
  await ui.goTo('Run');
  await ui.callsPerSecond(50);
  await ui.tryFirst();
  await ui.removeRest(stage.host, 60_000);
  const asked = (await stage.site.removals()).map(pairOf).toSorted();
  const wanted = go.map((row) => pairOf({ group: row['Group id'], account: row['User id'] })).toSorted();
  assert.deepEqual(asked, wanted);
  assert.equal(await stage.site.memberships(), ROWS - go.length);

  const results = parseCsv(await ui.downloadResults());
  assert.equal(results.length, ROWS + 1);
  const outcome = results[0].indexOf('outcome');
  assert.equal(results.filter((row) => row[outcome] === 'removed').length, go.length);
  assert.equal(results.filter((row) => row[outcome] === 'kept').length, ROWS - go.length);
});
