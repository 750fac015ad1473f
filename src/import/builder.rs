//! Turns records into table rows: what is known of the group and the person is
//! looked up, the rest is a few bits.

use std::sync::Arc;

use groupsweep_sheet::{Found, Key, KeyMaker, Record, Set, Spans, text};

use crate::domain::RowNo;

use super::columns::{ColumnMap, Role};
use super::earlier::{Earlier, Origin};
use super::findings::Details;
use super::flags::Flags;
use super::groups::{GroupIx, Groups, Names};
use super::people::{People, UserIx};

/// The cells of a person's text, in order; the last-seen cells follow.
const PERSON: [Role; 5] = [
    Role::UserId,
    Role::UserName,
    Role::Email,
    Role::UserStatus,
    Role::OrgRole,
];

/// Everything of a table that comes from its rows.
pub(super) struct Builder {
    columns: ColumnMap,
    headings: usize,
    origin: Origin,
    pub(super) widest: usize,
    pub(super) starts: Vec<u32>,
    pub(super) row_groups: Vec<u32>,
    pub(super) row_users: Vec<u32>,
    pub(super) flags: Vec<Flags>,
    pub(super) groups: Groups,
    pub(super) people: People,
    pub(super) details: Details,
    /// The cells of the first row, for the admin to know the columns by.
    pub(super) first_cells: Vec<String>,
    /// Rows with letters that were read as Windows-1252.
    pub(super) not_utf8: usize,
    /// Rows that can be sent, as far as one row tells.
    pub(super) usable: Set,
    group_keys: KeyMaker,
    person_keys: KeyMaker,
    /// How the records before wrote a group and a person. None where the columns of the two stand in each other's way.
    group_spans: Option<Spans>,
    person_spans: Option<Spans>,
    /// For each value of `group_spans`.
    group_forms: Vec<(GroupIx, Flags)>,
}

/// Most bytes kept to know groups again by how they are written.
const GROUP_ROOM: usize = 4 << 20;
/// Most bytes kept to know people again by how they are written; in small files a share of the file.
const PERSON_ROOM: usize = 48 << 20;
const PERSON_SHARE: usize = 8;
/// Least, in files of any size.
const LEAST_ROOM: usize = 4 << 20;

impl Builder {
    pub(super) fn new(
        columns: ColumnMap,
        headings: usize,
        origin: Origin,
        size: usize,
        names: Option<Arc<Names>>,
    ) -> Self {
        let (group_spans, person_spans) = spans(&columns, size);
        let role = |role: Role| columns.get(role);
        let seen = columns.seen().iter().copied().map(Some);
        Self {
            people: People::with_seen_columns(columns.seen().len()),
            group_keys: KeyMaker::new([Role::GroupId, Role::GroupName].map(role).into()),
            person_keys: KeyMaker::new(PERSON.map(role).into_iter().chain(seen).collect()),
            usable: Set::default(),
            group_spans,
            person_spans,
            group_forms: Vec::new(),
            columns,
            headings,
            origin,
            widest: headings,
            starts: Vec::new(),
            row_groups: Vec::new(),
            row_users: Vec::new(),
            flags: Vec::new(),
            groups: Groups::with_names(names),
            details: Details::default(),
            first_cells: Vec::new(),
            not_utf8: 0,
        }
    }

    /// Makes room for about so many more rows, so that nothing large has to move later.
    pub(super) fn expect(&mut self, rows: usize) {
        self.starts.reserve_exact(rows);
        self.row_groups.reserve_exact(rows);
        self.row_users.reserve_exact(rows);
        self.flags.reserve_exact(rows);
    }

    pub(super) fn columns(&self) -> &ColumnMap {
        &self.columns
    }

    pub(super) fn row(&mut self, record: &Record<'_>, start: u32) {
        let row = RowNo(u32::try_from(self.starts.len()).unwrap_or(u32::MAX));
        if row.0 == 0 {
            let cells = 0..record.len().min(self.headings);
            self.first_cells = cells
                .map(|at| text(&record.cell(at)).into_owned())
                .collect();
        }
        let (group, of_group) = self.group(record, row);
        let (user, of_user) = self.user(record, row);
        let mut flags = of_group.with(of_user);
        let shape = self.shape(record, row);
        flags = self.earlier(record, flags.with(shape));
        self.not_utf8 += usize::from(flags.has(Flags::LETTERS));
        self.usable.push(row.index(), flags.is_usable());
        push(&mut self.starts, start);
        push(&mut self.row_groups, group.0);
        push(&mut self.row_users, user.0);
        push(&mut self.flags, flags);
    }

    fn group(&mut self, record: &Record<'_>, row: RowNo) -> (GroupIx, Flags) {
        let found = self
            .group_spans
            .as_mut()
            .map_or(Found::No, |spans| spans.find(record));
        if let Found::Known(form) = found {
            return self.group_forms[form as usize];
        }
        let key = self.group_keys.make(record);
        let (group, flags) = self.groups.of_key(key.text, row);
        let flags = flags.with(zero(key)).with(letters(key));
        if let (Found::New, Some(spans)) = (found, &mut self.group_spans) {
            spans.keep(u32::try_from(self.group_forms.len()).unwrap_or(u32::MAX));
            self.group_forms.push((group, flags));
        }
        (group, flags)
    }

    fn user(&mut self, record: &Record<'_>, row: RowNo) -> (UserIx, Flags) {
        let found = self
            .person_spans
            .as_mut()
            .map_or(Found::No, |spans| spans.find(record));
        if let Found::Known(form) = found {
            let (user, letters) = of_form(form);
            return (user, self.people.flags(user.0).with(letters));
        }
        let key = self.person_keys.make(record);
        let (zero, letters) = (zero(key), letters(key));
        let (user, flags) = self.people.of_key(key.text, zero, row);
        if let (Found::New, Some(spans)) = (found, &mut self.person_spans) {
            spans.keep(form(user, letters));
        }
        if self.person_spans.as_ref().is_some_and(Spans::is_in_vain) {
            self.person_spans = None;
        }
        (user, flags.with(letters))
    }

    /// What is odd about the record itself.
    fn shape(&mut self, record: &Record<'_>, row: RowNo) -> Flags {
        let mut flags = Flags::NONE;
        let cells = record.len();
        self.widest = self.widest.max(cells);
        if cells != self.headings && !is_only_empty_behind(record, self.headings) {
            self.details
                .ragged(row, u32::try_from(cells).unwrap_or(u32::MAX));
            flags = flags.with(Flags::RAGGED);
        }
        if record.has_open_quote() {
            flags = flags.with(Flags::OPEN_QUOTE);
        }
        if record.is_too_long() {
            flags = flags.with(Flags::TOO_LONG);
        }
        flags
    }

    /// What became of the row in an earlier run, in a file of ours.
    fn earlier(&self, record: &Record<'_>, flags: Flags) -> Flags {
        let Some(column) = self.origin.word_column(self.headings) else {
            return flags;
        };
        match Earlier::read(self.origin, &record.cell(column)) {
            Some(word) => flags.with_earlier(Some(word)),
            None => flags.with(Flags::WORD),
        }
    }
}

/// Shortcuts for the group's cells and the person's, if these do not stand in each other's way.
fn spans(columns: &ColumnMap, size: usize) -> (Option<Spans>, Option<Spans>) {
    let bounds = |all: &[Option<usize>]| {
        let known = || all.iter().copied().flatten();
        Some(known().min()?..=known().max()?)
    };
    let group = bounds(&[Role::GroupId, Role::GroupName].map(|role| columns.get(role)));
    let roles = PERSON.map(|role| columns.get(role));
    let seen: Vec<Option<usize>> = columns.seen().iter().copied().map(Some).collect();
    let person = bounds(&[&roles[..], &seen].concat());
    match (group, person) {
        (Some(group), Some(person))
            if group.end() < person.start() || person.end() < group.start() =>
        {
            (
                Some(Spans::new(group, GROUP_ROOM)),
                Some(Spans::new(
                    person,
                    (size / PERSON_SHARE).clamp(LEAST_ROOM, PERSON_ROOM),
                )),
            )
        }
        _ => (None, None),
    }
}

fn zero(key: Key<'_>) -> Flags {
    if key.has_zero {
        Flags::ZERO
    } else {
        Flags::NONE
    }
}

/// A fact of how the row is written: another row may write the same text in UTF-8.
fn letters(key: Key<'_>) -> Flags {
    if key.not_utf8 {
        Flags::LETTERS
    } else {
        Flags::NONE
    }
}

/// A user as a row writes it, in one number: a large file has many of these. No file has so many
/// rows that the number of one loses its highest bit.
fn form(user: UserIx, letters: Flags) -> u32 {
    user.0 << 1 | u32::from(letters.has(Flags::LETTERS))
}

fn of_form(form: u32) -> (UserIx, Flags) {
    let letters = match form & 1 {
        0 => Flags::NONE,
        _ => Flags::LETTERS,
    };
    (UserIx(form >> 1), letters)
}

/// Cells behind the last heading with nothing in them: a spreadsheet's empty columns.
fn is_only_empty_behind(record: &Record<'_>, headings: usize) -> bool {
    record.len() > headings && (headings..record.len()).all(|at| record.cell(at).is_empty())
}

/// Grows by an eighth: doubling what is large would take the memory twice.
#[inline]
fn push<T>(list: &mut Vec<T>, value: T) {
    if list.len() == list.capacity() {
        list.reserve_exact((list.len() / 8).max(1024));
    }
    list.push(value);
}
