// A small strict RFC 4180 reader and writer: the tests do not read results with the code that wrote them.

/** Reads CSV into records of cells. Line ends may be CRLF or LF. Throws at the first violation, with its line. */
export function parseCsv(text) {
  const records = [];
  let at = text.startsWith('\uFEFF') ? 1 : 0;
  while (at < text.length) {
    const record = [];
    for (;;) {
      const [cell, after] = text[at] === '"' ? quotedCell(text, at, records.length + 1) : plainCell(text, at, records.length + 1);
      record.push(cell);
      at = after;
      if (text[at] !== ',') break;
      at += 1;
    }
    if (text[at] === '\r') at += 1;
    if (at < text.length && text[at] !== '\n') throw new Error(`record ${records.length + 1}: text after a closing quote or a bare carriage return`);
    at += 1;
    if (records.length > 0 && record.length !== records[0].length) {
      throw new Error(`record ${records.length + 1} has ${record.length} cells, the first has ${records[0].length}`);
    }
    records.push(record);
  }
  return records;
}

function quotedCell(text, start, number) {
  let cell = '';
  let at = start + 1;
  for (;;) {
    const quote = text.indexOf('"', at);
    if (quote < 0) throw new Error(`record ${number}: a quoted cell never ends`);
    cell += text.slice(at, quote);
    if (text[quote + 1] !== '"') return [cell, quote + 1];
    cell += '"';
    at = quote + 2;
  }
}

function plainCell(text, start, number) {
  let end = start;
  while (end < text.length && !',\r\n'.includes(text[end])) {
    if (text[end] === '"') throw new Error(`record ${number}: a quote inside a cell that is not quoted`);
    end += 1;
  }
  return [text.slice(start, end), end];
}

/** Writes records with LF line ends; cells are quoted only where they must be. */
export function writeCsv(records) {
  return records.map((record) => `${record.map(writeCell).join(',')}\n`).join('');
}

function writeCell(cell) {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

/** Records after the first as objects keyed by the first record's cells. */
export function asObjects(records) {
  const [heading, ...rows] = records;
  return rows.map((row) => Object.fromEntries(heading.map((name, index) => [name, row[index]])));
}
