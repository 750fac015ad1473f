//! A list of people: pasted, or in a file of its own. Emails or account ids, one
//! per line or in a column with a heading.

use groupsweep_sheet::BitSet;
use std::collections::HashMap;

use crate::domain::{AccountId, GroupId, bare_id, normalize_email, normalize_id, strip_invisible};
use crate::import::{GroupIndex, Table, text_of};

use super::entry_lines::{EntryLine, EntryLines};
use super::list_columns::{in_columns, place_of};
use super::list_words::{account_id, addresses_of, is_comment, is_long_id, words_of};
use super::people_filter::ListMode;

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
    lines: EntryLines<String>,
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
    /// Ids that the file has not, beside emails that it has.
    pub(super) other_ids: usize,
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
        let list = ListParser::of_columns(&text).unwrap_or_else(|| ListParser::of_lines(&text));
        if list.lines.is_empty() {
            return Err(ListError::NoEntry);
        }
        Ok(Self {
            lines: EntryLines::of(list.lines),
            not_understood: list.not_understood,
            several_in_a_line: list.several_in_a_line,
        })
    }

    /// A list of these lines, as [`Self::lines`] gave them; `None` if there are none.
    #[must_use]
    pub(super) fn of_lines(lines: Vec<EntryLine<String>>) -> Option<Self> {
        (!lines.is_empty()).then(|| Self {
            lines: EntryLines::of(lines),
            ..Self::default()
        })
    }

    pub(super) fn lines(&self) -> impl Iterator<Item = EntryLine<String>> {
        self.lines.lines()
    }

    /// Emails and account ids in the form in which they are compared, each once.
    #[must_use]
    pub fn entries(&self) -> &[String] {
        self.lines.entries()
    }

    /// Number of different entries.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries().len()
    }

    /// Never: a list without entries is refused.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries().is_empty()
    }

    /// Lays the list over a file.
    ///
    /// A bare UUID that is the id of a group of the file makes its line one about that group, and the email beside it most
    /// likely its owner's. A list that chooses people ([`ListMode::Only`]) must not choose the owner: rows that
    /// nobody chose could be ticked. Nor must it choose whoever has the email beside an id that somebody else of the
    /// file has. In a list that keeps people both count: one too many does no harm.
    pub(super) fn find(&self, table: &Table, what: ListMode) -> ListMatches {
        let places: HashMap<&str, usize> =
            self.entries().iter().map(String::as_str).zip(0..).collect();
        let place_of = |text: Option<String>| places.get(text?.as_str()).copied();
        let mut met = vec![false; self.len()];
        // By account: whoever is listed under one email is listed with all rows.
        let mut accounts = BitSet::none(table.user_count());
        for user in table.users() {
            if let Some(place) = place_of(user.id.ok().map(normalize_id)) {
                met[place] = true;
                accounts.put(user.account.0 as usize, true);
            }
        }
        let of_accounts = met.clone();
        let (groups, of_groups) = groups_of(table, &places, &mut met);
        let passed_over = match what {
            ListMode::Keep => vec![false; self.len()],
            ListMode::Only => self
                .lines
                .only_with(|place| of_groups[place] || of_accounts[place]),
        };
        for user in table.users() {
            let place = place_of(normalize_email(user.email));
            if let Some(place) = place.filter(|place| !passed_over[*place]) {
                met[place] = true;
                accounts.put(user.account.0 as usize, true);
            }
        }
        let users = BitSet::of(table.user_count(), |user| {
            let account = table.account_of(u32::try_from(user).unwrap_or(u32::MAX));
            accounts.contains(account as usize)
        });
        ListMatches {
            groups,
            users,
            people: accounts.len(),
            missing: self.lines.missing(&met).cloned().collect(),
            other_ids: self.lines.unmet_beside(&met),
        }
    }
}

/// The groups of a file that entries name which nobody has met, and which entries these are.
fn groups_of(
    table: &Table,
    places: &HashMap<&str, usize>,
    met: &mut [bool],
) -> (Vec<GroupIndex>, Vec<bool>) {
    let (mut groups, mut named) = (Vec::new(), vec![false; met.len()]);
    for (group, at) in table.groups().iter().zip(0_u32..) {
        let id = group.id.as_ref().ok();
        let place = id.and_then(|id| places.get(id.as_str()));
        if let Some(place) = place.filter(|place| !met[**place]) {
            (met[*place], named[*place]) = (true, true);
            groups.push(GroupIndex(at));
        }
    }
    (groups, named)
}

/// An email or an account id, in the form in which they are compared.
fn entry(text: &str) -> Option<String> {
    // `-bo@acme.example`: what other programs write before somebody whom they are to take out.
    let text = text.trim_start().trim_start_matches(['-', '+']);
    normalize_email(text).or_else(|| account_id(text))
}

/// Whether an id has a shape that Atlassian gives to accounts. A personnel number has none.
pub(super) fn may_be_atlassians(text: &str) -> bool {
    let (id, _) = bare_id(text);
    AccountId::check(id).is_ok() && (id.contains(':') || id.len() >= MIN_ID)
}

/// Whether an id is one that no other system is known to write: Atlassian's newer ids have a colon.
pub(super) fn is_surely_atlassians(text: &str) -> bool {
    may_be_atlassians(text) && text.contains(':')
}

/// Known account ids have 24 letters or more.
pub(super) const MIN_ID: usize = 24;

/// Headings under which group ids stand, without blanks and in lower case.
pub(super) const GROUP_HEADINGS: [&str; 1] = ["groupid"];

/// Where ids and emails stand; none if neither is there.
fn list_columns(headings: &[String]) -> Option<[Option<usize>; 2]> {
    let known: [&[&str]; 2] = [&ID_HEADINGS, &EMAIL_HEADINGS];
    let columns = known.map(|known| place_of(headings, known));
    columns.iter().any(Option::is_some).then_some(columns)
}

/// Whether an id may as well be one of another system, which the email beside it has to count for: a bare UUID, or any
/// that is written like none of Atlassian's known ones.
fn may_be_anothers(text: &str) -> bool {
    let (id, _) = bare_id(text);
    let is_known = is_surely_atlassians(id) || is_long_id(id);
    GroupId::check(id).is_ok() || (may_be_atlassians(id) && !is_known)
}

/// What is read of a text, line by line.
#[derive(Default)]
struct ListParser {
    lines: Vec<EntryLine<String>>,
    not_understood: Vec<String>,
    several_in_a_line: bool,
}

impl ListParser {
    /// The list in a column, if the first line has a heading for one.
    fn of_columns(text: &str) -> Option<Self> {
        let (columns, rows) = in_columns(text, list_columns)?;
        let mut list = Self::default();
        for cells in &rows {
            let is_note = cells.first().is_some_and(|cell| is_comment(cell));
            // A comment, or a row whose first cell is a number such as #1042: whom it names does not count, and is told.
            let is_strange = match is_note {
                true => Self::default().take_cells(cells, columns),
                false => !list.take_cells(cells, columns) && !cells.iter().all(String::is_empty),
            };
            if is_strange {
                list.not_understood.push(cells.join(", "));
            }
        }
        Some(list)
    }

    /// The id of a row, or the email beside it: whoever is meant is meant once. What can be no id of Atlassian's is
    /// a number of another system, and counts only where there is no email. What may be either counts with the email.
    /// Whether it names anybody.
    fn take_cells(&mut self, cells: &[String], columns: [Option<usize>; 2]) -> bool {
        let [id, email] = columns.map(|column| {
            let cell = column.and_then(|column| cells.get(column));
            cell.map_or("", String::as_str)
        });
        let emails: Vec<String> = addresses_of(email).into_iter().filter_map(entry).collect();
        if may_be_anothers(id)
            && !emails.is_empty()
            && let Some(id) = entry(id)
        {
            self.lines.push(EntryLine {
                named: emails,
                beside: vec![id],
            });
            return true;
        }
        if may_be_atlassians(id) && self.take(id) {
            return true;
        }
        let found = !emails.is_empty() || self.take(email) || self.take(id);
        self.lines.extend(emails.into_iter().map(EntryLine::of));
        found
    }

    /// One or more in each line, whatever stands between them.
    fn of_lines(text: &str) -> Self {
        let mut list = Self::default();
        let lines = text.lines().map(str::trim);
        let lines: Vec<&str> = lines
            .filter(|line| !line.is_empty() && !is_comment(line))
            .collect();
        for line in &lines {
            match list.take_words(&words_of(line)) {
                0 => list.not_understood.push((*line).to_owned()),
                1 => {}
                _ => list.several_in_a_line |= lines.len() > 1,
            }
        }
        list
    }

    /// Takes what a line holds; says how much that is.
    fn take_words(&mut self, words: &[&str]) -> usize {
        if let [only] = words {
            return usize::from(self.take(only));
        }
        // Among several words only those count that can be nothing else.
        let is_plain = |word: &&&str| word.contains(['@', ':']) || is_long_id(word);
        let plain = words.iter().filter(is_plain);
        plain.filter(|word| self.take(word)).count()
    }

    fn take(&mut self, text: &str) -> bool {
        let entry = entry(text);
        let is_one = entry.is_some();
        self.lines.extend(entry.map(EntryLine::of));
        is_one
    }
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
        assert_eq!(list.entries(), ["bo@acme.example"]);
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
