//! What a keep list names, line by line, and how it is parsed.

use crate::domain::{GroupId, bare_id, normalize_email, normalize_id, strip_invisible};
use crate::import::EMAIL_HEADINGS;

use super::entry_lines::EntryLine;
use super::list_columns::{ListRow, Reading, columns_of_emails, in_columns, place_of};
use super::list_words::{
    MIN_ID, account_id, addresses_of, is_comment, is_plain, plain_words, without_bullet, words_of,
};
use super::people_list_parser::{GROUP_HEADINGS, ID_HEADINGS, may_be_atlassians};

/// What a line of the list protects.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) enum KeepEntry {
    /// All memberships of a person, by email, as [`normalize_email`] returns it.
    Email(String),
    /// All memberships of a person, by account id, as [`normalize_id`] returns it.
    Account(String),
    /// Everybody in a group, by id in lower case. Also an account with this id, if there is one.
    Group(String),
}

impl KeepEntry {
    /// The text to show to people.
    pub(super) fn text(&self) -> &str {
        match self {
            Self::Email(text) | Self::Account(text) | Self::Group(text) => text,
        }
    }
}

/// What was read from a text, line by line.
#[derive(Default)]
pub(super) struct KeepListParser {
    pub(super) lines: Vec<EntryLine<KeepEntry>>,
    pub(super) not_understood: Vec<String>,
    /// Rows that name a person and a group, so that it is unclear whether they mean the person, the group or the
    /// membership.
    pub(super) memberships: Vec<String>,
    pub(super) unusual: Vec<String>,
}

/// Converts a text so that it can be appended to a list of lines. Each row of columns becomes a line of its entries,
/// and rows that are not understood become notes. A text without columns stays as it is.
#[must_use]
pub fn keep_lines(text: &str) -> String {
    let text = strip_invisible(text);
    let Some(read) = KeepListParser::of_columns(&text) else {
        return text.trim_end().to_owned();
    };
    let lines = read.lines.iter().map(|line| {
        let texts = line.all().map(KeepEntry::text);
        texts.collect::<Vec<_>>().join(" ")
    });
    let ignored = read.not_understood.iter().chain(&read.memberships);
    let notes = ignored.map(|line| format!("# not understood: {line}"));
    lines.chain(notes).collect::<Vec<_>>().join("\n")
}

impl KeepListParser {
    pub(super) fn of(text: &str) -> Self {
        let text = strip_invisible(text);
        Self::of_columns(&text).unwrap_or_else(|| Self::of_lines(&text))
    }

    /// Parses columns. `None` if the first line has no known heading.
    fn of_columns(text: &str) -> Option<Self> {
        let (columns, rows) = in_columns(text, KeepColumns::of)?;
        let mut read = Self::default();
        for row in &rows {
            let is_note = row.cells.first().is_some_and(|cell| is_comment(cell));
            match read.take_row(row, &columns) {
                RowTaken::Yes => {}
                RowTaken::No | RowTaken::Membership if is_note || row.is_empty() => {}
                RowTaken::No => read.not_understood.push(row.text()),
                RowTaken::Membership => read.memberships.push(row.text()),
            }
        }
        Some(read)
    }

    fn take_row(&mut self, row: &ListRow, columns: &KeepColumns) -> RowTaken {
        let (people, groups) = match row.reading {
            Reading::InPlace => (columns.person_of(row), columns.group_of(row)),
            Reading::Joined => return RowTaken::Yes,
            Reading::Moved | Reading::BareLine => columns.anybody_in(row),
        };
        match (people.is_empty(), groups.is_empty()) {
            (false, false) => RowTaken::Membership,
            (true, false) if self.take(&groups) => RowTaken::Yes,
            (false, true) if self.take(&people) => RowTaken::Yes,
            _ => RowTaken::No,
        }
    }

    /// Parses lines with one or more entries each, whatever separates them.
    fn of_lines(text: &str) -> Self {
        let mut read = Self::default();
        let lines = text.lines().map(str::trim);
        for line in lines.filter(|line| !line.is_empty() && !is_comment(line)) {
            let words = words_of(line);
            let understood = match words.as_slice() {
                [only] => read.take(&[only]),
                // Among several words, only unmistakable ones count.
                _ => read.take(&plain_words(line)),
            };
            if !understood {
                read.not_understood.push(line.to_owned());
            }
        }
        read
    }

    /// Adds the words of one line. Returns whether there is an entry among them. Beside an email, a bare UUID may be
    /// another system's id of the same person. One email and one id most likely belong to one person.
    fn take(&mut self, words: &[&str]) -> bool {
        let entries = words.iter().filter_map(|word| entry(word));
        let is_group = |entry: &KeepEntry| matches!(entry, KeepEntry::Group(_));
        let (beside, named): (Vec<_>, Vec<_>) = entries.partition(is_group);
        // Any other id beside the email would not be understood once the list is written as lines.
        let is_account =
            |entry: &KeepEntry| matches!(entry, KeepEntry::Account(id) if is_plain(id));
        let is_short =
            |entry: &&KeepEntry| matches!(entry, KeepEntry::Account(id) if id.len() < MIN_ID);
        let unusual = named.iter().filter(is_short);
        self.unusual
            .extend(unusual.map(|entry| entry.text().to_owned()));
        let is_any = !beside.is_empty() || !named.is_empty();
        let has_email = named
            .iter()
            .any(|entry| matches!(entry, KeepEntry::Email(_)));
        let is_pair = has_email && named.len() == 2 && named.iter().any(is_account);
        if is_pair || (has_email && !beside.is_empty()) {
            self.lines.push(EntryLine {
                named,
                beside,
                perhaps: Vec::new(),
            });
        } else {
            let each = named.into_iter().chain(beside);
            self.lines.extend(each.map(EntryLine::of));
        }
        is_any
    }
}

/// The columns of ids, emails and group ids.
struct KeepColumns {
    id: Option<usize>,
    /// All columns of emails, because everybody who may be meant is protected.
    emails: Vec<usize>,
    group: Option<usize>,
}

/// Whether a row was added.
enum RowTaken {
    Yes,
    No,
    /// Not added, because it names a person and a group.
    Membership,
}

impl KeepColumns {
    /// `None` if there is no such column.
    fn of(headings: &[String]) -> Option<Self> {
        let known: [&[&str]; 3] = [&ID_HEADINGS, &EMAIL_HEADINGS, &GROUP_HEADINGS];
        let [id, email, group] = known.map(|known| place_of(headings, known));
        let is_list = id.is_some() || email.is_some() || group.is_some();
        is_list.then(|| Self {
            id,
            emails: columns_of_emails(headings),
            group,
        })
    }

    /// The words of a row that name its person. The id may be another system's, or that of an account that was later
    /// recreated, so everybody who may be meant is protected. An id that cannot be Atlassian's counts only without an
    /// email.
    fn person_of<'a>(&self, row: &'a ListRow) -> Vec<&'a str> {
        let cells = || self.emails.iter().map(|at| row.cell(Some(*at)));
        let mut words: Vec<&str> = cells().flat_map(addresses_of).collect();
        let id = Some(row.cell(self.id)).filter(|id| !id.is_empty());
        match id.filter(|id| may_be_atlassians(id)) {
            Some(id) => words.push(id),
            None if !words.is_empty() => {}
            // The id may be in the wrong column.
            None => {
                let named = cells().find(|cell| entry(cell).is_some());
                let any = cells().find(|cell| !cell.is_empty());
                words.extend(named.or(id).or(any));
            }
        }
        words
    }

    fn group_of<'a>(&self, row: &'a ListRow) -> Vec<&'a str> {
        let cell = row.cell(self.group);
        Some(cell)
            .filter(|cell| !cell.is_empty())
            .into_iter()
            .collect()
    }

    /// The people and groups in any cell of a row. A bare UUID is a group's if the list has a column of groups.
    fn anybody_in<'a>(&self, row: &'a ListRow) -> (Vec<&'a str>, Vec<&'a str>) {
        let words = row.cells.iter().flat_map(|cell| plain_words(cell));
        let named = words.filter(|word| entry(word).is_some());
        named.partition(|word| {
            let is_group = matches!(entry(word), Some(KeepEntry::Group(_)));
            self.group.is_none() || !is_group
        })
    }
}

fn entry(text: &str) -> Option<KeepEntry> {
    let text = without_bullet(text);
    let (bare, _) = bare_id(text);
    if let Ok(group) = GroupId::parse(bare) {
        return Some(KeepEntry::Group(group.as_str().to_owned()));
    }
    if let Some(email) = normalize_email(text) {
        return Some(KeepEntry::Email(email));
    }
    // A word that cannot be an id is most likely a group's name, which protects nobody.
    account_id(bare).map(|id| KeepEntry::Account(normalize_id(id)))
}
