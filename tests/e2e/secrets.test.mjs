// The token is in the page's memory and in the calls to the site, and nowhere else.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SAMPLE } from './support/exports.mjs';
import { EMAIL } from './support/site.mjs';
import { openStage, readyToRun } from './support/stage.mjs';

const TOKEN = 'ATATT3xFfGF0-e2e-8c1d5f7a9b3e';
const SECRETS = [TOKEN, Buffer.from(`${EMAIL}:${TOKEN}`).toString('base64').replace(/=+$/, ''), encodeURIComponent(TOKEN)];

function assertClean(where, text) {
  for (const secret of SECRETS) assert.ok(!text.includes(secret), `the token is in ${where}`);
}

/** Everything the browser keeps for the page, as text. */
function storedByThePage(page) {
  return page.evaluate(async () => {
    const databases = {};
    for (const { name } of await indexedDB.databases()) {
      const database = await new Promise((resolve, reject) => {
        const opening = indexedDB.open(name);
        opening.onsuccess = () => resolve(opening.result);
        opening.onerror = () => reject(opening.error);
      });
      for (const store of database.objectStoreNames) {
        databases[`${name}/${store}`] = await new Promise((resolve, reject) => {
          const reading = database.transaction(store).objectStore(store).getAll();
          reading.onsuccess = () => resolve(reading.result);
          reading.onerror = () => reject(reading.error);
        });
      }
      database.close();
    }
    const cached = [];
    for (const name of await caches.keys()) {
      for (const request of await (await caches.open(name)).keys()) cached.push(request.url);
    }
    return {
      URL: location.href,
      history: JSON.stringify(history.state),
      'window.name': window.name,
      cookies: document.cookie,
      localStorage: JSON.stringify({ ...localStorage }),
      sessionStorage: JSON.stringify({ ...sessionStorage }),
      IndexedDB: JSON.stringify(databases),
      caches: JSON.stringify(cached),
      'resource timing': JSON.stringify(performance.getEntriesByType('resource')),
      DOM: document.documentElement.outerHTML,
    };
  });
}

async function assertPageIsClean(page, when) {
  for (const [where, text] of Object.entries(await storedByThePage(page))) assertClean(`${where} ${when}`, text);
}

test('after a full run the token is nowhere to be found', { timeout: 60_000 }, async (t) => {
  const stage = await openStage(t, { members: SAMPLE, site: { token: TOKEN } });
  const { ui, relay, host } = stage;
  await readyToRun(stage, SAMPLE, { token: TOKEN });
  await assertPageIsClean(ui.page, 'once connected');
  await ui.tryFirst();
  await ui.removeRest(host);
  await assertPageIsClean(ui.page, 'after the run');

  assertClean('the results', await ui.downloadResults());
  const receipt = ui.button('Download receipt');
  if (await receipt.count()) assertClean('the receipt', await ui.download('Download receipt'));
  assertClean('the console', ui.said.join('\n'));
  assertClean("the addresses of the page's requests", ui.requested.join('\n'));
  assertClean("the relay's output", relay.output.stdout + relay.output.stderr);

  await ui.button('Start over').click();
  await ui.stepIs('Import');
  await ui.goTo('Connect');
  await ui.chooseSite('Atlassian site');
  assert.equal(await ui.page.getByLabel('API token', { exact: true }).inputValue(), '', 'starting over forgets the token');
  await assertPageIsClean(ui.page, 'after starting over');
});

test('a refused token is not repeated anywhere', { timeout: 60_000 }, async (t) => {
  const { ui, relay } = await openStage(t, { members: SAMPLE });
  await ui.useSample();
  await ui.connectRelay({ email: EMAIL, token: TOKEN, expect: /token/i });
  await assertPageIsClean(ui.page, 'after the refusal');
  assertClean('the console', ui.said.join('\n'));
  assertClean("the relay's output", relay.output.stdout + relay.output.stderr);
});
