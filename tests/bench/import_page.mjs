// Runs in the page: Groupsweep itself, from the change event of its file input to the screen that shows the outcome.
import { button, frame, met, pause, watchThread } from '/bench/import_watch.mjs';

export * from '/bench/import_peers.mjs';

// --- Import -------------------------------------------------------------------------------------

const importInput = () => document.querySelector('input[aria-label="Membership export"]');
const summary = () => document.querySelector('[role="region"][aria-label="File summary"]');
const progress = () => document.querySelector('progress[aria-label="Reading progress"]');

/** Whether a summary shows this file with this many rows. */
function shows(section, name, rows) {
  const heading = section.querySelector('h2')?.textContent ?? '';
  const holds = /^([\d,]+) rows?,/.exec(section.querySelector(':scope > .sub')?.textContent ?? '');
  return heading.trim().startsWith(name) && holds?.[1].replaceAll(',', '') === String(rows);
}

/** Runs something in the capturing phase of the input's change event, before the page hears of it. */
function atChange(run) {
  return new Promise((resolve, reject) => {
    const input = importInput();
    const heard = (event) => {
      if (event.target !== input) return;
      document.removeEventListener('change', heard, true);
      run(performance.now()).then(resolve, reject);
    };
    document.addEventListener('change', heard, true);
  });
}

/** Looks at the progress bar in each frame, until told to stop. */
function watchProgress() {
  const values = new Set();
  let frames = 0;
  let alive = true;
  const look = () => {
    const bar = progress();
    if (bar) {
      frames += 1;
      values.add(bar.value);
    }
    if (alive) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
  return () => {
    alive = false;
    return { frames, values: values.size };
  };
}

/** Asks whether the file's summary is there; the summary of the import before this one may say the same. */
function newSummary(name, rows) {
  const before = summary();
  let gone = before === null;
  return () => {
    const refused = document.querySelector('[role="alert"]');
    if (refused) throw new Error(`refused: ${refused.textContent}`);
    const section = summary();
    gone ||= section !== before;
    return gone && section !== null && shows(section, name, rows);
  };
}

async function follow(began, name, rows) {
  const stopThread = watchThread();
  const stopProgress = watchProgress();
  const shown = await met('the file summary', newSummary(name, rows));
  return { ms: shown - began, progress: stopProgress(), ...await stopThread() };
}

let importing;

/** Makes ready for a file: it is measured from the moment it is chosen. */
export function awaitImport(name, rows) {
  importing = atChange((began) => follow(began, name, rows));
  importing.catch(() => {});
}

/** The measurements of the import. */
export const imported = () => importing;

async function cancelled(began, name, rows) {
  const isRead = newSummary(name, rows);
  await met('the progress bar', () => progress() !== null || isRead());
  // Somebody who cancels has seen the bar move.
  while (progress()?.value === 0) await frame();
  if (!progress()) return { skipped: 'the file was read before anybody could have pressed it' };
  const cancel = button('Cancel');
  if (!cancel) {
    await met('the end of the import', isRead);
    return { skipped: 'there is no button Cancel' };
  }
  const pressed = performance.now();
  const readFor = pressed - began;
  cancel.click();
  const ended = await met('the end of the reading', () => !progress());
  // Whoever goes on in secret brings the summary, or keeps the main thread.
  const stopThread = watchThread();
  await pause(1000);
  return { readFor, ms: ended - pressed, cameBack: progress() !== null, ...await stopThread() };
}

/** Makes ready for a file whose import is cancelled once it is under way. */
export function awaitCancel(name, rows) {
  importing = atChange((began) => cancelled(began, name, rows));
  importing.catch(() => {});
}

// --- Choose -------------------------------------------------------------------------------------

const steps = () => document.querySelector('nav[aria-label="Steps"]');
const grid = () => document.querySelector('[role="grid"][aria-label="Memberships"]');
const foot = () => grid().parentElement.querySelector('[role="status"]');
const drawnRows = () => [...grid().querySelectorAll('[role="row"][aria-rowindex]')].map((row) => Number(row.ariaRowIndex)).filter((at) => at > 1);

/** Goes to a step; resolves with the time to the frame that shows it. */
export async function goTo(step, isThere) {
  const stop = watchThread();
  const began = performance.now();
  button(step, steps()).click();
  await met(`the step ${step}`, isThere);
  const ms = await frame() - began;
  return { ms, ...await stop() };
}

export const openChoose = () => goTo('Choose', () => grid() && drawnRows().length > 0);
export const openImport = () => goTo('Import', () => summary() !== null);

/** Waits until the screen has not changed for this long. */
const QUIET = 300;

let typing;

/**
 * Makes ready for one keystroke: from the input event to the frame after the last change of the count or the rows.
 * A page that searches piece by piece is not done at its first change, hence the last. No change at all is `null`.
 */
export function awaitKey(patience = 1000) {
  const box = document.querySelector('input[type="search"][aria-label="Search memberships"]');
  typing = new Promise((resolve) => {
    box.addEventListener('input', () => {
      const began = performance.now();
      let drawn = null;
      let timer;
      const end = () => {
        observer.disconnect();
        resolve(drawn === null ? null : drawn - began);
      };
      const observer = new MutationObserver(async () => {
        clearTimeout(timer);
        drawn = await frame();
        clearTimeout(timer);
        timer = setTimeout(end, QUIET);
      });
      for (const part of [foot(), grid()]) observer.observe(part, { subtree: true, childList: true, characterData: true });
      timer = setTimeout(end, patience);
    }, { capture: true, once: true });
  });
}

export const typed = () => typing;

/** Starts to watch the main thread over several calls. */
export function startWatch() {
  window.benchStop = watchThread();
}

export const stopWatch = () => window.benchStop();

/** Scrolls the table from its first row to its last, a step in each frame. */
export async function scroll(stepsInAll, rows) {
  const scroller = grid();
  scroller.scrollIntoView({ block: 'center' });
  scroller.scrollTop = 0;
  await frame();
  await frame();
  const length = scroller.scrollHeight - scroller.clientHeight;
  const stop = watchThread();
  const times = [];
  let empty = 0;
  for (let step = 1; step <= stepsInAll; step += 1) {
    times.push(await new Promise((resolve) => {
      requestAnimationFrame(() => {
        // The page has heard of the step before this one: scroll events come ahead of a frame's callbacks.
        if (!rowInView(scroller)) empty += 1;
        scroller.scrollTop = (length * step) / stepsInAll;
        resolve(performance.now());
      });
    }));
  }
  times.push(await frame());
  await frame();
  const gaps = times.slice(1).map((time, at) => time - times[at]);
  const reachedEnd = drawnRows().includes(rows + 1);
  return { frames: gaps.length, over50: gaps.filter((gap) => gap > 50).length, worst: Math.max(...gaps), empty, reachedEnd, ...await stop() };
}

/** Whether a row is in the middle of the table. */
function rowInView(scroller) {
  const { left, top, width, height } = scroller.getBoundingClientRect();
  return document.elementFromPoint(left + width / 2, top + height / 2)?.closest('[role="row"]') !== null;
}

/** Presses Select shown; until the frame after the bar above the table counts all of them. */
export async function selectShown(rows) {
  const wanted = `${rows.toLocaleString('en-GB')} selected`;
  const stop = watchThread();
  const began = performance.now();
  button('Select shown').click();
  await met(wanted, () => document.querySelector('.selection__count').textContent === wanted);
  const ms = await frame() - began;
  return { ms, ...await stop() };
}
