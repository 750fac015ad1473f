//! The selection with its history. The only way to tick a row is through
//! here, and a row that cannot be sent cannot be ticked.

use std::sync::Arc;

use crate::domain::RowNo;
use crate::import::{Earlier, Table};

use super::selection::Selection;

/// Selection steps that can be undone; older ones are forgotten.
const HISTORY: usize = 100;

/// What the admin has ticked, and how it came about.
#[derive(Clone, Debug)]
pub struct Choice {
    table: Arc<Table>,
    now: Arc<Selection>,
    before: Vec<Arc<Selection>>,
    undone: Vec<Arc<Selection>>,
}

impl Choice {
    /// Nothing ticked yet.
    #[must_use]
    pub fn new(table: Arc<Table>) -> Self {
        let now = Arc::new(Selection::none(table.len()));
        Self {
            table,
            now,
            before: Vec::new(),
            undone: Vec::new(),
        }
    }

    /// What an earlier run left open is ticked: rows that failed, are in doubt or were not tried.
    /// Nothing in a file that is no results file.
    #[must_use]
    pub fn of_open_rows(table: Arc<Table>) -> Self {
        Self::of_words(table, Earlier::is_open)
    }

    /// What can be added back is ticked: the removed rows of a results file, the rows of a restore file.
    #[must_use]
    pub fn of_removed_rows(table: Arc<Table>) -> Self {
        Self::of_words(table, |word| {
            matches!(word, Earlier::Removed | Earlier::ToRestore)
        })
    }

    fn of_words(table: Arc<Table>, ticked: impl Fn(Earlier) -> bool) -> Self {
        let wanted = |row: &RowNo| table.earlier(*row).is_some_and(&ticked);
        let rows: Vec<RowNo> = table.row_numbers().filter(wanted).collect();
        let mut choice = Self::new(table);
        choice.set(rows, true);
        choice
    }

    /// The file.
    #[must_use]
    pub fn table(&self) -> &Arc<Table> {
        &self.table
    }

    /// The ticked rows.
    #[must_use]
    pub fn selection(&self) -> &Selection {
        &self.now
    }

    /// Ticks (`true`) or unticks the rows in one undoable step; unusable rows stay unticked.
    pub fn set(&mut self, rows: impl IntoIterator<Item = RowNo>, ticked: bool) {
        let mut next = Selection::clone(&self.now);
        for row in rows {
            let usable = self.table.row(row).is_some_and(|row| row.usable);
            next.set(row, ticked && usable);
        }
        if next != *self.now {
            self.undone.clear();
            self.before.push(Arc::clone(&self.now));
            if self.before.len() > HISTORY {
                self.before.remove(0);
            }
            self.now = Arc::new(next);
        }
    }

    /// Whether there is a step to undo.
    #[must_use]
    pub fn can_undo(&self) -> bool {
        !self.before.is_empty()
    }

    /// Whether there is a step to redo.
    #[must_use]
    pub fn can_redo(&self) -> bool {
        !self.undone.is_empty()
    }

    /// Takes the last step back.
    pub fn undo(&mut self) {
        if let Some(before) = self.before.pop() {
            self.undone.push(std::mem::replace(&mut self.now, before));
        }
    }

    /// Does the last undone step again.
    pub fn redo(&mut self) {
        if let Some(undone) = self.undone.pop() {
            self.before.push(std::mem::replace(&mut self.now, undone));
        }
    }
}
