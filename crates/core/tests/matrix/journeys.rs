//! The journeys: a run and its undo, whole or stopped in between.

use std::cell::RefCell;
use std::rc::Rc;

use groupsweep_core::plan::{Action, Proposal, Purpose};
use groupsweep_core::run::{Event, Phase, Run, UndoScope};

use super::rows::{RowCase, rows};
use super::world::{Check, Story, World, run_of};

impl World {
    /// The journey and its undo.
    pub(super) fn play(&self, purpose: Purpose, check: Check) -> Vec<Story> {
        let rows = rows(purpose.action());
        let Some(run) = self.planned(&rows, purpose, check) else {
            return Vec::new();
        };
        let before = self.members_of(&run);
        let first = self.run(purpose, &run, &rows, &before);
        self.with_undo(first, check, &run, &rows)
    }

    /// The journey stopped after so many calls of it, read back, gone on with, and its undo. How it stood when it was
    /// stopped comes first.
    pub(super) fn play_stopped(&self, purpose: Purpose, check: Check, after: usize) -> Vec<Story> {
        let rows = rows(purpose.action());
        let Some(run) = self.planned(&rows, purpose, check) else {
            return Vec::new();
        };
        let before = self.members_of(&run);
        self.stop_after.set(Some(after));
        let mut stories = vec![self.run(purpose, &run, &rows, &before)];
        self.stop_after.set(None);
        let is_stopped = run.borrow().phase() == Phase::Stopped;
        if is_stopped && !self.drive(&run, Event::Resume) {
            stories[0].stuck = Some("the resumed run");
        }
        let first = self.run(purpose, &run, &rows, &before);
        stories.extend(self.with_undo(first, check, &run, &rows));
        stories
    }

    pub(super) fn with_undo(
        &self,
        first: Story,
        check: Check,
        run: &Rc<RefCell<Run>>,
        rows: &[RowCase],
    ) -> Vec<Story> {
        let purpose = first.purpose;
        let mut stories = vec![first];
        let back = match purpose.action() {
            Action::Remove => Purpose::UndoRemoval,
            Action::Add => Purpose::UndoAddition,
        };
        let way_back = run
            .borrow()
            .way_back(UndoScope::suggested(purpose.action()), self.now());
        let undo = way_back.and_then(|plan| match back.action() {
            // What is added back goes without a check; what removes goes through one like every removal.
            Action::Add => Some(run_of(plan, None)),
            Action::Remove => self.checked(Proposal::of_plan(&plan)?, check),
        });
        if let Some(undo) = undo {
            let before = self.members_of(&undo);
            stories.push(self.run(back, &undo, rows, &before));
        }
        stories
    }

    /// Whether the person of each item is a member.
    pub(super) fn members_of(&self, run: &Rc<RefCell<Run>>) -> Vec<bool> {
        let run = run.borrow();
        let items = run.plan().items().iter();
        items.map(|item| self.holds(&item.membership)).collect()
    }
}
