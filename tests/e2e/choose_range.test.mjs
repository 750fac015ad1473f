// A range with Shift starts at the row that was clicked last, if it is still at the same index.
import { test } from 'node:test';
import { FILE } from './support/keep_list.mjs';
import { openStage } from './support/stage.mjs';
import { until } from './support/until.mjs';

test('a range does not begin at a place that is not there any more', { timeout: 40_000 }, async (t) => {
  const { ui } = await openStage(t);
  await ui.importFile(FILE);
  await ui.goTo('Choose');
  await ui.shows(6);
  // The first row of the file is last but one.
  await ui.sortBy('User');
  await ui.sortBy('User');
  await until('the order is turned', async () => (await ui.usersInSight())[0] === 'User 5');
  await ui.rowBox('User 1', 'Group 1').click();
  await ui.selected(1);
  await ui.search('group 1');
  await ui.shows(4);
  await ui.rowBox('User 4', 'Group 1').click({ modifiers: ['Shift'] });
  await ui.selected(2);
});
