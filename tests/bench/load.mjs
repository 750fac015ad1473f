// "Load from the site": 400 groups, 20,000 memberships, a site that takes 100 reads a second; wall time against the floor.
import { login, openPlainBrowser, seconds, startRelay, startSite, table } from './support.mjs';
import { groupsOf, Loading } from '../e2e/support/load.mjs';

const GROUPS = Number(process.env.GROUPS ?? 400);
const PEOPLE = Number(process.env.PEOPLE ?? 50);
// DELETE 50 a second: GET twice as many.
const RATE = 50;
const READS = RATE * 2;
const SITE = { rate: RATE, burst: RATE, latencyMs: Number(process.env.LATENCY ?? 80), latencySpreadMs: 40 };

const site = await startSite(groupsOf(GROUPS, PEOPLE), SITE);
const relay = await startRelay({ site: site.origin });
const browser = await openPlainBrowser();
try {
  const { ui } = browser;
  await ui.open(relay.addressWithKey);
  const loading = new Loading(ui);
  const listBegan = Date.now();
  await loading.begin(login);
  const listed = Date.now() - listBegan;
  await loading.pickAll();
  await site.forgetRequests();
  // Watched inside the page: a test driver's own calls would cost the measured time.
  await ui.page.evaluate(() => {
    window.said = new Set();
    const section = document.querySelector('section[aria-label="Load from the site"]');
    new MutationObserver(() => {
      window.said.add(section.querySelector('[role=status]')?.textContent);
      if (!document.querySelector('.steps li:nth-child(2) button').disabled) window.imported ??= Date.now();
    }).observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
  });
  const began = await ui.page.evaluate(() => {
    const buttons = [...document.querySelectorAll('button')];
    const now = Date.now();
    buttons.find((button) => button.textContent.startsWith('Load memberships')).click();
    return now;
  });
  await loading.says(new RegExp(`in ${GROUPS} groups\\.`), 600_000);
  await ui.page.waitForFunction(() => window.imported);
  const { imported, said } = await ui.page.evaluate(() => ({ imported: window.imported, said: [...window.said] }));
  const reads = (await site.requests()).filter(({ path }) => path.endsWith('/group/member'));
  const wall = imported - began;
  const calls = reads.filter(({ status }) => status === 200).length;
  const floor = (calls / READS) * 1000;
  const text = await loading.section.innerText();
  console.log(`Load from the site: ${GROUPS} groups of ${PEOPLE}, site ${READS} reads a second, answers in ${SITE.latencyMs} ± ${SITE.latencySpreadMs} ms`);
  table([
    ['said', text.split('\n').find((line) => line.includes('memberships of'))],
    ['calls', `${calls}, ${reads.length - calls} of them refused or failed`],
    ['floor (calls / reads a second)', seconds(floor)],
    ['wall time, to the imported table', `${seconds(wall)}, ${(wall / floor).toFixed(3)} x the floor (mark 1.1)`],
    ['progress shown', `${said.filter((one) => / of .* groups · /.test(one ?? '')).length} different states`],
    ['list of groups, with the login typed', seconds(listed)],
  ]);
} finally {
  await browser.close();
  await relay.stop();
  await site.stop();
}
