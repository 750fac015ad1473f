//! What a keep list names, line by line, and how that is read from a text.

use crate::domain::{GroupId, bare_id, normalize_email, strip_invisible};

use super::entry_lines::EntryLine;
use super::list_columns::{in_columns, place_of};
use super::list_words::{account_id, addresses_of, is_comment, is_long_id, words_of};
use super::people_list::{
    EMAIL_HEADINGS, GROUP_HEADINGS, ID_HEADINGS, MIN_ID, is_surely_atlassians, may_be_atlassians,
};

/// What a line of the list keeps.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
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
    pub(super) lines: Vec<EntryLine<KeepEntry>>,
    pub(super) not_understood: Vec<String>,
    pub(super) unusual: Vec<String>,
}

/// A text that can be added to a list of lines: each row in columns as a line of its entries, what is not understood of
/// them as notes; lines stay as they are.
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
    let notes = read
        .not_understood
        .iter()
        .map(|line| format!("# not understood: {line}"));
    lines.chain(notes).collect::<Vec<_>>().join("\n")
}

impl KeepListParser {
    pub(super) fn of(text: &str) -> Self {
        let text = strip_invisible(text);
        Self::of_columns(&text).unwrap_or_else(|| Self::of_lines(&text))
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
            let person = person_of(cell(id), cell(email));
            let understood = match (person.as_slice(), cell(group)) {
                ([], Some(text)) => read.take(&[text]),
                ([], None) => cells.iter().all(String::is_empty),
                // Everything of the person, everybody in the group, or this one membership? It does not tell.
                (_, Some(_)) => false,
                (words, None) => read.take(words),
            };
            let is_note = cells.first().is_some_and(|cell| is_comment(cell));
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
        for line in lines.filter(|line| !line.is_empty() && !is_comment(line)) {
            let words = words_of(line);
            // Among several words only those count that can be nothing else.
            let is_plain = |word: &&str| {
                word.contains(['@', ':']) || is_long_id(word) || GroupId::parse(word).is_ok()
            };
            let understood = match words.as_slice() {
                [only] => read.take(&[only]),
                several => read.take(&several.iter().copied().filter(is_plain).collect::<Vec<_>>()),
            };
            if !understood {
                read.not_understood.push(line.to_owned());
            }
        }
        read
    }

    /// Takes the words of one line; says whether there is an entry among them. Beside an email, a bare UUID may be
    /// another system's id of the same person.
    fn take(&mut self, words: &[&str]) -> bool {
        let entries = words.iter().filter_map(|word| entry(word));
        let is_group = |entry: &KeepEntry| matches!(entry, KeepEntry::Group(_));
        let (beside, named): (Vec<_>, Vec<_>) = entries.partition(is_group);
        let is_short =
            |entry: &&KeepEntry| matches!(entry, KeepEntry::Account(id) if id.len() < MIN_ID);
        let unusual = named.iter().filter(is_short);
        self.unusual
            .extend(unusual.map(|entry| entry.text().to_owned()));
        let is_any = !beside.is_empty() || !named.is_empty();
        let has_email = named
            .iter()
            .any(|entry| matches!(entry, KeepEntry::Email(_)));
        if has_email && !beside.is_empty() {
            self.lines.push(EntryLine { named, beside });
        } else {
            let each = named.into_iter().chain(beside);
            self.lines.extend(each.map(EntryLine::of));
        }
        is_any
    }
}

/// The words of a row that name its person. An id that only Atlassian writes counts before the email beside it: whoever is
/// meant is meant once. Any other id may be one of another system, or of a group: whoever may be meant is kept. What
/// cannot be an id of Atlassian's counts only where there is no email.
fn person_of<'a>(id: Option<&'a str>, email: Option<&'a str>) -> Vec<&'a str> {
    let addresses = email.map(addresses_of).unwrap_or_default();
    match id {
        Some(id) if is_surely_atlassians(id) => vec![id],
        Some(id) if may_be_atlassians(id) => addresses.into_iter().chain([id]).collect(),
        _ if !addresses.is_empty() => addresses,
        // The wrong column may hold the id.
        _ => {
            let named = email.filter(|email| entry(email).is_some());
            named.or(id).or(email).into_iter().collect()
        }
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
    // A word that cannot be an id is most likely a group's name, which keeps nobody.
    account_id(bare).map(KeepEntry::Account)
}
