// Memory: what the page's WebAssembly holds, and what the browser's process for the page holds at most.
import { readFile, writeFile } from 'node:fs/promises';

/**
 * Runs in the page before anything else: keeps the memory of each WebAssembly module that is instantiated. Such a
 * memory only grows, so its size after an import is its peak so far. A module in a worker is not seen.
 */
export function keepMemories() {
  const memories = [];
  for (const name of ['instantiate', 'instantiateStreaming']) {
    const real = WebAssembly[name];
    WebAssembly[name] = async (...of) => {
      const made = await real.apply(WebAssembly, of);
      const { exports } = made.instance ?? made;
      memories.push(...Object.values(exports).filter((one) => one instanceof WebAssembly.Memory));
      return made;
    };
  }
  window.benchMemory = () => memories.reduce((sum, memory) => sum + memory.buffer.byteLength, 0);
}

export async function wasmMemory(page) {
  const bytes = await page.evaluate(() => window.benchMemory());
  if (bytes === 0) throw new Error('the page’s WebAssembly memory was not seen');
  return bytes;
}

/** Garbage of one reader must not be collected on the time of the next. */
export async function collectGarbage(page) {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  await session.detach();
}

/** Numbers of the processes that draw pages. */
async function renderers(browser) {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  return processInfo.filter((one) => one.type === 'renderer').map((one) => one.id);
}

/**
 * The most memory in bytes that the largest of the page's processes has held; `null` where there is no /proc. It counts
 * what `wasmMemory` does not: blocks of the file under way, workers, the browser's own.
 */
export async function peakOfProcess(browser) {
  const peaks = await Promise.all((await renderers(browser)).map(async (id) => {
    const status = await readFile(`/proc/${id}/status`, 'utf8').catch(() => '');
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024;
  }));
  return Math.max(0, ...peaks) || null;
}

/** Lets the peaks begin again at what is held now. */
export async function forgetPeaks(browser) {
  // 5 is the kernel's word for it.
  await Promise.all((await renderers(browser)).map((id) => writeFile(`/proc/${id}/clear_refs`, '5').catch(() => {})));
}
