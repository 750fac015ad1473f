// A browser with the page in it, ready to be measured, and one reading of a file by Groupsweep or by a peer.
import { openBrowser } from '../e2e/support/browser.mjs';
import { collectGarbage, keepMemories } from './import_memory.mjs';
import { seconds } from './support.mjs';

export { closeBrowsers } from '../e2e/support/browser.mjs';

/** Maximum milliseconds of one measurement: fifteen times the slowest so far. */
const LIMIT = Number(process.env.LIMIT ?? 60_000);

/** Rejects after `LIMIT`. The timer keeps nothing alive that has ended. */
function noAnswer(what) {
  return new Promise((resolve, reject) => {
    setTimeout(() => reject(new NoAnswer(`${what}: no answer within ${seconds(LIMIT)}`)), LIMIT).unref();
  });
}

export class NoAnswer extends Error {}

/** A browser with the page in it, ready to be measured. */
export async function openPage(address) {
  const made = await openBrowser();
  const { context, page } = made;
  // Ten million rows keep a page that is not made for them busy for longer than any step of the tests.
  context.setDefaultTimeout(600_000);
  await page.addInitScript(keepMemories);
  await page.goto(address);
  await page.getByRole('navigation', { name: 'Steps' }).waitFor();
  for (const peer of ['papaparse', 'uDSV.iife']) await page.addScriptTag({ url: `/bench/${peer}.min.js` });
  await page.evaluate(async () => {
    window.bench = await import('/bench/import_page.mjs');
    window.bench.addInput();
  });
  const crashed = new Promise((resolve, reject) => {
    page.on('crash', () => reject(new Error('the page crashed')));
    page.on('pageerror', (error) => reject(error));
  });
  crashed.catch(() => {});
  /** Calls one of the page's functions for the benchmark; one that does not answer in time is named. */
  made.bench = (name, ...args) => Promise.race([
    crashed,
    noAnswer(`${name}(${args.join(', ')})`),
    page.evaluate(([what, of]) => window.bench[what](...of), [name, args]),
  ]);
  return made;
}

/** Gives Groupsweep a file. Resolves with the import's measurements. */
export async function importFile({ page, bench }, { file, name, rows }, until = 'awaitImport') {
  await collectGarbage(page);
  await bench(until, name, rows);
  await page.getByLabel('Membership export', { exact: true }).setInputFiles(file);
  return bench('imported');
}

export async function readBy({ page, bench }, reader, way, { rows, bytes }) {
  await collectGarbage(page);
  const took = await bench('read', reader, way);
  const wanted = reader === 'bare' ? bytes : rows;
  if (took.count !== wanted) throw new Error(`${reader} (${way}) came to ${took.count} instead of ${wanted}`);
  return took;
}
