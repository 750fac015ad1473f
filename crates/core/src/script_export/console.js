/* Groupsweep @@VERSION@@: @@TITLE@@ on @@SITE@@@@PART_WORDS@@, with the session of this tab.
   For the console of a tab that shows https://@@SITE@@ with you logged in. Sends nothing before you type the site's name.
   groupsweepStop() stops it; paste it again to continue. Keep the tab in front: browsers slow down the others.
   Names in the plan are compared with the site's; window.groupsweepCheckNames = false before pasting switches that off. */
(async () => {
const SITE = '@@SITE@@', PATH = '@@PATH@@', BODY = '@@BODY@@', METHOD = '@@METHOD@@', WHO = '@@WHO@@', CALLER = '@@CALLER@@';
const FILE = '@@PART_FILE@@', KEY = '@@PART_KEY@@', GAP = 200;
const GROUPS = @@GROUPS@@;
const ROWS = @@PLAN@@;
@@ANSWERS@@
if (location.host !== SITE) { console.error(`Nothing was sent: this tab shows ${location.host}, but the snippet is for ${SITE}.`); return; }
if (window.groupsweepRuns) { console.error('Nothing was sent: the snippet is already running in this tab. groupsweepStop() stops it.'); return; }
let stopped = false;
window.groupsweepStop = () => { stopped = true; };
const pause = async (ms) => { for (const end = Date.now() + ms; !stopped && Date.now() < end;) await new Promise((on) => setTimeout(on, Math.min(250, end - Date.now()))); };
// Waits between two tries. For a long wait, prints when it ends and how to stop.
const restFor = (ms) => {
  if (ms >= 60000) console.log(`  The site asks for a pause until ${pauseEnd(ms)}. groupsweepStop() stops and saves the results. Pasting the snippet again continues.`);
  return pause(ms);
};
// Each row's result, keyed by its ids: outcome, status, reason, tries, time. Stored for this site in this browser
// until groupsweepForget(), because a reason may contain names. Keyed by ids, because another export of the plan
// may order its rows differently.
let book = {};
try { book = JSON.parse(localStorage.getItem(KEY)) || {}; } catch (error) { /* unreadable: as if new */ }
const idOf = (at) => `${GROUPS[ROWS[at][1]][0]} ${ROWS[at][0]}`;
const kept = (at) => book[idOf(at)];
let isForgetful = false;
const keep = (at, ...words) => { book[idOf(at)] = words; try { localStorage.setItem(KEY, JSON.stringify(book)); } catch (error) { isForgetful = true; } };
const forgetful = () => console.error(`This browser cannot store what became of the rows (its storage is full or blocked), so no other row is sent. Keep the file ${FILE}, which is saved now.`);
window.groupsweepForget = () => { localStorage.removeItem(KEY); book = {}; };
const isDoubted = (at) => ['~', '^'].includes(ROWS[at][4]);
// The results file's cells for a row that was not reached.
const unsent = (at) => (isDoubted(at) ? ['in_doubt', '', @@SAY_LEFT_IN_DOUBT@@, 0, ''] : ['not_tried', '', '', 0, '']);
const wordOf = (at) => (kept(at) || ['not_tried'])[0];
const isSettled = (at) => ENDS.includes(wordOf(at));
const name = (at) => `${ROWS[at][2]}, ${GROUPS[ROWS[at][1]][1]}`;
const call = async (method, path, body) => {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), 60000);
  const headers = { Accept: 'application/json', 'Accept-Language': 'en', 'X-Force-Accept-Language': 'true', 'X-Atlassian-Token': 'no-check' };
  if (body) headers['Content-Type'] = 'application/json';
  try {
    const answer = await fetch(path, { method, headers, body, credentials: 'same-origin', redirect: 'manual', cache: 'no-store', signal: abort.signal });
    const header = (key) => answer.headers.get(key);
    return answer.type === 'opaqueredirect' ? [302, header, ''] : [answer.status, header, await answer.text()];
  } catch (error) { return [0, () => null, '']; } finally { clearTimeout(timer); }
};
// The caller's own row is not sent, unless it was included for this account when the plan was made.
const isOwn = (account, me) => account.toLowerCase() === String(me).toLowerCase() && CALLER.toLowerCase() !== account.toLowerCase();
let sentAt = 0, unlike = 0;
// A read, repeated if the site is busy or unreachable.
const readSite = async (path) => {
  for (let times = 1; ; times += 1) {
    await pause(sentAt + GAP - Date.now());
    if (stopped) throw new Error('Stopped.');
    sentAt = Date.now();
    const answer = await call('GET', path), [status, header] = answer;
    const isBusy = status === 429 ? times < 20 : (!status || status === 408 || status >= 500) && times < 6;
    if (!isBusy) return answer;
    await restFor(rest(times, status === 429 ? 5 : 1, status, header));
  }
};
@@NAMES@@
// Reads back the state of a row: a word of `standing`, or stopped. Also returns why no call can succeed any more.
const readBack = async (account, group, knew) => {
  try {
    const [status, header, text] = await readSite('@@READ_PATH@@'.replace('{accountId}', encodeURIComponent(account)));
    const stands = standing(status, header, text, group, window.groupsweepCheckNames !== false || knew === '+');
    return [stands, status && !lacksScope(header) && hopeless(status, header, text)];
  } catch (error) { return ['stopped', '']; }
};
// Sends a row until it is settled. Returns its outcome, whether to halt, whether it was refused, whether the
// answer was odd, and whether the row is as wanted.
const send = async (at) => {
  const [account, group, , , told] = ROWS[at];
  // If an earlier run left it in doubt, each call of this snippet counts as a later try.
  const doubted = isDoubted(at), knew = told === '~' ? '-' : told;
  const ids = (text) => text.replace('{groupId}', GROUPS[group][0]).replace('{accountId}', account);
  const path = PATH.replace('{groupId}', GROUPS[group][0]).replace('{accountId}', encodeURIComponent(account));
  // A row in doubt stays in doubt until the site settles it.
  const before = kept(at);
  let tries = 0, faults = 0, throttled = 0, lost = doubted || wordOf(at) === 'in_doubt';
  for (;;) {
    await pause(sentAt + GAP - Date.now());
    if (stopped && !lost) { if (tries) keep(at, ...(before || ['not_tried', '', '', 0, ''])); return ['not_tried', true]; }
    if (stopped) return ['in_doubt', true];
    tries += 1;
    keep(at, 'in_doubt', '', @@SAY_STOPPED@@, tries, '');
    if (isForgetful) {
      forgetful();
      if (lost) return ['in_doubt', true];
      keep(at, ...(before || ['not_tried', '', '', 0, '']));
      return ['not_tried', true];
    }
    sentAt = Date.now();
    const [status, header, text] = await call(METHOD, path, BODY ? ids(BODY) : undefined);
    let [kind, reason, mayBeDone, most] = status ? meaning(status, header, text) : ['again', 'the connection broke before the answer came', true, 6];
    let first = '', halt = '';
    if (mayBeDone) lost = true;
    const toAsk = toRead(kind, knew);
    if (toAsk) {
      const [stands, ends] = await readBack(account, GROUPS[group][0], knew);
      // The site answered that the call changed nothing, so a stop during the read-back leaves no doubt.
      if (stands === 'stopped' && toAsk === 'claimed' && !lost) { keep(at, ...(before || ['not_tried', '', '', 0, ''])); return ['not_tried', true]; }
      if (stands === 'stopped') return ['in_doubt', true];
      halt = ends;
      ({ kind, reason, first = '' } = looked(toAsk, reason, stands));
      if (kind === 'claimed') most = 6;
    }
    if (kind === 'wait' && ++throttled < 20) { await restFor(rest(throttled, 5, status, header)); continue; }
    if (['again', 'odd', 'claimed'].includes(kind) && ++faults < most) {
      console.log(`  ${reason}: trying again`);
      await restFor(rest(faults + (kind === 'claimed'), 1, status, header));
      continue;
    }
    const [word, why] = settled(kind, reason, lost, tries, knew, first);
    keep(at, word, status || '', why, tries, new Date().toISOString());
    console.log(`${Number(at) + 1} of ${ROWS.length} ${word}${why && ` (${why})`}: ${name(at)}`);
    if (halt) console.error(`No other row is sent. ${halt}`);
    if (isForgetful) forgetful();
    const isAsWanted = ['done', 'nothing', 'found'].includes(kind);
    return [word, !!halt || isForgetful || kind === 'stop' || kind === 'wait', [403, 404].includes(status), kind === 'odd' || kind === 'unread', isAsWanted];
  }
};
const finish = () => {
  const lines = ROWS.map(([account, group, user, email], at) => {
    const words = kept(at) || unsent(at);
    return [...[...GROUPS[group], account, user, email, `${at + 1} of ${ROWS.length}`].map(cell), ...words.map((word) => cell(String(word)))].join(',');
  });
  const csv = `\ufeff${['@@HEADINGS@@', ...lines].join('\r\n')}\r\n`;
  const count = {};
  for (const at of ROWS.keys()) { const [word] = kept(at) || unsent(at); count[word] = (count[word] || 0) + 1; }
  window.groupsweepResults = csv;
  const link = Object.assign(document.createElement('a'), { href: URL.createObjectURL(new Blob([csv], { type: 'text/csv' })), download: FILE });
  document.body.append(link);
  link.click();
  link.remove();
  console.log(csv);
  console.log(Object.entries(count).map(([word, rows]) => `${rows} ${word}`).join(', '));
  console.log(`${FILE} was saved: drop it on Groupsweep's Import. If it was not, copy(groupsweepResults) copies the lines above. ${Object.keys(count).every((word) => ENDS.includes(word)) ? 'Every row is done' : 'Paste the snippet again to continue with the rows that are not done'}; groupsweepForget() deletes what this browser keeps about the run.`);
};
// If nothing is left to do, the results file is saved again only on request.
const sayDone = () => {
  const last = [...ROWS.keys()].map((at) => String(kept(at)[4])).sort().pop();
  console.log(`Nothing was sent: every row was done by ${last.slice(0, 10)} ${last.slice(11, 16)} UTC, according to this browser. If the changes were undone since then, enter groupsweepForget() and paste the snippet again. groupsweepSave() saves the results file again.`);
  window.groupsweepSave = finish;
};
// Records a row that is not sent. A row in doubt stays in doubt.
const hold = (at, word, reason) => {
  if (wordOf(at) === 'in_doubt' || isDoubted(at)) keep(at, 'in_doubt', '', `Still in doubt, because nothing more was sent. ${reason}`, (kept(at) || unsent(at))[3], '');
  else keep(at, word, '', reason, 0, '');
  console.log(`${Number(at) + 1} of ${ROWS.length} ${wordOf(at)} (${reason}): ${name(at)}`);
};
const work = async () => {
  const order = (at) => ['in_doubt', 'not_tried'].indexOf(wordOf(at)) >>> 0;
  const todo = [...ROWS.keys()].filter((at) => !isSettled(at)).sort((a, b) => order(a) - order(b) || a - b);
  if (!todo.length) { sayDone(); return false; }
  if (todo.length < ROWS.length) console.log(`${todo.length} left to do; the others are done, according to this browser. If the changes were undone since then, cancel the next question, enter groupsweepForget() and paste the snippet again.`);
  const nothing = (why) => { console.error(`Nothing was sent: ${why}`); return false; };
  const [status, header, text] = await readSite(WHO);
  if (status === 403) return nothing(`${said(@@SAY_FORBIDDEN@@, text)} ${@@SAY_ALLOWLIST@@}`);
  if (status !== 200 || /^AUTHENTICAT/.test(header('x-seraph-loginreason') || '')) return nothing(`${said(`The site did not say who you are (${status})`, text)} Log in and paste again.`);
  let me = {};
  try { me = JSON.parse(text) || {}; } catch (error) { /* a page of a login or a proxy */ }
  if (!me.accountId) return nothing(`${isPage(header, text) ? @@SAY_PAGE@@ : @@SAY_UNREADABLE@@} Log in and paste again.`);
  const typed = prompt(`@@TITLE@@@@PART_WORDS@@, ${todo.length} left to do, as ${clean(me.displayName)}. To confirm, type the site's name: ${SITE}`);
  if ((typed || '').trim().toLowerCase() !== SITE.toLowerCase()) return nothing('This is not the name of the site.');
  let proved = false, refused = 0, failed = 0, odd = 0, others = 0, asked = false;
  for (const [place, at] of todo.entries()) {
    if (stopped) break;
    const left = todo.length - place - 1;
    if (METHOD === 'DELETE' && isOwn(ROWS[at][0], me.accountId)) { hold(at, 'kept', 'protected: your own account'); continue; }
    if (window.groupsweepCheckNames !== false) {
      let held = null;
      try { held = await checkRow(at, todo.slice(place, place + 500)); } catch (error) {
        console.error(`${error.message} window.groupsweepCheckNames = false before pasting sends the rows without comparing names.`);
        break;
      }
      if (held) {
        hold(at, ...held);
        if (held[2]) others += 1;
        if (held[2] && others === 5 && left && !confirm(`${@@SAY_OTHERS@@} Continue with the rows whose names agree?`)) break;
        continue;
      }
    }
    const wasInDoubt = wordOf(at) === 'in_doubt';
    // Only a new row can end the run here: one that was sent before would end every start.
    const isNew = !wasInDoubt && wordOf(at) !== 'failed' && !isDoubted(at);
    const [word, halt, isRefused, isOdd, isAsWanted] = await send(at);
    if (halt) break;
    odd = isOdd ? odd + 1 : 0;
    if (odd >= 3) { console.error(@@SAY_ODD_ROWS@@); break; }
    // A row in doubt that is as wanted did not fail.
    if (isSettled(at) || isAsWanted) { refused = 0; failed = 0; } else { failed += 1; refused += isRefused ? 1 : 0; }
    if (!proved && !isSettled(at) && !isAsWanted && isNew) {
      if (left) console.error('The last row that was sent is not done. No other row is sent.');
      break;
    }
    // A row proves nothing if it was already as wanted, or if it failed and was sent before this start. Then the
    // next one is tried.
    if (!proved && word === '@@DONE_WORD@@' && !wasInDoubt) {
      proved = true;
      if (left && !confirm(`The first row is ${word}: ${name(at)}. Check it in another tab now. Continue with the other ${left}?`)) break;
    }
    if (!asked && left && (refused >= 3 || failed >= 10)) {
      asked = true;
      if (!confirm(`${@@SAY_FAILING@@} Continue with the other rows?`)) break;
    }
  }
  if (unlike) console.log(`${unlike} rows were sent without comparing names: the plan or the site does not show them.`);
  return true;
};
// One copy at a time, in all tabs of the site.
const alone = (run) => (navigator.locks ? navigator.locks.request(KEY, { ifAvailable: true }, (lock) => (lock ? run() : console.error('Nothing was sent: the snippet is already running in another tab of this site.'))) : run());
window.groupsweepRuns = true;
try { if (await alone(work)) finish(); } finally { window.groupsweepRuns = false; }
})();
