//! What a file of ours is for: what the run did whose results it holds, and what is left to do.

use std::collections::BTreeSet;
use std::sync::Arc;

use groupsweep_sheet::fill;

use crate::choose::SelectionHistory;
use crate::domain::{Action, RowNo};
use crate::import::{FileKind, PreviousOutcome, Table};

/// None where the file does not tell, or tells of both, and for every file that holds no results. Without that
/// its open rows must not be ticked: the open rows of an undo are to be added, not removed.
#[must_use]
pub fn action_of_results(table: &Table) -> Option<Action> {
    if table.origin() != FileKind::Results {
        return None;
    }
    let words = table.row_numbers().filter_map(|row| table.earlier(row));
    let mut actions = words.filter_map(|word| match word {
        PreviousOutcome::Removed
        | PreviousOutcome::AlreadyGone
        | PreviousOutcome::GoneSinceCheck => Some(Action::Remove),
        PreviousOutcome::Added
        | PreviousOutcome::AlreadyMember
        | PreviousOutcome::ThereSinceCheck => Some(Action::Add),
        PreviousOutcome::Failed
        | PreviousOutcome::InDoubt
        | PreviousOutcome::NotTried
        | PreviousOutcome::Kept
        | PreviousOutcome::Unusable
        | PreviousOutcome::ToRestore => None,
    });
    let first = actions.next()?;
    // Two files in one: for half of its rows the way back would be the way on.
    actions.all(|action| action == first).then_some(first)
}

/// The rows of a results file of which an earlier call may have done what is to be done with them now. A file that does
/// not tell what its run did may tell of that.
pub(super) fn rows_in_doubt(table: &Table, action: Action) -> BTreeSet<u32> {
    if action_of_results(table).is_some_and(|told| told != action) {
        return BTreeSet::new();
    }
    let is_in_doubt = |row: &RowNo| table.earlier(*row) == Some(PreviousOutcome::InDoubt);
    fill(table.row_numbers().filter(is_in_doubt).map(|row| row.0))
}

/// What a file of ours leads to. An export leads to nothing by itself.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LeadsTo {
    /// A restore file: these rows are ticked, to be added.
    Adding {
        /// How many.
        rows: usize,
    },
    /// Results of a run that did not finish: its open rows are ticked, to be finished.
    Finishing {
        /// What the run did.
        action: Action,
        /// How many rows are open.
        rows: usize,
    },
    /// Results of a run that left nothing open: there is a report to look at, and nothing is ticked.
    Report {
        /// What the run did.
        action: Action,
    },
    /// Results that do not tell what the run did: nothing is ticked.
    Unclear,
    /// Results or a restore file of a practice run: nothing in it happened, so there is nothing to finish, verify, undo
    /// or add back.
    Practice,
}

impl LeadsTo {
    /// What this file leads to; none for an export.
    #[must_use]
    pub fn of(table: &Table) -> Option<Self> {
        let rows = |wanted: fn(PreviousOutcome) -> bool| {
            let words = table.row_numbers().filter_map(|row| table.earlier(row));
            words.filter(|word| wanted(*word)).count()
        };
        match table.origin() {
            FileKind::Export => None,
            FileKind::Restore | FileKind::Results if table.is_of_practice() => Some(Self::Practice),
            FileKind::Restore => Some(Self::Adding {
                rows: rows(|word| word == PreviousOutcome::ToRestore),
            }),
            FileKind::Results => Some(match action_of_results(table) {
                None => Self::Unclear,
                Some(action) => match rows(PreviousOutcome::is_open) {
                    0 => Self::Report { action },
                    rows => Self::Finishing { action, rows },
                },
            }),
        }
    }

    /// What is to be done with the rows of the file.
    #[must_use]
    pub fn action(self) -> Action {
        match self {
            Self::Adding { .. } => Action::Add,
            Self::Finishing { action, .. } | Self::Report { action } => action,
            Self::Unclear | Self::Practice => Action::Remove,
        }
    }

    /// The rows that are ticked once it is dropped.
    #[must_use]
    pub fn ticked(self, table: &Arc<Table>) -> SelectionHistory {
        let table = Arc::clone(table);
        match self {
            Self::Adding { .. } => SelectionHistory::of_removed_rows(table),
            Self::Finishing { .. } => SelectionHistory::of_open_rows(table),
            Self::Report { .. } | Self::Unclear | Self::Practice => SelectionHistory::new(table),
        }
    }
}

/// Whether exactly those rows are selected that the file selects by itself: in an export none.
#[must_use]
pub fn is_selected_by_file(choice: &SelectionHistory) -> bool {
    let table = choice.table();
    let by_itself = LeadsTo::of(table).map_or_else(
        || SelectionHistory::new(Arc::clone(table)),
        |leads| leads.ticked(table),
    );
    choice.selection().rows() == by_itself.selection().rows()
}
