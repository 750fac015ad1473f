const DONE = @@DONE@@, CARRIES = '@@CARRIES@@', NOTHING = [@@NOTHING_LIST@@];
// A CSV cell. An apostrophe is put before anything that a spreadsheet would run as a formula.
const cell = (text) => {
  const safe = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/.test(text) ? `'${text}` : text;
  return /[",;|\t\r\n]|^'/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
};
// Whether a text quotes the login. 16 matching characters are enough, because gateways truncate what they quote.
const repeatsLogin = (text) => @@SECRETS@@.some((secret) => secret.length >= 16 && text.includes(secret.slice(0, 16)))
  || /authorization header|\b(basic|bearer) [A-Za-z0-9+/=_.-]{16}|AT[ACS]TT3/i.test(text);
// A sentence, followed by the site's own text.
const said = (lead, text) => {
  let says = '';
  try {
    const { errorMessages, errors, message } = JSON.parse(text);
    const first = Array.isArray(errors) && errors[0] || {};
    says = String(errorMessages && errorMessages[0] || first.detail || first.title || message || '');
  } catch (error) { /* no JSON: a page */ }
  // Newman prints to a terminal, so control characters become spaces and direction marks are removed.
  says = says.replace(/[\s\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]+/g, ' ').trim().replace(/\.+$/, '');
  // Text that repeats the login is not written down.
  if (repeatsLogin(says)) says = '';
  return says ? `${lead}: \u201c${[...says].slice(0, 200).join('')}\u201d.` : `${lead}.`;
};
// What an answer means: done, nothing (nothing to do), no (this row is refused), unclear (refused, but the state
// of the row is unknown), stop (no row can succeed), wait (too many calls), again (worth a retry; also returns
// whether the change may have been made, and how many tries to make), odd (like again, because the answer is not
// the site's).
const isDone = (status, text) => {
  if (status !== DONE) return false;
  if (!text.trim()) return CARRIES !== 'group';
  if (CARRIES === 'nothing') return false;
  let json = null;
  try { json = JSON.parse(text); } catch (error) { /* not the site's */ }
  if (!json || Array.isArray(json) || typeof json !== 'object') return false;
  return !['error', 'errors', 'errorMessages', 'statusCode'].some((key) => key in json) && (CARRIES === 'whatever' || !!(json.groupId || json.name));
};
const isPage = (header, text) => text !== '' && (/^\s*</.test(text) || /html/i.test(header('content-type') || ''));
// Why no call of any kind can succeed from here; else empty. A 200 can report a refused login too, and such an answer
// may leave groups out.
const hopeless = (status, header, text) => {
  if (status === 401 || /^AUTHENTICAT/.test(header('x-seraph-loginreason') || '')) return said('The site does not accept this login (401)', text);
  if (status >= 300 && status < 400) return `The site redirects the calls instead of answering them (${status}). Nothing is sent there.`;
  if (status === 407) return 'The web proxy asks for a login (407).';
  return status === 403 && text.toLowerCase().includes('xsrf') ? @@SAY_XSRF@@ : '';
};
const meaning = (status, header, text) => {
  const low = text.toLowerCase();
  const page = isPage(header, text);
  const why = hopeless(status, header, text);
  if (why) return ['stop', why];
  if (status === 429) return ['wait', @@SAY_THROTTLED@@];
  if ([408, 502, 504].includes(status)) return ['again', `the site or its gateway failed (${status})`, true, 6];
  if (status === 503) return ['again', 'the site was not available (503)', true, 6];
  if (status >= 500) return ['again', `the site or a proxy on the way failed (${status})`, true, 3];
  if (isDone(status, text)) return ['done', ''];
  if (NOTHING.includes(status) && low.includes('@@NOTHING_WORDS@@') && !/you are not|you're not/.test(low)) return ['nothing', ''];
  if (page || status < 300) return ['odd', `the answer (${status}) is not one that is expected from the site`, true, 3];
  if (status === 403) return ['no', said(@@SAY_REFUSED@@, text)];
  const kind = [@@UNCLEAR_LIST@@].includes(status) ? 'unclear' : 'no';
  if (status === 404) return [kind, said(@@SAY_NOT_FOUND@@, text)];
  return [kind, said(`The site refuses this change (${status})`, text)];
};
// Whether the login may not read this, but may well make changes.
const lacksScope = (header) => /^failure_client_scope_check$/i.test(header('x-failure-category') || '');
// The state of a row according to its account's list of groups: wanted (as after the change), open, or unread. A
// list without the group proves nothing if the site does not know the account or the group (`exists`).
const standing = (status, header, text, group, exists) => {
  if (status !== 200 || hopeless(status, header, text)) return 'unread';
  let json = null;
  try { json = JSON.parse(text); } catch (error) { /* not the site's */ }
  const list = '@@READ_LIST@@' ? json && json['@@READ_LIST@@'] : Array.isArray(json) ? json : json && json.values;
  if (!Array.isArray(list)) return 'unread';
  const ids = list.map((one) => String(one && one['@@READ_ID@@'] || '').toLowerCase());
  if (ids.includes(group.toLowerCase())) return '@@METHOD@@' === 'POST' ? 'wanted' : 'open';
  // A group without an id may be this one. A list that is full or has a next page may continue.
  const next = (links) => !!(links && links.next);
  if (ids.includes('') || json.isLast === false || next(json._links) || next(json.links) || ids.length >= @@READ_MOST@@) return 'unread';
  if ('@@METHOD@@' === 'POST') return 'open';
  return exists ? 'wanted' : 'unread';
};
// What must be read back: an odd or unclear answer, and the answer that a person is already a member, which the
// site may give right after a removal although the person is gone.
const toRead = (kind, knew) => (kind === 'nothing' && '@@METHOD@@' === 'POST' && knew !== '=' ? 'claimed' : ['odd', 'unclear'].includes(kind) ? kind : '');
// The result of reading back: odd and claimed are sent again, found and nothing end as after the change, unread
// and no end unchanged. `first` is put before the reason.
const looked = (kind, reason, stands) => {
  if (kind === 'claimed' && stands === 'open') return { kind, reason: @@SAY_CLAIMED@@ };
  if (kind === 'claimed' && stands === 'wanted') return { kind: 'nothing', reason: '' };
  if (kind === 'claimed') return { kind: 'no', reason: `${@@SAY_CLAIM@@} ${@@SAY_NOT_READ@@}` };
  const lead = `The site did not confirm the change: ${reason}.`;
  if (kind === 'odd' && stands === 'open') return { kind, reason };
  if (kind === 'odd' && stands === 'wanted') return { kind: 'found', reason: '', first: lead };
  if (kind === 'odd') return { kind: 'unread', reason: `${lead} ${@@SAY_NOT_READ@@}` };
  if (stands === 'wanted') return { kind: 'nothing', reason: '', first: reason };
  return { kind: 'no', reason: `${reason} ${stands === 'open' ? @@SAY_OPEN@@ : @@SAY_NOT_READ@@}` };
};
// Milliseconds to wait before the next try: doubling up to 30 seconds, never shorter than the site asks for, plus
// up to a quarter.
const rest = (time, least, status, header) => {
  const after = (header('retry-after') || '').trim();
  const isDate = (text) => /^\d{4}-\d\d-\d\dT|\d\d [A-Z][a-z][a-z] \d{4} \d\d:\d\d/.test(text);
  // By the site's clock if the answer has it, because this machine's may be wrong.
  const now = Date.parse(header('date') || '') || Date.now();
  const until = (text) => (isDate(text) && (Date.parse(text) - now) / 1000) || 0;
  // Fractions of a second count. Of several values, the longest counts.
  const seconds = after.split(',').map((one) => one.trim());
  const asked = seconds.every((one) => /^\d+(\.\d+)?$/.test(one)) ? Math.max(...seconds.map(Number))
    : until(after || (status === 429 && header('x-ratelimit-reset')) || '');
  // No wait is longer than a day. After it, the site is asked again.
  const wait = Math.min(Math.max(Math.min(2 ** (time - 1), 30), least, asked), 86400) * 1000;
  return wait + Math.random() * Math.min(wait / 4, 25000);
};
// The time of day this many milliseconds from now.
const clock = (ms) => new Date(Date.now() + ms).toLocaleString('en-GB', { weekday: 'short', day: '2-digit', month: 'short', hour: '2-digit', minute: '2-digit' });
// The end of a pause that the site asks for. If it is longer than one wait, the end of the wait.
const pauseEnd = (ms) => clock(ms) + (ms >= 86400000 ? ' or later' : '');
// The row's outcome and reason once it is settled. `knew` is the check's result: + there was something to change,
// = there was nothing, - not checked, ^ there was nothing after an earlier run had left the row in doubt.
const settled = (kind, reason, lost, tries, knew, first = '') => {
  if (first) {
    const [word, why] = settled(kind, reason, lost, tries, knew);
    return [word, `${first} ${why}`];
  }
  // The check's result limits what the answer can mean.
  if (kind === 'done' && knew === '=') return ['@@NOTHING_WORD@@', @@SAY_ALL_THE_SAME@@];
  if (['nothing', 'found'].includes(kind) && knew === '=') return ['@@NOTHING_WORD@@', @@SAY_ABSENT@@];
  if (kind === 'done') return ['@@DONE_WORD@@', [tries > 1 && `Done at try ${tries}.`, knew === '^' ? @@SAY_DONE_BEFORE@@ : knew === '-' && @@SAY_QUIET@@].filter(Boolean).join(' ')];
  // The state before is unknown, so it may or may not have been this run that changed it.
  if (['-', '^'].includes(knew) && lost && ['nothing', 'found'].includes(kind)) return ['in_doubt', @@SAY_BY_WHOM@@];
  if (kind === 'found') return ['@@DONE_WORD@@', @@SAY_FOUND@@];
  if (kind === 'nothing' && lost) return ['@@DONE_WORD@@', @@SAY_LOST@@];
  if (kind === 'nothing') return knew === '+' ? ['@@SINCE_WORD@@', @@SAY_SINCE@@] : ['@@NOTHING_WORD@@', @@SAY_UNSEEN@@];
  const why = ['again', 'odd', 'claimed'].includes(kind) ? `Given up after ${tries} ${tries === 1 ? 'try' : 'tries'}: ${reason}.` : reason;
  if (lost) return ['in_doubt', `${why} ${@@SAY_IN_DOUBT@@}`];
  // The site rejected every call of this row (429).
  return [kind === 'wait' ? 'not_tried' : 'failed', why];
};
const ENDS = ['@@DONE_WORD@@', '@@NOTHING_WORD@@', '@@SINCE_WORD@@'];
