// Reads files for the page. Fetching a block takes a thread as long as parsing it does; here it is not the page's thread.
// From the page: [reading, file] begins, [reading, buffer] gives back a block that was read, [reading, null] ends.
// To the page: [reading, block], [reading, null] behind the last one, [reading] where the file could not be read.

/** Bytes in a block. */
const BLOCK = 1 << 20;

/** Blocks under way to the page and back. The same memory serves for the whole file, however large. */
const BLOCKS = 8;

const readings = new Map();

onmessage = ({ data: [id, what] }) => {
  if (what instanceof File) read(id, what);
  else if (what === null) end(id);
  else readings.get(id)?.takeBack(what);
};

function end(id) {
  const reading = readings.get(id);
  readings.delete(id);
  reading?.reader.cancel().catch(() => {});
  reading?.takeBack();
}

async function read(id, file) {
  const buffers = Array.from({ length: BLOCKS }, () => new ArrayBuffer(BLOCK));
  let wake = () => {};
  const takeBack = (buffer) => { if (buffer) buffers.push(buffer); wake(); };
  const [reader, fill] = readerOf(file.stream());
  readings.set(id, { reader, takeBack });
  try {
    for (;;) {
      while (buffers.length === 0 && readings.has(id)) await new Promise((resolve) => { wake = resolve; });
      if (!readings.has(id)) return;
      const block = await fill(buffers.pop());
      if (block.length === 0) break;
      // Once handed over, it is empty here.
      if (readings.has(id)) postMessage([id, block], [block.buffer]);
    }
    postMessage([id, null]);
  } catch {
    postMessage([id]);
  }
  readings.delete(id);
}

/** A reader, and how it fills a buffer; nothing comes behind the last byte. */
function readerOf(stream) {
  try {
    const reader = stream.getReader({ mode: 'byob' });
    return [reader, (buffer) => gathered(reader, buffer)];
  } catch {
    // This browser brings buffers of its own.
    const reader = stream.getReader();
    return [reader, async () => (await reader.read()).value ?? new Uint8Array()];
  }
}

async function gathered(reader, buffer) {
  let filled = 0;
  while (filled < buffer.byteLength) {
    const { done, value } = await reader.read(new Uint8Array(buffer, filled));
    buffer = value?.buffer ?? buffer;
    filled += value?.length ?? 0;
    if (done) break;
  }
  return new Uint8Array(buffer, 0, filled);
}
