//! Parses a list of people, line by line.

use crate::domain::{AccountId, GroupId, bare_id, normalize_email};
use crate::import::EMAIL_HEADINGS;

use super::entry_lines::EntryLine;
use super::list_columns::{ListRow, Reading, columns_of_emails, in_columns, place_of};
use super::list_words::{
    MIN_ID, account_id, addresses_of, is_comment, is_long_id, names_somebody, plain_words,
    without_bullet, words_of,
};
use super::people_list::UnclearLines;

/// Headings of account id columns, without whitespace and in lower case.
pub(super) const ID_HEADINGS: [&str; 4] = ["userid", "accountid", "atlassianid", "id"];

/// Headings of group id columns, without whitespace and in lower case.
pub(super) const GROUP_HEADINGS: [&str; 1] = ["groupid"];

/// Headings of columns with groups, by id or by name, without whitespace and in lower case.
const GROUP_COLUMNS: [&str; 4] = ["groupname", "groupid", "group", "groups"];

/// Parses a normalized email, or an account id as written.
fn entry(text: &str) -> Option<String> {
    let text = without_bullet(text);
    normalize_email(text).or_else(|| account_id(text).map(str::to_owned))
}

/// Whether an id has the shape of an Atlassian account id. An employee number does not.
pub(super) fn may_be_atlassians(text: &str) -> bool {
    let (id, _) = bare_id(text);
    AccountId::check(id).is_ok() && (id.contains(':') || id.len() >= MIN_ID)
}

/// Whether an id may be another system's, so that the email beside it counts instead. That is a bare UUID, or an id
/// that looks unlike Atlassian's known ones, which are 24 letters and digits or, newer, contain a colon.
fn may_be_anothers(text: &str) -> bool {
    let (id, _) = bare_id(text);
    let is_known = id.contains(':') || is_long_id(id);
    GroupId::check(id).is_ok() || (may_be_atlassians(id) && !is_known)
}

/// The columns of ids and emails.
struct PeopleColumns {
    id: Option<usize>,
    email: Option<usize>,
    /// Further columns of emails: a manager's, or other ones of the same person.
    others: Vec<usize>,
    /// The heading of a column with groups, which does not count.
    group: Option<String>,
}

impl PeopleColumns {
    /// `None` if there is neither an id nor an email column.
    fn of(headings: &[String]) -> Option<Self> {
        let known: [&[&str]; 2] = [&ID_HEADINGS, &EMAIL_HEADINGS];
        let [id, email] = known.map(|known| place_of(headings, known));
        let mut others = columns_of_emails(headings);
        others.retain(|column| Some(*column) != email);
        let group = place_of(headings, &GROUP_COLUMNS).and_then(|at| headings.get(at).cloned());
        (id.is_some() || email.is_some()).then_some(Self {
            id,
            email,
            others,
            group,
        })
    }
}

/// What was read from a text, line by line.
#[derive(Default)]
pub(super) struct PeopleListParser {
    pub(super) lines: Vec<EntryLine<String>>,
    pub(super) not_understood: Vec<String>,
    pub(super) unclear: Option<UnclearLines>,
    pub(super) group_column: Option<String>,
}

impl PeopleListParser {
    pub(super) fn of(text: &str) -> Self {
        Self::of_columns(text).unwrap_or_else(|| Self::of_lines(text))
    }

    /// Parses columns. `None` if the first line has no known heading.
    fn of_columns(text: &str) -> Option<Self> {
        let (columns, rows) = in_columns(text, PeopleColumns::of)?;
        let mut list = Self {
            group_column: columns.group.clone(),
            ..Self::default()
        };
        for row in &rows {
            let is_note = row.cells.first().is_some_and(|cell| is_comment(cell));
            // A comment, or a row whose first cell is a number such as #1042. Whoever it names is reported but does not
            // count.
            let is_strange = match is_note {
                true => Self::default().take_row(row, &columns),
                false => !list.take_row(row, &columns) && !row.is_empty(),
            };
            if is_strange {
                list.not_understood.push(row.text());
            }
        }
        Some(list)
    }

    /// Adds a row. Returns whether it names anybody.
    fn take_row(&mut self, row: &ListRow, columns: &PeopleColumns) -> bool {
        if row.reading == Reading::InPlace {
            return self.take_cells(row, columns);
        }
        let words = row.cells.iter().flat_map(|cell| plain_words(cell));
        let perhaps: Vec<String> = words.filter_map(entry).collect();
        let is_any = row.cells.iter().any(|cell| names_somebody(cell));
        if is_any && row.reading != Reading::BareLine {
            self.is_unclear(row.text());
        }
        if !perhaps.is_empty() {
            self.lines.push(EntryLine::unclear(perhaps));
        }
        is_any
    }

    /// Adds the cells of a row, and returns whether it names anybody. Uses the id or the email, so that one person
    /// counts once. An id that cannot be Atlassian's is another system's number, and counts only without an email. An
    /// id that may be either is stored beside the email.
    fn take_cells(&mut self, row: &ListRow, columns: &PeopleColumns) -> bool {
        let (id, email) = (row.cell(columns.id), row.cell(columns.email));
        let emails = emails_of([email]);
        let mut perhaps = emails_of(columns.others.iter().map(|at| row.cell(Some(*at))));
        let beside = entry(id).filter(|_| may_be_anothers(id) && !emails.is_empty());
        let sure = entry(id).filter(|_| beside.is_none() && may_be_atlassians(id));
        let is_any =
            sure.is_some() || !emails.is_empty() || entry(email).or_else(|| entry(id)).is_some();
        let named = match (sure, emails.len()) {
            (Some(id), _) => {
                perhaps.extend(emails);
                vec![id]
            }
            // The id may be in the wrong column.
            (None, 0) => entry(email).or_else(|| entry(id)).into_iter().collect(),
            (None, 1) => emails,
            (None, _) => {
                self.is_unclear(row.text());
                perhaps.extend(emails);
                Vec::new()
            }
        };
        perhaps.retain(|email| !named.contains(email));
        let line = EntryLine {
            named,
            beside: beside.into_iter().collect(),
            perhaps,
        };
        if line.all().next().is_some() {
            self.lines.push(line);
        }
        is_any
    }

    /// Parses lines with one or more entries each, whatever separates them.
    fn of_lines(text: &str) -> Self {
        let mut list = Self::default();
        let lines = text.lines().map(str::trim);
        let lines: Vec<&str> = lines
            .filter(|line| !line.is_empty() && !is_comment(line))
            .collect();
        for line in &lines {
            let entries = entries_of(&words_of(line));
            if entries.is_empty() {
                list.not_understood.push((*line).to_owned());
            } else if entries.len() > 1 && lines.len() > 1 {
                list.is_unclear((*line).to_owned());
                list.lines.push(EntryLine::unclear(entries));
            } else {
                list.lines.extend(entries.into_iter().map(EntryLine::of));
            }
        }
        list
    }

    fn is_unclear(&mut self, line: String) {
        let lines = self.unclear.get_or_insert(UnclearLines {
            first: line,
            count: 0,
        });
        lines.count += 1;
    }
}

/// The distinct addresses in some cells.
fn emails_of<'a>(cells: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let mut emails = Vec::new();
    let words = cells.into_iter().flat_map(addresses_of);
    for email in words.filter_map(entry) {
        if !emails.contains(&email) {
            emails.push(email);
        }
    }
    emails
}

/// The entries of a line.
fn entries_of(words: &[&str]) -> Vec<String> {
    if let [only] = words {
        return entry(only).into_iter().collect();
    }
    // Among several words, only unmistakable ones count.
    let is_plain = |word: &&&str| word.contains(['@', ':']) || is_long_id(word);
    let plain = words.iter().filter(is_plain);
    plain.filter_map(|word| entry(word)).collect()
}
