// Writes an export of any size, the same bytes for the same rows and seed: `node big_export.mjs ROWS FILE [SEED]`.
// 181 bytes a row; every person is in ten groups, every group has a thousandth of the rows; rows stand by group,
// or in no order.
import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import { pathToFileURL } from 'node:url';

const HEADING = 'Group id,Group name,User id,User name,email,User status,Added to org,Org role,'
  + 'Last seen in Jira - acme,Last seen in Confluence - acme';
const GROUPS_EACH = 10;
/** A prime that no count of rows here is a multiple of: steps of it meet each row once, far from the one before. */
const STRIDE = 611_953;
const FIRST_NAMES = ['Ada', 'Bo', 'Chidi', 'Dana', 'Eva', 'Farid', 'Grace', 'Hiro', 'Ines', 'Jo', 'Kai', 'Lea', 'Mo', 'Núria', 'Olga', 'Zoë'];
const LAST_NAMES = ['Adler', 'Bauer', 'Costa', 'Duarte', 'Evans', 'Fox', 'Garcia', 'Hansen', 'Ito', 'Jensen', 'Khan', 'Larsen', 'Meyer', 'Ng', 'Ortiz', 'Rossi'];
const DOMAINS = ['acme.example', 'acme.example', 'acme.example', 'north.example', 'partner.example'];
const STATUSES = ['Active', 'Active', 'Active', 'Active', 'Inactive', 'Suspended'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A small generator of whole numbers below 2^32 (mulberry32), of a seed and a place. */
function draw(seed, place) {
  let state = (seed + Math.imul(place + 1, 0x6d2b79f5)) >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const hex = (number, digits) => number.toString(16).padStart(digits, '0');
const date = (next) => `${1 + next(28)} ${MONTHS[next(12)]} ${2019 + next(8)}`;
const seen = (next) => (next(3) === 0 ? 'Never accessed' : date(next));

/** The cells after the group's, the same in each row of a person. */
function person(seed, number) {
  const next = draw(seed, number);
  const [first, last] = [FIRST_NAMES[next(16)], LAST_NAMES[next(16)]];
  const id = number % 3 === 0 ? `6${hex(next(2 ** 31), 8)}${hex(number, 15)}` : `712020:${hex(next(2 ** 31), 8)}-0a1b-4c2d-8e3f-${hex(number, 12)}`;
  const email = `${first}.${last}${number}@${DOMAINS[next(5)]}`.toLowerCase().normalize('NFD').replace(/[^ -~]/g, '');
  const role = next(500) === 0 ? 'Organization admin' : 'None';
  return `${id},${first} ${last},${email},${STATUSES[next(6)]},${date(next)},${role},${seen(next)},${seen(next)}`;
}

const group = (number) => `0e${hex(number % 251, 6)}-5a6b-4c7d-9e8f-${hex(number, 12)},team-${number % 7 === 0 ? 'Größe & Gewicht' : 'engineering'}-${number}`;

export async function writeExport(file, rows, { seed = 1, ordered = true } = {}) {
  const people = Math.max(1, Math.ceil(rows / GROUPS_EACH));
  const perGroup = Math.max(1, Math.min(people, Math.ceil(rows / 1000)));
  const known = people <= 1_000_000 ? Array.from({ length: people }, (_, at) => person(seed, at)) : null;
  const out = createWriteStream(file, { highWaterMark: 1 << 22 });
  let lines = [HEADING];
  for (let row = 0; row < rows; row += 1) {
    const place = ordered ? row : (row * STRIDE) % rows;
    const [at, number] = [place % perGroup, Math.floor(place / perGroup)];
    // A stride that steps through all people before it meets one again.
    const who = (number * perGroup + at) % people;
    lines.push(`${group(number)},${known ? known[who] : person(seed, who)}`);
    if (lines.length === 20_000 || row === rows - 1) {
      if (!out.write(`${lines.join('\n')}\n`)) await once(out, 'drain');
      lines = [];
    }
  }
  out.end();
  await finished(out);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [rows, file, seed] = process.argv.slice(2);
  await writeExport(file, Number(rows), { seed: Number(seed ?? 1) });
}
