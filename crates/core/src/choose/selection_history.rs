//! The selection with its history. This is the only way to select a row. A row that cannot be sent, that the
//! list of people excludes, or that is on the keep list cannot be selected.

use std::sync::Arc;

use groupsweep_sheet::BitSet;

use crate::domain::{Action, RowNo};
use crate::import::{PreviousOutcome, Table};

use super::keep_list_match::Keep;
use super::people_filter::PeopleFilter;
use super::selection::Selection;

/// Maximum selection steps to undo. Older ones are discarded.
const HISTORY: usize = 100;
/// Maximum memory of these steps, in bytes, so very large files have fewer steps.
const HISTORY_BYTES: usize = 16 << 20;

/// What a step did to the list of people.
#[derive(Clone, Debug)]
enum ListStep {
    /// The step did not change it, so undoing the step does not either.
    Same,
    /// The step replaced this list.
    Was(Option<Arc<PeopleFilter>>),
}

/// The state that undoing or redoing a step restores.
#[derive(Clone, Debug)]
struct Step {
    selection: Arc<Selection>,
    action: Action,
    list: ListStep,
}

/// The admin's selection, its action, and its history.
#[derive(Clone, Debug)]
pub struct SelectionHistory {
    table: Arc<Table>,
    guard: Option<Arc<PeopleFilter>>,
    keep: Keep,
    /// The rows that may be selected.
    tickable: Arc<BitSet>,
    /// The selection. While the keep list is unknown, it waits for the list.
    now: Arc<Selection>,
    /// The empty selection that applies while the keep list is unknown.
    nothing: Arc<Selection>,
    /// What to do with the selected rows.
    action: Action,
    before: Vec<Step>,
    undone: Vec<Step>,
}

impl SelectionHistory {
    /// Nothing selected, for removal.
    #[must_use]
    pub fn new(table: Arc<Table>) -> Self {
        let nothing = Arc::new(Selection::none(table.len()));
        Self {
            now: Arc::clone(&nothing),
            nothing,
            tickable: Arc::new(table.usable().clone()),
            table,
            guard: None,
            keep: Keep::Off,
            action: Action::Remove,
            before: Vec::new(),
            undone: Vec::new(),
        }
    }

    /// Selects what an earlier run left open: rows that failed, are in doubt or were not tried. Selects nothing if the
    /// file is not a results file.
    #[must_use]
    pub fn of_open_rows(table: Arc<Table>) -> Self {
        Self::of_words(table, PreviousOutcome::is_open)
    }

    /// Selects what can be added back: the removed rows of a results file, or the rows of a restore file.
    #[must_use]
    pub fn of_removed_rows(table: Arc<Table>) -> Self {
        Self::of_words(table, |word| {
            matches!(word, PreviousOutcome::Removed | PreviousOutcome::ToRestore)
        })
    }

    fn of_words(table: Arc<Table>, ticked: impl Fn(PreviousOutcome) -> bool) -> Self {
        let wanted = |row: &RowNo| table.earlier(*row).is_some_and(&ticked);
        let rows: Vec<RowNo> = table.row_numbers().filter(wanted).collect();
        let mut choice = Self::new(table);
        choice.set(rows, true);
        choice
    }

    /// Changes the action from the beginning, so that no step leads back to the previous one.
    #[must_use]
    pub fn with_action(mut self, action: Action) -> Self {
        self.action = action;
        for step in self.before.iter_mut().chain(&mut self.undone) {
            step.action = action;
        }
        self
    }

    /// Carries the selection over to the same file after it was read again. `None` if it is another file. A row that is
    /// now about somebody else, because other columns were chosen, is deselected.
    #[must_use]
    pub fn carried_to(&self, table: &Arc<Table>) -> Option<Self> {
        let same_file =
            table.mark().is_same_file(&self.table.mark()) && table.len() == self.table.len();
        if !same_file {
            return None;
        }
        let mut choice = Self::new(Arc::clone(table));
        let guard = self.guard.as_ref();
        choice.set_guard(guard.map(|guard| PeopleFilter::of(table, &guard.list, guard.what)));
        let same = |row: &RowNo| table.membership(*row) == self.table.membership(*row);
        choice.set(self.remembered().iter().filter(same), true);
        choice.set_keep(self.keep.over(table));
        choice.before.clear();
        Some(choice.with_action(self.action))
    }

    #[must_use]
    pub fn table(&self) -> &Arc<Table> {
        &self.table
    }

    /// The selected rows. Empty while the keep list is unknown.
    #[must_use]
    pub fn selection(&self) -> &Selection {
        if self.is_known() {
            &self.now
        } else {
            &self.nothing
        }
    }

    /// The selected rows, including those that wait for the keep list. Clearing or replacing the selection affects
    /// these too.
    #[must_use]
    pub fn remembered(&self) -> &Selection {
        &self.now
    }

    /// The rows that may be selected.
    #[must_use]
    pub fn tickable(&self) -> &BitSet {
        &self.tickable
    }

    /// What to do with the selected rows.
    #[must_use]
    pub fn action(&self) -> Action {
        self.action
    }

    /// The list of people that applies to the rows, if there is one.
    #[must_use]
    pub fn guard(&self) -> Option<&PeopleFilter> {
        self.guard.as_deref()
    }

    /// Applies a list of people to the file, or removes it. If that deselects rows, it is a step, and undoing it also
    /// restores the previous list. A list that deselects nothing stays, whatever is undone.
    pub fn set_guard(&mut self, guard: Option<PeopleFilter>) {
        let before = self.replace_guard(guard.map(Arc::new));
        let allowed = self.now.rows().and(&self.let_through());
        if allowed == *self.now.rows() && before != self.guard {
            self.hold_guard();
        }
        self.step(allowed, self.action, ListStep::Was(before));
    }

    /// Keeps this list in all steps. Discards the undone steps, because another list applied to them.
    fn hold_guard(&mut self) {
        self.undone.clear();
        for step in &mut self.before {
            step.list = ListStep::Same;
        }
    }

    fn replace_guard(&mut self, guard: Option<Arc<PeopleFilter>>) -> Option<Arc<PeopleFilter>> {
        let before = std::mem::replace(&mut self.guard, guard);
        self.tickable = Arc::new(self.may_be_ticked());
        before
    }

    /// The usable rows that the list of people allows.
    fn let_through(&self) -> BitSet {
        let usable = self.table.usable();
        match &self.guard {
            Some(guard) => guard.allowed(usable),
            None => usable.clone(),
        }
    }

    fn may_be_ticked(&self) -> BitSet {
        let allowed = self.let_through();
        match &self.keep {
            Keep::Off => allowed,
            Keep::On(kept) => allowed.without(kept.rows()),
            Keep::Unknown => BitSet::none(self.table.len()),
        }
    }

    /// The state of the keep list.
    #[must_use]
    pub fn keep(&self) -> &Keep {
        &self.keep
    }

    /// Applies the keep list to the file. Deselects its rows, also in the steps of the history, so that no step brings
    /// them back. While the list is unknown, nothing is selected and nothing can be. Once it is known, rows that were
    /// selected before and not deselected since are selected again, except those on the list.
    pub fn set_keep(&mut self, keep: Keep) {
        self.keep = keep;
        self.tickable = Arc::new(self.may_be_ticked());
        if self.is_known() {
            self.now = self.allowed(Arc::clone(&self.now));
            self.scrub();
        }
    }

    /// Removes the rows of the keep list from the history.
    fn scrub(&mut self) {
        if let Keep::On(kept) = &self.keep {
            for step in self.before.iter_mut().chain(&mut self.undone) {
                let allowed = step.selection.rows().without(kept.rows());
                if allowed.len() != step.selection.len() {
                    step.selection = Arc::new(Selection::of(allowed));
                }
            }
        }
    }

    fn is_known(&self) -> bool {
        !matches!(self.keep, Keep::Unknown)
    }

    /// Selects or deselects the rows in one undoable step. Rows that may not be selected stay deselected.
    pub fn set(&mut self, rows: impl IntoIterator<Item = RowNo>, ticked: bool) {
        let mut next = self.now.rows().clone();
        for row in rows {
            // Leave a row that may not be selected unchanged, because it may be waiting for the keep list.
            if !ticked || self.tickable.contains(row.index()) {
                next.put(row.index(), ticked);
            }
        }
        self.step_to(next);
    }

    /// Deselects everything in one step, including what waits for the keep list.
    pub fn clear(&mut self) {
        self.step_to(BitSet::none(self.table.len()));
    }

    /// Changes the action and deselects everything, in one step.
    pub fn switch_to(&mut self, action: Action) {
        let none = BitSet::none(self.table.len());
        self.step(none, action, ListStep::Same);
    }

    /// Like [`Self::set`], for a bit set of any size.
    pub fn set_all(&mut self, rows: &BitSet, ticked: bool) {
        let now = self.now.rows();
        let next = if ticked {
            now.or(&rows.and(&self.tickable))
        } else {
            now.without(rows)
        };
        self.step_to(next);
    }

    /// Inverts the selection of these rows, in one step.
    pub fn invert(&mut self, rows: &BitSet) {
        let next = self.now.rows().either(&rows.and(&self.tickable));
        self.step_to(next);
    }

    fn step_to(&mut self, rows: BitSet) {
        self.step(rows, self.action, ListStep::Same);
    }

    fn step(&mut self, rows: BitSet, action: Action, list: ListStep) {
        if rows == *self.now.rows() && action == self.action {
            return;
        }
        self.undone.clear();
        let bytes = self.now.rows().words().len() * 8;
        self.before.push(Step {
            selection: std::mem::replace(&mut self.now, Arc::new(Selection::of(rows))),
            action: std::mem::replace(&mut self.action, action),
            list,
        });
        let most = (HISTORY_BYTES / bytes.max(1)).clamp(2, HISTORY);
        if self.before.len() > most {
            self.before.remove(0);
        }
    }

    /// Whether there is a step to undo.
    #[must_use]
    pub fn can_undo(&self) -> bool {
        self.is_known() && !self.before.is_empty()
    }

    /// Whether there is a step to redo.
    #[must_use]
    pub fn can_redo(&self) -> bool {
        self.is_known() && !self.undone.is_empty()
    }

    /// Undoes the last step.
    pub fn undo(&mut self) {
        if self.is_known()
            && let Some(before) = self.before.pop()
        {
            let now = self.go_to(before);
            self.undone.push(now);
        }
    }

    /// Redoes the last undone step.
    pub fn redo(&mut self) {
        if self.is_known()
            && let Some(undone) = self.undone.pop()
        {
            let now = self.go_to(undone);
            self.before.push(now);
        }
    }

    /// Restores a step's state, and returns the previous state as a step.
    fn go_to(&mut self, step: Step) -> Step {
        let list = match step.list {
            ListStep::Same => ListStep::Same,
            ListStep::Was(guard) => ListStep::Was(self.replace_guard(guard)),
        };
        let selection = self.allowed(step.selection);
        Step {
            selection: std::mem::replace(&mut self.now, selection),
            action: std::mem::replace(&mut self.action, step.action),
            list,
        }
    }

    /// Reduces an earlier selection to the rows that may be selected now, because a list may have been applied since.
    fn allowed(&self, remembered: Arc<Selection>) -> Arc<Selection> {
        let allowed = remembered.rows().and(&self.tickable);
        if allowed.len() == remembered.len() {
            remembered
        } else {
            Arc::new(Selection::of(allowed))
        }
    }
}
