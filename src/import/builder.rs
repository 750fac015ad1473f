//! Turns records into table rows: what is known of the group and the person is
//! looked up, the rest is a few bits.

use std::borrow::Cow;

use groupsweep_sheet::{Record, push_cell};

use crate::domain::RowNo;

use super::columns::{ColumnMap, Role};
use super::decode::windows_1252;
use super::earlier::{Earlier, Origin};
use super::findings::Details;
use super::flags::Flags;
use super::groups::Groups;
use super::people::People;
use super::record::{front, text};

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
    /// Reused between rows: no allocation for a row.
    key: Vec<u8>,
}

/// What came with the texts of one key.
#[derive(Clone, Copy, Default)]
struct Texts {
    not_utf8: bool,
    zero: bool,
}

impl Builder {
    pub(super) fn new(columns: ColumnMap, headings: usize, origin: Origin) -> Self {
        Self {
            people: People::with_seen_columns(columns.seen().len()),
            columns,
            headings,
            origin,
            widest: headings,
            starts: Vec::new(),
            row_groups: Vec::new(),
            row_users: Vec::new(),
            flags: Vec::new(),
            groups: Groups::default(),
            details: Details::default(),
            first_cells: Vec::new(),
            not_utf8: 0,
            key: Vec::new(),
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
            self.first_cells = cells.map(|at| text(&record.cell(at)).into_owned()).collect();
        }
        let mut flags = self.shape(record, row);
        let mut texts = Texts::default();
        self.key.clear();
        self.push(record, Role::GroupId, &mut texts);
        self.push(record, Role::GroupName, &mut texts);
        let (group, of_group) = self.groups.of_key(&self.key, row);
        self.key.clear();
        for role in PERSON {
            self.push(record, role, &mut texts);
        }
        for at in 0..self.columns.seen().len() {
            let cell = record.cell(self.columns.seen()[at]);
            push_text(&mut self.key, &cell, &mut texts);
        }
        let (user, of_user) = self.people.of_key(&self.key, row);
        flags = flags.with(of_group).with(of_user);
        if texts.zero {
            flags = flags.with(Flags::ZERO);
        }
        self.not_utf8 += usize::from(texts.not_utf8);
        flags = self.earlier(record, flags);
        push(&mut self.starts, start);
        push(&mut self.row_groups, group.0);
        push(&mut self.row_users, user.0);
        push(&mut self.flags, flags);
    }

    #[inline]
    fn push(&mut self, record: &Record<'_>, role: Role, texts: &mut Texts) {
        let cell = match self.columns.get(role) {
            Some(column) => record.cell(column),
            None => Cow::Borrowed(&[][..]),
        };
        push_text(&mut self.key, &cell, texts);
    }

    /// What is odd about the record itself.
    fn shape(&mut self, record: &Record<'_>, row: RowNo) -> Flags {
        let mut flags = Flags::NONE;
        let cells = record.len();
        self.widest = self.widest.max(cells);
        if cells != self.headings && !is_only_empty_behind(record, self.headings) {
            self.details.ragged(row, u32::try_from(cells).unwrap_or(u32::MAX));
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

/// Cells behind the last heading with nothing in them: a spreadsheet's empty columns.
fn is_only_empty_behind(record: &Record<'_>, headings: usize) -> bool {
    record.len() > headings && record.behind(headings).iter().all(|byte| *byte == record.delimiter())
}

#[inline]
fn push_text(key: &mut Vec<u8>, cell: &[u8], texts: &mut Texts) {
    let cell = front(cell);
    if cell.is_ascii() {
        texts.zero |= cell.contains(&0);
        push_cell(key, cell);
    } else {
        push_letters(key, cell, texts);
    }
}

#[cold]
fn push_letters(key: &mut Vec<u8>, cell: &[u8], texts: &mut Texts) {
    texts.zero |= cell.contains(&0);
    if std::str::from_utf8(cell).is_ok() {
        push_cell(key, cell);
    } else {
        texts.not_utf8 = true;
        push_cell(key, windows_1252(cell).as_bytes());
    }
}

/// Grows by an eighth: doubling what is large would take the memory twice.
#[inline]
fn push<T>(list: &mut Vec<T>, value: T) {
    if list.len() == list.capacity() {
        list.reserve_exact((list.len() / 8).max(1024));
    }
    list.push(value);
}
