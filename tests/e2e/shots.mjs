// Pictures of every state, light and dark, wide and narrow, into shots/. Run with `npm run shots`.
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { openStage } from './support/stage.mjs';
import { walk, walkFile } from './support/walk.mjs';

const FOLDER = path.join(path.dirname(fileURLToPath(import.meta.url)), 'shots');
const SIZES = [{ width: 1280, height: 860 }, { width: 400, height: 860 }];

await rm(FOLDER, { recursive: true, force: true });
await mkdir(FOLDER, { recursive: true });
const closers = [];
try {
  const stage = await openStage({ after: (close) => closers.push(close) }, { members: walkFile() });
  // A test's browser closes after its file. Here it would keep the script running.
  closers.push(() => stage.browser.browser.close());
  const { page } = stage.ui;
  let number = 0;
  await walk(stage, async (state) => {
    number += 1;
    for (const size of SIZES) {
      await page.setViewportSize(size);
      for (const colorScheme of ['light', 'dark']) {
        await page.emulateMedia({ colorScheme });
        const name = `${String(number).padStart(2, '0')}-${state}-${size.width}-${colorScheme}.png`;
        await page.screenshot({ path: path.join(FOLDER, name) });
      }
    }
    await page.setViewportSize(SIZES[0]);
  });
  console.log(`${number} states, ${number * 4} pictures`);
} finally {
  for (const close of closers) await close();
}
