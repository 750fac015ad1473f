// Runs in the page: what every measurement waits for and watches.

/** The first moment after the next frame was drawn: a message posted in a frame comes once the frame is out. */
export function frame() {
  return new Promise((resolve) => {
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => resolve(performance.now());
      port2.postMessage(null);
    });
  });
}

export const pause = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

/** Resolves with the time at which the document first meets a condition; looks at each change of the document. */
export function met(what, condition, within = 600_000) {
  return new Promise((resolve, reject) => {
    let observer;
    let timer;
    const end = (settle, value) => {
      observer?.disconnect();
      clearTimeout(timer);
      settle(value);
    };
    const look = () => {
      try {
        if (condition()) end(resolve, performance.now());
      } catch (error) {
        end(reject, error);
      }
    };
    observer = new MutationObserver(look);
    observer.observe(document.documentElement, { subtree: true, childList: true, characterData: true });
    timer = setTimeout(() => end(reject, new Error(`not within ${within / 1000} s: ${what}`)), within);
    look();
  });
}

/**
 * Watches the main thread until the function it returns is called. Two witnesses, since the browser reports tasks over
 * 50 ms only: its long tasks, and the longest silence of a timer that ought to tick every 4 ms.
 */
export function watchThread() {
  const tasks = [];
  const observer = new PerformanceObserver((list) => tasks.push(...list.getEntries()));
  observer.observe({ type: 'longtask' });
  let alive = true;
  let last = performance.now();
  let silence = 0;
  const beat = () => {
    const now = performance.now();
    silence = Math.max(silence, now - last);
    last = now;
    if (alive) setTimeout(beat, 4);
  };
  beat();
  return async () => {
    // A task is reported after its end, and the last one is often the one that draws.
    await frame();
    await pause(60);
    alive = false;
    tasks.push(...observer.takeRecords());
    observer.disconnect();
    return { longTasks: tasks.length, longestTask: Math.max(0, ...tasks.map((task) => task.duration)), silence };
  };
}

/** Runs something. Returns the duration, and the tasks of the main thread. */
export async function timed(run) {
  const stop = watchThread();
  const began = performance.now();
  const count = await run();
  const ms = performance.now() - began;
  return { ms, count, ...await stop() };
}

/** A button by the beginning of its text. */
export const button = (name, within = document) => [...within.querySelectorAll('button')]
  .find((one) => one.textContent.trim().startsWith(name));
