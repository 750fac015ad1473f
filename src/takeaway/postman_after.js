@@ANSWERS@@
@@SHARED@@
const row = read('row', {}), tally = read('tally', { refused: 0, done: 0, stop: '' });
const status = pm.response && pm.response.code || '', header = (key) => status && pm.response.headers.get(key) || '';
const [kind, reason, mayBeDone, most] = status ? meaning(status, header, pm.response.text() || '') : ['again', BROKE, true, 6];
row.answered = true;
if (mayBeDone) row.lost = true;
const again = (kind === 'wait' && ++row.throttled < 20) || ((kind === 'again' || kind === 'odd') && ++row.faults < most);
if (again && !row.word) {
  row.wait = kind === 'wait' ? rest(row.throttled, 5, status, header) : rest(row.faults, 1, status, header);
  if (pm.execution && pm.execution.setNextRequest) pm.execution.setNextRequest(pm.info.requestName);
  else postman.setNextRequest(pm.info.requestName);
} else if (!row.word) {
  settle(row, status, ...settled(kind, reason, row.lost, row.tries));
  if (kind === 'done' || kind === 'nothing') tally.done += 1;
  if ([403, 404].includes(status)) tally.refused += 1;
  if (kind === 'stop' || kind === 'wait') tally.stop = reason;
  // Postman can not be asked whether to go on: where nothing goes from the start, it stops.
  if (tally.done === 0 && tally.refused >= 3) tally.stop = 'The site refused the first three rows, so no other was sent. The likely causes: this account lacks site administration; these groups are synced from an identity provider; these users are gone.';
  write('tally', tally);
}
write('row', row);
