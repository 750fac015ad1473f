//! What takes a run back: exactly what it changed.

use crate::plan::Plan;

use super::engine::Run;
use super::outcome::Outcome;
use super::record::Record;

/// Rows that a run may have changed, of which that is not certain.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unconfirmed {
    /// They are left as they are.
    LeaveOut,
    /// They are taken back too.
    Include,
}

impl Record {
    /// Whether the run changed the membership, as the site said without a doubt.
    #[must_use]
    pub fn changed(&self) -> bool {
        self.outcome() == Outcome::Done && !self.answer_was_lost()
    }

    /// Whether the run may have changed the membership and nobody knows: the answer was lost on the way, or it does
    /// not tell whether there was something to change.
    #[must_use]
    pub fn may_have_changed(&self) -> bool {
        match self.outcome() {
            Outcome::Done | Outcome::InDoubt => !self.changed(),
            Outcome::Already | Outcome::Failed | Outcome::NotTried => self.may_be_done(),
        }
    }
}

impl Run {
    /// Whether taking this run back, or putting back what it removed, is about an item.
    #[must_use]
    pub fn is_to_undo(&self, item: usize, unconfirmed: Unconfirmed) -> bool {
        self.records().get(item).is_some_and(|record| {
            record.changed() || (unconfirmed == Unconfirmed::Include && record.may_have_changed())
        })
    }

    /// How many rows of this run may have changed a membership and nobody knows.
    #[must_use]
    pub fn unconfirmed(&self) -> usize {
        let records = self.records().iter();
        records.filter(|record| record.may_have_changed()).count()
    }

    /// The plan that takes this run back; none where there is nothing to take back.
    #[must_use]
    pub fn way_back(&self, unconfirmed: Unconfirmed) -> Option<Plan> {
        let items = |item: usize| self.is_to_undo(item, unconfirmed);
        if self.is_told() {
            self.plan().way_back_as_told(items)
        } else {
            self.plan().back(items)
        }
    }
}
