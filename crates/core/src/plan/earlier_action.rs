//! What a results or restore file is for: what its run did, and what is left to do.

use std::collections::BTreeSet;
use std::sync::Arc;

use groupsweep_sheet::fill;

use crate::choose::SelectionHistory;
use crate::domain::{Action, RowNo};
use crate::import::{FileKind, FindingKind, PreviousOutcome, Table};

/// Returns what the run of a results file did. `None` for other files, and if the results show neither or both actions.
/// Then the open rows must not be selected: those of an undo are to be added, not removed.
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
    // Two files in one: for half of the rows, the undo would be the original action.
    actions.all(|action| action == first).then_some(first)
}

/// Number of unusable rows that a results file reports as removed or added. Most often, a spreadsheet damaged their
/// ids. Excludes duplicates, because another row has the same membership.
#[must_use]
pub fn damaged_changes(table: &Table) -> usize {
    let is_change = |row: &RowNo| {
        let word = table.earlier(*row);
        matches!(
            word,
            Some(PreviousOutcome::Removed | PreviousOutcome::Added)
        )
    };
    let is_damaged = |row: &RowNo| {
        let findings = table.findings().of_row(*row);
        let mut kinds = findings.iter().map(|finding| finding.kind);
        kinds.any(|kind| kind.makes_unusable() && !matches!(kind, FindingKind::Duplicate { .. }))
    };
    let rows = table.row_numbers();
    let rows = rows.filter(|row| !table.usable().contains(row.index()) && is_change(row));
    rows.filter(is_damaged).count()
}

/// The rows of a results file for which an earlier call may already have made this change. A file that does not
/// show what its run did may be about the same action.
pub(super) fn rows_in_doubt(table: &Table, action: Action) -> BTreeSet<u32> {
    if action_of_results(table).is_some_and(|told| told != action) {
        return BTreeSet::new();
    }
    let is_in_doubt = |row: &RowNo| {
        table.earlier(*row) == Some(PreviousOutcome::InDoubt) || table.was_contradicted(*row)
    };
    fill(table.row_numbers().filter(is_in_doubt).map(|row| row.0))
}

/// What a results or restore file is for. An export has no such purpose.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LeadsTo {
    /// A restore file: its rows are selected, to be added.
    Adding {
        /// Number of these rows that can be used.
        rows: usize,
    },
    /// Results of an unfinished run: its open rows are selected, to be finished.
    Finishing {
        /// What the run did.
        action: Action,
        /// Number of its open rows that can be used.
        rows: usize,
    },
    /// Results of a finished run: there is a report to view, and nothing is selected.
    Report {
        /// What the run did.
        action: Action,
    },
    /// Results that do not show what the run did: nothing is selected.
    Unclear,
    /// Results or a restore file of a practice run: nothing happened on a site, so there is nothing to finish, verify,
    /// undo or add back.
    Practice,
}

impl LeadsTo {
    /// Returns what this file is for. `None` for an export.
    #[must_use]
    pub fn of(table: &Table) -> Option<Self> {
        let is = |row: &RowNo, wanted: fn(PreviousOutcome) -> bool| {
            table.earlier(*row).is_some_and(wanted)
        };
        // Only usable rows can be selected.
        let rows = |wanted| {
            let usable = table.row_numbers();
            let usable = usable.filter(|row| table.usable().contains(row.index()));
            usable.filter(|row| is(row, wanted)).count()
        };
        let is_open = |row: RowNo| is(&row, PreviousOutcome::is_open) && !table.is_double(row);
        match table.origin() {
            FileKind::Export => None,
            FileKind::Restore | FileKind::Results if table.is_of_practice() => Some(Self::Practice),
            FileKind::Restore => Some(Self::Adding {
                rows: rows(|word| word == PreviousOutcome::ToRestore),
            }),
            FileKind::Results => Some(match action_of_results(table) {
                None => Self::Unclear,
                Some(action) if table.row_numbers().any(is_open) => Self::Finishing {
                    action,
                    rows: rows(PreviousOutcome::is_open),
                },
                Some(action) => Self::Report { action },
            }),
        }
    }

    /// What to do with the rows of the file.
    #[must_use]
    pub fn action(self) -> Action {
        match self {
            Self::Adding { .. } => Action::Add,
            Self::Finishing { action, .. } | Self::Report { action } => action,
            Self::Unclear | Self::Practice => Action::Remove,
        }
    }

    /// The initial selection after this file is dropped, and its action.
    #[must_use]
    pub fn ticked(self, table: &Arc<Table>) -> SelectionHistory {
        let table = Arc::clone(table);
        let choice = match self {
            Self::Adding { .. } => SelectionHistory::of_removed_rows(table),
            Self::Finishing { .. } => SelectionHistory::of_open_rows(table),
            Self::Report { .. } | Self::Unclear | Self::Practice => SelectionHistory::new(table),
        };
        choice.with_action(self.action())
    }
}

/// Whether the selection is the one that the file makes itself, including rows that wait for the keep list. An export
/// selects nothing, and no file selects what is on the keep list.
#[must_use]
pub fn is_selected_by_file(choice: &SelectionHistory) -> bool {
    let table = choice.table();
    let mut by_itself = LeadsTo::of(table).map_or_else(
        || SelectionHistory::new(Arc::clone(table)),
        |leads| leads.ticked(table),
    );
    by_itself.set_keep(choice.keep().clone());
    choice.remembered().rows() == by_itself.remembered().rows()
}
