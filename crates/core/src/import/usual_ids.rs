//! Whether the ids of a row are in the columns in which most rows have theirs: for rows with nothing but empty cells
//! after the last heading. These may be a spreadsheet's empty columns, or what a shift left of an empty last cell. A
//! file may have them in every row, so that nothing here makes a copy of a cell.

use std::borrow::Cow;

use groupsweep_sheet::{Record, text};

use crate::domain::{AccountId, bare_id};

use super::columns::{ColumnMap, Role};
use super::habit::Habit;
use super::id_shape::{is_account, is_an_id, is_group_id};

/// Fewest bytes of an id: a kind of one letter, a colon and eight more.
const MIN_ID: usize = 10;

/// A row whose extra cells are empty.
pub(super) struct RowIds<'a> {
    record: &'a Record<'a>,
    habit: &'a Habit,
    /// The columns of the group id and of the user id, each before the column of its name.
    roles: [(Option<usize>, Option<usize>); 2],
    /// All rows of a spreadsheet's file have as many cells, and a row without a usable id has its own finding: neither
    /// has to show more than that no id is where it does not belong.
    is_lenient: bool,
}

impl<'a> RowIds<'a> {
    pub(super) fn of(record: &'a Record<'a>, columns: &ColumnMap, habit: &'a Habit) -> Self {
        let roles = [
            (Role::GroupId, Role::GroupName),
            (Role::UserId, Role::UserName),
        ];
        let mut row = Self {
            record,
            habit,
            roles: roles.map(|(id, name)| (columns.get(id), columns.get(name))),
            is_lenient: false,
        };
        let mut ids = row.roles.iter().filter_map(|(id, _)| *id);
        row.is_lenient = record.len() == habit.cells || ids.any(|id| row.is_unusable(id));
        row
    }

    /// Whether no id is where most rows have none, and none is missing.
    pub(super) fn are_usual(&self) -> bool {
        (0..self.habit.named).all(|at| self.is_usual(at)) && (self.is_lenient || self.has_both())
    }

    fn is_usual(&self, at: usize) -> bool {
        let is_for_ids = self.habit.ids.contains(&at);
        let raw = self.record.cell(at);
        let cell = text(&raw);
        if raw.len() >= MIN_ID && is_an_id(&cell) {
            let is_role = self.roles.iter().any(|(id, _)| *id == Some(at));
            is_for_ids || is_role || self.is_lenient && self.is_own_id(at)
        } else {
            !is_for_ids || self.is_lenient && (is_no_id(&cell) || self.is_unusable(at))
        }
    }

    /// Whether it is in a name's column, and the id beside that name. Whoever has no name is often named so.
    fn is_own_id(&self, at: usize) -> bool {
        let mut roles = self.roles.iter();
        roles.any(|(id, name)| {
            let id = id.filter(|_| *name == Some(at));
            id.is_some_and(|id| text(&self.cell(id)) == text(&self.cell(at)))
        })
    }

    /// Whether it is in an id's column and cannot be sent.
    fn is_unusable(&self, at: usize) -> bool {
        let [group, user] = self.roles.map(|(id, _)| id == Some(at));
        let cell = self.cell(at);
        let cell = text(&cell);
        group && !is_group_id(&cell) || user && AccountId::check(bare_id(&cell).0).is_err()
    }

    /// An account id has to look like one here: a word of a name that came apart could be an opaque id.
    fn has_both(&self) -> bool {
        let [group, user] = self.roles.map(|(id, _)| id.map(|id| self.cell(id)));
        group.is_some_and(|cell| is_group_id(&text(&cell)))
            && user.is_some_and(|cell| is_account(&text(&cell)))
    }

    fn cell(&self, at: usize) -> Cow<'a, [u8]> {
        self.record.cell(at)
    }
}

/// What stands for an id that somebody does not have.
fn is_no_id(cell: &str) -> bool {
    let is_word = |word: &&str| cell.eq_ignore_ascii_case(word);
    ["", "-", "n/a", "none", "null"].iter().any(is_word)
}
