// Looks for a secret wherever a browser may keep one: storage, the document, the page's WebAssembly memory, its
// JavaScript heap.

/** Letters of a piece: what was let go of is soon written over at its beginning, and a part of a token is a leak too. */
const PIECE = 16;

/**
 * Every form in which a token may stand somewhere, cut into pieces: as it is, as a part of an address, in base64
 * (wherever it begins there), as the Basic header, in hexadecimal digits, in letters of two bytes.
 */
export function formsOf(email, token) {
  const shifted = [0, 1, 2].map((pad) => Buffer.from('x'.repeat(pad) + token).toString('base64').slice(4));
  const whole = [token, encodeURIComponent(token), Buffer.from(`${email}:${token}`).toString('base64'), ...shifted, Buffer.from(token).toString('hex')];
  const pieces = whole.flatMap((text) => Array.from({ length: Math.floor(text.length / PIECE) }, (_, at) => text.slice(at * PIECE, (at + 1) * PIECE)));
  return [...new Set([...pieces, [...token.slice(0, PIECE)].join('\0'), [...token.slice(-PIECE)].join('\0')])];
}

/** Keeps hold of the memory of every WebAssembly instance that the page makes; before the page is opened. */
export function keepMemories() {
  const memories = [];
  const note = (made) => {
    for (const thing of Object.values((made.instance ?? made).exports)) {
      if (thing instanceof WebAssembly.Memory) memories.push(thing);
    }
    return made;
  };
  for (const name of ['instantiate', 'instantiateStreaming']) {
    const real = WebAssembly[name];
    WebAssembly[name] = async (...given) => note(await real.apply(WebAssembly, given));
  }
  window.wholeMemory = () => memories.map((memory) => new TextDecoder('latin1').decode(new Uint8Array(memory.buffer))).join('\n');
}

/** Which of these forms stand in the page's WebAssembly memory. */
export function inMemory(page, forms) {
  return page.evaluate((wanted) => {
    const text = window.wholeMemory();
    if (text.length < 1_000_000) throw new Error(`the page's memory was not found: ${text.length} bytes`);
    return wanted.filter((form) => text.includes(form));
  }, forms);
}

/** Which of these forms stand in the page's JavaScript heap once the garbage was collected. */
export async function inHeap(page, forms) {
  const session = await page.context().newCDPSession(page);
  const found = new Set();
  let before = '';
  session.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => {
    const text = before + chunk;
    for (const form of forms) if (text.includes(form)) found.add(form);
    before = chunk.slice(-400);
  });
  await session.send('HeapProfiler.enable');
  await session.send('HeapProfiler.collectGarbage');
  await session.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
  await session.detach();
  return [...found];
}

/** Everything the browser keeps for the page, as text; bytes as letters of one byte each. */
export function everythingKept(page) {
  return page.evaluate(async () => {
    const seen = new Set();
    const text = (value) => {
      if (typeof value !== 'object' || value === null) return String(value);
      if (seen.has(value)) return '';
      seen.add(value);
      if (value instanceof ArrayBuffer) return new TextDecoder('latin1').decode(value);
      if (ArrayBuffer.isView(value)) return new TextDecoder('latin1').decode(value);
      const entries = value instanceof Map ? [...value] : Object.entries(value);
      return entries.map(([name, one]) => `${text(name)}=${text(one)}`).join('\n');
    };
    const asked = (request) => new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    const kept = {};
    for (const { name } of await indexedDB.databases()) {
      const database = await asked(indexedDB.open(name));
      for (const place of database.objectStoreNames) {
        const store = database.transaction(place).objectStore(place);
        const [keys, values] = await Promise.all([asked(store.getAllKeys()), asked(store.getAll())]);
        kept[`IndexedDB ${name}/${place}`] = `${text(keys)}\n${text(values)}`;
      }
      database.close();
    }
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) kept[`cache ${request.url}`] = await (await cache.match(request)).text();
    }
    return {
      ...kept,
      URL: location.href,
      history: text(history.state),
      'window.name': window.name,
      cookies: document.cookie,
      localStorage: text({ ...localStorage }),
      sessionStorage: text({ ...sessionStorage }),
      'resource timing': JSON.stringify(performance.getEntries()),
      DOM: document.documentElement.outerHTML,
    };
  });
}

/** The contents of the page's fields. */
export function fieldsOf(page) {
  return page.locator('input, textarea, select').evaluateAll((fields) => fields.map((field) => field.value).join('\n'));
}
