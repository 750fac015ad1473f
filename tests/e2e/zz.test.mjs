import assert from 'node:assert/strict';
import { test } from 'node:test';
import { unnamedControls, unreachedByTab, violations } from './support/axe.mjs';
import { openStage } from './support/stage.mjs';
import { walkFile } from './support/walk.mjs';
import { groupsOf, Loading } from './support/load.mjs';
import { EMAIL, TOKEN } from './support/site.mjs';
test('load states', { timeout: 110_000 }, async (t) => {
  const { ui, site } = await openStage(t, { members: groupsOf(120, 30), site: { latencyMs: 30 } });
  const { page } = ui;
  const found = [];
  const visit = async (state) => {
    for (const control of await unnamedControls(page)) found.push(`${state}: no name ${control}`);
    for (const width of [1280, 400]) {
      await page.setViewportSize({ width, height: 860 });
      for (const colorScheme of ['light', 'dark']) {
        await page.emulateMedia({ colorScheme });
        for (const v of await violations(page)) found.push(`${state} ${width} ${colorScheme}: ${v}`);
      }
      const beyond = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      if (beyond > 0) found.push(`${state} ${width}: ${beyond} too wide`);
      await page.screenshot({ path: `/tmp/shot-${state}-${width}.png`, fullPage: false });
    }
    await page.setViewportSize({ width: 1280, height: 860 });
    for (const c of await unreachedByTab(page)) found.push(`${state}: tab ${c}`);
  };
  const loading = new Loading(ui);
  await visit('closed');
  await loading.button('Load from the site').click();
  await ui.stepIs('Connect');
  await ui.connectRelay({ email: EMAIL, token: TOKEN, expect: /Connected/ });
  await visit('connect');
  await ui.button('Load from the site').click();
  await loading.groups.waitFor();
  await loading.pickAll('1');
  await visit('picking');
  await loading.pickAll('');
  await site.settings({ latency_ms: 1500 });
  await loading.button('Load memberships').click();
  await loading.says(/\b\d\d of 120 groups · [\d,]+ memberships · about \d+ s left/);
  await page.screenshot({ path: `/tmp/shot-busy.png` });
  await loading.button('Cancel').click();
  await loading.says(/groups? (is|are) missing/);
  await visit('part');
  await loading.button('Use what is here').click();
  await loading.says(/picked groups are not in this table/);
  await visit('taken');
  await ui.importFile(walkFile());
  await site.settings({ latency_ms: 0 });
  await ui.button('Look up the group ids').click();
  await ui.named('grid', 'Group names and ids').waitFor();
  await ui.region('Group ids').scrollIntoViewIfNeeded();
  await visit('names');
  assert.deepEqual(found, []);
});
