//! The selection in a small, storable form, so that the same file has the same selection after a reload of the
//! page. Rows are stored by number, with a checksum of their memberships. If one of them is now about
//! somebody else, nothing is selected.

use std::sync::Arc;

use groupsweep_sheet::{BitSet, checksum_of, sum_of_pairs};
use serde::{Deserialize, Serialize};

use crate::domain::{Action, Timestamp};
use crate::import::{FileFingerprint, Table};

use super::people_filter::{ListMode, PeopleFilter};
use super::people_list::{PeopleList, SavedList};
use super::selection_history::SelectionHistory;

/// The selection in a file, and the list of people applied to it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct SavedSelection {
    file: FileFingerprint,
    /// When it was saved.
    pub at: Timestamp,
    /// What to do with the rows. Rows to be added must not come back as rows to be removed.
    pub action: Action,
    /// One bit for each row of the file.
    rows: Vec<u64>,
    /// Checksum of the memberships of these rows.
    sum: u64,
    list: Option<(ListMode, SavedList)>,
}

impl SavedSelection {
    /// Captures a selection. `None` if there is nothing to save.
    #[must_use]
    pub fn of(choice: &SelectionHistory, now: Timestamp) -> Option<Self> {
        let rows = choice.remembered().rows();
        let list = choice
            .guard()
            .map(|guard| (guard.what, guard.list.to_save()));
        (!rows.is_empty() || list.is_some()).then(|| Self {
            file: choice.table().mark(),
            at: now,
            action: choice.action(),
            rows: rows.words().to_vec(),
            sum: sum(choice.table(), rows),
            list,
        })
    }

    /// Whether it belongs to this file, according to the fingerprint.
    #[must_use]
    pub fn is_of(&self, table: &Table) -> bool {
        self.file.is_same_file(&table.mark())
    }

    /// Applies the list alone to any file, because it names people and not rows.
    #[must_use]
    pub fn list_on(&self, table: &Arc<Table>) -> Option<PeopleFilter> {
        let (what, list) = self.list.as_ref()?;
        let list = Arc::new(PeopleList::of_saved(list.clone())?);
        Some(PeopleFilter::of(table, &list, *what))
    }

    /// Restores the selection in this file. `None` if a selected row has changed or may not be selected.
    #[must_use]
    pub fn choice(&self, table: &Arc<Table>) -> Option<SelectionHistory> {
        let rows = BitSet::of_words(self.rows.clone());
        let fits = self.is_of(table)
            && self.rows.len() == table.usable().words().len()
            && sum(table, &rows) == self.sum;
        if !fits {
            return None;
        }
        let mut choice = SelectionHistory::new(Arc::clone(table));
        choice.set_guard(self.list_on(table));
        choice.set_all(&rows, true);
        (*choice.selection().rows() == rows).then(|| choice.with_action(self.action))
    }
}

/// A checksum of the memberships of rows.
fn sum(table: &Table, rows: &BitSet) -> u64 {
    let groups: Vec<u64> = table
        .groups()
        .iter()
        .map(|group| {
            group
                .id
                .as_ref()
                .map_or(0, |id| checksum_of(id.as_str().as_bytes()))
        })
        .collect();
    let users: Vec<u64> = table
        .users()
        .map(|user| user.id.map_or(0, |id| checksum_of(id.as_bytes())))
        .collect();
    sum_of_pairs(
        rows,
        (table.row_groups(), &groups),
        (table.row_users(), &users),
    )
}
