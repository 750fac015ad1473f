// Runs at the end of `trunk build`, on the page before it is put in place: its bridge is shortened, its style sheets are
// joined, the start script fetches its code under its checksum, the page carries its own security policy, and `_headers`
// says the same to a static host. Beside it comes the page in one file.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { digest, onlyName, PLACES, replaceOnce, withPolicy } from './dist_files.mjs';
import { joinStyles } from './join_styles.mjs';
import { shortenBridge } from './minify_bindings.mjs';
import { SINGLE_FILE, writeSingleFile } from './single_file.mjs';

const folder = process.env.TRUNK_STAGING_DIR;
if (!folder) throw new Error('inject_csp.mjs is run by trunk');
const index = path.join(folder, 'index.html');

/**
 * The script that starts the page. A browser checks what the tag of a script names and a fetch where it is told to, but not
 * what a module imports: WebKit even fetches a module again that failed its check. So nothing is imported before its tag has
 * loaded. The code is asked for meanwhile, and the script waits for no other (`async`). The names are Trunk's own.
 */
function withCheckedCode(html) {
  const code = onlyName(html, /[\w./-]+_bg\.wasm/g);
  const bridge = code.replace(/_bg\.wasm$/, '.js');
  const integrity = (name) => digest('sha384', readFileSync(path.join(folder, name)));
  const start = [
    `const code=fetch("${code}",{integrity:"${integrity(code)}"}),bridge="${bridge}"`,
    `tag=Object.assign(document.createElement("script"),{type:"module",src:bridge,integrity:"${integrity(bridge)}",crossOrigin:""});`
    + 'await new Promise((go,stop)=>{tag.onload=go;tag.onerror=()=>stop(Error(bridge+" was blocked or changed"));document.head.append(tag)});'
    + 'const{default:init}=await import(bridge);await init({module_or_path:code});',
  ].join(',');
  const script = `<script type=module async>${start}</script>`;
  const withStart = replaceOnce(html, 'the start script', /<script type="?module"?>[^]*?<\/script>/i, () => script);
  // Trunk's preloads come behind the script that imports the one, and the other is not checked: Chromium passes over the
  // checksum of a preload that is neither script nor style.
  return replaceOnce(withStart, 'the preloads', /(<link [^>]*rel="?(module)?preload"?[^>]*>){2}/i, () => '');
}

/**
 * The policy, `frame-ancestors` aside, which browsers take from a header only. `crates/relay/src/policy.rs` sends the same with
 * fewer places to connect to; `tests/e2e/policy.test.mjs` holds one against the other.
 */
function policyOf(html) {
  const scripts = [...html.matchAll(/<script(?![^>]*\ssrc=)[^>]*>([^]*?)<\/script>/gi)].map(([, text]) => `'${digest('sha256', text)}'`);
  if (scripts.length !== 1) throw new Error(`expected one inline script in the page, found ${scripts.length}`);
  return [
    "default-src 'none'",
    `script-src 'self' 'wasm-unsafe-eval' ${scripts.join(' ')}`,
    "style-src 'self'",
    "img-src 'self'",
    "worker-src 'self'",
    `connect-src 'self' ${PLACES}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

const built = joinStyles(folder, shortenBridge(folder, readFileSync(index, 'utf8')));
writeSingleFile(folder, built);
const checked = withCheckedCode(built);
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
  // This file is opened from disk. It has its own policy, and would not start under this one.
  `/${SINGLE_FILE}`,
  '  Content-Disposition: attachment',
  '',
].join('\n'));
