// What the scripts that finish the page share: reading Trunk's page strictly, and what any form of it may connect to.
import { createHash } from 'node:crypto';

export const digest = (kind, bytes) => `${kind}-${createHash(kind).update(bytes).digest('base64')}`;

/** Replaces what matches once; a page that looks otherwise than the scripts expect is not handed out. */
export function replaceOnce(text, what, pattern, replacement) {
  const found = text.match(new RegExp(pattern, `${pattern.flags}g`))?.length ?? 0;
  if (found !== 1) throw new Error(`${what}: expected once in the page, found ${found} times`);
  return text.replace(pattern, replacement);
}

export function onlyName(html, pattern) {
  const names = new Set(html.match(pattern));
  if (names.size !== 1) throw new Error(`expected one name like ${pattern} in the page, found ${[...names].join(', ')}`);
  return [...names][0];
}

/** Before anything that loads. */
export function withPolicy(html, policy) {
  const pattern = /<meta charset=["']?utf-8["']?\s*\/?>/i;
  return replaceOnce(html, 'the charset', pattern, (meta) => `${meta}<meta http-equiv="Content-Security-Policy" content="${policy}">`);
}

/**
 * Where a page that no relay served may connect to: it learns its relay from its user, any port of this machine. The
 * sites and their gateways (`crates/core/src/domain/site.rs` has the same) are for the extension and for the experimental
 * Direct route.
 */
const families = ['atlassian.net', 'jira.com', 'jira-dev.com', 'atlassian-us-gov-mod.net', 'atlassian-us-gov.net', 'atlassian-isolated.net'];
const gateways = ['api.atlassian.com', 'api.atlassian-us-gov-mod.com'];
export const SITES = [...families.map((family) => `https://*.${family}`), ...gateways.map((host) => `https://${host}`)];
const here = ['http://127.0.0.1:*', 'ws://127.0.0.1:*'];
export const PLACES = [...here, ...SITES].join(' ');
