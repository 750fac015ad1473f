//! How a list of people is read from a text, line by line.

use crate::domain::{AccountId, GroupId, bare_id, normalize_email};
use crate::import::EMAIL_HEADINGS;

use super::entry_lines::EntryLine;
use super::list_columns::{ListRow, Reading, columns_of_emails, in_columns, place_of};
use super::list_words::{
    MIN_ID, account_id, addresses_of, is_comment, is_long_id, names_somebody, plain_words,
    without_bullet, words_of,
};
use super::people_list::UnclearLines;

/// Headings under which account ids stand, without blanks and in lower case.
pub(super) const ID_HEADINGS: [&str; 4] = ["userid", "accountid", "atlassianid", "id"];

/// Headings under which group ids stand, without blanks and in lower case.
pub(super) const GROUP_HEADINGS: [&str; 1] = ["groupid"];

/// An email as it is compared, or an account id as it is written.
fn entry(text: &str) -> Option<String> {
    let text = without_bullet(text);
    normalize_email(text).or_else(|| account_id(text).map(str::to_owned))
}

/// Whether an id has a shape that Atlassian gives to accounts. A personnel number has none.
pub(super) fn may_be_atlassians(text: &str) -> bool {
    let (id, _) = bare_id(text);
    AccountId::check(id).is_ok() && (id.contains(':') || id.len() >= MIN_ID)
}

/// Whether an id may as well be one of another system, which the email beside it has to count for: a bare UUID, or any
/// that is written like none of Atlassian's known ones, of which the newer have a colon.
fn may_be_anothers(text: &str) -> bool {
    let (id, _) = bare_id(text);
    let is_known = id.contains(':') || is_long_id(id);
    GroupId::check(id).is_ok() || (may_be_atlassians(id) && !is_known)
}

/// Where ids and emails stand.
struct PeopleColumns {
    id: Option<usize>,
    email: Option<usize>,
    /// Further columns of emails: those of a manager, or other ones of the same person.
    others: Vec<usize>,
}

impl PeopleColumns {
    /// `None` if neither is there.
    fn of(headings: &[String]) -> Option<Self> {
        let known: [&[&str]; 2] = [&ID_HEADINGS, &EMAIL_HEADINGS];
        let [id, email] = known.map(|known| place_of(headings, known));
        let mut others = columns_of_emails(headings);
        others.retain(|column| Some(*column) != email);
        (id.is_some() || email.is_some()).then_some(Self { id, email, others })
    }
}

/// What is read of a text, line by line.
#[derive(Default)]
pub(super) struct PeopleListParser {
    pub(super) lines: Vec<EntryLine<String>>,
    pub(super) not_understood: Vec<String>,
    pub(super) unclear: Option<UnclearLines>,
}

impl PeopleListParser {
    pub(super) fn of(text: &str) -> Self {
        Self::of_columns(text).unwrap_or_else(|| Self::of_lines(text))
    }

    /// The list in a column, if the first line has a heading for one.
    fn of_columns(text: &str) -> Option<Self> {
        let (columns, rows) = in_columns(text, PeopleColumns::of)?;
        let mut list = Self::default();
        for row in &rows {
            let is_note = row.cells.first().is_some_and(|cell| is_comment(cell));
            // A comment, or a row whose first cell is a number such as #1042: whom it names does not count, and is told.
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

    /// Whether it names anybody.
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

    /// The id of a row, or the email beside it: whoever is meant is meant once. What can be no id of Atlassian's is
    /// a number of another system, and counts only where there is no email. What may be either counts with the email.
    /// Whether it names anybody.
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
            // The wrong column may hold the id.
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

    /// One or more in each line, whatever stands between them.
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

/// The addresses in some cells, each once.
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

/// What a line holds.
fn entries_of(words: &[&str]) -> Vec<String> {
    if let [only] = words {
        return entry(only).into_iter().collect();
    }
    // Among several words only those count that can be nothing else.
    let is_plain = |word: &&&str| word.contains(['@', ':']) || is_long_id(word);
    let plain = words.iter().filter(is_plain);
    plain.filter_map(|word| entry(word)).collect()
}
