const BROKE = 'the connection broke before the answer came';
const read = (key, otherwise) => { try { return JSON.parse(pm.collectionVariables.get(`groupsweep ${key}`)) || otherwise; } catch (error) { return otherwise; } };
const write = (key, value) => pm.collectionVariables.set(`groupsweep ${key}`, JSON.stringify(value));
const skip = () => { if (pm.execution && pm.execution.skipRequest) pm.execution.skipRequest(); else pm.request.method = 'GET'; };
const knew = () => String(pm.iterationData.get('groupsweepKnew') || '-');
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
