const SITE = '@@SITE@@', STEP = @@STEP@@;
@@ANSWERS@@
@@SHARED@@
let row = read('row', {});
if (row.at !== pm.info.iteration) row = { at: pm.info.iteration, tries: 0, faults: 0, throttled: 0, lost: false, wait: 0, answered: true };
const tally = read('tally', { refused: 0, done: 0, stop: '' });
if (!row.answered) { row.lost = true; row.faults += 1; row.answered = true; row.wait = 1000 * 2 ** row.faults; }
const why = String(pm.variables.get('confirm') || '').trim().toLowerCase() !== SITE.toLowerCase()
  ? `Nothing was sent: the variable "confirm" does not hold the site's name, ${SITE}.` : tally.stop;
if (!row.word && why && row.tries === 0) settle(row, '', 'not_tried', why);
if (!row.word && STEP === 'results') settle(row, '', ...settled('again', BROKE, row.lost, row.tries));
const goes = !row.word && STEP !== 'results';
if (goes) {
  row.tries += 1;
  row.answered = false;
  // The script is not over before this is, and the call goes behind it.
  setTimeout(() => {}, Math.max(Number(pm.variables.get('gap')) || 0, row.wait));
}
write('row', row);
if (STEP === 'results' && pm.info.iteration === pm.info.iterationCount - 1) results();
// The last word: nothing behind it is done.
if (!goes) skip();
