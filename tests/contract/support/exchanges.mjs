// What clients say to the simulated site and hear from it: kept, and falsified where a test wants to see that a check can fail.

const honest = globalThis.fetch;
const exchanges = [];
let lie = null;

/** Takes every call of this process from now on. */
export function listen() {
  globalThis.fetch = async (input, init = {}) => {
    const url = new URL(typeof input === 'string' ? input : input.url ?? input.href);
    const answer = await honest(input, init);
    if (url.pathname.startsWith('/__sim/')) return answer;
    const body = await answer.text();
    const heard = { status: answer.status, headers: Object.fromEntries(answer.headers), body };
    exchanges.push({
      request: { method: init.method ?? 'GET', path: url.pathname, query: url.search.slice(1), headers: lowerCased(init.headers), body: init.body ?? '' },
      reply: heard,
    });
    const told = lie ? lie(heard) : heard;
    return new Response([204, 205, 304].includes(told.status) ? null : told.body, { status: told.status, headers: told.headers });
  };
}

function lowerCased(headers) {
  return Object.fromEntries(Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), String(value)]));
}

/** What was said and heard since the last time, before any lie. */
export function heardSince() {
  return exchanges.splice(0);
}

/** While `during` lasts every answer goes through `falsify`. */
export async function lying(falsify, during) {
  lie = falsify;
  try {
    return await during();
  } finally {
    lie = null;
  }
}

/** The lies that any check of an answer has to find, by what they are. None where the answer has nothing to falsify so. */
export const LIES = {
  'a number where a text belongs': (heard) => inJson(heard, (object, key) => typeof object[key] === 'string', (object, key) => { object[key] = 7; }),
  'a key that nobody described': (heard) => inJson(heard, (object) => object !== null && typeof object === 'object', (object) => { object.inventedForThisTest = true; }),
  'another status': (heard) => (heard.status < 300
    ? { status: 404, headers: { 'content-type': 'application/json' }, body: '{"errorMessages":["Not found"],"errors":{}}' }
    : { status: 200, headers: { 'content-type': 'application/json' }, body: '{}' }),
};

/** `heard` with the first place changed where `fits` says so; only in a good answer, because clients read no others. */
function inJson(heard, fits, change) {
  if (heard.status >= 300 || !heard.headers['content-type']?.includes('json')) return null;
  const body = JSON.parse(heard.body);
  // A list is falsified in its first entry, which is an object.
  const queue = [Array.isArray(body) ? body[0] : body];
  while (queue.length > 0) {
    const object = queue.shift();
    if (object === null || typeof object !== 'object') continue;
    const key = Object.keys(object).find((name) => fits(object, name));
    if (key !== undefined) {
      change(object, key);
      return { ...heard, body: JSON.stringify(body) };
    }
    queue.push(...Object.values(object));
  }
  return null;
}
