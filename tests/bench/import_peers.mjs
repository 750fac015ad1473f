// Runs in the page: the bare reading of a File, and the peers' ways from a File to an array of rows of strings.
// Each resolves with what it counted, so that nothing is measured that did not do the work.
import { timed } from '/bench/import_watch.mjs';

/** The floor: each byte is handed over once, and nothing is done with it. */
async function bare(file) {
  const reader = file.stream().getReader();
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return bytes;
    bytes += value.length;
  }
}

/** The parser is made of the first piece, which is what uDSV's page shows. */
function udsvParser() {
  let parser;
  return {
    feed(text) {
      parser ??= uDSV.initParser(uDSV.inferSchema(text));
      parser.chunk(text, parser.stringArrs);
    },
    end: () => parser.end().length,
  };
}

/** uDSV's documented way with web streams. */
async function udsvTextStream(file) {
  const parser = udsvParser();
  for await (const text of file.stream().pipeThrough(new TextDecoderStream())) parser.feed(text);
  return parser.end();
}

/** The same without the pipe, which costs a hop for each piece. */
async function udsvDecoder(file) {
  const parser = udsvParser();
  const decoder = new TextDecoder();
  const reader = file.stream().getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    parser.feed(decoder.decode(value, { stream: true }));
  }
  return parser.end();
}

/** uDSV's documented way with one text; it ends at the longest string that the browser holds, half a gigabyte. */
async function udsvWholeText(file) {
  const text = await file.text();
  return uDSV.initParser(uDSV.inferSchema(text)).stringArrs(text).length;
}

/** Papa Parse's rows hold the heading, and an empty one for the end of the last line. */
const papaCount = (rows) => rows.length - 1 - (rows.at(-1).length === 1 ? 1 : 0);

const papaParse = (file, options) => new Promise((resolve, reject) => {
  Papa.parse(file, { error: reject, ...options, complete: (results) => resolve(results) });
});

/** Papa Parse's documented way with a File. */
const papaComplete = async (file) => papaCount((await papaParse(file, {})).data);

/** Block by block, as its page advises for large files; saves it from copying all rows at each block. */
async function papaChunks(file, options = {}) {
  const rows = [];
  await papaParse(file, { ...options, chunk: ({ data }) => { for (const row of data) rows.push(row); } });
  return papaCount(rows);
}

/** In its worker. With `complete` alone only the last block arrives here, hence the blocks. */
const papaWorker = (file) => papaChunks(file, { worker: true });

/**
 * The ways of each peer. All are tried before the rounds, and the fastest goes into them. On the machine this was
 * written on, uDSV's three were within a tenth of each other, `decoder` mostly ahead; of Papa Parse's, `chunks` was
 * ahead always: the worker has to copy each row over to the page, `complete` copies its array of rows at each block.
 */
const READERS = {
  bare: { stream: bare },
  udsv: { 'text stream': udsvTextStream, decoder: udsvDecoder, 'whole text': udsvWholeText },
  papa: { complete: papaComplete, chunks: papaChunks, worker: papaWorker },
};

export const waysOf = (reader) => Object.keys(READERS[reader]);

/** Reads the File of the benchmark's own input in one of a peer's ways. */
export const read = (reader, way) => timed(() => READERS[reader][way](document.querySelector('#bench-file').files[0]));

/** The benchmark's own input, so that all readers read the same file and none empties another's input. */
export function addInput() {
  const input = Object.assign(document.createElement('input'), { type: 'file', id: 'bench-file', hidden: true });
  document.body.append(input);
}
