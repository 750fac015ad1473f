//! The users of a file. What a row says about a person (id, name, email, status, role, last seen) is
//! looked up as one text, because an export repeats it in every row of that person. An account that rows
//! describe in two ways is two users with one account.

mod days;
mod text_pool;

use std::borrow::Cow;

use groupsweep_sheet::{BitSet, Interner, Needle, first_cells, rank_cells, trimmed};

use crate::domain::{AccountId, IdError, IdMark, RowNo, bare_id};
use crate::identity::{Described, unguarded};

use super::claims::{Claim, Claims, Contradiction, Firsts};
use super::last_seen::LastSeen;
use super::row_flags::RowFlags;
use super::user_index::{NameIndex, UserIndex};
use days::Days;
use text_pool::TextPool;

/// Number of cells in a user's text before the last-seen cells.
const FIXED: usize = 5;
/// Number of cells that a search covers: id, name, email.
const SEARCHED: usize = 3;

/// A user as some rows of the file describe them.
#[derive(Clone, Copy, Debug)]
pub struct User<'a> {
    /// The first user with the same account id. A user without a usable id is an account of their own.
    pub account: UserIndex,
    /// The account's id, or what is wrong with it.
    pub id: Result<&'a str, IdError>,
    /// The name in the file, or the id's text if the file has no name.
    pub name: &'a str,
    /// The email in the file, possibly empty.
    pub email: &'a str,
    /// The user status in the file, possibly empty.
    pub status: &'a str,
    /// The organization role in the file, possibly empty.
    pub org_role: &'a str,
}

impl User<'_> {
    /// Whether the file gives this user an admin role in the organization.
    #[must_use]
    pub fn is_org_admin(&self) -> bool {
        self.org_role.to_ascii_lowercase().contains("admin")
    }
}

/// What is stored for a user besides its text.
#[derive(Debug)]
struct Facts {
    damaged: Option<IdError>,
    status: NameIndex,
    org_role: NameIndex,
    domain: NameIndex,
}

#[derive(Debug, Default)]
pub(super) struct People {
    texts: Interner,
    facts: Vec<Facts>,
    /// The first user with the same account, for each user.
    account_of: Vec<u32>,
    /// Packed [`LastSeen`] values, one for each user and last-seen column.
    seen: Vec<u16>,
    seen_columns: usize,
    /// The file is a results or restore file: an apostrophe precedes names that begin like a formula.
    is_guarded: bool,
    statuses: TextPool,
    org_roles: TextPool,
    domains: TextPool,
    accounts: usize,
    ids: Interner,
    of_id: Vec<UserDraft>,
    /// Contradictions between rows.
    claims: Claims,
    flags: Vec<RowFlags>,
    /// The mark found around ids.
    pub(super) mark: Option<IdMark>,
    days: Days,
}

/// An account while a file is read.
#[derive(Debug)]
struct UserDraft {
    first: UserIndex,
    firsts: Firsts,
}

impl People {
    pub(super) fn with_seen_columns(seen_columns: usize, is_guarded: bool) -> Self {
        Self {
            seen_columns,
            is_guarded,
            ..Self::default()
        }
    }

    /// Returns the user of a row, and flags for how the row describes them. `odd` has the flags known so far.
    pub(super) fn of_key(
        &mut self,
        key: &[u8],
        odd: RowFlags,
        row: RowNo,
    ) -> (UserIndex, RowFlags) {
        let (user, is_new) = self.texts.intern(key);
        if is_new {
            self.add(UserIndex(user), odd, row);
        }
        (UserIndex(user), self.flags(user))
    }

    /// Flags for how a user is described.
    #[inline]
    pub(super) fn flags(&self, user: u32) -> RowFlags {
        self.flags[user as usize]
    }

    fn add(&mut self, user: UserIndex, odd: RowFlags, row: RowNo) {
        let key = self.texts.get(user.0);
        let [id, name, email, status, org_role] =
            first_cells::<FIXED>(key).map(|cell| std::str::from_utf8(cell).unwrap_or_default());
        let mut flags = odd;
        for cell in seen_cells(key, self.seen_columns) {
            let seen = self.days.read(cell);
            if seen == LastSeen::Unreadable {
                flags = flags.with(RowFlags::DATE);
            }
            self.seen.push(seen.packed());
        }
        let (id, mark) = bare_id(id);
        self.mark = self.mark.or(mark);
        let email = trimmed(email);
        let domain = email.rsplit_once('@').map_or("", |(_, domain)| domain);
        let facts = Facts {
            damaged: AccountId::check(id).err(),
            status: self.statuses.number(status),
            org_role: self.org_roles.number(org_role),
            domain: self.domains.number(&lower_case(domain)),
        };
        // A row with misplaced cells is not trusted to describe a person, and does not contradict other rows.
        let account = match facts.damaged {
            Some(_) => None,
            None if odd.has(RowFlags::MOVED) => None,
            None => Some(account(&mut self.ids, &mut self.of_id, id, user)),
        };
        if let Some(account) = account {
            let claim = Claim {
                user,
                row,
                account,
                described: Described {
                    name: trimmed(name),
                    email,
                },
            };
            let texts = &self.texts;
            let firsts = &mut self.of_id[account].firsts;
            let cells = |user: UserIndex| {
                let [_, name, email, ..] = cells_of(texts, user);
                Described { name, email }
            };
            if self.claims.add(&claim, firsts, cells) {
                flags = flags.with(RowFlags::PERSON);
            }
        }
        let first = account.map_or(user, |account| self.of_id[account].first);
        self.accounts += usize::from(account.is_some() && first == user);
        if facts.damaged.is_some() {
            flags = flags.with(RowFlags::USER_ID);
        }
        self.account_of.push(first.0);
        self.facts.push(facts);
        self.flags.push(flags);
    }

    fn cells(&self, user: UserIndex) -> [&str; FIXED] {
        cells_of(&self.texts, user)
    }

    pub(super) fn get(&self, user: UserIndex) -> Option<User<'_>> {
        let facts = self.facts.get(user.0 as usize)?;
        let [id, name, email, ..] = self.cells(user);
        let name = match self.is_guarded {
            true => unguarded(name),
            false => name,
        };
        let (id, _) = bare_id(id);
        Some(User {
            account: UserIndex(self.account_of(user.0)),
            id: facts.damaged.map_or(Ok(id), Err),
            name: if name.is_empty() { id } else { name },
            email,
            status: self.statuses.get(facts.status),
            org_role: self.org_roles.get(facts.org_role),
        })
    }

    pub(super) fn len(&self) -> usize {
        self.facts.len()
    }

    /// Number of accounts with a usable id.
    pub(super) fn accounts(&self) -> usize {
        self.accounts
    }

    pub(super) fn account_of(&self, user: u32) -> u32 {
        self.account_of.get(user as usize).copied().unwrap_or(user)
    }

    /// The first user with the same account, for each user.
    pub(super) fn accounts_of_all(&self) -> &[u32] {
        &self.account_of
    }

    /// Returns the rank of each user by one of the cells before the last-seen cells, and the number of ranks.
    pub(super) fn ranks(&self, cell: usize) -> (Vec<u32>, usize) {
        rank_cells(&self.texts, cell)
    }

    pub(super) fn damage(&self, user: UserIndex) -> Option<IdError> {
        self.facts.get(user.0 as usize)?.damaged
    }

    pub(super) fn status(&self, user: u32) -> NameIndex {
        self.facts
            .get(user as usize)
            .map_or(NameIndex(u16::MAX), |facts| facts.status)
    }

    pub(super) fn org_role(&self, user: u32) -> NameIndex {
        self.facts
            .get(user as usize)
            .map_or(NameIndex(u16::MAX), |facts| facts.org_role)
    }

    pub(super) fn domain(&self, user: u32) -> NameIndex {
        self.facts
            .get(user as usize)
            .map_or(NameIndex(u16::MAX), |facts| facts.domain)
    }

    /// The value in a last-seen column. `column` is an index among the last-seen columns.
    pub(super) fn seen(&self, user: u32, column: usize) -> LastSeen {
        let at = user as usize * self.seen_columns + column;
        let packed = self.seen.get(at).filter(|_| column < self.seen_columns);
        LastSeen::unpacked(packed.copied().unwrap_or(0))
    }

    /// The latest day among the last-seen columns. `Never` if a column says so and none has a day. `Unreadable` if any
    /// cell is unreadable, because it could be any day.
    pub(super) fn latest(&self, user: u32) -> LastSeen {
        let all = (0..self.seen_columns).map(|column| self.seen(user, column));
        all.max_by_key(|seen| match seen {
            LastSeen::Blank => (0, None),
            LastSeen::Never => (1, None),
            LastSeen::On(day) => (2, Some(*day)),
            LastSeen::Unreadable => (3, None),
        })
        .unwrap_or(LastSeen::Blank)
    }

    /// The text of a last-seen cell. `column` is an index among the last-seen columns.
    pub(super) fn seen_text(&self, user: UserIndex, column: usize) -> &str {
        let cell = seen_cells(self.texts.get(user.0), self.seen_columns).nth(column);
        cell.and_then(|cell| std::str::from_utf8(cell).ok())
            .unwrap_or_default()
    }

    pub(super) fn statuses(&self) -> &[String] {
        &self.statuses.all
    }

    pub(super) fn org_roles(&self) -> &[String] {
        &self.org_roles.all
    }

    pub(super) fn domains(&self) -> &[String] {
        &self.domains.all
    }

    /// Returns the users whose id, name or email contains the needle.
    pub(super) fn holding(&self, needle: &Needle) -> BitSet {
        needle.hits(&self.texts, SEARCHED)
    }

    /// What other rows say that contradicts a user.
    pub(super) fn contradictions(&self, user: UserIndex) -> &[Contradiction] {
        self.claims.of(user)
    }

    /// Makes ids unusable that two different people have. Returns their users, or `None` if there are none.
    pub(super) fn part_strangers(&mut self) -> Option<BitSet> {
        if self.claims.shared.is_empty() {
            return None;
        }
        let firsts: Vec<u32> = self
            .claims
            .shared
            .iter()
            .map(|account| self.of_id[*account].first.0)
            .collect();
        let mut first = BitSet::none(self.facts.len());
        for user in firsts {
            first.put(user as usize, true);
            self.accounts = self.accounts.saturating_sub(1);
        }
        let users = BitSet::of(self.facts.len(), |user| {
            self.account_of
                .get(user)
                .is_some_and(|account| first.contains(*account as usize))
        });
        for (at, facts) in self.facts.iter_mut().enumerate() {
            if users.contains(at) {
                facts.damaged = Some(IdError::TwoPeople);
            }
        }
        Some(users)
    }

    /// Frees what only reading needed.
    pub(super) fn close(&mut self) {
        self.texts.close();
        self.ids = Interner::default();
        self.of_id = Vec::new();
        self.flags = Vec::new();
        self.claims.close();
        self.days = Days::default();
    }
}

fn cells_of(texts: &Interner, user: UserIndex) -> [&str; FIXED] {
    first_cells::<FIXED>(texts.get(user.0))
        .map(|cell| trimmed(std::str::from_utf8(cell).unwrap_or_default()))
}

/// Returns the number of an account, and registers a new one.
fn account(ids: &mut Interner, known: &mut Vec<UserDraft>, id: &str, user: UserIndex) -> usize {
    let (number, is_new) = ids.intern(id.as_bytes());
    if is_new {
        known.push(UserDraft {
            first: user,
            firsts: Firsts::default(),
        });
    }
    number as usize
}

/// Returns the text in lower case, copied only if needed.
fn lower_case(text: &str) -> Cow<'_, str> {
    let is_lower = text
        .bytes()
        .all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase());
    if is_lower {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.to_lowercase())
    }
}

/// The last-seen cells of a user's text.
fn seen_cells(key: &[u8], columns: usize) -> impl Iterator<Item = &[u8]> {
    groupsweep_sheet::cells(key).skip(FIXED).take(columns)
}
