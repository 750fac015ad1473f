// ---- comparing the plan's names with the site's: the same rules as on Groupsweep's page ----
const PEOPLE = @@PEOPLE@@, NAMED_GROUPS = @@GROUPS_LOOKUP@@;
const LETTERS = { 'ß': 'ss', 'æ': 'ae', 'œ': 'oe', 'ł': 'l', 'đ': 'd', 'ð': 'd', 'þ': 'th', 'ı': 'i', 'ħ': 'h', 'ς': 'σ' };
const UMLAUTS = { 'a\u0308': 'ae', 'o\u0308': 'oe', 'u\u0308': 'ue', 'a\u030a': 'aa' };
// The normalized words of a name: lower case, without accents and invisible characters, split at punctuation.
const bare = (text) => text.replace(/[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]/g, '');
const wordsOf = (text, doubled) => bare(text)
  .toLowerCase().normalize('NFD').replace(/ø/g, doubled ? 'oe' : 'o').replace(/[aou]\u0308|a\u030a/g, (one) => (doubled ? UMLAUTS[one] : one))
  .replace(/[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]/g, '').replace(/['`´\u2018\u2019ʼ]/g, '').replace(/[ßæœłđðþıħς]/g, (one) => LETTERS[one])
  .split(/[^\p{L}\p{N}\p{M}]+/u).filter(Boolean);
// Only a letter of an alphabet with capitals is an initial. A digit does not abbreviate a number.
const isInitial = (word) => /^\p{Lowercase}$/u.test(word);
// 1 same words, 2 same as far as both go, 3 similar, 4 different, 5 nothing to compare.
const wordsAlike = (one, other) => {
  const [short, long] = one.length <= other.length ? [one, other] : [other, one];
  if (!short.length) return 5;
  const free = [...long], left = [];
  let exact = 0, full = 0, initials = 0;
  for (const word of short) {
    const at = free.indexOf(word);
    if (at < 0) { left.push(word); continue; }
    free.splice(at, 1); exact += 1; full += isInitial(word) ? 0 : 1;
  }
  for (const word of left) {
    const at = free.findIndex((it) => (isInitial(word) && it.startsWith(word)) || (isInitial(it) && word.startsWith(it)));
    if (at >= 0) { free.splice(at, 1); initials += 1; }
  }
  if ((exact === short.length && short.length === long.length) || short.join('') === long.join('')) return 1;
  if (exact + initials === short.length && short.length > 1 && full > 0) return 2;
  if (short.length > 1) return full > 1 ? 3 : 4;
  const [first, last] = [long[0], long[long.length - 1]], letter = (word) => [...word][0];
  const logins = [letter(first) + last, first + letter(last), last + letter(first), last + first];
  return (long.length > 1 && [...short[0]].length > 2 && logins.includes(short[0])) || full > 0 ? 3 : 4;
};
const shown = (text) => bare(text).replace(/\s/g, '');
// Punctuation alone is not a name.
const isNamed = (text) => /[^!-/:-@[-`{-~\u2013\u2014\u2026]/.test(shown(text));
const byWords = (one, other) => Math.min(...[false, true].flatMap((a) => [false, true].map((b) => wordsAlike(wordsOf(one, a), wordsOf(other, b)))));
// A name of symbols only matches only itself.
const namesAlike = (one, other) => {
  const best = byWords(one, other);
  if (best < 5 || !isNamed(one) || !isNamed(other)) return best;
  return shown(one) === shown(other) ? 1 : 4;
};
const localOf = (mail) => mail.slice(0, mail.lastIndexOf('@'));
// 1 same address, 2 another domain, 3 another address, 4 nothing to compare.
const mailsAlike = (one, other) => {
  if (!/.@./.test(one) || !/.@./.test(other)) return 4;
  if (one === other) return 1;
  return localOf(one) === localOf(other) ? 2 : 3;
};
// For one side with only an address and the other with only a name.
const localAlike = (file, site, fileMail, siteMail) => {
  if (isNamed(file) === isNamed(site)) return 5;
  const [mail, who] = isNamed(site) ? [fileMail, site] : [siteMail, file];
  if (!/.@./.test(mail)) return 5;
  const local = localOf(mail).replace(/\d/g, ''), here = namesAlike(local, who);
  if (here <= 3) return 1;
  return here === 4 && wordsOf(local, false).length > 1 ? 4 : 5;
};
// Compares two descriptions of a person: same, other, or unlike if one side has nothing to compare.
const samePerson = (file, site, fileMail, siteMail) => {
  const who = ['former user', 'unknown user', 'deleted user', 'anonymous'].includes(wordsOf(site, false).join(' ')) ? '' : site;
  const [one, other] = [fileMail.trim().toLowerCase(), siteMail.trim().toLowerCase()];
  if (!(isNamed(file) || one) || !(isNamed(who) || other)) return 'unlike';
  const mails = mailsAlike(one, other);
  let names = namesAlike(file, who);
  if (names === 5 && mails === 4) names = localAlike(file, who, one, other);
  if (mails === 1 || (mails !== 3 && names <= 2)) return 'same';
  return mails === 4 && names === 5 ? 'unlike' : 'other';
};
// An apostrophe before a name keeps a spreadsheet from reading it as a formula.
const unguarded = (text) => text.trim().replace(/^'(?=[-=+@\uff1d\uff0b\uff0d\uff20])/, '');
// Groups are the same if their words and the symbols between them match. Spaces count only between two words.
const groupForm = (text) => bare(text)
  .replace(/(?:(?!\u02bc)[\p{L}\p{N}\p{M}])+/gu, (word) => wordsOf(word, false).join(''))
  .replace(/\s+/g, ' ').replace(/(?<![\p{L}\p{N}\p{M}]) | (?![\p{L}\p{N}\p{M}])/gu, '');
const sameGroup = (file, site) => {
  if (!file.trim() || !site.trim()) return 'unlike';
  return groupForm(unguarded(file)) === groupForm(site) ? 'same' : 'other';
};
const clean = (text) => String(text || '').replace(/[\s\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]+/g, ' ').trim();
const known = { people: new Map(), groups: new Map() };
// Reads the names of an id and of the next ones in one call. Throws the site's error text.
const readNames = async (kind, lookup, ids) => {
  const items = ids.map((id) => lookup.item.replace('{id}', encodeURIComponent(id))).join(lookup.comma);
  const [status, header, text] = await readSite(lookup.path.replace('{ids}', items));
  const why = hopeless(status, header, text);
  if (why) throw new Error(why);
  const found = new Map();
  if (status === 200) {
    let json = null;
    try { json = JSON.parse(text); } catch (error) { /* told below */ }
    if (!json || typeof json !== 'object') throw new Error('The answer to the request for names could not be read.');
    const [idKey, nameKeys, mailKey] = lookup.keys;
    for (const one of json.values || json.results || [json]) {
      const name = nameKeys.split('|').map((key) => one[key]).find(Boolean);
      if (one[idKey]) found.set(String(one[idKey]).toLowerCase(), { name: clean(name), mail: clean(one[mailKey]) });
    }
  } else if (status !== 404 || lookup.most !== 1) throw new Error(said(`The site did not answer the request for names (${status})`, text));
  for (const id of ids) known[kind].set(id, found.get(id.toLowerCase()) || null);
};
const nameOf = async (kind, lookup, id, next) => {
  if (!known[kind].has(id)) await readNames(kind, lookup, [...new Set([id, ...next])].filter((one) => !known[kind].has(one)).slice(0, lookup.most));
  return known[kind].get(id);
};
// Compares a row's names with the site's. Returns outcome and reason if the row is held back, else nothing.
const checkRow = async (at, later) => {
  const [account, place, user, mail] = ROWS[at], [group, groupName] = GROUPS[place];
  const its = await nameOf('groups', NAMED_GROUPS, group, later.map((one) => GROUPS[ROWS[one][1]][0]));
  if (!its) return ['failed', 'The site does not know this group, so nothing was sent.'];
  // A file without names has ids in their place.
  const verdict = sameGroup(groupName === group ? '' : groupName, its.name);
  if (verdict === 'other') return ['kept', `The plan calls this group \u201c${groupName}\u201d, the site calls it \u201c${its.name}\u201d. It is another group, or it was renamed. Nothing was sent.`];
  const person = await nameOf('people', PEOPLE, account, later.map((one) => ROWS[one][0]));
  if (!person) return ['failed', 'The site does not know this user, so nothing was sent.'];
  const name = user === account ? '' : user, one = samePerson(name, person.name, mail, person.mail);
  if (one === 'other') return ['kept', `The plan calls this account \u201c${name}\u201d${mail && ` (${mail})`}, the site calls it \u201c${person.name}\u201d${person.mail && ` (${person.mail})`}. Nothing was sent.`, true];
  if (one === 'unlike' || verdict === 'unlike') unlike += 1;
  return null;
};
