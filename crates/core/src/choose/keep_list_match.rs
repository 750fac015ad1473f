//! The keep list applied to a file: which of its rows cannot be selected.

use std::sync::Arc;

use groupsweep_sheet::{BitSet, Interner};

use crate::domain::{RowNo, normalize_email, normalize_id};
use crate::import::Table;

use super::keep_entry::KeepEntry;
use super::keep_list::KeepList;

/// The state of the keep list for a file.
#[derive(Clone, Debug, Default)]
pub enum Keep {
    /// There is no list.
    #[default]
    Off,
    /// The list applies to the file.
    On(Arc<Kept>),
    /// There may be a list, but it could not be read. Nothing can be selected.
    Unknown,
}

/// Why a row is on the keep list.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum KeptBy {
    /// The person is on the list.
    Person,
    Group,
    Both,
}

/// The keep list applied to one file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Kept {
    list: Arc<KeepList>,
    groups: BitSet,
    users: BitSet,
    rows: BitSet,
    /// Entries that are neither a person nor a group of this file.
    pub missing: Vec<String>,
}

impl Kept {
    /// Applies the list to a file. Looks up each group and each user once, not once for each row.
    #[must_use]
    pub fn of(table: &Table, list: &Arc<KeepList>) -> Self {
        let mut met = vec![false; list.entries().len()];
        let groups = groups(table, list, &mut met);
        let users = users(table, list, &mut met);
        let of_groups = BitSet::places(table.row_groups(), &groups);
        let of_users = BitSet::places(table.row_users(), &users);
        let missing = list.lines().missing(&met);
        Self {
            list: Arc::clone(list),
            rows: of_groups.or(&of_users).and(table.usable()),
            missing: missing.map(|entry| entry.text().to_owned()).collect(),
            groups,
            users,
        }
    }

    #[must_use]
    pub fn list(&self) -> &Arc<KeepList> {
        &self.list
    }

    /// The usable rows that are on the list.
    #[must_use]
    pub fn rows(&self) -> &BitSet {
        &self.rows
    }

    /// Number of rows that each entry protects, in list order. A row that two entries protect counts for both.
    #[must_use]
    pub fn rows_by_entry(&self, table: &Table) -> Vec<(&str, usize)> {
        let of_groups = entries_of_groups(table, &self.list);
        let of_accounts = entries_of_accounts(table, &self.list);
        let mut counts = vec![0; self.list.entries().len()];
        let kept = table
            .row_numbers()
            .filter(|row| self.rows.contains(row.index()));
        for row in kept.filter_map(|row| table.row(row)) {
            let by_group = of_groups.get(row.group.0 as usize).copied().flatten();
            let account = table.account_of(row.user.0) as usize;
            let by_person = of_accounts.get(account).map_or(&[][..], Vec::as_slice);
            let others = by_person.iter().copied().filter(|at| Some(*at) != by_group);
            for at in by_group.into_iter().chain(others) {
                counts[at] += 1;
            }
        }
        let texts = self.list.entries().iter().map(KeepEntry::text);
        texts.zip(counts).collect()
    }

    /// By how much the counts of [`Self::rows_by_entry`] exceed the number of rows, because several entries protect a
    /// row.
    #[must_use]
    pub fn rows_counted_again(&self, by_entry: &[(&str, usize)]) -> usize {
        let all: usize = by_entry.iter().map(|(_, rows)| rows).sum();
        all.saturating_sub(self.rows.len())
    }

    /// Returns why a row is on the list. `None` if it is not.
    #[must_use]
    pub fn why(&self, table: &Table, row: RowNo) -> Option<KeptBy> {
        let row = table.row(row).filter(|_| self.rows.contains(row.index()))?;
        let by_group = self.groups.contains(row.group.0 as usize);
        let by_person = self.users.contains(row.user.0 as usize);
        match (by_person, by_group) {
            (true, true) => Some(KeptBy::Both),
            (true, false) => Some(KeptBy::Person),
            (false, true) => Some(KeptBy::Group),
            (false, false) => None,
        }
    }
}

impl Keep {
    /// Applies the same list to another file.
    #[must_use]
    pub fn over(&self, table: &Table) -> Self {
        match self {
            Self::On(kept) => Self::On(Arc::new(Kept::of(table, kept.list()))),
            Self::Off => Self::Off,
            Self::Unknown => Self::Unknown,
        }
    }
}

/// The entry for each group of the file.
fn entries_of_groups(table: &Table, list: &KeepList) -> Vec<Option<usize>> {
    let names = KeepLookup::of(list, |entry| matches!(entry, KeepEntry::Group(_)));
    let groups = table.groups().iter();
    groups
        .map(|group| names.find(group.id.as_ref().ok()?.as_str()))
        .collect()
}

/// The entries for each account of the file, by its id and by any of its emails.
fn entries_of_accounts(table: &Table, list: &KeepList) -> Vec<Vec<usize>> {
    let emails = KeepLookup::of(list, |entry| matches!(entry, KeepEntry::Email(_)));
    let ids = KeepLookup::of(list, |entry| !matches!(entry, KeepEntry::Email(_)));
    let mut entries: Vec<Vec<usize>> = vec![Vec::new(); table.user_count()];
    for user in table.users() {
        let by_id = user.id.ok().and_then(|id| ids.find(&normalize_id(id)));
        let email = normalize_email(user.email);
        let by_email = email.and_then(|email| emails.find(&email));
        let Some(of_account) = entries.get_mut(user.account.0 as usize) else {
            continue;
        };
        for at in by_id.into_iter().chain(by_email) {
            if !of_account.contains(&at) {
                of_account.push(at);
            }
        }
    }
    entries
}

/// Groups of the file that are on the list.
fn groups(table: &Table, list: &KeepList, met: &mut [bool]) -> BitSet {
    let names = KeepLookup::of(list, |entry| matches!(entry, KeepEntry::Group(_)));
    let groups = table.groups();
    BitSet::of(groups.len(), |at| {
        let id = groups[at].id.as_ref();
        id.is_ok_and(|id| names.meet(id.as_str(), met))
    })
}

/// Users of the file who are on the list. One of several emails of an account covers all of its users.
fn users(table: &Table, list: &KeepList, met: &mut [bool]) -> BitSet {
    let emails = KeepLookup::of(list, |entry| matches!(entry, KeepEntry::Email(_)));
    let ids = KeepLookup::of(list, |entry| !matches!(entry, KeepEntry::Email(_)));
    let mut accounts = BitSet::none(table.user_count());
    if emails.is_empty() && ids.is_empty() {
        return accounts;
    }
    for user in table.users() {
        // Look up both, because every matched entry must be marked as found.
        let by_id = !ids.is_empty() && user.id.is_ok_and(|id| ids.meet(&normalize_id(id), met));
        let by_email = !emails.is_empty()
            && normalize_email(user.email).is_some_and(|email| emails.meet(&email, met));
        if by_id || by_email {
            accounts.put(user.account.0 as usize, true);
        }
    }
    BitSet::of(table.user_count(), |user| {
        let account = table.account_of(u32::try_from(user).unwrap_or(u32::MAX));
        accounts.contains(account as usize)
    })
}

/// Entries of one kind, for fast lookup.
struct KeepLookup {
    texts: Interner,
    /// Their indices in the list.
    places: Vec<usize>,
}

impl KeepLookup {
    fn of(list: &KeepList, wanted: impl Fn(&KeepEntry) -> bool) -> Self {
        let mut names = Self {
            texts: Interner::default(),
            places: Vec::new(),
        };
        for (at, entry) in list.entries().iter().enumerate() {
            if wanted(entry) {
                names.texts.intern(entry.text().as_bytes());
                names.places.push(at);
            }
        }
        names
    }

    fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// The index of a text in the list.
    fn find(&self, text: &str) -> Option<usize> {
        let found = self.texts.find(text.as_bytes())?;
        self.places.get(found as usize).copied()
    }

    /// Whether a text is among them. Marks its entry as found in `met`.
    fn meet(&self, text: &str, met: &mut [bool]) -> bool {
        let place = self.find(text);
        if let Some(place) = place.and_then(|place| met.get_mut(place)) {
            *place = true;
        }
        place.is_some()
    }
}
