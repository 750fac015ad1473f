// A login for each API, way and scheme: found out by the check, then the whole journey, there and back; and who was no
// member before.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CELLS, FILE, ORG, ROWS } from './support/credentials.mjs';
import { siteWhere } from './support/exports.mjs';
import { UNDO_OUTCOMES } from './support/page.mjs';
import { assertBalanced, openStage } from './support/stage.mjs';

for (const cell of CELLS) {
  test(`${cell.name}: found out, removed, verified, undone`, { timeout: 90_000 }, async (t) => {
    const organization = cell.organization && ORG;
    const stage = await openStage(t, { members: FILE, site: { logins: cell.logins, profiles: cell.profiles }, organization });
    const { ui, site, host } = stage;
    if (organization) assert.equal((await site.ids()).orgId, ORG);
    await ui.importFile(FILE);
    await ui.goTo('Choose');
    await ui.selectShown();
    await ui.goTo('Connect');
    await ui.chooseSite('Atlassian site');
    await ui.advanced();
    if (cell.product) await ui.page.getByLabel('Product', { exact: true }).selectOption(cell.product);
    const said = await ui.connectRelay({ ...cell.login, expect: cell.finds });
    assert.match(said, /This login can read groups\./);
    assert.match(said, /Only the first change shows whether this login can change groups/);
    await ui.button('Next: Run').click();
    await ui.stepIs('Run');

    await ui.tryFirst();
    await ui.proofSays(/gone|no longer|not listed/i);
    await ui.removeRest(host);
    const counts = await ui.counts();
    assertBalanced(counts);
    assert.deepEqual([counts.Selected, counts.Removed], [ROWS, ROWS]);
    assert.equal(await site.memberships(), 0);
    const removals = await site.removals();
    assert.equal(removals.length, ROWS);
    for (const one of removals) {
      assert.match(one.path, cell.path);
      assert.equal(one.headers.authorization.split(' ')[0], cell.scheme);
    }

    await ui.goTo('Report');
    await site.forgetRequests();
    await ui.button('Verify').click();
    await ui.status('Verification').getByText(`Verified: all ${ROWS} memberships are gone`).waitFor();
    const reads = await site.requests();
    assert.ok(reads.length > 0 && reads.every(({ status }) => status === 200), `what was read: ${JSON.stringify(reads)}`);
    await ui.undo(host);
    // One of the twelve is deactivated: the organization, alone of the three, refuses to add such an account.
    const back = organization ? ROWS - 1 : ROWS;
    assert.equal(await site.memberships(), back);
    const undone = await ui.counts(UNDO_OUTCOMES);
    assertBalanced(undone, UNDO_OUTCOMES);
    assert.deepEqual([undone.Added, undone.Failed], [back, ROWS - back]);
  });
}

for (const cell of CELLS.filter(({ product }) => product)) {
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
