// Walks through every state that the page can show and stops at each: for pictures and for accessibility.
import { writeCsv } from './csv.mjs';
import { exportWithBadRows, generatedExport, membership } from './exports.mjs';
import { EMAIL, TOKEN } from './site.mjs';
import { until } from './until.mjs';

/** Members for the site and the file for the page: findings among them, and enough rows for a run to be looked at. */
export function walkFile() {
  const [heading, ...rows] = generatedExport(30).trimEnd().split('\n');
  return [heading, ...exportWithBadRows().text.trimEnd().split('\n').slice(1), ...rows, ...guarded(), ''].join('\n');
}

/** The login's own account, administrators, and a group that gives an app. */
function guarded() {
  const own = membership(4, 0, { user: 'User Site admin' }).map((cell, at) => (at === 2 ? '712020:aaaaaaaa-0000-4000-8000-000000000001' : cell));
  const bosses = [91, 92].map((account) => membership(30, account, { groupName: 'site-admins', user: `User Boss ${account}` }));
  const seat = membership(31, 93, { groupName: 'jira-software-users' });
  return writeCsv([own, ...bosses, seat]).trimEnd().split('\n');
}

/** Calls `visit(name)` at every state. The stage holds [`walkFile`]'s members. */
export async function walk({ ui, site, host, relay }, visit) {
  await visit('import-empty');
  await ui.chooseFile('list.csv', 'Colour,Size\nred,1\n');
  await ui.page.getByRole('alert').waitFor();
  await visit('import-refused');
  await ui.importFile(walkFile(), 'walk.csv');
  await ui.region('Findings').waitFor();
  await visit('import-findings');

  await ui.button('Keep list').click();
  const keep = ui.named('dialog', 'Keep list');
  await keep.getByRole('textbox').fill('# the board\nuser30@domain.example\nnobody@domain.example\nsite-admins\n');
  await visit('keep-list-writing');
  await keep.getByRole('button', { name: 'Save list', exact: true }).click();
  await keep.getByText('Not in this file').waitFor();
  await visit('keep-list-saved');
  await keep.getByRole('button', { name: 'Close', exact: true }).click();
  await visit('import-kept');

  await ui.goTo('Choose');
  await visit('choose-nothing');
  await ui.search('no such person');
  await ui.shows(0);
  await visit('choose-no-match');
  await ui.search('User ');
  await ui.selectShown();
  await visit('choose-selection');
  await walkMenus(ui, visit);

  await ui.ticksAreKept();
  await ui.page.goto('about:blank');
  await ui.open(relay.addressWithKey);
  await ui.importFile(walkFile(), 'walk.csv');
  await ui.status('Selection from an earlier visit').waitFor();
  await visit('import-ticks-again');
  await ui.goTo('Choose');
  await visit('choose-ticks-again');

  await ui.connectPractice();
  await visit('connect-practice');
  await ui.connectRelay({ email: EMAIL, token: 'bad-token', expect: /token/i });
  await visit('connect-error');
  await ui.advanced();
  await ui.named('combobox', 'Connection route').selectOption({ label: 'Export as a script' });
  await visit('connect-none');
  await ui.named('combobox', 'Connection route').selectOption({ label: 'Relay' });
  await ui.connectRelay({ email: EMAIL, token: TOKEN, expect: new RegExp(host) });
  await visit('connect-site');
  await walkLoading(ui, visit);

  await ui.goTo('Run');
  await ui.status('Plan check').getByText(/Checked with the site/).waitFor();
  await visit('run-before');
  await ui.side(true);
  await walkTaking(ui, visit, host);
  const sealed = await ui.download('Save sealed plan');
  await ui.side(false);
  await ui.named('group', 'Kinds of rows').getByRole('button', { name: /^Protected/ }).click();
  await visit('run-protected');
  await ui.button('Include: User Site admin, Group 4').click();
  const unprotect = ui.named('dialog', 'Include row');
  await unprotect.getByRole('button', { name: 'Include row', exact: true }).click();
  await unprotect.getByRole('alert').waitFor();
  await visit('unprotect-dialog');
  await unprotect.getByRole('textbox', { name: 'Reason', exact: true }).fill('I leave this team');
  await unprotect.getByRole('button', { name: 'Include row', exact: true }).click();
  await unprotect.waitFor({ state: 'hidden' });
  await ui.button('Try the first one').click();
  await ui.dialog.waitFor();
  await visit('trial-dialog');
  await ui.page.keyboard.press('Escape');
  await ui.dialog.waitFor({ state: 'hidden' });
  await ui.tryFirst();
  await visit('run-proof');
  await ui.askForTheRest();
  await visit('rest-dialog');
  await ui.page.keyboard.press('Escape');
  await ui.dialog.waitFor({ state: 'hidden' });

  // Slow enough that the run is still in progress afterwards.
  await site.settings({ latency_ms: 1_000 });
  await ui.side(true);
  await ui.callsPerSecond(1);
  await ui.startTheRest(host);
  await until('some are removed', async () => (await ui.counts()).Removed >= 2);
  await visit('running');
  await ui.button('Pause').click();
  await ui.stateIs('Paused');
  await visit('paused');
  await site.settings({ latency_ms: 0 });
  await ui.side(true);
  await ui.callsPerSecond(50);
  await ui.button('Resume').click();
  await ui.stateIs('Finished', 30_000);
  await visit('run-finished');
  await ui.goTo('Report');
  await visit('report-before');
  await ui.side(true);
  await ui.button('Verify').click();
  await ui.status('Verification').getByText(/^Verified|still there/).waitFor();
  await visit('report');
  await ui.button('Undo this run').click();
  await ui.named('dialog', 'Confirm undo').waitFor();
  await visit('undo-dialog');
  await ui.page.keyboard.press('Escape');
  await ui.goTo('Import');
  await ui.pastRuns.waitFor();
  await visit('past-runs');
  await ui.goTo('Report');
  await ui.side(true);
  await ui.button('Start over').click();
  await ui.stepIs('Import');
  await ui.chooseFile('sealed.json', sealed);
  await ui.region('Sealed plan').waitFor();
  await visit('import-sealed');
}

/** The groups of the site to pick from, and the ids of the file's group names. */
async function walkLoading(ui, visit) {
  await ui.goTo('Import');
  await ui.button('Load from the site').click();
  await ui.named('grid', 'Groups on the site').waitFor();
  await ui.button('Select shown').click();
  await visit('load-picking');
  await ui.button('Close').click();
  await ui.button('Look up the group ids').click();
  await ui.named('grid', 'Group names and ids').waitFor();
  await visit('group-ids');
  await ui.button('Close').click();
}

/** Each menu of Choose, open and used. */
async function walkMenus(ui, visit) {
  const more = await ui.menu('+ Filter');
  await more.getByRole('combobox', { name: 'Org role', exact: true }).selectOption({ index: 1 });
  await more.getByRole('combobox', { name: 'Last seen in any product', exact: true }).selectOption('not-since');
  await more.getByLabel('Last seen in any product: date', { exact: true }).fill('2026-01-31');
  await visit('choose-filters');
  await ui.shut(more);
  await ui.button('Clear filters').click();
  const groups = await ui.menu('Groups');
  await visit('choose-groups');
  await ui.shut(groups);
  await ui.layList('Keep', ['user1@domain.example', 'nobody@domain.example', 'Somebody Else']);
  const list = await ui.menu('List of people');
  await visit('choose-list');
  await ui.shut(list);
  const columns = await ui.menu('Columns');
  await columns.getByRole('checkbox', { name: 'Added to org', exact: true }).check();
  await columns.getByRole('checkbox', { name: 'Group id', exact: true }).check();
  await visit('choose-columns');
  await ui.shut(columns);
  await ui.sortBy('User');
  await visit('choose-sorted');
}

/** The plan taken along: asked for, handed out, as a snippet. */
async function walkTaking(ui, visit, host) {
  await ui.unfold('Export the plan');
  await ui.button('Confirm and export').click();
  const dialog = ui.named('dialog', 'Confirm export');
  await dialog.waitFor();
  await visit('take-dialog');
  await dialog.getByRole('textbox', { name: 'Site name', exact: true }).fill(host);
  await dialog.getByRole('button', { name: 'Export', exact: true }).click();
  await ui.button('Console snippet').click();
  await ui.named('textbox', 'Snippet').waitFor();
  await visit('take-handed-out');
}
