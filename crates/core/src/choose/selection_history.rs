//! The selection with its history. The only way to tick a row is through
//! here, and a row that cannot be sent, that a list guards, or that is on the
//! keep list cannot be ticked.

use std::sync::Arc;

use groupsweep_sheet::BitSet;

use crate::domain::{Action, RowNo};
use crate::import::{PreviousOutcome, Table};

use super::keep_list_match::Keep;
use super::people_filter::PeopleFilter;
use super::selection::Selection;

/// Selection steps that can be undone; older ones are forgotten.
const HISTORY: usize = 100;
/// Memory that they may take, in bytes: in very large files fewer steps can be undone.
const HISTORY_BYTES: usize = 16 << 20;

/// The list of people, in a step.
#[derive(Clone, Debug)]
enum ListStep {
    /// The step left it alone: so does its undoing.
    Same,
    /// The step changed it from this.
    Was(Option<Arc<PeopleFilter>>),
}

/// What undoing or redoing a step goes back to.
#[derive(Clone, Debug)]
struct Step {
    selection: Arc<Selection>,
    action: Action,
    list: ListStep,
}

/// What the admin has ticked and what for, and how it came about.
#[derive(Clone, Debug)]
pub struct SelectionHistory {
    table: Arc<Table>,
    guard: Option<Arc<PeopleFilter>>,
    keep: Keep,
    /// The rows that may be ticked.
    tickable: Arc<BitSet>,
    /// What is ticked or, as long as the keep list is unknown, waits for it.
    now: Arc<Selection>,
    /// What is ticked as long as the keep list is unknown.
    nothing: Arc<Selection>,
    /// What ticked rows are for.
    action: Action,
    before: Vec<Step>,
    undone: Vec<Step>,
}

impl SelectionHistory {
    /// Nothing ticked yet, to be removed.
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

    /// What an earlier run left open is ticked: rows that failed, are in doubt or were not tried.
    /// Nothing in a file that is no results file.
    #[must_use]
    pub fn of_open_rows(table: Arc<Table>) -> Self {
        Self::of_words(table, PreviousOutcome::is_open)
    }

    /// What can be added back is ticked: the removed rows of a results file, the rows of a restore file.
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

    /// The same for another action from the beginning: no step leads to the one before.
    #[must_use]
    pub fn with_action(mut self, action: Action) -> Self {
        self.action = action;
        for step in self.before.iter_mut().chain(&mut self.undone) {
            step.action = action;
        }
        self
    }

    /// The same ticks in a file that was read again; none if it is another file. A row that is about somebody else
    /// now, because other columns were chosen, loses its tick.
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

    /// The ticked rows: none as long as the keep list is unknown.
    #[must_use]
    pub fn selection(&self) -> &Selection {
        if self.is_known() {
            &self.now
        } else {
            &self.nothing
        }
    }

    /// The ticked rows, and those that are ticked once the keep list is known. Whoever clears or replaces the ticks
    /// clears or replaces these.
    #[must_use]
    pub fn remembered(&self) -> &Selection {
        &self.now
    }

    /// The rows that may be ticked.
    #[must_use]
    pub fn tickable(&self) -> &BitSet {
        &self.tickable
    }

    /// What ticked rows are for.
    #[must_use]
    pub fn action(&self) -> Action {
        self.action
    }

    /// The list that guards rows, if one does.
    #[must_use]
    pub fn guard(&self) -> Option<&PeopleFilter> {
        self.guard.as_deref()
    }

    /// Lays a list over the file, or takes it away. Where ticked rows lose their tick, that is a step: undoing it
    /// takes the list back as well. A list that took no tick stays, whatever is undone.
    pub fn set_guard(&mut self, guard: Option<PeopleFilter>) {
        let before = self.replace_guard(guard.map(Arc::new));
        let allowed = self.now.rows().and(&self.let_through());
        if allowed == *self.now.rows() && before != self.guard {
            self.hold_guard();
        }
        self.step(allowed, self.action, ListStep::Was(before));
    }

    /// No step leads to another list than this one. What was undone was undone under another one: it is forgotten.
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

    /// The rows that the list of people lets through.
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

    /// What is known of the keep list.
    #[must_use]
    pub fn keep(&self) -> &Keep {
        &self.keep
    }

    /// Lays the keep list over the file. Rows that are on it lose their tick, in the steps that can be undone
    /// too: no step brings them back. As long as the list is unknown nothing is ticked and nothing can be;
    /// what was ticked, and was not unticked meanwhile, is ticked again once it is known, but for the rows on it.
    pub fn set_keep(&mut self, keep: Keep) {
        self.keep = keep;
        self.tickable = Arc::new(self.may_be_ticked());
        if self.is_known() {
            self.now = self.allowed(Arc::clone(&self.now));
            self.scrub();
        }
    }

    /// Takes the rows of the keep list out of the steps.
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

    /// Ticks (`true`) or unticks the rows in one undoable step; rows that may not be ticked stay unticked.
    pub fn set(&mut self, rows: impl IntoIterator<Item = RowNo>, ticked: bool) {
        let mut next = self.now.rows().clone();
        for row in rows {
            // A row that may not be ticked is left as it is: it may wait for the keep list.
            if !ticked || self.tickable.contains(row.index()) {
                next.put(row.index(), ticked);
            }
        }
        self.step_to(next);
    }

    /// Unticks everything in one step, also what waits for the keep list.
    pub fn clear(&mut self) {
        self.step_to(BitSet::none(self.table.len()));
    }

    /// Ticked rows are for this from now on. What was ticked for the other action is unticked, in one step with it.
    pub fn switch_to(&mut self, action: Action) {
        let none = BitSet::none(self.table.len());
        self.step(none, action, ListStep::Same);
    }

    /// The same for a set of rows, however many.
    pub fn set_all(&mut self, rows: &BitSet, ticked: bool) {
        let now = self.now.rows();
        let next = if ticked {
            now.or(&rows.and(&self.tickable))
        } else {
            now.without(rows)
        };
        self.step_to(next);
    }

    /// Ticks what is not ticked of these rows and unticks the others, in one step.
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

    /// Takes the last step back.
    pub fn undo(&mut self) {
        if self.is_known()
            && let Some(before) = self.before.pop()
        {
            let now = self.go_to(before);
            self.undone.push(now);
        }
    }

    /// Does the last undone step again.
    pub fn redo(&mut self) {
        if self.is_known()
            && let Some(undone) = self.undone.pop()
        {
            let now = self.go_to(undone);
            self.before.push(now);
        }
    }

    /// Goes to what a step remembers; what was there before it comes back.
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

    /// What of a remembered selection may be ticked now: a list may have come since.
    fn allowed(&self, remembered: Arc<Selection>) -> Arc<Selection> {
        let allowed = remembered.rows().and(&self.tickable);
        if allowed.len() == remembered.len() {
            remembered
        } else {
            Arc::new(Selection::of(allowed))
        }
    }
}
