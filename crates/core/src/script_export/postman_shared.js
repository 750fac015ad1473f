const BROKE = 'the connection broke before the answer came';
const read = (key, otherwise) => { try { return JSON.parse(pm.collectionVariables.get(`groupsweep ${key}`)) || otherwise; } catch (error) { return otherwise; } };
const write = (key, value) => pm.collectionVariables.set(`groupsweep ${key}`, JSON.stringify(value));
// The token, and the login as Postman sends it with an email.
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
// An earlier run left it in doubt: each call of this collection is a later try.
const doubted = () => told() === '~';
const knew = () => (doubted() ? '-' : told());
// Writes a row down: as a test that passes or fails, and as a line of the results file.
const settle = (row, status, word, reason) => {
  const data = (key) => String(pm.iterationData.get(key) || '');
  row.word = word;
  const time = word === 'not_tried' || word === 'kept' ? '' : new Date().toISOString();
  const cells = [data('groupsweepGroupId'), data('groupName'), data('groupsweepAccountId'), data('userName'), data('userEmail'), `${row.at + 1} of @@ROWS@@`, word, String(status), reason, String(row.tries), time];
  write(`line ${row.at}`, cells.map(cell).join(','));
  pm.test(`${word}: ${data('userName')}, ${data('groupName')}`, () => { if (!ENDS.includes(word)) throw new Error(reason); });
};
// All lines together: in the console, and in the global variable groupsweepResults.
const results = () => {
  const lines = [];
  for (let at = 0; at < pm.info.iterationCount; at += 1) {
    lines.push(read(`line ${at}`, ''));
    pm.collectionVariables.unset(`groupsweep line ${at}`);
  }
  for (const key of ['row', 'tally']) pm.collectionVariables.unset(`groupsweep ${key}`);
  const csv = `${['@@HEADINGS@@', ...lines.filter(Boolean)].join('\r\n')}\r\n`;
  pm.globals.set('groupsweepResults', csv);
  console.log(csv);
};
