// Runs the console's snippet outside a browser: `node console.mjs ORIGIN SNIPPET RESULTS [yes|no]...`. What the browser
// keeps for a site is a file here; an interrupt is `groupsweepStop()`.
import fs from 'node:fs';

const [origin, snippet, results, ...answers] = process.argv.slice(2);
const set = (name, value) => Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
const { host } = new URL(origin);
const kept = () => (fs.existsSync('storage.json') ? JSON.parse(fs.readFileSync('storage.json', 'utf8')) : {});
let space = Number(process.env.SPACE ?? -1);
const save = (all) => fs.writeFileSync('storage.json', JSON.stringify(all));

set('window', globalThis);
set('location', { host });
set('navigator', {});
set('localStorage', {
  getItem: (key) => kept()[key] ?? null,
  setItem: (key, text) => {
    // A browser whose memory is full.
    if (space === 0) throw new Error('full');
    space -= 1;
    save({ ...kept(), [key]: text });
  },
  removeItem: (key) => { const all = kept(); delete all[key]; save(all); },
});
set('prompt', (text) => { console.log(text); return host; });
set('confirm', (text) => { console.log(text); return answers.shift() === 'yes'; });
set('document', { createElement: () => ({ click() {}, remove() {} }), body: { append() {} } });
URL.createObjectURL = () => 'blob:';
const fetched = globalThis.fetch;
set('fetch', (path, how) => fetched(origin + path, how));
if (process.env.CHECK_NAMES === 'no') globalThis.groupsweepCheckNames = false;
process.on('SIGINT', () => globalThis.groupsweepStop());

await (0, eval)(fs.readFileSync(snippet, 'utf8'));
if (globalThis.groupsweepResults !== undefined) fs.writeFileSync(results, globalThis.groupsweepResults);
process.exit(0);
