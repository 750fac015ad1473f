//! A list of people, pasted or in a file: emails or account ids, one per line or in a column with a heading.

use groupsweep_sheet::BitSet;
use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};

use crate::domain::{normalize_email, normalize_id, strip_invisible};
use crate::import::{GroupIndex, Table, text_of};

use super::entry_lines::{EntryLine, EntryLines};
use super::people_filter::ListMode;
use super::people_list_parser::PeopleListParser;

/// People, by email or account id.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct PeopleList {
    /// Emails as [`normalize_email`] returns them, and account ids as written.
    lines: EntryLines<String>,
    /// Lines without either.
    pub not_understood: Vec<String>,
    /// Lines for which it is unclear whom they are about.
    pub unclear: Option<UnclearLines>,
    /// The heading of a column with groups. The list names people only, so the column does not count. Not stored.
    pub(super) group_column: Option<String>,
}

/// Lines that may be about several people, or about somebody else than they seem to.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct UnclearLines {
    pub(super) first: String,
    pub(super) count: usize,
}

/// A list as it is stored.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(super) struct SavedList {
    lines: Vec<EntryLine<String>>,
    unclear: Option<UnclearLines>,
}

/// Who on a list is in a file.
pub(super) struct ListMatches {
    pub(super) users: BitSet,
    pub(super) people: usize,
    /// Entries that match nobody in the file.
    pub(super) missing: Vec<String>,
    /// Groups of the file whose ids are on the list. They name nobody.
    pub(super) groups: Vec<GroupIndex>,
    /// Number of ids that the file does not have, beside emails that it has.
    pub(super) other_ids: usize,
}

/// Why a text is not a list of people.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum ListError {
    #[error("The list is empty. Enter one email or account id per line.")]
    Empty,
    /// It has no email and no account id.
    #[error(
        "This list contains no email address or account id. Enter one per line, or a file with a heading \"email\" or \"User id\"."
    )]
    NoEntry,
}

impl PeopleList {
    /// Parses the bytes of a list file.
    ///
    /// # Errors
    /// [`ListError`] if it names nobody.
    pub fn of_bytes(bytes: &[u8]) -> Result<Self, ListError> {
        Self::read(&text_of(bytes))
    }

    /// Parses a list.
    ///
    /// # Errors
    /// [`ListError`] if it names nobody.
    pub fn read(text: &str) -> Result<Self, ListError> {
        let text = strip_invisible(text);
        if text.trim().is_empty() {
            return Err(ListError::Empty);
        }
        let read = PeopleListParser::of(&text);
        if read.lines.is_empty() {
            return Err(ListError::NoEntry);
        }
        Ok(Self {
            lines: EntryLines::of(read.lines),
            not_understood: read.not_understood,
            unclear: read.unclear,
            group_column: read.group_column,
        })
    }

    /// Restores a stored list. `None` if it names nobody.
    #[must_use]
    pub(super) fn of_saved(saved: SavedList) -> Option<Self> {
        (!saved.lines.is_empty()).then(|| Self {
            lines: EntryLines::of(saved.lines),
            not_understood: Vec::new(),
            unclear: saved.unclear,
            group_column: None,
        })
    }

    pub(super) fn to_save(&self) -> SavedList {
        SavedList {
            lines: self.lines.lines().collect(),
            unclear: self.unclear.clone(),
        }
    }

    /// Distinct emails and account ids.
    #[must_use]
    pub fn entries(&self) -> &[String] {
        self.lines.entries()
    }

    /// Number of distinct entries.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries().len()
    }

    /// Always `false`, because a list without entries is rejected.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries().is_empty()
    }

    /// Matches the list with a file.
    ///
    /// If a bare UUID is the id of a group of the file, its line is about that group, and the email beside it is most
    /// likely the group owner's. A list that chooses people ([`ListMode::Only`]) must not choose the owner, because
    /// rows that nobody chose could then be selected. It must not choose the person with an email either if the id
    /// beside it is somebody else's in the file, nor anybody who is only possibly meant. A list that protects people
    /// includes all of them, because one too many does no harm.
    pub(super) fn find(&self, table: &Table, what: ListMode) -> ListMatches {
        let lookup = PeopleLookup::of(self.entries(), table, what);
        let mut met = vec![false; self.len()];
        // By account: one listed email covers all rows of the account.
        let mut accounts = BitSet::none(table.user_count());
        let mut of_accounts = met.clone();
        let is_unsure = self.passed_over(what, |_| false);
        for user in table.users() {
            for place in user.id.into_iter().flat_map(|id| lookup.ids(id)) {
                of_accounts[place] = true;
                if !is_unsure[place] {
                    met[place] = true;
                    accounts.put(user.account.0 as usize, true);
                }
            }
        }
        let (groups, of_groups) = groups_of(table, &lookup, &of_accounts);
        let passed_over = self.passed_over(what, |place| of_groups[place] || of_accounts[place]);
        for user in table.users() {
            let email = normalize_email(user.email);
            let places = email.iter().flat_map(|email| lookup.keys(email));
            for place in places.filter(|place| !passed_over[*place]) {
                met[place] = true;
                accounts.put(user.account.0 as usize, true);
            }
        }
        for (place, _) in of_groups.iter().enumerate().filter(|(_, is_one)| **is_one) {
            met[place] = true;
        }
        let users = BitSet::of(table.user_count(), |user| {
            let account = table.account_of(u32::try_from(user).unwrap_or(u32::MAX));
            accounts.contains(account as usize)
        });
        ListMatches {
            groups,
            users,
            people: accounts.len(),
            missing: self.missing(what, &met),
            other_ids: self.lines.unmet_beside(&met),
        }
    }

    /// Marks entries that do not count, because of an id beside them that the file has, or because they are only
    /// possible.
    fn passed_over(&self, what: ListMode, is_here: impl Fn(usize) -> bool) -> Vec<bool> {
        match what {
            ListMode::Keep => vec![false; self.len()],
            ListMode::Only => self.lines.only_with(is_here),
        }
    }

    fn missing(&self, what: ListMode, met: &[bool]) -> Vec<String> {
        let of_unclear = self.lines.missing_of_unclear(met);
        let of_unclear = of_unclear.filter(|_| what == ListMode::Keep);
        self.lines.missing(met).chain(of_unclear).cloned().collect()
    }
}

/// The indices of entries, by their normalized form.
struct PeopleLookup<'a> {
    entries: &'a [String],
    places: HashMap<String, Vec<usize>>,
    /// Entries that are ids of the file exactly as written. In a list that chooses people, they do not match ids that
    /// differ in case.
    exact: HashSet<&'a str>,
}

impl<'a> PeopleLookup<'a> {
    fn of(entries: &'a [String], table: &'a Table, what: ListMode) -> Self {
        let mut places: HashMap<String, Vec<usize>> = HashMap::new();
        for (place, entry) in entries.iter().enumerate() {
            let key = if entry.contains('@') {
                entry.clone()
            } else {
                normalize_id(entry)
            };
            places.entry(key).or_default().push(place);
        }
        let written: HashSet<&str> = entries.iter().map(String::as_str).collect();
        let ids = table.users().filter_map(|user| user.id.ok());
        let exact = match what {
            ListMode::Keep => HashSet::new(),
            ListMode::Only => ids.filter(|id| written.contains(id)).collect(),
        };
        Self {
            entries,
            places,
            exact,
        }
    }

    fn keys(&self, key: &str) -> impl Iterator<Item = usize> {
        self.places.get(key).into_iter().flatten().copied()
    }

    /// The entries that match this account id of the file.
    fn ids(&self, id: &str) -> Vec<usize> {
        let is_it = |place: &usize| {
            let entry = self.entries[*place].as_str();
            entry == id || !self.exact.contains(entry)
        };
        self.keys(&normalize_id(id)).filter(is_it).collect()
    }
}

/// The groups of a file whose ids are entries but not account ids, and which entries these are.
fn groups_of(
    table: &Table,
    lookup: &PeopleLookup<'_>,
    of_accounts: &[bool],
) -> (Vec<GroupIndex>, Vec<bool>) {
    let (mut groups, mut named) = (Vec::new(), vec![false; of_accounts.len()]);
    for (group, at) in table.groups().iter().zip(0_u32..) {
        let id = group.id.iter();
        let places = id.flat_map(|id| lookup.keys(id.as_str()));
        let places: Vec<usize> = places.filter(|place| !of_accounts[*place]).collect();
        places.iter().for_each(|place| named[*place] = true);
        if !places.is_empty() {
            groups.push(GroupIndex(at));
        }
    }
    (groups, named)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries(text: &str) -> Vec<String> {
        PeopleList::read(text)
            .map(|list| list.entries().to_vec())
            .unwrap_or_default()
    }

    #[test]
    fn one_per_line_whatever_they_are() {
        assert_eq!(
            entries(
                "Bo@Acme.example\r\n\n 712020:789cba25-bbe2-45c5 \n63b6efaab790087ed712a5c1\nbo@acme.example"
            ),
            [
                "bo@acme.example",
                "712020:789cba25-bbe2-45c5",
                "63b6efaab790087ed712a5c1"
            ]
        );
    }

    #[test]
    fn a_line_pasted_from_a_mail_holds_many() {
        let list = PeopleList::read("Bo Adler <bo@acme.example>; \"Khan, Uma\" <uma@acme.example>")
            .unwrap_or_default();
        assert_eq!(list.entries(), ["bo@acme.example", "uma@acme.example"]);
        assert!(list.unclear.is_none() && list.not_understood.is_empty());
    }

    #[test]
    fn several_in_one_of_many_lines_is_noted() {
        let list = PeopleList::read(
            "bo@acme.example,boss@acme.example\numa@acme.example,boss@acme.example",
        )
        .unwrap_or_default();
        assert_eq!(list.unclear.map(|lines| lines.count), Some(2));
    }

    #[test]
    fn a_heading_tells_which_column_counts() {
        let file = "Name;Manager email;Email\n\"Adler; Bo\";boss@acme.example;bo@acme.example\nKhan;boss@acme.example;\n";
        let list = PeopleList::read(file).unwrap_or_default();
        assert_eq!(list.lines.named().collect::<Vec<_>>(), ["bo@acme.example"]);
        assert_eq!(list.not_understood, ["Khan, boss@acme.example, "]);
    }

    #[test]
    fn an_id_counts_before_the_email_beside_it() {
        let file = "Group id,User id,email\nx,712020:789cba25-bbe2,old@acme.example\nx,,uma@acme.example\n";
        let list = PeopleList::read(file).unwrap_or_default();
        let named: Vec<_> = list.lines.named().collect();
        assert_eq!(named, ["712020:789cba25-bbe2", "uma@acme.example"]);
    }

    #[test]
    fn lines_without_anybody_are_told() {
        let list = PeopleList::read("bo@acme.example\nUma Khan").unwrap_or_default();
        assert_eq!(
            (list.len(), list.not_understood),
            (1, vec!["Uma Khan".to_owned()])
        );
        assert_eq!(PeopleList::read(" \n"), Err(ListError::Empty));
        assert_eq!(
            PeopleList::read("Uma Khan\nBo Adler"),
            Err(ListError::NoEntry)
        );
    }
}
