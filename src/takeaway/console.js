/* Groupsweep @@VERSION@@: @@TITLE@@ on @@SITE@@@@PART_WORDS@@, with the session of this tab.
   For the console of a tab that shows https://@@SITE@@ with you logged in. Sends nothing before you typed the site's name.
   groupsweepStop() ends it; pasted again it goes on. Keep the tab in front: browsers slow down the ones behind. */
(async () => {
const SITE = '@@SITE@@', PATH = '@@PATH@@', BODY = '@@BODY@@', METHOD = '@@METHOD@@', WHO = '@@WHO@@', CALLER = '@@CALLER@@';
const FILE = '@@PART_FILE@@', KEY = '@@PART_KEY@@', GAP = 200;
const GROUPS = @@GROUPS@@;
const ROWS = @@PLAN@@;
@@ANSWERS@@
if (location.host !== SITE) { console.error(`Nothing was sent: this tab shows ${location.host}, and this is for ${SITE}.`); return; }
if (window.groupsweepRuns) { console.error('Nothing was sent: it runs already in this tab. groupsweepStop() ends it.'); return; }
let stopped = false;
window.groupsweepStop = () => { stopped = true; };
const pause = async (ms) => { for (const end = Date.now() + ms; !stopped && Date.now() < end;) await new Promise((on) => setTimeout(on, Math.min(250, end - Date.now()))); };
// What became of each row: word, status, reason, tries, time. Kept for this site in this browser, without names.
let book = {};
try { book = JSON.parse(localStorage.getItem(KEY)) || {}; } catch (error) { /* unreadable: as if new */ }
const keep = (at, ...words) => { book[at] = words; try { localStorage.setItem(KEY, JSON.stringify(book)); } catch (error) { /* the page itself still knows */ } };
window.groupsweepForget = () => { localStorage.removeItem(KEY); book = {}; };
const isDone = (at) => ['@@DONE_WORD@@', '@@NOTHING_WORD@@'].includes((book[at] || [])[0]);
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
// The caller's own row stays, unless it was let go for this account when the plan was made.
const isOwn = (account, me) => account.toLowerCase() === String(me).toLowerCase() && CALLER.toLowerCase() !== account.toLowerCase();
let sentAt = 0;
// Sends a row until it is settled; gives its word, and whether no other row will go.
const send = async (at) => {
  const [account, group] = ROWS[at];
  const ids = (text) => text.replace('{groupId}', GROUPS[group][0]).replace('{accountId}', account);
  const path = PATH.replace('{groupId}', GROUPS[group][0]).replace('{accountId}', encodeURIComponent(account));
  let tries = 0, faults = 0, throttled = 0, lost = false;
  for (;;) {
    await pause(sentAt + GAP - Date.now());
    if (stopped && !lost) { if (tries) keep(at, 'not_tried', '', '', 0, ''); return ['not_tried', true]; }
    if (stopped) return ['in_doubt', true];
    tries += 1;
    keep(at, 'in_doubt', '', 'Stopped before the answer came, so it may be done all the same.', tries, '');
    sentAt = Date.now();
    const [status, header, text] = await call(METHOD, path, BODY ? ids(BODY) : undefined);
    const [kind, reason, mayBeDone, most] = status ? meaning(status, header, text) : ['again', 'the connection broke before the answer came', true, 6];
    if (mayBeDone) lost = true;
    if (kind === 'wait' && ++throttled < 20) { await pause(rest(throttled, 5, status, header)); continue; }
    if (kind === 'again' && ++faults < most) { console.log(`  ${reason}: tries again`); await pause(rest(faults, 1, status, header)); continue; }
    const [word, why] = settled(kind, reason, lost, tries);
    keep(at, word, status || '', why, tries, new Date().toISOString());
    console.log(`${Number(at) + 1} of ${ROWS.length} ${word}${why && ` (${why})`}: ${name(at)}`);
    return [word, kind === 'stop' || kind === 'wait', [403, 404].includes(status)];
  }
};
const finish = () => {
  const lines = ROWS.map(([account, group, user], at) => {
    const words = book[at] || ['not_tried', '', '', 0, ''];
    return [...[...GROUPS[group], account, user].map(cell), ...words.map((word) => cell(String(word)))].join(',');
  });
  const csv = `\ufeff${['@@HEADINGS@@', ...lines].join('\r\n')}\r\n`;
  const count = {};
  for (const at of ROWS.keys()) { const word = (book[at] || ['not_tried'])[0]; count[word] = (count[word] || 0) + 1; }
  window.groupsweepResults = csv;
  const link = Object.assign(document.createElement('a'), { href: URL.createObjectURL(new Blob([csv], { type: 'text/csv' })), download: FILE });
  document.body.append(link);
  link.click();
  link.remove();
  console.log(csv);
  console.log(Object.entries(count).map(([word, rows]) => `${rows} ${word}`).join(', '));
  console.log(`${FILE} was saved: drop it on Groupsweep's Import. If it was not, copy(groupsweepResults) takes what stands above. Pasted again it goes on with what is not done; groupsweepForget() forgets what is kept here.`);
};
window.groupsweepRuns = true;
try {
  const todo = [...ROWS.keys()].filter((at) => !isDone(at)).sort((a, b) => (book[a] ? 1 : 0) - (book[b] ? 1 : 0) || a - b);
  if (todo.length) {
    const [status, header, text] = await call('GET', WHO);
    if (status !== 200 || /^AUTHENTICAT/.test(header('x-seraph-loginreason') || '')) { console.error(`Nothing was sent: ${said(`the site does not say who you are (${status})`, text)} Log in and paste again.`); return; }
    const me = JSON.parse(text);
    if (!me.accountId) { console.error('Nothing was sent: the site does not say who you are. Log in and paste again.'); return; }
    const typed = prompt(`@@TITLE@@@@PART_WORDS@@, ${todo.length} left to do, as ${me.displayName}. To confirm, type the site's name: ${SITE}`);
    if ((typed || '').trim().toLowerCase() !== SITE.toLowerCase()) { console.error('Nothing was sent: this is not the name of the site.'); return; }
    let first = true, refused = 0, failed = 0, asked = false;
    for (const [place, at] of todo.entries()) {
      if (METHOD === 'DELETE' && isOwn(ROWS[at][0], me.accountId)) { keep(at, 'kept', '', 'protected: your own account', 0, ''); continue; }
      const [word, halt, isRefused] = await send(at);
      if (halt) break;
      if (isDone(at)) { refused = 0; failed = 0; } else { failed += 1; refused += isRefused ? 1 : 0; }
      if (first && !isDone(at)) { console.error('The first row did not go, so no other was sent.'); break; }
      const left = todo.length - place - 1;
      if (first && left && !confirm(`The first row is ${word}: ${name(at)}. Look at it in another tab now. Go on with the other ${left}?`)) break;
      first = false;
      if (!asked && (refused >= 3 || failed >= 10)) {
        asked = true;
        if (!confirm('Row after row failed. The likely causes, likeliest first: this account lacks site administration; these groups are synced from an identity provider; these users are gone. Go on with the other rows?')) break;
      }
    }
  }
  finish();
} finally { window.groupsweepRuns = false; }
})();
