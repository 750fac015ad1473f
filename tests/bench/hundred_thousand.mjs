// A hundred thousand rows in practice mode: memory over rows done, and long tasks of the main thread.
import { generatedExport, openPlainBrowser, startRelay, table } from './support.mjs';

const ROWS = Number(process.env.ROWS ?? 100_000);
const relay = await startRelay();
const browser = await openPlainBrowser();
const { ui, page, context } = browser;
// Narrower, the pace is folded away with the whole side.
await page.setViewportSize({ width: 1280, height: 860 });
await ui.open(relay.address);
await ui.importFile(generatedExport(ROWS), 'export-users.csv', 120_000);
await ui.goTo('Choose');
await ui.selectShown();
await ui.goTo('Connect');
await ui.setNumber('Limit (calls per second)', 0);
await ui.connectPractice({ answerTime: 0, faults: 0 });
await ui.goTo('Run');
// The check of so many rows takes a while.
await ui.status('Plan check').getByText(/^Checked with the site/).waitFor({ timeout: 120_000 });
await ui.callsPerSecond(2000);
const asked = Date.now();
await ui.tryFirst();
const answered = Date.now() - asked;
await ui.askForTheRest();
await ui.dialog.getByRole('textbox', { name: 'Site name', exact: true }).fill('Practice site');
await page.evaluate(() => {
  window.longTasks = [];
  window.longFrom = performance.now();
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) window.longTasks.push({ at: Math.round(entry.startTime), ms: Math.round(entry.duration) });
  }).observe({ entryTypes: ['longtask'] });
});
const cdp = await context.newCDPSession(page);
const collecting = [];
const memory = async () => {
  // Garbage does not count. The time for collecting it is not the page's.
  const from = await page.evaluate(() => performance.now());
  await cdp.send('HeapProfiler.collectGarbage');
  collecting.push([from - 100, (await page.evaluate(() => performance.now())) + 100]);
  const { usedSize } = await cdp.send('Runtime.getHeapUsage');
  const { result } = await cdp.send('Runtime.evaluate', { expression: 'performance.memory.totalJSHeapSize' });
  return { heap: usedSize, total: result.value };
};
const began = Date.now();
await ui.dialog.getByRole('button', { name: 'Remove', exact: true }).click();
await ui.dialog.waitFor({ state: 'hidden' });
const samples = [];
for (const share of [0.1, 0.3, 0.5, 0.7, 0.9]) {
  for (;;) {
    const { Removed } = await ui.counts();
    if (Removed >= ROWS * share) break;
    if (Date.now() - began > 900_000) throw new Error('the run does not end');
    await new Promise((resolve) => { setTimeout(resolve, 300); });
  }
  samples.push([share, await memory()]);
}
await ui.stateIs('Finished', 300_000);
const took = (Date.now() - began) / 1000;
const long = await page.evaluate(() => window.longTasks);
long.began = await page.evaluate(() => window.longFrom);
const ours = (task) => collecting.some(([from, to]) => task.at < to && task.at + task.ms > from);
const over = long.filter((task) => task.ms > 50 && !ours(task)).sort((a, b) => b.ms - a.ms);
console.log(`Practice: ${ROWS} rows, ${took.toFixed(0)} s, ${(ROWS / took).toFixed(0)} a second`);
const mb = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;
table([
  ['the first row tried, from the click on', `${answered} ms`],
  ...samples.map(([share, used]) => [`script heap at ${share * 100} %`, mb(used.heap)]),
  ['tasks over 50 ms', `${over.length}${over.length ? `, the longest ${over[0].ms} ms, ${over.slice(0, 8).map((task) => `${task.ms} ms at ${((task.at - long.began) / 1000).toFixed(1)} s`).join(', ')}` : ''} (mark 0)`],
]);
await browser.close();
await relay.stop();
