//! A run known only from a file. It can be reported on, verified and undone, but its rows are never sent.

use crate::domain::Timestamp;
use crate::plan::{Plan, Purpose};

use super::engine::Run;
use super::evidence::Evidence;
use super::outcome::Outcome;

impl Run {
    /// Marks the run as read from an imported record.
    #[must_use]
    pub fn bring_in(mut self) -> Self {
        self.evidence = Evidence::BroughtRecord;
        self
    }

    #[must_use]
    pub fn evidence(&self) -> Evidence {
        self.evidence
    }

    /// Whether the run is known only from a file. Then no call is sent for it, and its undo is checked like a new
    /// selection.
    #[must_use]
    pub fn is_from_outside(&self) -> bool {
        self.evidence != Evidence::OwnRecord
    }

    /// The plan of the rows that a run from a file left open. `None` if no row is left. Its rows were not selected
    /// here, so they go through a [`crate::plan::Proposal`] first.
    #[must_use]
    pub fn left_to_do(&self, now: Timestamp) -> Option<Plan> {
        let is_left = |item: usize| {
            let outcome = self.records().get(item).map(|record| record.outcome());
            outcome.is_some_and(|outcome| match outcome {
                Outcome::Failed | Outcome::InDoubt | Outcome::NotTried => true,
                Outcome::Done | Outcome::NoChange | Outcome::SinceCheck => false,
            })
        };
        let removed_at = match self.plan().purpose() {
            // The removal that it undoes ended before it began.
            Purpose::UndoRemoval => self.began_at(),
            Purpose::Remove | Purpose::Add | Purpose::UndoAddition => {
                self.plan().summary().before.removed_at
            }
        };
        // The clock of the other machine may be fast.
        let removed_at = removed_at.map(|at| at.min(now));
        let is_in_doubt = |item: usize| {
            let record = self.records().get(item);
            let outcome = record.map(|record| record.outcome());
            outcome == Some(Outcome::InDoubt) || self.stood_in_doubt(item)
        };
        self.plan().as_told(is_left, is_in_doubt, removed_at)
    }
}
