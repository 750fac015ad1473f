// A site of a few lines for the table of answers: it answers one account's changes as the table says, and everything
// else by how things stand.
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';

const TABLE = JSON.parse(await readFile(new URL('../../../crates/core/tests/script_export/answers.json', import.meta.url), 'utf8'));
const NOTHING = {
  DELETE: '{"errorMessages":["Cannot remove user since user is not a member of the group"]}',
  POST: '{"errorMessages":["Cannot add user. User is already a member of \'{1}\'"]}',
};
const DONE = { DELETE: '200 OK', POST: '201 Created' };
const MARKS = ['+', '=', '-'];
const WORDS = { done: 'removed', already: 'already_gone', since_check: 'gone_since_check' };
const ADDED = { removed: 'added', already_gone: 'already_member', gone_since_check: 'there_since_check' };

/** The word of an addition for a removal's. */
export const added = (word) => ADDED[word] ?? word;

/** One row for every cell of the table: its answers, what the check knew (as the exports mark it), its outcome, and the one
 *  in Postman. */
const rowsOf = (cases) => cases.flatMap(({ answers, readings, outcomes, unnamed = outcomes, open }) => outcomes.flatMap((outcome, knew) => (outcome === null ? [] : [{
  answers, readings, mark: MARKS[knew], open: open ?? knew !== 1, outcome: WORDS[outcome] ?? outcome, unnamed: WORDS[unnamed[knew]] ?? unnamed[knew],
}])));
export const CASES = rowsOf(TABLE.cases);
/** The same of the cases of additions alone. */
export const ADDITIONS = rowsOf(TABLE.additions);
export const STOPS = TABLE.stops;

/** Starts the site for rows of an export, `{ 'User id', 'User name', ... }`. `keepAlive` keeps connections open; `adds`:
 *  the changes are additions, and nobody is a member at first. */
export async function startAnswering(t, rows, { keepAlive = false, adds = false } = {}) {
  const members = new Set(adds ? [] : rows.map((row) => row['User id']));
  const scripted = new Map();
  const scriptedReadings = new Map();
  const seen = [];
  const connection = keepAlive ? 'keep-alive' : 'close';
  const json = (status, value) => whole(status, ['Content-Type: application/json;charset=UTF-8'], Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)));
  function whole(status, headers, body, missing = 0) {
    const head = [`HTTP/1.1 ${status}`, ...headers, `Content-Length: ${body.length + missing}`, `Connection: ${connection}`, '', ''].join('\r\n');
    return Buffer.concat([Buffer.from(head), body]);
  }
  function read(url) {
    const ids = (key) => url.searchParams.getAll(key);
    const people = () => rows.filter((row) => ids('accountId').includes(row['User id'])).map((row) => ({ accountId: row['User id'], displayName: row['User name'], emailAddress: row.email }));
    const groups = () => ids('groupId').flatMap((id) => rows.filter((row) => row['Group id'] === id).slice(0, 1)).map((row) => ({ groupId: row['Group id'], name: row['Group name'] }));
    if (url.pathname.endsWith('/user/groups')) {
      const [account] = ids('accountId');
      const answer = scriptedReadings.get(account)?.shift();
      if (answer) return asScripted(answer);
      return json('200 OK', rows.filter((row) => row['User id'] === account && members.has(account)).map((row) => ({ name: row['Group name'], groupId: row['Group id'] })));
    }
    if (url.pathname.endsWith('/myself')) return json('200 OK', { accountId: 'me', displayName: 'Ada' });
    if (url.pathname.endsWith('/user/bulk')) return json('200 OK', { values: people() });
    if (url.pathname.endsWith('/group/bulk')) return json('200 OK', { values: groups() });
    return whole('200 OK', ['Content-Type: text/html'], Buffer.from('<!doctype html><title>Site</title>'));
  }
  const asScripted = (answer, adds = false) => {
    const text = answer.body === 'nothing' ? NOTHING[adds ? 'POST' : 'DELETE'] : answer.body ?? '';
    const body = answer.base64 ? Buffer.from(answer.base64, 'base64') : Buffer.from(text.repeat(answer.times ?? 1));
    return whole(answer.status === 'done' ? DONE[adds ? 'POST' : 'DELETE'] : answer.status, answer.headers ?? [], body, answer.missing);
  };
  /** The bytes to send; undefined where the connection ends without an answer. */
  function change(account) {
    const answer = scripted.get(account)?.shift();
    seen.push(account);
    const make = () => (adds ? !members.has(account) && !!members.add(account) : members.delete(account));
    if (!answer && !make()) return json('400 Bad Request', NOTHING[adds ? 'POST' : 'DELETE']);
    if (!answer) return adds ? json('201 Created', { name: 'Group', groupId: 'x' }) : whole('200 OK', [], Buffer.alloc(0));
    if (answer.made) make();
    if (answer.cut) return undefined;
    return asScripted(answer, adds);
  }
  const server = createServer((socket) => {
    let bytes = '';
    socket.on('error', () => socket.destroy());
    socket.on('data', (more) => {
      bytes += more.toString('latin1');
      for (let end = bytes.indexOf('\r\n\r\n'); end >= 0; end = bytes.indexOf('\r\n\r\n')) {
        const head = bytes.slice(0, end);
        const length = Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0);
        if (bytes.length < end + 4 + length) return;
        const text = bytes.slice(end + 4, end + 4 + length);
        bytes = bytes.slice(end + 4 + length);
        const [method, target] = head.split(' ');
        const url = new URL(target, 'http://site');
        const answer = method === 'GET' ? read(url) : change(url.searchParams.get('accountId') ?? JSON.parse(text).accountId);
        if (!answer) socket.destroy();
        else if (keepAlive) socket.write(answer);
        else socket.end(answer);
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  const host = `127.0.0.1:${server.address().port}`;
  return {
    host,
    origin: `http://${host}`,
    /** Accounts of the changes that came, in order. */
    seen,
    isMember: (account) => members.has(account),
    /** Sets a row's membership, the answers to its next changes, and those to requests for its groups. */
    script(account, names, open = true, readings = []) {
      if (open === adds) members.delete(account);
      else members.add(account);
      scripted.set(account, names.map((name) => TABLE.answers[name]));
      scriptedReadings.set(account, readings.map((name) => TABLE.answers[name]));
    },
  };
}
