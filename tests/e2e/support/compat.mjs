// Since which version each browser has what the page's code uses, by MDN's compatibility data.
import { createRequire } from 'node:module';

const DATA = createRequire(import.meta.url)('@mdn/browser-compat-data');

/** The browsers that the promise names, as MDN calls them. */
export const BROWSERS = ['chrome', 'edge', 'firefox', 'safari'];

/** `16.4` as numbers; a version that never came is later than all. */
const parts = (version) => (typeof version === 'string' && /^[\d.]+$/.test(version.replace('≤', '')) ? version.replace('≤', '').split('.').map(Number) : [Infinity]);

export function isLater(a, b) {
  const [left, right] = [parts(a), parts(b)];
  for (let at = 0; at < Math.max(left.length, right.length); at += 1) {
    const [one, other] = [left[at] ?? 0, right[at] ?? 0];
    if (one !== other) return one > other;
  }
  return false;
}

/** The first version with it, whole and without a switch or a prefix. */
function since(node, browser) {
  const whole = [node.__compat.support[browser]].flat()
    .filter((one) => one.version_added && !one.flags && !one.prefix && !one.alternative_name && !one.partial_implementation && !one.version_removed);
  return whole.map(({ version_added: version }) => version).sort((a, b) => (isLater(a, b) ? 1 : -1))[0];
}

const versions = (node) => Object.fromEntries(BROWSERS.map((browser) => [browser, since(node, browser)]));

/** What MDN knows under a path such as `css.properties.inset`; nothing where it knows nothing. */
export function known(path) {
  const node = path.split('.').reduce((at, name) => at?.[name], DATA);
  return node?.__compat && versions(node);
}

const interfaces = new Map(Object.keys(DATA.api).map((name) => [name.toLowerCase(), DATA.api[name]]));

/** An interface by its name in any case: web-sys writes `IdbDatabase`. */
export function ofInterface(name) {
  const node = interfaces.get(name.toLowerCase());
  return node?.__compat && versions(node);
}

const members = new Map();
for (const holders of [DATA.api, DATA.javascript.builtins]) {
  for (const holder of Object.values(holders)) {
    for (const [name, node] of Object.entries(holder)) {
      const plain = name.replace(/_(event|static)$/, '');
      if (!node.__compat) continue;
      if (!members.has(plain)) members.set(plain, []);
      members.get(plain).push(versions(node));
    }
  }
}

/** A member by its name alone: as early as the first of all that are called so, for the code does not say of what it is one. */
export function ofMember(name) {
  const all = members.get(name);
  return all && Object.fromEntries(BROWSERS.map((browser) => [browser, all.map((one) => one[browser]).sort((a, b) => (isLater(a, b) ? 1 : -1))[0]]));
}

/** Which browsers, in the version promised, lack it: `safari 17.5 > 16.4`. */
export function lacking(needed, promised) {
  return BROWSERS.filter((browser) => isLater(needed[browser], promised[browser])).map((browser) => `${browser} ${needed[browser]} > ${promised[browser]}`);
}
