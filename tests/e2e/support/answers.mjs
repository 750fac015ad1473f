// A site of a few lines for the table of answers: it answers one account's changes as the table says, and everything
// else by how things stand.
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';

const TABLE = JSON.parse(await readFile(new URL('../../takeaway/answers.json', import.meta.url), 'utf8'));
const NOTHING = '{"errorMessages":["Cannot remove user since user is not a member of the group"]}';
const MARKS = ['+', '=', '-'];
const WORDS = { done: 'removed', already: 'already_gone', since_check: 'gone_since_check' };

/** One row for every cell of the table: its answers, what the check knew (as the exports mark it), and its outcome. */
export const CASES = TABLE.cases.flatMap(({ answers, outcomes, open }) => outcomes.flatMap((outcome, knew) => (outcome === null ? [] : [{
  answers, mark: MARKS[knew], open: open ?? knew !== 1, outcome: WORDS[outcome] ?? outcome,
}])));
export const STOPS = TABLE.stops;

/** Starts the site for rows of an export, `{ 'User id', 'User name', ... }`. `keepAlive` keeps connections open. */
export async function startAnswering(t, rows, { keepAlive = false } = {}) {
  const members = new Set(rows.map((row) => row['User id']));
  const scripted = new Map();
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
    if (url.pathname.endsWith('/myself')) return json('200 OK', { accountId: 'me', displayName: 'Ada' });
    if (url.pathname.endsWith('/user/bulk')) return json('200 OK', { values: people() });
    if (url.pathname.endsWith('/group/bulk')) return json('200 OK', { values: groups() });
    return whole('200 OK', ['Content-Type: text/html'], Buffer.from('<!doctype html><title>Site</title>'));
  }
  /** The bytes to send; undefined where the connection ends without an answer. */
  function change(account) {
    const answer = scripted.get(account)?.shift();
    seen.push(account);
    if (!answer) return members.delete(account) ? whole('200 OK', [], Buffer.alloc(0)) : json('400 Bad Request', NOTHING);
    if (answer.made) members.delete(account);
    if (answer.cut) return undefined;
    const text = answer.body === 'nothing' ? NOTHING : answer.body ?? '';
    const body = answer.base64 ? Buffer.from(answer.base64, 'base64') : Buffer.from(text.repeat(answer.times ?? 1));
    return whole(answer.status === 'done' ? '200 OK' : answer.status, answer.headers ?? [], body, answer.missing);
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
        bytes = bytes.slice(end + 4 + length);
        const [method, target] = head.split(' ');
        const url = new URL(target, 'http://site');
        const answer = method === 'GET' ? read(url) : change(url.searchParams.get('accountId'));
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
    /** Sets how a row stands and what its next changes are answered. */
    script(account, names, open = true) {
      if (!open) members.delete(account);
      scripted.set(account, names.map((name) => TABLE.answers[name]));
    },
  };
}
