const SITE = '@@SITE@@', METHOD = '@@METHOD@@', WHO = '@@WHO@@', CALLER = '@@CALLER@@', STEP = @@STEP@@;
@@ANSWERS@@
@@SHARED@@
const newRow = () => ({ at: pm.info.iteration, tries: 0, faults: 0, throttled: 0, lost: doubted(), wait: 0, answered: true });
let row = read('row', {});
if (row.at !== pm.info.iteration) row = newRow();
let tally = read('tally', { refused: 0, done: 0, stop: '' });
// The first request of a run. An earlier run that was stopped leaves its variables behind, also the note that a request
// is to be repeated. Postman starts the repeated request at once, apart from the delay that was set for the run.
const isAgain = row.again && row.again.name === pm.info.requestName && Date.now() - row.again.at < 60000;
if (pm.info.iteration === 0 && pm.info.requestName === (WHO ? 'Who' : METHOD) && !isAgain) {
  tally = { refused: 0, done: 0, odd: 0, stop: '', me: '', asked: 0, wait: 0 };
  row = newRow();
  write('tally', tally);
}
row.again = null;
if (!row.answered) { row.lost = true; row.faults += 1; row.answered = true; row.wait = 1000 * 2 ** row.faults; }
const held = (key) => String(pm.variables.get(key) || '').trim().toLowerCase();
const id = (key) => String(pm.iterationData.get(key) || '');
let why = tally.stop;
if (held('groupsweepConfirm') !== SITE.toLowerCase()) why = `Nothing was sent: the variable "groupsweepConfirm" does not contain the site's name, ${SITE}.`;
else if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id('groupsweepGroupId')) || !/^[A-Za-z0-9:_-]{1,128}$/.test(id('groupsweepAccountId'))) why = 'Nothing was sent: this row is not from the data file of this collection.';
else if (pm.info.iteration > 0 && held('groupsweepAll') !== 'yes') why = 'Only the first row is sent until the variable "groupsweepAll" is yes.';
else if (!why && WHO && STEP !== 'who' && !tally.me) why = 'Nothing was sent: the site did not say who you are.';
if (STEP !== 'who' && !row.word && why && row.tries === 0) hold(row, 'not_tried', why);
if (STEP === 'send' && !row.word && why) settle(row, '', ...settled('stop', why, row.lost, row.tries, knew()));
// The caller's own row is not sent, unless it was included for this account when the plan was made.
const isOwn = METHOD === 'DELETE' && tally.me && id('groupsweepAccountId').toLowerCase() === tally.me.toLowerCase() && CALLER.toLowerCase() !== tally.me.toLowerCase();
if (STEP === 'send' && !row.word && isOwn) hold(row, 'kept', 'protected: your own account');
if (!row.word && STEP === 'results' && row.question) {
  const { kind, reason } = looked(row.question.kind, row.question.reason, 'unread');
  settle(row, row.question.code, ...settled(kind, reason, row.lost, row.tries, knew()));
}
if (!row.word && STEP === 'results') settle(row, '', ...settled('again', BROKE, row.lost, row.tries, knew()));
const goes = STEP === 'who' ? pm.info.iteration === 0 && !why : !row.word && STEP !== 'results' && (STEP === 'read') === !!row.question;
if (goes && STEP === 'who') {
  setTimeout(() => {}, tally.wait || 0);
} else if (goes && STEP === 'read') {
  setTimeout(() => {}, Math.max(Number(pm.variables.get('groupsweepGap')) || 0, row.wait));
} else if (goes) {
  row.tries += 1;
  row.answered = false;
  intend(row);
  // Postman waits for this timer before it ends the script and sends the call.
  setTimeout(() => {}, Math.max(Number(pm.variables.get('groupsweepGap')) || 0, row.wait));
}
write('row', row);
if (STEP === 'results' && pm.info.iteration === pm.info.iterationCount - 1) results();
// Must be last: nothing after it runs.
if (!goes) skip();
