// Reads files for the page. Fetching a block takes a thread as long as parsing it does; here it is not the page's thread.
// From the page: [reading, file] begins, [reading] says that a block was taken, [reading, null] ends.
// To the page: [reading, block], [reading, null] behind the last one, [reading] where the file could not be read.

/** Blocks under way to the page: enough that it never waits, and a few megabytes at most. */
const AHEAD = 8;

const readings = new Map();

onmessage = ({ data: [id, file] }) => {
  if (file) read(id, file);
  else if (file === null) end(id);
  else readings.get(id)?.taken();
};

function end(id) {
  const reading = readings.get(id);
  readings.delete(id);
  reading?.reader.cancel().catch(() => {});
  reading?.taken();
}

async function read(id, file) {
  const reader = file.stream().getReader();
  let room = AHEAD;
  let wake = () => {};
  readings.set(id, { reader, taken: () => { room += 1; wake(); } });
  try {
    for (;;) {
      while (room === 0) await new Promise((resolve) => { wake = resolve; });
      const { done, value } = await reader.read();
      if (!readings.has(id)) return;
      if (done) break;
      room -= 1;
      postMessage([id, value], [value.buffer]);
    }
    postMessage([id, null]);
  } catch {
    postMessage([id]);
  }
  readings.delete(id);
}
