// Exports for the tests, made by code; the article's sample is the one file on disk.
import { readFileSync } from 'node:fs';
import { parseCsv, writeCsv } from './csv.mjs';

export const SAMPLE = readFileSync(new URL('../../data/article-sample.csv', import.meta.url), 'utf8');
export const SAMPLE_RECORDS = parseCsv(SAMPLE);
export const HEADING = SAMPLE_RECORDS[0];
export const ENGINEERING = 'e7b24a95-307c-4179-b143-18071d986420';

/** The sample as the article has it edited: two headings renamed. */
export function withRenamedHeadings() {
  const renamed = { 'Group id': 'groupId', 'User id': 'accountId' };
  return writeCsv([HEADING.map((cell) => renamed[cell] ?? cell), ...SAMPLE_RECORDS.slice(1)]);
}

/** The table as the article prints it: the heading of the emails is missing, so 9 headings stand over 10 values. */
export function articlesTable() {
  const heading = HEADING.filter((cell) => cell !== 'email').join(',');
  return [heading, ...SAMPLE.trimEnd().split('\n').slice(1)].join('\n');
}

export function groupId(number) {
  return `0e000000-0000-4000-8000-${hex(number, 12)}`;
}

export function accountId(number) {
  // Digits alone, as ids of older accounts are; not ending in the zeros that a spreadsheet leaves of a long number.
  return number % 3 === 0 ? hex(number, 22).replace(/^0/, '6') + '88' : `712020:0a000000-0000-4000-8000-${hex(number, 12)}`;
}

function hex(number, digits) {
  return number.toString(16).padStart(digits, '0');
}

/** One record of an export. */
export function membership(group, account, { user = `User ${account}`, groupName = `Group ${group}`, status = 'Active' } = {}) {
  return [groupId(group), groupName, accountId(account), user, `user${account}@domain.example`, status, '1 Sep 2023', 'None', 'Never accessed', 'Never accessed'];
}

/** Group names that need care on the way in and out. */
const AWKWARD = ['Café, "Nord"', '=SUM(A1)', 'Größe & Gewicht', '東京'];

/**
 * `rows` memberships, each of another person, spread over 20 groups. Every `keepEvery`-th is one of a person named
 * "Keep …", which the tests leave unticked.
 */
export function generatedExport(rows, { keepEvery } = {}) {
  const records = [HEADING];
  for (let row = 1; row <= rows; row += 1) {
    const group = row % 20;
    const keep = keepEvery && row % keepEvery === 0;
    records.push(membership(group, row, {
      user: keep ? `Keep ${row}` : `User ${row}`,
      groupName: AWKWARD[group] ?? `Group ${group}`,
      status: row % 7 === 0 ? 'Inactive' : 'Active',
    }));
  }
  return writeCsv(records);
}

/**
 * The members of a site that has every group and every person of a file, but where the people of these rows (counted
 * from 0) are not in their group.
 */
export function siteWhere(file, isAbsent) {
  const [heading, ...records] = parseCsv(file);
  const somebody = (at) => `712020:0b000000-0000-4000-8000-${hex(at, 12)}`;
  return writeCsv([heading, ...records.flatMap((record, at) => {
    if (!isAbsent(at)) return [record];
    const [group, name, account, user, ...rest] = record;
    return [[group, name, somebody(at), 'Somebody', ...rest], ['0e000000-0000-4000-8000-0000000000ff', 'Elsewhere', account, user, ...rest]];
  })]);
}

/** Good rows, a row twice, and ids that are damaged in several ways. */
export function exportWithBadRows() {
  const good = [membership(1, 1), membership(1, 2), membership(2, 3)];
  const damaged = (column, value) => membership(3, 9, { user: `Damaged ${value || 'empty'}` })
    .map((cell, index) => (index === column ? value : cell));
  const bad = [good[1], damaged(2, '7.12E+23'), damaged(0, 'Engineering'), damaged(0, ''), damaged(2, 'unknown')];
  return { text: writeCsv([HEADING, ...good, ...bad]), good: good.length, bad: bad.length };
}
