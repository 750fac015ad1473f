// Which test files passed before, in this engine, with the same page, programs, browser and text: those are not run again.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const RECORDS = process.env.GROUPSWEEP_PASSED || path.join(ROOT, 'target/passed');
const ENGINE = process.env.GROUPSWEEP_BROWSER || 'chromium';

/** The checksum over everything that all tests can read; empty where nothing may be left out. */
function sharedChecksum() {
  try {
    return execFileSync(path.join(ROOT, 'scripts/passed.sh'), ['e2e'], { encoding: 'utf8' }).trim();
  } catch {
    return '';
  }
}

async function checksumOf(file, shared) {
  return createHash('sha256').update(`${shared}\n`).update(await readFile(file)).digest('hex');
}

/**
 * Files to run, and those that passed before. `note` writes down what passed now, unless anything was changed meanwhile.
 * `records` is the folder of what passed; `checksum` is asked before and after; `fresh` runs everything.
 */
export async function sortOut(files, { records = RECORDS, checksum: current = sharedChecksum, fresh = Boolean(process.env.FRESH) } = {}) {
  const recordOf = (file) => path.join(records, `${ENGINE}-${path.basename(file)}`);
  const shared = current();
  const checksums = new Map();
  const before = [];
  const toRun = [];
  for (const file of files) {
    const checksum = await checksumOf(file, shared);
    checksums.set(file, checksum);
    const recorded = await readFile(recordOf(file), 'utf8').catch(() => '');
    const passed = shared && recorded === checksum && !fresh;
    (passed ? before : toRun).push(file);
    // What fails now has not passed, whatever it did before.
    if (!passed) await rm(recordOf(file), { force: true });
  }
  async function note(passed) {
    if (!shared || current() !== shared) return;
    await mkdir(records, { recursive: true });
    for (const file of passed) {
      const checksum = await checksumOf(file, shared);
      if (checksum === checksums.get(file)) await writeFile(recordOf(file), checksum);
    }
  }
  return { toRun, before, note };
}
