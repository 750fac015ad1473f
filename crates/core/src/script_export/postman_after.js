@@ANSWERS@@
@@SHARED@@
const STEP = @@STEP@@;
const row = read('row', {}), tally = read('tally', { refused: 0, done: 0, odd: 0, stop: '' });
const status = pm.response && pm.response.code || '', header = (key) => status && pm.response.headers.get(key) || '';
// Stopping Postman during a wait would lose the results, so a long wait ends the run.
const tooLong = (ms) => (ms > 600000 ? `The site asks for a pause until ${pauseEnd(ms)}. After that, drop its results on Groupsweep's Import.` : '');
const goTo = (name) => {
  if (pm.execution && pm.execution.setNextRequest) pm.execution.setNextRequest(name);
  else postman.setNextRequest(name);
};
const repeat = (name) => { row.again = { name, at: Date.now() }; goTo(name); };
// Reads the account of this login once. Repeated if the site is busy or unreachable.
const who = () => {
  const text = pm.response && pm.response.text() || '';
  const isBusy = !status || status === 408 || status === 429 || status >= 500;
  tally.asked = (tally.asked || 0) + 1;
  if (isBusy && tally.asked < 6) {
    tally.wait = rest(tally.asked, 1, status, header);
    tally.stop = tooLong(tally.wait);
    if (tally.stop) tally.asked = 0;
    else repeat(pm.info.requestName);
    return;
  }
  tally.asked = 0;
  if (status === 401 || /^AUTHENTICAT/.test(header('x-seraph-loginreason') || '')) tally.stop = said('The site does not accept this login (401)', text);
  else if (status === 403) tally.stop = `Nothing was sent: ${said(@@SAY_FORBIDDEN@@, text)} ${@@SAY_ALLOWLIST@@}`;
  else if (status === 200) { try { tally.me = JSON.parse(text).accountId || ''; } catch (error) { /* a page of a login or a proxy */ } }
  if (!tally.me && !tally.stop && status === 200) tally.stop = `Nothing was sent: ${isPage(header, text) ? @@SAY_PAGE@@ : @@SAY_UNREADABLE@@}`;
  if (!tally.me && !tally.stop) tally.stop = said(`Nothing was sent: the site did not say who you are (${status})`, text);
};
// The first row was probably sent by an earlier run, as the test. If the row was not checked, it is unknown
// whether that run changed it.
const concluded = (kind, reason, first) => {
  const [word, why] = settled(kind, reason, row.lost, row.tries, knew(), first);
  return word === '@@NOTHING_WORD@@' && knew() === '-' && row.at === 0 ? ['in_doubt', [first, @@SAY_BY_WHICH_RUN@@].filter(Boolean).join(' ')] : [word, why];
};
// Records a row once all its answers are there, and counts it.
const conclude = (kind, reason, code, first) => {
  settle(row, code, ...concluded(kind, reason, first));
  if (['done', 'nothing', 'found'].includes(kind)) tally.done += 1;
  if ([403, 404].includes(code)) tally.refused += 1;
  if (kind === 'stop' || kind === 'wait') tally.stop = reason;
  tally.odd = kind === 'odd' || kind === 'unread' ? (tally.odd || 0) + 1 : 0;
  if (tally.odd >= 3) tally.stop = @@SAY_ODD_ROWS@@;
  // Postman cannot ask whether to continue, so it stops if the first rows all fail.
  if (tally.done === 0 && tally.refused >= 3) tally.stop = `Three rows were refused and none is done. No more rows are sent. ${@@SAY_FAILING@@}`;
};
// Reads the list of the account's groups after an answer that leaves the state of the row unknown.
const readBack = () => {
  const { question } = row, text = pm.response && pm.response.text() || '';
  if (!question || row.word) return;
  const isBusy = !status || status === 408 || status === 429 || status >= 500;
  row.reads += 1;
  row.wait = isBusy ? rest(row.reads, 1, status, header) : 0;
  const long = tooLong(row.wait);
  if (isBusy && row.reads < 6 && !long) repeat(pm.info.requestName);
  else {
    row.question = null;
    row.wait = 0;
    const { kind, reason, first } = looked(question.kind, question.reason, standing(status, header, text, String(pm.iterationData.get('groupsweepGroupId')), knew() === '+'));
    if (['odd', 'claimed'].includes(kind) && ++row.faults < question.most) {
      row.wait = rest(row.faults + (kind === 'claimed'), 1, question.code, () => '');
      repeat('@@METHOD@@');
    } else conclude(kind, reason, question.code, first);
    tally.stop = (status && !lacksScope(header) && hopeless(status, header, text)) || long || tally.stop;
  }
  write('row', row);
};
const change = () => {
const [kind, reason, mayBeDone, most] = status ? meaning(status, header, pm.response.text() || '') : ['again', BROKE, true, 6];
row.answered = true;
if (mayBeDone) row.lost = true;
const toAsk = toRead(kind, knew());
if (toAsk && !row.word) {
  row.question = { kind: toAsk, reason, code: status, most: toAsk === 'claimed' ? 6 : most };
  row.reads = 0;
  row.wait = 0;
  goTo('Read back');
  write('row', row);
  return;
}
const again = (kind === 'wait' && ++row.throttled < 20) || (kind === 'again' && ++row.faults < most);
if (again && !row.word) {
  row.wait = kind === 'wait' ? rest(row.throttled, 5, status, header) : rest(row.faults, 1, status, header);
  const long = tooLong(row.wait);
  if (long) {
    tally.stop = long;
    // A call that the site rejected (429) changed nothing.
    if (kind === 'wait' && !row.lost) settle(row, status, 'not_tried', long);
    else settle(row, status, ...settled('stop', long, row.lost, row.tries, knew()));
  } else repeat(pm.info.requestName);
} else if (!row.word) conclude(kind, reason, status);
write('row', row);
};
if (STEP === 'who') { who(); write('row', row); }
else if (STEP === 'read') readBack();
else change();
write('tally', tally);
