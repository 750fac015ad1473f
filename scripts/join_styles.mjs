// One style sheet instead of eighteen: a browser draws nothing before all of them are there, and asks a host for six at a time.
import { createHash } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { digest } from './dist_files.mjs';

const SHEET = /<link (?=[^>]*\brel=["']?stylesheet\b)[^>]*?\bhref=["']?([^"' >]+)[^>]*>/gi;

/** Joins the page's style sheets in order. Returns the page with a link to the joined sheet. */
export function joinStyles(folder, html) {
  const links = [...html.matchAll(SHEET)];
  if (links.length === 0) throw new Error('the page has no style');
  const files = links.map(([, href]) => path.join(folder, href));
  const css = files.map((file) => readFileSync(file, 'utf8')).join('\n');
  for (const file of files) rmSync(file);
  const name = `groupsweep-${createHash('sha256').update(css).digest('hex').slice(0, 16)}.css`;
  writeFileSync(path.join(folder, name), css);
  const joined = `<link href=./${name} integrity="${digest('sha384', css)}" rel=stylesheet>`;
  let at = 0;
  return html.replace(SHEET, () => (at++ === 0 ? joined : ''));
}
