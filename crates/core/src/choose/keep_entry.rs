//! What a keep list names, line by line, and how that is read from a text.

use crate::domain::{AccountId, GroupId, bare_id, normalize_email, normalize_id, strip_invisible};

use super::list_columns::{in_columns, place_of};
use super::people_list::{
    EMAIL_HEADINGS, GROUP_HEADINGS, ID_HEADINGS, MIN_ID, addresses_of, is_long_id, may_be_anothers,
    may_be_atlassians, words_of,
};

/// What a line of the list keeps.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum KeepEntry {
    /// Everything of a person, by email, as [`normalize_email`] gives it.
    Email(String),
    /// Everything of a person, by account id, as [`normalize_id`] gives it.
    Account(String),
    /// Everybody in a group, by id in lower case; and the account, should one have this id.
    Group(String),
}

impl KeepEntry {
    /// As it is told to people.
    pub(super) fn text(&self) -> &str {
        match self {
            Self::Email(text) | Self::Account(text) | Self::Group(text) => text,
        }
    }
}

/// What is read of a text, line by line.
#[derive(Default)]
pub(super) struct KeepListParser {
    pub(super) entries: Vec<KeepEntry>,
    pub(super) not_understood: Vec<String>,
    pub(super) unusual: Vec<String>,
}

/// A text that can be added to a list of lines: entries in columns one per line, what is not understood of
/// them as notes; lines stay as they are.
#[must_use]
pub fn keep_lines(text: &str) -> String {
    let text = strip_invisible(text);
    let Some(read) = KeepListParser::of_columns(&text) else {
        return text.trim_end().to_owned();
    };
    let entries = read.entries.iter().map(|entry| entry.text().to_owned());
    let notes = read
        .not_understood
        .iter()
        .map(|line| format!("# not understood: {line}"));
    entries.chain(notes).collect::<Vec<_>>().join("\n")
}

impl KeepListParser {
    pub(super) fn of(text: &str) -> Self {
        let text = strip_invisible(text);
        let mut read = Self::of_columns(&text).unwrap_or_else(|| Self::of_lines(&text));
        let mut seen = std::collections::BTreeSet::new();
        read.entries.retain(|entry| seen.insert(entry.clone()));
        read
    }

    /// In columns, if the first line has a heading for one.
    fn of_columns(text: &str) -> Option<Self> {
        let ([id, email, group], rows) = in_columns(text, |headings| {
            let known: [&[&str]; 3] = [&ID_HEADINGS, &EMAIL_HEADINGS, &GROUP_HEADINGS];
            let columns = known.map(|known| place_of(headings, known));
            columns.iter().any(Option::is_some).then_some(columns)
        })?;
        let mut read = Self::default();
        for cells in rows {
            let cell = |column: Option<usize>| {
                let cell = column.and_then(|column| cells.get(column));
                cell.map(String::as_str).filter(|cell| !cell.is_empty())
            };
            // The id counts before the email beside it: whoever is meant is meant once. What can be no id of
            // Atlassian's is a number of another system.
            let id = cell(id);
            let person = id
                .filter(|id| may_be_atlassians(id))
                .or_else(|| cell(email))
                .or(id);
            let understood = match (person, cell(group)) {
                // Everything of the person, everybody in the group, or this one membership? It does not tell.
                (Some(_), Some(_)) => false,
                (Some(text), None) => {
                    // Of a group or of a person, and of which system? Whoever may be meant is kept.
                    let email = cell(email).filter(|_| may_be_anothers(text));
                    for address in email.map(addresses_of).unwrap_or_default() {
                        read.take(address);
                    }
                    read.take(text)
                }
                (None, Some(text)) => read.take(text),
                (None, None) => cells.iter().all(String::is_empty),
            };
            let is_note = cells.first().is_some_and(|cell| cell.starts_with('#'));
            if !understood && !is_note {
                read.not_understood.push(cells.join(", "));
            }
        }
        Some(read)
    }

    /// One or more in each line, whatever stands between them.
    fn of_lines(text: &str) -> Self {
        let mut read = Self::default();
        let lines = text.lines().map(str::trim);
        for line in lines.filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let words = words_of(line);
            let before = read.entries.len();
            if let [only] = words.as_slice() {
                read.take(only);
            } else {
                // Among several words only those count that can be nothing else.
                let is_plain = |word: &&&str| {
                    word.contains(['@', ':']) || is_long_id(word) || GroupId::parse(word).is_ok()
                };
                for word in words.iter().filter(is_plain) {
                    read.take(word);
                }
            }
            if read.entries.len() == before {
                read.not_understood.push(line.to_owned());
            }
        }
        read
    }

    fn take(&mut self, text: &str) -> bool {
        let entry = entry(text);
        if let Some(KeepEntry::Account(id)) = &entry
            && id.len() < MIN_ID
        {
            self.unusual.push(id.clone());
        }
        let is_one = entry.is_some();
        self.entries.extend(entry);
        is_one
    }
}

fn entry(text: &str) -> Option<KeepEntry> {
    let (bare, _) = bare_id(text);
    if let Ok(group) = GroupId::parse(bare) {
        return Some(KeepEntry::Group(group.as_str().to_owned()));
    }
    if let Some(email) = normalize_email(text) {
        return Some(KeepEntry::Email(email));
    }
    // Every account id seen so far has a digit. A word without is most likely a group's name, which keeps nobody.
    let id = AccountId::check(bare).ok()?;
    let has_digit = id.bytes().any(|byte| byte.is_ascii_digit());
    has_digit.then(|| KeepEntry::Account(normalize_id(id)))
}
