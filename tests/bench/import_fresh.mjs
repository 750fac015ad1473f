// The import as a user meets it: each reading in a page that was just opened and has read nothing yet.
import { importFile, openPage, readBy } from './import_open.mjs';

/** Opens a page for one reading and closes it. */
async function inFreshPage(address, read) {
  const made = await openPage(address);
  try {
    return await read(made);
  } finally {
    await made.close();
  }
}

const peerReads = (reader, way, big) => async (made) => {
  await made.page.locator('#bench-file').setInputFiles(big.file);
  return readBy(made, reader, way, big);
};

/**
 * All take turns; `ways` names the fastest way of each peer, `unordered` is the same rows in no order. Resolves with what each
 * reading took, by reader.
 */
export async function readInFreshPages(address, big, unordered, ways, rounds) {
  const readers = {
    bare: peerReads('bare', 'stream', big),
    ours: (made) => importFile(made, big),
    unordered: (made) => importFile(made, unordered),
    udsv: peerReads('udsv', ways.udsv, big),
    papa: peerReads('papa', ways.papa, big),
  };
  const took = Object.fromEntries(Object.keys(readers).map((reader) => [reader, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const [reader, read] of Object.entries(readers)) took[reader].push(await inFreshPage(address, read));
  }
  return took;
}
