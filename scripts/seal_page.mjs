// Runs at the end of `trunk build`, on the page before it is put in place: the start script fetches the page's code
// under its checksum, the page carries its own security policy, and `_headers` says the same to a static host.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const folder = process.env.TRUNK_STAGING_DIR;
if (!folder) throw new Error('seal_page.mjs is run by trunk');
const index = path.join(folder, 'index.html');

const digest = (kind, bytes) => `${kind}-${createHash(kind).update(bytes).digest('base64')}`;

/** Replaces what matches once; a page that looks otherwise than this script expects is not handed out. */
function replaceOnce(text, what, pattern, replacement) {
  const found = text.match(new RegExp(pattern, `${pattern.flags}g`))?.length ?? 0;
  if (found !== 1) throw new Error(`${what}: expected once in the page, found ${found} times`);
  return text.replace(pattern, replacement);
}

/**
 * The script that starts the page. A browser checks what a `<script src>` names, and a fetch where it is told to; it
 * does not check what a module imports, unless that was fetched and checked before. The names are Trunk's own.
 */
function withCheckedCode(html) {
  const [code] = namesOf(html, /[\w./-]+_bg\.wasm/g);
  const bridge = code.replace(/_bg\.wasm$/, '.js');
  const integrity = (name) => digest('sha384', readFileSync(path.join(folder, name)));
  const start = `import init from "${bridge}";await init({module_or_path:fetch("${code}",{integrity:"${integrity(code)}"})});`;
  const scripts = `<script type=module src="${bridge}" integrity="${integrity(bridge)}" crossorigin></script><script type=module>${start}</script>`;
  const withStart = replaceOnce(html, 'the start script', /<script type="?module"?>[^]*?<\/script>/i, () => scripts);
  // Trunk's preloads come behind the script that imports the one, and the other is not checked: Chromium passes over the
  // checksum of a preload that is neither script nor style.
  return replaceOnce(withStart, 'the preloads', /(<link [^>]*rel="?(module)?preload"?[^>]*>){2}/i, () => '');
}

function namesOf(html, pattern) {
  const names = new Set(html.match(pattern));
  if (names.size !== 1) throw new Error(`expected one name like ${pattern} in the page, found ${[...names].join(', ')}`);
  return [...names];
}

/**
 * The policy, `frame-ancestors` aside, which browsers take from a header only. A page on a static host learns its relay
 * from its user: any port of this machine. The sites are for the experimental Direct route. `src/relay/policy.rs` sends
 * the same with fewer places to connect to; `tests/e2e/policy.test.mjs` holds one against the other.
 */
function policyOf(html) {
  const scripts = [...html.matchAll(/<script(?![^>]*\ssrc=)[^>]*>([^]*?)<\/script>/gi)].map(([, text]) => `'${digest('sha256', text)}'`);
  if (scripts.length !== 1) throw new Error(`expected one inline script in the page, found ${scripts.length}`);
  const sites = ['atlassian.net', 'jira.com', 'atlassian-us-gov-mod.net'].map((family) => `https://*.${family}`).join(' ');
  const here = ['127.0.0.1', 'localhost'].flatMap((host) => [`http://${host}:*`, `ws://${host}:*`]);
  return [
    "default-src 'none'",
    `script-src 'self' 'wasm-unsafe-eval' ${scripts.join(' ')}`,
    "style-src 'self'",
    "img-src 'self'",
    "worker-src 'self'",
    `connect-src 'self' ${here.join(' ')} ${sites}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

// Before anything that loads.
function withPolicy(html, policy) {
  const pattern = /<meta charset=["']?utf-8["']?\s*\/?>/i;
  return replaceOnce(html, 'the charset', pattern, (meta) => `${meta}<meta http-equiv="Content-Security-Policy" content="${policy}">`);
}

const checked = withCheckedCode(readFileSync(index, 'utf8'));
const policy = policyOf(checked);
writeFileSync(index, withPolicy(checked, policy));
writeFileSync(path.join(folder, '_headers'), [
  '/*',
  `  Content-Security-Policy: ${policy}; frame-ancestors 'none'`,
  '  Cross-Origin-Opener-Policy: same-origin',
  '  Cross-Origin-Resource-Policy: same-origin',
  '  Permissions-Policy: camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()',
  '  Referrer-Policy: no-referrer',
  '  X-Content-Type-Options: nosniff',
  '',
].join('\n'));
