// The code asks no more of a browser than the oldest versions have that the documents promise.
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { known, lacking, ofInterface, ofMember } from './support/compat.mjs';
import { DIST } from './support/static_host.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const read = (name) => readFile(path.join(ROOT, name), 'utf8');
const PROMISE = /Chrome\s+or\s+Edge\s+(\d+),\s+Firefox\s+(\d+)\s+or\s+Safari\s+([\d.]+\d)/g;

function promisesIn(text) {
  return [...text.matchAll(PROMISE)].map(([, chrome, firefox, safari]) => ({ chrome, edge: chrome, firefox, safari }));
}

const [PROMISED] = promisesIn(await read('README.md'));

/** Names of web-sys that are no interfaces: dictionaries, and enumerations of words. */
const NO_INTERFACES = new Set(['BeforeUnloadEvent', 'BlobPropertyBag', 'RequestCache', 'RequestCredentials', 'RequestInit', 'RequestMode', 'RequestRedirect', 'ResponseType', 'ScrollBehavior']);

/** What may be missing: only looks are lost, or the code asks first. Each with what there is instead. */
const SPARED = {
  'css.properties.accent-color': 'checkboxes in the colour of the system',
  'css.properties.forced-color-adjust': 'Safari has no forced colours',
  'css.properties.print-color-adjust': 'the name with -webkit- stands beside it',
  'css.properties.overflow-anchor': 'switched off, and not there to be switched off',
  '.dispose': 'the bridge asks whether there is such a symbol',
  '.detached': 'the bridge compares it with true',
  '.memory': "the program's own memory, which has the name of another",
  '.grow': 'a table of WebAssembly grows, which is old; the name is also that of a shared buffer',
  '.byobRequest': 'for streams that the page itself would fill; it fills none',
  '.respond': 'for streams that the page itself would fill; it fills none',
};

/** Of one path the finding, where a promised browser lacks it. */
const finding = (what, needed) => (what in SPARED ? [] : lacking(needed, PROMISED).map((lack) => `${what}: ${lack}`));

/** The scripts of the page: the bridge, with every call that the compiled code makes, and the workers. */
function lateInScript(text) {
  const names = new Set([...text.matchAll(/\.([A-Za-z]\w+)/g)].map(([, name]) => name));
  const types = new Set([...text.matchAll(/\b(?:new|instanceof|typeof)\s+([A-Z]\w+)/g)].map(([, name]) => name));
  return [
    ...[...names].flatMap((name) => (ofMember(name) ? finding(`.${name}`, ofMember(name)) : [])),
    ...[...types].flatMap((name) => (ofInterface(name) ? finding(name, ofInterface(name)) : [])),
  ];
}

/** Values, selectors and rules of a style sheet that MDN lists by themselves. */
const CSS_FEATURES = [
  [/\blight-dark\(/, 'css.types.color.light-dark'],
  [/\bcolor-mix\(/, 'css.types.color.color-mix'],
  [/\boklch\(/, 'css.types.color.oklch'],
  [/:has\(/, 'css.selectors.has'],
  [/:is\(/, 'css.selectors.is'],
  [/:where\(/, 'css.selectors.where'],
  [/:modal\b/, 'css.selectors.modal'],
  [/:popover-open\b/, 'css.selectors.popover-open'],
  [/:focus-visible\b/, 'css.selectors.focus-visible'],
  [/::backdrop\b/, 'css.selectors.backdrop'],
  [/\d[dsl]v[hw]\b/, 'css.types.length.viewport_percentage_units_dynamic'],
  [/\banchor\(/, 'css.types.anchor'],
  [/\bsubgrid\b/, 'css.properties.grid-template-columns.subgrid'],
  [/@media[^{]*\d(px|rem) *[<>]/, 'css.at-rules.media.range_syntax'],
  [/@media[^{]*[<>]=?/, 'css.at-rules.media.range_syntax'],
  [/^\s*&/m, 'css.selectors.nesting'],
];

function lateInStyle(text) {
  const sheet = text.replace(/\/\*[^]*?\*\//g, '');
  const properties = new Set([...sheet.matchAll(/(?<=[{;]\s*)([a-z][a-z-]*)\s*:(?=[^{}]*[;}])/g)].map(([, name]) => name));
  const rules = new Set([...sheet.matchAll(/@([a-z-]+)/g)].map(([, name]) => name));
  const paths = [
    ...[...properties].map((name) => `css.properties.${name}`),
    ...[...rules].map((name) => `css.at-rules.${name}`),
    ...CSS_FEATURES.filter(([pattern]) => pattern.test(sheet)).map(([, feature]) => feature),
  ];
  return paths.flatMap((one) => (known(one) ? finding(one, known(one)) : [`${one}: unknown to MDN`]));
}

const WEBASSEMBLY = {
  simd: 'fixed-width-SIMD',
  'bulk-memory': 'bulk-memory-operations',
  'nontrapping-float-to-int': 'non-trapping-float-to-int-conversions',
  'sign-ext': 'sign-extension-operations',
  'reference-types': 'reference-types',
  multivalue: 'multi-value',
};

test('README, the guide to hosting, the page in one file and the extension promise the same versions', async () => {
  assert.ok(PROMISED, 'README names versions');
  for (const name of ['docs/hosting.md', 'scripts/single_file.mjs', 'index.html']) {
    const promises = promisesIn(await read(name));
    assert.ok(promises.length > 0, `${name} names versions`);
    for (const one of promises) assert.deepEqual(one, PROMISED, name);
  }
  const [, extension] = /minimum_chrome_version: '(\d+)'/.exec(await read('scripts/extension.mjs'));
  assert.equal(extension, PROMISED.chrome, 'the extension');
});

test('every interface that Cargo.toml names is in the promised browsers', async () => {
  const [, list] = /^web-sys = \{[^]*?features = \[([^]*?)\]/m.exec(await read('Cargo.toml'));
  const names = [...list.matchAll(/"(\w+)"/g)].map(([, name]) => name).filter((name) => !NO_INTERFACES.has(name));
  assert.ok(names.length > 30);
  const late = names.flatMap((name) => (ofInterface(name) ? finding(name, ofInterface(name)) : [`${name}: unknown to MDN`]));
  assert.deepEqual(late, []);
});

test('every call of the built page and of its workers is in the promised browsers', async () => {
  const scripts = (await readdir(DIST)).filter((name) => name.endsWith('.js'));
  assert.ok(scripts.length >= 3, scripts.join());
  for (const name of scripts) assert.deepEqual(lateInScript(await readFile(path.join(DIST, name), 'utf8')), [], name);
  assert.deepEqual(lateInScript(await read('scripts/single_file.mjs')), [], 'the page in one file');
});

test('every rule of the style sheets is in the promised browsers', async () => {
  const sheets = (await readdir(path.join(ROOT, 'style'))).filter((name) => name.endsWith('.css'));
  assert.ok(sheets.length > 5);
  const late = await Promise.all(sheets.map(async (name) => lateInStyle(await read(`style/${name}`)).map((one) => `${name}: ${one}`)));
  assert.deepEqual(late.flat(), []);
});

test('every feature of WebAssembly that the build switches on is in the promised browsers', async () => {
  const switched = [...(await read('index.html')).matchAll(/--enable-([a-z-]+)/g)].map(([, name]) => name);
  assert.ok(switched.includes('simd'));
  for (const name of switched.filter((one) => one !== 'mutable-globals')) {
    assert.deepEqual(finding(name, known(`webassembly.${WEBASSEMBLY[name]}`)), []);
  }
});

test('what is too new is found', () => {
  assert.deepEqual(lateInScript('document.startViewTransition(go)').map((one) => one.split(':')[0]), ['.startViewTransition', '.startViewTransition']);
  assert.ok(lateInScript('new Navigation()').some((one) => one.startsWith('Navigation: safari')));
  assert.ok(lateInStyle('a { anchor-name: --x; }').some((one) => one.startsWith('css.properties.anchor-name: firefox')));
  assert.ok(lateInStyle('a { no-such-thing: 1; }').includes('css.properties.no-such-thing: unknown to MDN'));
  assert.deepEqual(lacking({ chrome: '100', edge: '100', firefox: '90', safari: '16.10' }, { chrome: '100', edge: '99', firefox: '121', safari: '16.4' }), ['edge 100 > 99', 'safari 16.10 > 16.4']);
});
