// Looks through everything a page has in memory: its WebAssembly memory byte by byte, and its heap.

/** Where in the page's memory the text stands; empty when nowhere. Everything reachable is looked at, and copies left behind too. */
export async function memoryHolds(page, text) {
  const session = await page.context().newCDPSession(page);
  const found = [];
  if (await inWasm(session, text)) found.push('WebAssembly memory');
  if ((await heap(session)).includes(text)) found.push('heap');
  await session.detach();
  return found;
}

async function inWasm(session, text) {
  const { result: prototype } = await session.send('Runtime.evaluate', { expression: 'WebAssembly.Memory.prototype' });
  const { objects } = await session.send('Runtime.queryObjects', { prototypeObjectId: prototype.objectId });
  const { result } = await session.send('Runtime.callFunctionOn', {
    objectId: objects.objectId,
    returnByValue: true,
    arguments: [{ value: text }],
    functionDeclaration: `function (text) {
      if (this.length === 0) throw new Error('there is no WebAssembly memory');
      return this.some((memory) => new TextDecoder('latin1').decode(memory.buffer).includes(text));
    }`,
  });
  if (typeof result.value !== 'boolean') throw new Error(`the memory could not be looked through: ${result.description}`);
  return result.value;
}

async function heap(session) {
  const chunks = [];
  session.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => chunks.push(chunk));
  await session.send('HeapProfiler.enable');
  await session.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
  return chunks.join('');
}
