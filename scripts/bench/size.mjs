// What a visitor downloads: every file of the page raw, gzipped and with brotli, against the budget. The same page in one
// file is downloaded in its place and stands below; `_headers` is read by hosts alone.
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";

const BUDGET = 300; // kB of everything, gzipped
const KB = 1000;
const SINGLE_FILE = "groupsweep.html";

const folder = process.argv[2];
const files = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
  .sort();

const sizes = (path) => {
  const bytes = readFileSync(path);
  return [relative(folder, path), bytes.length, gzipSync(bytes, { level: 9 }).length, brotliCompressSync(bytes).length];
};
const measured = files.map(sizes);
const rows = measured.filter(([name]) => name !== SINGLE_FILE && name !== "_headers");
const single = measured.filter(([name]) => name === SINGLE_FILE);
const total = [1, 2, 3].map((column) => rows.reduce((sum, row) => sum + row[column], 0));

const kb = (bytes) => (bytes / KB).toFixed(1).padStart(8);
const width = Math.max(12, ...rows.map(([name]) => name.length));
const line = (name, sizes) => console.log(name.padEnd(width), ...sizes);

console.log("Size of the page, kB (1 kB = 1,000 bytes)");
line("file", ["raw", "gzip", "brotli"].map((word) => word.padStart(8)));
for (const [name, ...sizes] of rows) line(name, sizes.map(kb));
line("total", total.map(kb));
for (const [name, ...of] of single) line(name, of.map(kb));
console.log(`budget: ${BUDGET} kB gzipped, ${((total[1] / KB / BUDGET) * 100).toFixed(0)} % of it used`);
