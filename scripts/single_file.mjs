// The page as one file, `groupsweep.html`, made of what Trunk built: it opens from disk, where a page may fetch nothing.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { deflateSync } from 'node:zlib';
import { digest, onlyName, PLACES, replaceOnce, withPolicy } from './dist_files.mjs';

export const SINGLE_FILE = 'groupsweep.html';

/** The workers' scripts, under the names that `src/browser/worker.rs` looks for. */
const WORKERS = ['reader.js', 'ticker.js'];
const CODE = 'groupsweep.wasm';

/** Behind the bridge in the same script, whose `init` it calls. Compressed, for base64 makes a third more of it. */
const startWith = (init) => `
try {
  const code = document.getElementById('${CODE}');
  const packed = Uint8Array.from(atob(code.textContent), (letter) => letter.charCodeAt(0));
  code.remove();
  const unpacked = new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate'));
  await ${init}({ module_or_path: new Response(unpacked, { headers: { 'content-type': 'application/wasm' } }) });
} catch (error) {
  document.body.append('Groupsweep does not start here. It needs Chrome or Edge 123, Firefox 121 or Safari 17.5, or later.');
  throw error;
}
`;

/** A text that an element holds to the letter: nothing in it may end the element. */
function inside(text, what) {
  if (/<\/(script|style)|<!--/i.test(text)) throw new Error(`${what} cannot stand inside a page`);
  return text;
}

/** What the bridge calls its default export. */
function defaultOf(bridge) {
  const found = /export\s*\{[^}]*?([\w$]+) as default\b/.exec(bridge);
  if (!found) throw new Error('the bridge has no default export');
  return found[1];
}

/**
 * The policy of the page itself (`inject_csp.mjs`) for a page that has nothing beside it: script and style by their
 * checksums, workers and the icon from what it carries.
 */
function policyOf(script, style) {
  return [
    "default-src 'none'",
    `script-src 'wasm-unsafe-eval' '${digest('sha256', script)}'`,
    `style-src '${digest('sha256', style)}'`,
    'img-src data:',
    'worker-src blob:',
    `connect-src ${PLACES}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

/** Writes it beside the page; `html` is the page as Trunk made it. */
export function writeSingleFile(folder, html) {
  const read = (name) => readFileSync(path.join(folder, name));
  const code = onlyName(html, /[\w./-]+_bg\.wasm/g);
  const bridge = read(code.replace(/_bg\.wasm$/, '.js')).toString();
  const script = inside(bridge + startWith(defaultOf(bridge)), 'the start script');

  const styles = [];
  const carried = html.replace(/<link\b[^>]*>/g, (tag) => {
    const [, name] = /\bhref=["']?([^\s"'>]+)/.exec(tag);
    if (/\brel=["']?stylesheet/.test(tag)) styles.push(read(name).toString());
    if (!/\brel=["']?icon/.test(tag)) return '';
    return `<link rel="icon" href="data:image/svg+xml;base64,${read(name).toString('base64')}">`;
  });
  if (styles.length === 0) throw new Error('the page has no style');
  const style = inside(styles.join('\n'), 'the style');

  const data = (id, text) => `<script type="text/plain" id="${id}">${inside(text, id)}</script>`;
  const parts = [
    data(CODE, deflateSync(read(code), { level: 9 }).toString('base64')),
    ...WORKERS.map((name) => data(name, read(name).toString())),
  ];
  const whole = replaceOnce(carried, 'the start script', /<script type="?module"?>[^]*?<\/script>/i,
    () => `<style>${style}</style><script type="module">${script}</script>`);
  const withParts = replaceOnce(whole, 'the body\'s end', /<\/body>/i, (end) => parts.join('') + end);
  writeFileSync(path.join(folder, SINGLE_FILE), withPolicy(withParts, policyOf(script, style)));
}
