// Every kind of login that Confluence and the organization take: found out by the check, then the whole journey, there
// and back; and who was no member before.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CELLS, FILE, ORG, ROWS, tryCells } from './support/credentials.mjs';
import { siteWhere } from './support/exports.mjs';
import { assertBalanced, openStage } from './support/stage.mjs';

tryCells(/Confluence|Organization/);

for (const cell of CELLS.filter(({ finds }) => !/Jira/.test(finds.source)).filter((cell, at) => at === 0 || cell.product)) {
  test(`${cell.name}: whoever was no member before is gone already, and the undo does not add them`, { timeout: 90_000 }, async (t) => {
    const members = siteWhere(FILE, (at) => at === 2 || at === 4);
    const stage = await openStage(t, { members, site: { logins: cell.logins, profiles: cell.profiles }, organization: cell.organization && ORG });
    const { ui, site, host } = stage;
    const before = await site.memberships();
    await ui.importFile(FILE);
    await ui.goTo('Choose');
    await ui.selectShown();
    await ui.connectRelay({ ...cell.login, expect: cell.finds });
    await ui.button('Next: Run').click();
    await ui.named('group', 'Kinds of rows').getByRole('button', { name: 'Already gone 2', exact: true }).waitFor();
    await ui.tryFirst();
    await ui.removeRest(host);
    const counts = await ui.counts();
    assertBalanced(counts);
    assert.deepEqual([counts.Removed, counts['Already gone']], [ROWS - 2, 2]);
    assert.equal(await site.memberships(), before - (ROWS - 2));
    await ui.undo(host);
    const back = await ui.counts();
    assert.equal(back.Selected, ROWS - 2);
    assert.equal(await site.memberships(), before - back.Failed);
  });
}
