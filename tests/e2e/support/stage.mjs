// The fixture of a test: the simulated site, the relay, and a browser with the page. All end with the test.
import assert from 'node:assert/strict';
import { openBrowser } from './browser.mjs';
import { GroupsweepPage, OUTCOMES } from './page.mjs';
import { startRelay } from './processes.mjs';
import { EMAIL, startSite, TOKEN } from './site.mjs';

/** `waitUntil` for what a style sheet hides or shows: up to `domcontentloaded`, the page may still be without any. */
export const STYLED = 'load';

/**
 * Opens the page. With `members` (an export) there is a simulated site that holds them and a relay for it; without,
 * the page is alone and can only practise. `between` may put something between relay and site: given the site's
 * origin it resolves with `{ origin, host, stop }`. `held` is a login that the relay holds. `pageFrom` serves the page
 * instead of the relay, which then allows its origin, or files where it is one. `organization` is the one that the relay is started for.
 * `before` is given the page before it is opened: what has to run before the page's own scripts is added there. WebKit never
 * opens the storage again for a page that is opened anew while it makes its storage, so the page is opened once.
 */
export async function openStage(t, { members, site: siteOptions, between, held, organization, pageFrom, before, browser: browserOptions } = {}) {
  const closers = [];
  // Last opened, first closed; a failing one does not keep the others open.
  t.after(async () => {
    const results = [];
    for (const close of closers.reverse()) results.push(...await Promise.allSettled([close()]));
    const failed = results.find(({ status }) => status === 'rejected');
    if (failed) throw failed.reason;
  });
  const opened = async (thing, close) => {
    const made = await thing;
    closers.push(() => close(made));
    return made;
  };
  const stop = (made) => made.stop();
  const site = members && await opened(startSite(members, siteOptions), stop);
  const gate = between && await opened(between(site.origin), stop);
  const reached = gate ?? site;
  const host = pageFrom && await opened(pageFrom(), stop);
  const relay = await opened(startRelay({ site: reached?.origin, login: held, organization, allowOrigin: host?.origin, allowFile: host?.isFile }), stop);
  const browser = await opened(openBrowser(browserOptions), (made) => made.close());
  const ui = new GroupsweepPage(browser);
  closers.push(() => ui.forgetFiles());
  closers.push(() => assert.deepEqual(ui.crashes, [], 'the page threw'));
  await before?.(ui.page);
  await ui.open(host?.address ?? (reached ? relay.addressWithKey : relay.address));
  return { ui, site, gate, relay, browser, pageHost: host, host: reached?.host };
}

/** Closes the page as a crash would, without a word, and opens it again in the same browser. */
export async function reopen(stage) {
  const { browser, relay } = stage;
  await stage.ui.page.close();
  const page = await browser.context.newPage();
  const ui = new GroupsweepPage({ ...stage.ui, page });
  page.on('pageerror', (error) => ui.crashes.push(String(error)));
  await ui.open(relay.addressWithKey);
  return { ...stage, ui };
}

/** Import, select all that is shown, connect the practice site, which answers at once: on Run, before the trial. */
export async function readyToPractice({ ui }, file) {
  await ui.importFile(file);
  await ui.goTo('Choose');
  await ui.selectShown();
  await ui.connectPractice({ answerTime: 0 });
  await ui.button('Next: Run').click();
}

/** Import, select all that is shown, connect through the relay: ready for the trial. */
export async function readyToRun({ ui, host }, file, { email = EMAIL, token = TOKEN } = {}) {
  await ui.importFile(file);
  await ui.goTo('Choose');
  await ui.selectShown();
  await ui.connectRelay({ email, token, expect: new RegExp(host.replaceAll('.', '\\.')) });
  await ui.button('Next: Run').click();
  await ui.stepIs('Run');
}

/** Selected is the sum of its outcomes, at every look. */
export function assertBalanced(counts, outcomes = OUTCOMES) {
  for (const outcome of outcomes) assert.ok(outcome in counts, `no count of ${outcome}: ${JSON.stringify(counts)}`);
  const sum = outcomes.reduce((total, outcome) => total + counts[outcome], 0);
  assert.equal(sum, counts.Selected, `the counts do not add up: ${JSON.stringify(counts)}`);
}
