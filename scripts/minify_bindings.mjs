// Makes the bridge between the page's code and the browser shorter: wasm-bindgen writes it to be read, with a name of
// forty letters for each of some 250 functions on both sides. Strict, for what it does not know it must not touch.
import { createHash } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { onlyName } from './dist_files.mjs';

const IMPORTS = 2;
const FUNCTION = 0;

/** An unsigned number (LEB128) and where it ends. */
function number(bytes, at) {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at];
    at += 1;
    value += (byte & 127) * 2 ** shift;
    if (byte < 128) return [value, at];
  }
}

function asNumber(value) {
  const bytes = [];
  for (; value > 127; value = Math.floor(value / 128)) bytes.push(128 + (value % 128));
  return [...bytes, value];
}

const asText = (text) => [...asNumber(Buffer.byteLength(text)), ...Buffer.from(text)];

/** The imported functions of the code, `{ module, name, type }`. */
function importsOf(section) {
  const text = (at) => {
    const [length, from] = number(section, at);
    return [section.toString('utf8', from, from + length), from + length];
  };
  let [count, at] = number(section, 0);
  const imports = [];
  for (; count > 0; count -= 1) {
    const one = {};
    [one.module, at] = text(at);
    [one.name, at] = text(at);
    if (section[at] !== FUNCTION) throw new Error(`${one.name}: only functions are expected to be imported`);
    [one.type, at] = number(section, at + 1);
    imports.push(one);
  }
  if (at !== section.length) throw new Error('the imports end elsewhere than expected');
  return imports;
}

/** The code with other names for what it imports. */
function renamed(code, rename) {
  const parts = [code.subarray(0, 8)];
  for (let at = 8; at < code.length;) {
    const [length, from] = number(code, at + 1);
    const end = from + length;
    if (code[at] === IMPORTS) {
      const imports = importsOf(code.subarray(from, end));
      const entries = imports.flatMap(({ module, name, type }) => [...asText(module), ...asText(rename(name)), FUNCTION, ...asNumber(type)]);
      const section = [...asNumber(imports.length), ...entries];
      parts.push(Buffer.from([IMPORTS, ...asNumber(section.length), ...section]));
    } else {
      parts.push(code.subarray(at, end));
    }
    at = end;
  }
  return Buffer.concat(parts);
}

/** Without comments and indentation. A text of several lines would lose its own, so there must be none. */
function dense(bridge) {
  const lines = bridge.replace(/^\s*\/\*\*[^]*?\*\//gm, '').split('\n').map((line) => line.trim());
  const torn = lines.find((line) => (line.match(/`/g)?.length ?? 0) % 2 === 1);
  if (torn) throw new Error(`the bridge has a text of several lines: ${torn}`);
  return lines.filter((line) => line !== '' && !line.startsWith('//')).join('\n');
}

/** Shortens both in the folder and names them after what they are now; returns the page with those names. */
export function shortenBridge(folder, html) {
  const code = path.basename(onlyName(html, /[\w./-]+_bg\.wasm/g));
  const stem = code.replace(/_bg\.wasm$/, '');
  const [codeFile, bridgeFile] = [code, `${stem}.js`].map((name) => path.join(folder, name));

  const short = new Map();
  const shortCode = renamed(readFileSync(codeFile), (name) => {
    if (!short.has(name)) short.set(name, `_${short.size.toString(36)}`);
    return short.get(name);
  });
  const used = new Map();
  const shortBridge = dense(readFileSync(bridgeFile, 'utf8')).replace(/[A-Za-z_$][\w$]*/g, (word) => {
    if (short.has(word)) used.set(word, (used.get(word) ?? 0) + 1);
    return short.get(word) ?? word;
  });
  const odd = [...short.keys()].find((name) => used.get(name) !== 1);
  if (odd) throw new Error(`${odd}: expected once in the bridge, found ${used.get(odd) ?? 0} times`);

  writeFileSync(codeFile, shortCode);
  writeFileSync(bridgeFile, shortBridge);
  const hash = createHash('sha256').update(shortCode).update(shortBridge).digest('hex').slice(0, 16);
  const after = stem.replace(/-[0-9a-f]+$/, `-${hash}`);
  renameSync(codeFile, path.join(folder, `${after}_bg.wasm`));
  renameSync(bridgeFile, path.join(folder, `${after}.js`));
  return html.replaceAll(stem, after);
}
