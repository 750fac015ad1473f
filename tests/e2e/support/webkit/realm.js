// Runs inside the page: what WebDriver BiDi calls a realm. It keeps the objects that the tests hold, calls functions on them,
// and notes what happened since the last look. Sent as text with every call, so that it needs nothing of the page.
(() => {
  const KEY = Symbol.for('groupsweep tests');
  if (window[KEY]) return window[KEY];
  const id = `realm-${Math.random().toString(36).slice(2)}`;
  const held = new Map();
  const settled = new Map();
  const events = [];
  let last = 0;
  let requests = 0;

  const hold = (value) => {
    last += 1;
    const handle = `${id} ${last}`;
    held.set(handle, value);
    return handle;
  };

  const argument = (given) => {
    if (given.handle ?? given.sharedId) {
      const handle = given.handle ?? given.sharedId;
      if (!held.has(handle)) throw new Error(`no such handle: ${handle}`);
      return held.get(handle);
    }
    switch (given.type) {
      case 'undefined': return undefined;
      case 'null': return null;
      case 'number': return Number(given.value);
      case 'bigint': return BigInt(given.value);
      case 'array': return given.value.map(argument);
      case 'object': return Object.fromEntries(given.value.map(([key, value]) => [typeof key === 'string' ? key : argument(key), argument(value)]));
      case 'date': return new Date(given.value);
      case 'regexp': return new RegExp(given.value.pattern, given.value.flags);
      default: return given.value;
    }
  };

  const numberOf = (value) => (Number.isFinite(value) && !Object.is(value, -0) ? value : Object.is(value, -0) ? '-0' : String(value));

  const remote = (value, depth, root) => {
    const handle = root ? { handle: hold(value) } : {};
    if (value === undefined) return { type: 'undefined' };
    if (value === null) return { type: 'null' };
    if (typeof value === 'number') return { type: 'number', value: numberOf(value) };
    if (typeof value === 'string' || typeof value === 'boolean') return { type: typeof value, value };
    if (typeof value === 'bigint') return { type: 'bigint', value: String(value) };
    if (typeof value === 'function' || typeof value === 'symbol') return { type: typeof value, ...handle };
    if (value instanceof Node) return { type: 'node', sharedId: root ? handle.handle : hold(value), ...handle };
    if (Array.isArray(value)) return { type: 'array', ...handle, ...(depth > 0 && { value: value.map((one) => remote(one, depth - 1)) }) };
    if (value === window) return { type: 'window', value: { context: id }, ...handle };
    return { type: 'object', ...handle, ...(depth > 0 && { value: Object.entries(value).map(([key, one]) => [key, remote(one, depth - 1)]) }) };
  };

  const failure = (error) => ({ exception: error instanceof Error ? `${error.name}: ${error.message}` : String(error) });
  const answer = (value, { depth, root }) => {
    try { return { result: remote(value, depth, root) }; } catch (error) { return failure(error); }
  };

  window.addEventListener('error', ({ error, message }) => events.push({ error: error ? String(error) : message }));
  window.addEventListener('unhandledrejection', ({ reason }) => events.push({ error: `Unhandled: ${reason}` }));

  // As a person types: a value that a script sets is no change to WebKit when the field is left.
  Object.defineProperty(window, '__pw_bidiInsertText', { get: () => (text) => { document.execCommand('insertText', false, text); }, set() {} });

  // Where a file that is downloaded is complete, its size says.
  const { createObjectURL } = URL;
  URL.createObjectURL = (blob) => {
    events.push({ made: blob.size });
    return createObjectURL.call(URL, blob);
  };

  const asked = () => {
    const all = performance.getEntriesByType('resource');
    const fresh = all.slice(requests).map(({ name }) => name);
    requests = all.length;
    return fresh;
  };

  const realm = {
    id,
    held,
    /** What the answer of every call carries: which document it is, and what happened in it. */
    news: () => ({ realm: id, url: location.href, ready: document.readyState, asked: asked(), events: events.splice(0) }),
    /** Calls the function; a promise is waited for with `outcome`. */
    call(make, given, options, texts) {
      const { eval: own } = window;
      window.eval = (text) => {
        const found = texts.find(([known]) => text === known || text === `(${known})`) ?? texts.find(([known]) => text.includes(known));
        if (!found) throw new Error(`no code for ${text.slice(0, 200)}`);
        return found[1]();
      };
      try {
        const value = make()(...given.map(argument));
        if (!options.wait || typeof value?.then !== 'function') return answer(value, options);
        last += 1;
        const ticket = last;
        value.then(
          (result) => settled.set(ticket, answer(result, options)),
          (error) => settled.set(ticket, failure(error)),
        );
        return { ticket };
      } catch (error) {
        return failure(error);
      } finally {
        window.eval = own;
      }
    },
    outcome(ticket) {
      const found = settled.get(ticket);
      settled.delete(ticket);
      return found;
    },
  };
  Object.defineProperty(window, KEY, { value: realm });
  return realm;
})()
