// The page in one file, opened from a folder with nothing else in it.
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { DIST } from './static_host.mjs';

export const SINGLE_FILE = path.join(DIST, 'groupsweep.html');

export async function fromDisk() {
  const folder = await mkdtemp(path.join(tmpdir(), 'groupsweep-file-'));
  const file = path.join(folder, 'groupsweep.html');
  await copyFile(SINGLE_FILE, file);
  return { address: String(pathToFileURL(file)), isFile: true, stop: () => rm(folder, { recursive: true, force: true }) };
}
