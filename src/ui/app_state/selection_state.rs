//! The selection in the file, its purpose, and what was restored from an earlier visit.

use groupsweep_core::choose::{ListMode, SelectionHistory};
use groupsweep_core::domain::{Action, Timestamp};
use groupsweep_core::plan::Purpose;
use leptos::prelude::*;

use crate::ui::latest_task::{LatestTask, Task};

/// What was restored of a stored selection.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::ui) enum RestoredSelection {
    /// There was none for this file.
    #[default]
    None,
    /// The selection was restored.
    Ticked {
        /// When it was stored.
        at: Timestamp,
        /// What the rows are for.
        action: Action,
        rows: usize,
        /// Number of people on the restored list.
        listed: Option<usize>,
    },
    /// It was made in another file, or in this one before it `changed`. Only the list of people was restored.
    ListOnly {
        /// Number of people of this file on the list.
        people: usize,
        what: ListMode,
        changed: bool,
    },
    /// Selected rows of an earlier version of this file are no longer in it.
    Differs,
    /// The file was read again, and this many selected rows are other memberships now, or none.
    Fewer { rows: usize },
}

/// The last change deselected this many rows as a side effect.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::ui) enum Deselected {
    /// The new action.
    BySwitch(Action, usize),
    ByList(usize),
}

/// The selection. Cheap to copy.
#[derive(Clone, Copy)]
pub(in crate::ui) struct SelectionState {
    choice: RwSignal<Option<SelectionHistory>>,
    /// Dropped with the next change.
    deselected: RwSignal<Option<Deselected>>,
    /// What was restored of a stored selection.
    restored: RwSignal<RestoredSelection>,
    /// Storing the selection. Only the last of several changes is stored.
    draft: LatestTask,
    /// Reading a list of people. The last of several files counts.
    list_file: LatestTask,
}

impl SelectionState {
    pub(super) fn new() -> Self {
        Self {
            choice: RwSignal::new(None),
            deselected: RwSignal::new(None),
            restored: RwSignal::new(RestoredSelection::None),
            draft: LatestTask::new(),
            list_file: LatestTask::new(),
        }
    }

    /// Drops the selection, and what was to be stored.
    pub(in crate::ui) fn reset(self) {
        self.drop_choice();
        self.end_draft();
        self.restored.set(RestoredSelection::None);
    }

    /// Reads from the selection.
    pub(in crate::ui) fn with<T>(self, read: impl FnOnce(&Option<SelectionHistory>) -> T) -> T {
        self.choice.with(read)
    }

    /// The same, without tracking.
    pub(in crate::ui) fn with_untracked<T>(
        self,
        read: impl FnOnce(&Option<SelectionHistory>) -> T,
    ) -> T {
        self.choice.with_untracked(read)
    }

    /// Whether there is a file to select from.
    pub(in crate::ui) fn is_there(self) -> bool {
        self.choice.with(Option::is_some)
    }

    /// Number of ticked rows.
    pub(in crate::ui) fn len(self) -> usize {
        self.choice.with(rows)
    }

    /// Number of rows that would be lost: the selected ones, and those that wait for the keep list.
    pub(in crate::ui) fn remembered(self) -> usize {
        self.choice.with(remembered)
    }

    pub(in crate::ui) fn remembered_untracked(self) -> usize {
        self.choice.with_untracked(remembered)
    }

    pub(in crate::ui) fn len_untracked(self) -> usize {
        self.choice.with_untracked(rows)
    }

    /// Replaces the selection. The keep list has to be applied to it already.
    pub(in crate::ui) fn put(self, choice: SelectionHistory) {
        self.deselected.set(None);
        self.choice.set(Some(choice));
    }

    /// Drops the selection.
    pub(in crate::ui) fn drop_choice(self) {
        self.deselected.set(None);
        self.choice.set(None);
    }

    /// Changes the selection, if there is a file to select from.
    pub(in crate::ui) fn change(self, change: impl FnOnce(&mut SelectionHistory)) {
        self.deselected.set(None);
        self.choice.update(|choice| {
            if let Some(choice) = choice {
                change(choice);
            }
        });
    }

    /// The purpose of the selected rows, until there is a run.
    pub(in crate::ui) fn purpose(self) -> Purpose {
        let action =
            |choice: &Option<SelectionHistory>| choice.as_ref().map(SelectionHistory::action);
        self.choice.with(action).map_or(Purpose::Remove, Into::into)
    }

    /// Rows that the last change deselected.
    pub(in crate::ui) fn deselected(self) -> Option<Deselected> {
        self.deselected.get()
    }

    pub(in crate::ui) fn note_deselected(self, deselected: Deselected) {
        self.deselected.set(Some(deselected));
    }

    /// What was restored of a stored selection.
    pub(in crate::ui) fn restored(self) -> RestoredSelection {
        self.restored.get()
    }

    pub(in crate::ui) fn note_restored(self, restored: RestoredSelection) {
        self.restored.set(restored);
    }

    /// The selection has to be stored. An earlier task that has not started is obsolete.
    pub(in crate::ui) fn begin_draft(self) -> Task {
        self.draft.begin()
    }

    /// Starts reading a list of people from a file. The result of an earlier one becomes stale.
    pub(in crate::ui) fn begin_list_file(self) -> Task {
        self.list_file.begin()
    }

    /// Cancels storing the selection.
    pub(in crate::ui) fn end_draft(self) {
        self.draft.end();
    }
}

fn rows(choice: &Option<SelectionHistory>) -> usize {
    choice.as_ref().map_or(0, |choice| choice.selection().len())
}

fn remembered(choice: &Option<SelectionHistory>) -> usize {
    choice
        .as_ref()
        .map_or(0, |choice| choice.remembered().len())
}
