// The import: how long a File takes to be a table, beside the bare reading of it and two of the fastest readers of CSV;
// what the main thread, the memory and the progress bar do meanwhile; and how the step Choose behaves at that size.
//
// GROUPSWEEP_BIG=folder  the made exports; what is missing there is made (default: a folder for temporary files)
// GROUPSWEEP_PAGE=folder the built page (default: dist)
// ROWS=1000000 ROUNDS=5  size and rounds
// TEN=10000000           rows of the last block; 0 leaves it out
import { mkdir, rename, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { writeExport } from './big_export.mjs';
import { readInFreshPages } from './import_fresh.mjs';
import { forgetPeaks, peakOfProcess, wasmMemory } from './import_memory.mjs';
import { closeBrowsers, importFile, NoAnswer, openPage, readBy } from './import_open.mjs';
import { servePage } from './import_server.mjs';
import { percent, seconds, table } from './support.mjs';

const ROWS = Number(process.env.ROWS ?? 1_000_000);
const ROUNDS = Number(process.env.ROUNDS ?? 5);
const TEN = Number(process.env.TEN ?? 10_000_000);
const SMALL = 1000;
const BIG = process.env.GROUPSWEEP_BIG ?? path.join(os.tmpdir(), 'groupsweep-big');
const DIST = process.env.GROUPSWEEP_PAGE ?? path.join(import.meta.dirname, '../../dist');
const RESULT = path.join(import.meta.dirname, 'results/import.json');
/** Words whose letters narrow a made export one by one: a name, an email address, a group, a part of an id. */
const WORDS = ['mona1', 'ada.ng12', 'ng123', '9b2e1'];
const SCROLL_STEPS = 200;
/** More than that much memory on top, from the second import to the third, is a leak. Before the second, Choose was opened. */
const MAY_GROW = 1.02;

// --- files, browser -----------------------------------------------------------------------------

const short = (rows) => (rows % 1_000_000 === 0 ? `${rows / 1_000_000}m` : rows % 1000 === 0 ? `${rows / 1000}k` : String(rows));

/** A made export of so many rows; a half-made one never has its name. */
async function madeExport(rows, ordered = true) {
  const file = path.join(BIG, `${short(rows)}${ordered ? '' : '-unordered'}.csv`);
  const size = () => stat(file).then((found) => found.size, () => null);
  if (await size() === null) {
    console.log(`Making an export of ${number(rows)} rows`);
    await mkdir(BIG, { recursive: true });
    await writeExport(`${file}.part`, rows, { ordered });
    await rename(`${file}.part`, file);
  }
  return { file, name: path.basename(file), rows, bytes: await size() };
}

/** The milliseconds of one way to use a peer. `null` if it never ended in this browser. */
async function tryWay(made, peer, way, big) {
  try {
    // Twice, since the first try compiles.
    const tries = [await readBy(made, peer, way, big), await readBy(made, peer, way, big)];
    return Math.min(...tries.map((one) => one.ms));
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    console.log(`Left out: ${error.message}`);
    return null;
  }
}

/** Tries each way to use a peer. Resolves with the fastest, and the time of each. */
async function fastestWay(made, peer, big) {
  const tried = {};
  for (const way of await made.bench('waysOf', peer)) tried[way] = await tryWay(made, peer, way, big);
  const ended = Object.keys(tried).filter((way) => tried[way] !== null);
  if (ended.length === 0) throw new Error(`no way of ${peer} came to an end`);
  const way = ended.reduce((best, one) => (tried[one] < tried[best] ? one : best));
  return { way, tried };
}

/** All four take turns, so that a slow spell of the machine hits them all. */
async function readInRounds(made, big) {
  await made.page.locator('#bench-file').setInputFiles(big.file);
  // The first reading fetches the file from the disk; none of the rounds does.
  await readBy(made, 'bare', 'stream', big);
  const peers = { udsv: await fastestWay(made, 'udsv', big), papa: await fastestWay(made, 'papa', big) };
  const took = { bare: [], ours: [], udsv: [], papa: [] };
  const memory = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    took.bare.push(await readBy(made, 'bare', 'stream', big));
    took.ours.push(await importFile(made, big));
    memory.push(await wasmMemory(made.page));
    for (const peer of ['udsv', 'papa']) took[peer].push(await readBy(made, peer, peers[peer].way, big));
  }
  return { took, peers, memory };
}

const speed = (ms, { bytes }) => `${seconds(ms)}, ${(bytes / 1e6 / (ms / 1000)).toFixed(0)} MB/s`;
const middle = (took) => median(took.map(({ ms }) => ms));
const longest = (took) => ({
  longTasks: Math.max(...took.map(({ longTasks }) => longTasks)),
  longestTask: Math.max(...took.map(({ longestTask }) => longestTask)),
  silence: Math.max(...took.map(({ silence }) => silence)),
});

function printFresh(took, big) {
  const [bare, ours, unordered, udsv, papa] = ['bare', 'ours', 'unordered', 'udsv', 'papa'].map((reader) => middle(took[reader]));
  console.log(`Import: ${number(big.rows)} rows, ${mb(big.bytes)}, medians of ${ROUNDS}, each in a page just opened`);
  table([
    ['bare reading of the File', speed(bare, big)],
    ['Groupsweep, File to table', `${speed(ours, big)}, ${times(ours / bare)} the bare reading; ${thread(longest(took.ours))}`],
    ['the same rows in no order', `${speed(unordered, big)}, ${times(unordered / ours)}; ${thread(longest(took.unordered))}`],
    ['uDSV, File to rows', `${speed(udsv, big)}, ${times(udsv / ours)} ours; ${thread(longest(took.udsv))}`],
    ['Papa Parse, File to rows', `${speed(papa, big)}, ${times(papa / ours)} ours; ${thread(longest(took.papa))}`],
  ]);
}

function printReading({ took, peers, memory }, big) {
  const [bare, ours, udsv, papa] = ['bare', 'ours', 'udsv', 'papa'].map((reader) => middle(took[reader]));
  const ways = ({ way, tried }) => `(${way}; ${Object.entries(tried).map(([one, ms]) => `${one} ${ms === null ? 'no answer' : seconds(ms)}`).join(', ')})`;
  const progress = took.ours.map(({ progress: seen }) => seen).reduce((least, one) => (one.values < least.values ? one : least));
  console.log(`Import: ${number(big.rows)} rows, ${mb(big.bytes)}, medians of ${ROUNDS}, taking turns in one page`);
  table([
    ['bare reading of the File', speed(bare, big)],
    ['Groupsweep, File to table', `${speed(ours, big)}, ${times(ours / bare)} the bare reading`],
    ['uDSV, File to rows', `${speed(udsv, big)}, ${times(udsv / ours)} ours ${ways(peers.udsv)}`],
    ['Papa Parse, File to rows', `${speed(papa, big)}, ${times(papa / ours)} ours ${ways(peers.papa)}`],
    ['main thread, bare', thread(longest(took.bare))],
    ['main thread, Groupsweep', thread(longest(took.ours))],
    ['main thread, uDSV', thread(longest(took.udsv))],
    ['main thread, Papa Parse', thread(longest(took.papa))],
    ['WebAssembly memory', `${mb(memory[0])} after the first import, ${mb(memory.at(-1))} after ${ROUNDS}`],
    ['progress bar', `${progress.values} values in ${progress.frames} frames, in the import that showed fewest`],
  ]);
}

const timeFigures = (rounds) => ({ medianMs: round(middle(rounds)), allMs: rounds.map(({ ms }) => round(ms)), ...rounded(longest(rounds)) });
const freshFigures = (took) => Object.fromEntries(Object.entries(took).map(([reader, rounds]) => [reader, timeFigures(rounds)]));

const readingFigures = ({ took, peers, memory }) => Object.fromEntries(Object.entries(took).map(([reader, rounds]) => [reader, {
  ...timeFigures(rounds),
  ...(peers[reader] && { way: peers[reader].way, triedMs: rounded(peers[reader].tried) }),
  ...(reader === 'ours' && { wasmBytes: memory, progressValues: rounds.map(({ progress }) => progress.values) }),
}]));

// --- choosing -----------------------------------------------------------------------------------

/** One keystroke as a keyboard gives it; milliseconds, or `null` if nothing on the screen changed. */
async function press({ page, bench }, key, patience) {
  await bench('awaitKey', patience);
  await page.keyboard.press(key);
  return bench('typed');
}

async function typeWords(made) {
  const box = made.page.getByRole('searchbox', { name: 'Search memberships', exact: true });
  const keys = [];
  const cleared = [];
  await box.focus();
  await made.bench('startWatch');
  for (const word of WORDS) {
    for (const key of word) keys.push(await press(made, key));
    await box.selectText();
    cleared.push(await press(made, 'Backspace'));
  }
  const changing = keys.filter((ms) => ms !== null);
  return { keys: keys.length, changing: changing.length, medianMs: median(changing), worstMs: Math.max(...changing), clearedMs: median(cleared), ...await made.bench('stopWatch') };
}

async function choose(made, big) {
  const opened = await made.bench('openChoose');
  const typed = await typeWords(made);
  const scrolled = await made.bench('scroll', SCROLL_STEPS, big.rows);
  const selected = await made.bench('selectShown', big.rows);
  return { opened, typed, scrolled, selected };
}

function printChoose({ opened, typed, scrolled, selected }, big) {
  console.log(`Choose: ${number(big.rows)} rows`);
  table([
    ['opening the step', `${ms(opened.ms)}; ${thread(opened)}`],
    ['keystroke in the search', `median ${ms(typed.medianMs)}, worst ${ms(typed.worstMs)}, of ${typed.changing} that changed the screen (${typed.keys} typed)`],
    ['emptying the search', ms(typed.clearedMs)],
    ['main thread while typing', thread(typed)],
    ['scrolling from end to end', `${scrolled.over50} of ${scrolled.frames} frames over 50 ms, the worst ${ms(scrolled.worst)}; ${scrolled.empty} without rows in the middle${scrolled.reachedEnd ? '' : '; THE LAST ROW DID NOT COME'}`],
    ['Select shown, all rows', `${ms(selected.ms)}; ${thread(selected)}`],
  ]);
}

// --- cancelling ---------------------------------------------------------------------------------

/** In its own page, because with rows selected, Import asks before it reads another file. */
async function cancel(address, big) {
  const made = await openPage(address);
  try {
    return await importFile(made, big, 'awaitCancel');
  } finally {
    await made.close();
  }
}

function printCancel(took) {
  console.log('Cancel while the file is read');
  if (took.skipped) {
    table([['not measured', took.skipped]]);
    return;
  }
  table([
    ['pressed after', ms(took.readFor)],
    ['reading gone after', `${ms(took.ms)} (mark 500 ms)${took.cameBack ? '; IT CAME BACK' : ''}`],
    ['main thread in the second after', thread(took)],
  ]);
}

// --- ten million --------------------------------------------------------------------------------

/** In its own page, so that the peers' memory does not count for this import. */
async function tenMillion(address, ten, small) {
  const made = await openPage(address);
  try {
    await forgetPeaks(made.browser);
    const first = { ...await importFile(made, ten), wasmBytes: await wasmMemory(made.page) };
    first.processBytes = await peakOfProcess(made.browser);
    const opened = await made.bench('openChoose');
    await made.page.getByRole('searchbox', { name: 'Search memberships', exact: true }).focus();
    await made.bench('startWatch');
    const keyMs = await press(made, 'z', 30_000);
    const key = { ms: keyMs, ...await made.bench('stopWatch') };
    if (keyMs === null) throw new Error('a letter in the search changed nothing');
    await made.bench('openImport');
    const repeat = async () => {
      await importFile(made, small);
      await forgetPeaks(made.browser);
      const again = { ...await importFile(made, ten), wasmBytes: await wasmMemory(made.page) };
      return { ...again, processBytes: await peakOfProcess(made.browser) };
    };
    const again = await repeat();
    const third = await repeat();
    return { rows: ten.rows, bytes: ten.bytes, first, opened, key, again, third };
  } catch (error) {
    // A WebAssembly module that gets no more memory says no more than "unreachable".
    const held = await wasmMemory(made.page).then(mb, () => 'no page any more');
    throw new Error(`${error.message.split('\n')[0]} (WebAssembly memory: ${held})`);
  } finally {
    await made.close();
  }
}

function printTen({ rows, bytes, first, opened, key, again, third }) {
  const process = (peak) => (peak === null ? '' : `; the page's process at most ${mb(peak)}`);
  const grown = third.wasmBytes / again.wasmBytes;
  console.log(`${number(rows)} rows, ${mb(bytes)}, Groupsweep alone`);
  table([
    ['File to table', `${seconds(first.ms)}; ${thread(first)}`],
    ['WebAssembly memory', `${mb(first.wasmBytes)}, ${times(first.wasmBytes / bytes)} the file${process(first.processBytes)}`],
    ['progress bar', `${first.progress.values} values in ${first.progress.frames} frames`],
    ['opening Choose', `${ms(opened.ms)}; ${thread(opened)}`],
    ['keystroke in the search', `${ms(key.ms)}; ${thread(key)}`],
    [`again, after ${number(SMALL)} rows`, `${seconds(again.ms)}; ${thread(again)}`],
    ['WebAssembly memory then', `${mb(again.wasmBytes)}${process(again.processBytes)}`],
    ['and once more', `${seconds(third.ms)}; ${mb(third.wasmBytes)}, ${percent(grown - 1)} more (mark ${percent(MAY_GROW - 1)})${process(third.processBytes)}`],
  ]);
  return grown <= MAY_GROW;
}

// --- figures ------------------------------------------------------------------------------------

function median(all) {
  const sorted = all.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

function number(count) {
  return count.toLocaleString('en-GB');
}

const mb = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;
const ms = (time) => `${time.toFixed(0)} ms`;
const times = (ratio) => `${ratio.toFixed(2)} x`;
const thread = ({ longTasks, longestTask, silence }) => (longTasks === 0
  ? `no task over 50 ms, silent for ${ms(silence)} at most`
  : `${longTasks} tasks over 50 ms, the longest ${ms(longestTask)}, silent for ${ms(silence)} at most`);
const round = (value) => (typeof value === 'number' ? Math.round(value * 10) / 10 : value);

/** Figures to a tenth, at any depth. */
function rounded(figures) {
  if (Array.isArray(figures)) return figures.map(rounded);
  if (figures === null || typeof figures !== 'object') return round(figures);
  return Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, rounded(value)]));
}

/** A short trial is no result. */
async function keep(figures) {
  if (ROWS < 1_000_000 || ROUNDS < 5 || (TEN > 0 && TEN < 10_000_000)) {
    console.log('A trial: its figures are not kept.');
    return;
  }
  await mkdir(path.dirname(RESULT), { recursive: true });
  await writeFile(RESULT, `${JSON.stringify(figures, null, 2)}\n`);
}

// --- the order of things ------------------------------------------------------------------------

const big = await madeExport(ROWS);
const server = await servePage(DIST);
const made = await openPage(server.address);
const machine = { processor: os.cpus()[0].model.trim(), cores: os.cpus().length, memoryBytes: os.totalmem(), chromium: made.browser.version() };
const figures = { machine, rows: big.rows, bytes: big.bytes, rounds: ROUNDS };
console.log(`${machine.processor}, ${machine.cores} cores, ${(machine.memoryBytes / 2 ** 30).toFixed(0)} GiB, Chromium ${machine.chromium}`);
try {
  const reading = await readInRounds(made, big);
  printReading(reading, big);
  figures.reading = readingFigures(reading);
  const ways = { udsv: reading.peers.udsv.way, papa: reading.peers.papa.way };
  const fresh = await readInFreshPages(server.address, big, await madeExport(ROWS, false), ways, ROUNDS);
  printFresh(fresh, big);
  figures.fresh = freshFigures(fresh);
  figures.choose = rounded(await choose(made, big));
  printChoose(figures.choose, big);
  figures.cancel = rounded(await cancel(server.address, big));
  printCancel(figures.cancel);
} finally {
  await made.close();
}
if (TEN) {
  try {
    figures.ten = rounded(await tenMillion(server.address, await madeExport(TEN), await madeExport(SMALL)));
    if (!printTen(figures.ten)) process.exitCode = 1;
  } catch (error) {
    // Earlier measurements are still saved.
    console.log(`${number(TEN)} rows failed: ${error.message}`);
    figures.ten = { failed: true };
    process.exitCode = 1;
  }
}
await closeBrowsers();
await server.stop();
await keep(figures);
