const BROKE = 'the connection broke before the answer came';
const read = (key, otherwise) => { try { return JSON.parse(pm.collectionVariables.get(`groupsweep ${key}`)) || otherwise; } catch (error) { return otherwise; } };
const write = (key, value) => pm.collectionVariables.set(`groupsweep ${key}`, JSON.stringify(value));
// The token, and the login in the form in which Postman sends it with an email.
const secrets = () => {
  const [email, token] = ['groupsweepEmail', 'groupsweepToken'].map((key) => String(pm.variables.get(key) || ''));
  return [token, base64(`${email}:${token}`)];
};
const base64 = (text) => {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  const bits = unescape(encodeURIComponent(text)).split('').map((byte) => byte.charCodeAt(0).toString(2).padStart(8, '0')).join('');
  const coded = bits.match(/.{1,6}/g).map((six) => letters[parseInt(six.padEnd(6, '0'), 2)]).join('');
  return coded.padEnd(Math.ceil(coded.length / 4) * 4, '=');
};
const skip = () => { if (pm.execution && pm.execution.skipRequest) pm.execution.skipRequest(); else pm.request.method = 'GET'; };
const told = () => String(pm.iterationData.get('groupsweepKnew') || '-');
// If an earlier run left it in doubt, each call of this collection counts as a later try.
const doubted = () => ['~', '^'].includes(told());
const knew = () => (told() === '~' ? '-' : told());
// A row's line of the results file.
const lineOf = (row, status, word, reason) => {
  const data = (key) => String(pm.iterationData.get(key) || '');
  const time = row.tries === 0 || word === 'not_tried' ? '' : new Date().toISOString();
  const cells = [data('groupsweepGroupId'), data('groupName'), data('groupsweepAccountId'), data('userName'), data('userEmail'), `${row.at + 1} of @@ROWS@@`, word, String(status), reason, String(row.tries), time];
  return cells.map(cell).join(',');
};
// The lines recorded so far. An earlier run that ended early leaves its own behind.
const before = () => (pm.info.iteration === 0 ? '' : read('lines', ''));
// Keeps the rows so far in the global variable at all times, because nothing runs when somebody ends the run.
const publish = (lines) => pm.globals.set('groupsweepResults', `@@HEADINGS@@\r\n${lines}`);
// Records that a row's call is in flight, until its final line replaces this one.
const intend = (row) => publish(`${before()}${lineOf(row, '', 'in_doubt', @@SAY_STOPPED@@)}\r\n`);
// Records a row as a test that passes or fails, and as a line of the results file.
const settle = (row, status, word, reason) => {
  row.word = word;
  const line = lineOf(row, status, word, reason), lines = `${before()}${line}\r\n`;
  write('lines', lines);
  publish(lines);
  // Newman exports its variables only at the end.
  console.log(line);
  const data = (key) => String(pm.iterationData.get(key) || '');
  pm.test(`${word}: ${data('userName')}, ${data('groupName')}`, () => { if (!ENDS.includes(word)) throw new Error(reason); });
};
// Records a row that is not sent. A row in doubt stays in doubt.
const hold = (row, word, reason) => (doubted() ? settle(row, '', 'in_doubt', `${@@SAY_LEFT_IN_DOUBT@@} ${reason}`) : settle(row, '', word, reason));
// Prints all lines to the console. The global variable groupsweepResults has them too.
const results = () => {
  console.log(`@@HEADINGS@@\r\n${read('lines', '')}`);
  for (const key of ['row', 'tally', 'lines']) pm.collectionVariables.unset(`groupsweep ${key}`);
};
