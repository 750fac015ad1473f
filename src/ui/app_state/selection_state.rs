//! The selection: what is ticked in the file, what it is for, and what came back of an earlier visit.

use groupsweep_core::choose::{ListMode, SelectionHistory};
use groupsweep_core::domain::{Action, Timestamp};
use groupsweep_core::plan::Purpose;
use leptos::prelude::*;

use crate::ui::latest_task::{LatestTask, Task};

/// What became of the ticks of an earlier visit.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::ui) enum RestoredSelection {
    /// There were none for this file.
    #[default]
    None,
    /// They are here again.
    Ticked {
        /// When they were written down.
        at: Timestamp,
        /// What is to be done with them.
        action: Action,
        rows: usize,
        /// People on the list that came back with them.
        listed: Option<usize>,
    },
    /// They are of another file, or of this one before it was `changed`: only the list of people holds here too.
    ListOnly {
        /// People of this file on the list.
        people: usize,
        what: ListMode,
        changed: bool,
    },
    /// Rows of a file like this one were ticked, and they are not in it any more.
    Differs,
    /// The file was read again, and so many ticked rows are other memberships now, or none.
    Fewer { rows: usize },
}

/// The last change took the ticks of so many rows without a word about them.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::ui) enum Deselected {
    /// Rows are for this now.
    BySwitch(Action, usize),
    ByList(usize),
}

/// The selection; cheap to copy.
#[derive(Clone, Copy)]
pub(in crate::ui) struct SelectionState {
    choice: RwSignal<Option<SelectionHistory>>,
    /// Gone with the next change.
    deselected: RwSignal<Option<Deselected>>,
    /// What became of the ticks of an earlier visit.
    restored: RwSignal<RestoredSelection>,
    /// The writing down of the ticks: only the last of several changes is written.
    draft: LatestTask,
    /// The reading of a list of people: the last of several files counts.
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

    /// Nothing to tick, and nothing to be written down.
    pub(in crate::ui) fn reset(self) {
        self.drop_choice();
        self.end_draft();
        self.restored.set(RestoredSelection::None);
    }

    /// Reads something off the ticks.
    pub(in crate::ui) fn with<T>(self, read: impl FnOnce(&Option<SelectionHistory>) -> T) -> T {
        self.choice.with(read)
    }

    /// The same, for work that nobody waits to see again.
    pub(in crate::ui) fn with_untracked<T>(
        self,
        read: impl FnOnce(&Option<SelectionHistory>) -> T,
    ) -> T {
        self.choice.with_untracked(read)
    }

    /// Whether there is something to tick.
    pub(in crate::ui) fn is_there(self) -> bool {
        self.choice.with(Option::is_some)
    }

    /// Number of ticked rows.
    pub(in crate::ui) fn len(self) -> usize {
        self.choice.with(rows)
    }

    /// Number of rows that would be lost with the ticks: the ticked ones, and those that wait for the keep list.
    pub(in crate::ui) fn remembered(self) -> usize {
        self.choice.with(remembered)
    }

    pub(in crate::ui) fn remembered_untracked(self) -> usize {
        self.choice.with_untracked(remembered)
    }

    pub(in crate::ui) fn len_untracked(self) -> usize {
        self.choice.with_untracked(rows)
    }

    /// Puts ticks in the place of those before. The keep list has to be over them already.
    pub(in crate::ui) fn put(self, choice: SelectionHistory) {
        self.deselected.set(None);
        self.choice.set(Some(choice));
    }

    /// There is nothing to tick any more.
    pub(in crate::ui) fn drop_choice(self) {
        self.deselected.set(None);
        self.choice.set(None);
    }

    /// Changes the ticks, where there is something to tick.
    pub(in crate::ui) fn change(self, change: impl FnOnce(&mut SelectionHistory)) {
        self.deselected.set(None);
        self.choice.update(|choice| {
            if let Some(choice) = choice {
                change(choice);
            }
        });
    }

    /// What ticked rows are for, until there is a run.
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

    /// What became of the ticks of an earlier visit.
    pub(in crate::ui) fn restored(self) -> RestoredSelection {
        self.restored.get()
    }

    pub(in crate::ui) fn note_restored(self, restored: RestoredSelection) {
        self.restored.set(restored);
    }

    /// The ticks are to be written down. A writing that has not begun is not needed any more.
    pub(in crate::ui) fn begin_draft(self) -> Task {
        self.draft.begin()
    }

    /// A list of people is read from a file. What is brought of one before is stale.
    pub(in crate::ui) fn begin_list_file(self) -> Task {
        self.list_file.begin()
    }

    /// Nothing is to be written down later.
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
