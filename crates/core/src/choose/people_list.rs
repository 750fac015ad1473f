//! A list of people: pasted, or in a file of its own. Emails or account ids, one
//! per line or in a column with a heading.

use groupsweep_sheet::BitSet;
use std::collections::{HashMap, HashSet};

use crate::domain::{AccountId, GroupId, bare_id, normalize_email, normalize_id, strip_invisible};
use crate::import::{GroupIndex, Table, text_of};

use super::list_columns::{in_columns, place_of};

/// Headings under which account ids and emails stand, without blanks and in lower case; ids before emails.
pub(super) const ID_HEADINGS: [&str; 4] = ["userid", "accountid", "atlassianid", "id"];
pub(super) const EMAIL_HEADINGS: [&str; 6] = [
    "email",
    "emailaddress",
    "e-mail",
    "mail",
    "useremail",
    "useremailaddress",
];

/// People, by email or account id.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct PeopleList {
    /// Emails and account ids as they are compared: [`normalize_email`], [`normalize_id`].
    entries: Vec<String>,
    /// Lines that hold neither.
    pub not_understood: Vec<String>,
    /// Some lines hold more than one, so that it is not sure whom they are about.
    pub several_in_a_line: bool,
}

/// Who of a list is in a file.
pub(super) struct ListMatches {
    pub(super) users: BitSet,
    /// Accounts among them.
    pub(super) people: usize,
    /// Entries that are nobody of the file.
    pub(super) missing: Vec<String>,
    /// Groups of the file whose ids are on the list. They name nobody.
    pub(super) groups: Vec<GroupIndex>,
}

/// Why a text is no list of people.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum ListError {
    /// There is nothing in it.
    #[error("The list is empty. Enter one email or account id per line.")]
    Empty,
    /// No email and no account id is in it.
    #[error(
        "This list contains no email address or account id. Enter one per line, or a file with a heading \"email\" or \"User id\"."
    )]
    NoEntry,
}

impl PeopleList {
    /// Reads a list from a file's bytes.
    ///
    /// # Errors
    /// [`ListError`] if nobody is in it.
    pub fn of_bytes(bytes: &[u8]) -> Result<Self, ListError> {
        Self::read(&text_of(bytes))
    }

    /// Reads a list.
    ///
    /// # Errors
    /// [`ListError`] if nobody is in it.
    pub fn read(text: &str) -> Result<Self, ListError> {
        let text = strip_invisible(text);
        if text.trim().is_empty() {
            return Err(ListError::Empty);
        }
        let mut list = column_list(&text).unwrap_or_else(|| line_list(&text));
        let mut known = HashSet::new();
        list.entries.retain(|entry| known.insert(entry.clone()));
        if list.entries.is_empty() {
            Err(ListError::NoEntry)
        } else {
            Ok(list)
        }
    }

    /// A list of these entries, as [`Self::entries`] told them; none where there is none.
    #[must_use]
    pub fn of_entries(entries: Vec<String>) -> Option<Self> {
        // What an earlier version wrote down is brought into today's form.
        let in_form = |text: String| entry(&text).unwrap_or(text);
        let entries: Vec<String> = entries.into_iter().map(in_form).collect();
        (!entries.is_empty()).then(|| Self {
            entries,
            ..Self::default()
        })
    }

    /// Emails and account ids in the form in which they are compared, each once.
    #[must_use]
    pub fn entries(&self) -> &[String] {
        &self.entries
    }

    /// Number of different entries.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Never: a list without entries is refused.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    pub(super) fn find(&self, table: &Table) -> ListMatches {
        let places: HashMap<&str, usize> =
            self.entries.iter().map(String::as_str).zip(0..).collect();
        let mut met = vec![false; self.entries.len()];
        // By account: whoever is listed under one email is listed with all rows.
        let mut accounts = BitSet::none(table.user_count());
        for user in table.users() {
            let id = user.id.ok().map(normalize_id);
            let by_id = id.and_then(|id| places.get(id.as_str()));
            let email = normalize_email(user.email);
            let by_email = email.and_then(|email| places.get(email.as_str()));
            for place in by_id.into_iter().chain(by_email) {
                met[*place] = true;
                accounts.put(user.account.0 as usize, true);
            }
        }
        let users = BitSet::of(table.user_count(), |user| {
            let account = table.account_of(u32::try_from(user).unwrap_or(u32::MAX));
            accounts.contains(account as usize)
        });
        let mut groups = Vec::new();
        for (group, at) in table.groups().iter().zip(0_u32..) {
            let place = group
                .id
                .as_ref()
                .ok()
                .and_then(|id| places.get(id.as_str()));
            if let Some(place) = place.filter(|place| !met[**place]) {
                met[*place] = true;
                groups.push(GroupIndex(at));
            }
        }
        let missing = self.entries.iter().zip(&met).filter(|(_, met)| !**met);
        ListMatches {
            groups,
            users,
            people: accounts.len(),
            missing: missing.map(|(entry, _)| entry.clone()).collect(),
        }
    }

    fn take(&mut self, text: &str) -> bool {
        let entry = entry(text);
        let is_one = entry.is_some();
        self.entries.extend(entry);
        is_one
    }
}

/// An email or an account id, in the form in which they are compared.
fn entry(text: &str) -> Option<String> {
    // `-bo@acme.example`: what other programs write before somebody whom they are to take out.
    let text = text.trim_start().trim_start_matches(['-', '+']);
    normalize_email(text).or_else(|| AccountId::check(bare_id(text).0).ok().map(normalize_id))
}

/// Whether an id has a shape that Atlassian gives to accounts. A personnel number has none.
pub(super) fn may_be_atlassians(text: &str) -> bool {
    let (id, _) = bare_id(text);
    AccountId::check(id).is_ok() && (id.contains(':') || id.len() >= MIN_ID)
}

/// Known account ids have 24 letters or more.
pub(super) const MIN_ID: usize = 24;

/// Headings under which group ids stand, without blanks and in lower case.
pub(super) const GROUP_HEADINGS: [&str; 1] = ["groupid"];

/// The list in a column, if the first line has a heading for one.
fn column_list(text: &str) -> Option<PeopleList> {
    let (columns, rows) = in_columns(text, list_columns)?;
    let mut list = PeopleList::default();
    for cells in rows {
        take_cells(&mut list, &cells, columns);
    }
    Some(list)
}

/// Where ids and emails stand; none if neither is there.
fn list_columns(headings: &[String]) -> Option<[Option<usize>; 2]> {
    let known: [&[&str]; 2] = [&ID_HEADINGS, &EMAIL_HEADINGS];
    let columns = known.map(|known| place_of(headings, known));
    columns.iter().any(Option::is_some).then_some(columns)
}

/// The id of a row, or the email beside it: whoever is meant is meant once. What can be no id of Atlassian's is a
/// number of another system, and counts only where there is no email.
fn take_cells(list: &mut PeopleList, cells: &[String], columns: [Option<usize>; 2]) {
    let [id, email] = columns.map(|column| {
        let cell = column.and_then(|column| cells.get(column));
        cell.map_or("", String::as_str)
    });
    let is_taken = may_be_atlassians(id) && list.take(id);
    if is_taken && may_be_anothers(id) {
        take_addresses(list, email);
    }
    let found = is_taken || take_emails(list, email) || list.take(id);
    if !found && cells.iter().any(|cell| !cell.is_empty()) {
        list.not_understood.push(cells.join(", "));
    }
}

/// Whether an id is a bare UUID: other systems give these to people too, so the email beside it has to count as well.
pub(super) fn may_be_anothers(text: &str) -> bool {
    GroupId::check(bare_id(text).0).is_ok()
}

/// The addresses of one cell: other programs put several into one.
fn take_emails(list: &mut PeopleList, cell: &str) -> bool {
    list.take(cell) || take_addresses(list, cell)
}

fn take_addresses(list: &mut PeopleList, cell: &str) -> bool {
    let before = list.entries.len();
    for word in addresses_of(cell) {
        list.take(word);
    }
    list.entries.len() > before
}

/// The words of a cell that may be addresses.
pub(super) fn addresses_of(cell: &str) -> Vec<&str> {
    let mut words = words_of(cell);
    words.retain(|word| word.contains('@'));
    words
}

/// One or more in each line, whatever stands between them.
fn line_list(text: &str) -> PeopleList {
    let mut list = PeopleList::default();
    let lines: Vec<&str> = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    for line in &lines {
        let parts = words_of(line);
        let before = list.entries.len();
        if let [only] = parts.as_slice() {
            list.take(only);
        } else {
            // Among several words only those count that can be nothing else.
            for part in parts
                .iter()
                .filter(|part| part.contains(['@', ':']) || is_long_id(part))
            {
                list.take(part);
            }
        }
        match list.entries.len() - before {
            0 => list.not_understood.push((*line).to_owned()),
            1 => {}
            _ => list.several_in_a_line |= lines.len() > 1,
        }
    }
    list
}

/// What stands between blanks and the marks around an address.
pub(super) fn words_of(line: &str) -> Vec<&str> {
    let is_between = |c: char| {
        c.is_whitespace() || matches!(c, ',' | ';' | '|' | '<' | '>' | '(' | ')' | '"' | '\'')
    };
    line.split(is_between)
        .filter(|part| !part.is_empty())
        .collect()
}

pub(super) fn is_long_id(part: &str) -> bool {
    part.len() == 24
        && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && part.bytes().any(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries(text: &str) -> Vec<String> {
        PeopleList::read(text)
            .map(|list| list.entries)
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
        assert_eq!(list.entries, ["bo@acme.example", "uma@acme.example"]);
        assert!(!list.several_in_a_line && list.not_understood.is_empty());
    }

    #[test]
    fn several_in_one_of_many_lines_is_noted() {
        let list = PeopleList::read(
            "bo@acme.example,boss@acme.example\numa@acme.example,boss@acme.example",
        )
        .unwrap_or_default();
        assert!(list.several_in_a_line);
    }

    #[test]
    fn a_heading_tells_which_column_counts() {
        let file = "Name;Manager email;Email\n\"Adler; Bo\";boss@acme.example;bo@acme.example\nKhan;boss@acme.example;\n";
        let list = PeopleList::read(file).unwrap_or_default();
        assert_eq!(list.entries, ["bo@acme.example"]);
        assert_eq!(list.not_understood, ["Khan, boss@acme.example, "]);
    }

    #[test]
    fn an_id_counts_before_the_email_beside_it() {
        let file = "Group id,User id,email\nx,712020:789cba25-bbe2,old@acme.example\nx,,uma@acme.example\n";
        assert_eq!(entries(file), ["712020:789cba25-bbe2", "uma@acme.example"]);
    }

    #[test]
    fn lines_without_anybody_are_told() {
        let list = PeopleList::read("bo@acme.example\nUma Khan").unwrap_or_default();
        assert_eq!(
            (list.entries.len(), list.not_understood),
            (1, vec!["Uma Khan".to_owned()])
        );
        assert_eq!(PeopleList::read(" \n"), Err(ListError::Empty));
        assert_eq!(
            PeopleList::read("Uma Khan\nBo Adler"),
            Err(ListError::NoEntry)
        );
    }
}
