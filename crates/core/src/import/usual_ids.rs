//! Whether a row's ids are in the columns where most rows have theirs, for rows with only empty cells after the last
//! heading. These cells may be a spreadsheet's empty columns, or an empty last cell that a shift moved. Every row of a
//! file may have them, so nothing here copies a cell.

use std::borrow::Cow;

use groupsweep_sheet::{Record, text};

use crate::domain::{AccountId, bare_id};

use super::columns::{ColumnMap, Role};
use super::habit::Habit;
use super::id_shape::{is_account, is_an_id, is_group_id};

/// Minimum bytes of an id: a kind of one letter, a colon and eight more.
const MIN_ID: usize = 10;

/// A row whose extra cells are empty.
pub(super) struct RowIds<'a> {
    record: &'a Record<'a>,
    habit: &'a Habit,
    /// The columns of the group id and the user id, each with the column of its name.
    roles: [(Option<usize>, Option<usize>); 2],
    /// Requires only that no id is in a column for something else. Set if the row has the usual number of cells, as all
    /// rows of a spreadsheet's file do, or if an id is unusable, which is a finding of its own.
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

    /// Whether no id is in an unusual column, and none is missing.
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

    /// Whether this is the name column and the cell repeats the id. Whoever has no name is often named by their id.
    fn is_own_id(&self, at: usize) -> bool {
        let mut roles = self.roles.iter();
        roles.any(|(id, name)| {
            let id = id.filter(|_| *name == Some(at));
            id.is_some_and(|id| text(&self.cell(id)) == text(&self.cell(at)))
        })
    }

    /// Whether this is an id column and the id cannot be sent.
    fn is_unusable(&self, at: usize) -> bool {
        let [group, user] = self.roles.map(|(id, _)| id == Some(at));
        let cell = self.cell(at);
        let cell = text(&cell);
        group && !is_group_id(&cell) || user && AccountId::check(bare_id(&cell).0).is_err()
    }

    /// Whether both ids are in place. The account id must have a known shape: a word of a split name could pass as an
    /// opaque id.
    fn has_both(&self) -> bool {
        let [group, user] = self.roles.map(|(id, _)| id.map(|id| self.cell(id)));
        group.is_some_and(|cell| is_group_id(&text(&cell)))
            && user.is_some_and(|cell| is_account(&text(&cell)))
    }

    fn cell(&self, at: usize) -> Cow<'a, [u8]> {
        self.record.cell(at)
    }
}

/// Whether the cell is a placeholder for a missing id.
fn is_no_id(cell: &str) -> bool {
    let is_word = |word: &&str| cell.eq_ignore_ascii_case(word);
    ["", "-", "n/a", "none", "null"].iter().any(is_word)
}
