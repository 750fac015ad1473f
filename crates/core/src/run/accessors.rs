//! Accessors of a run.

use std::sync::Arc;

use crate::domain::Timestamp;
use crate::plan::{Action, Approved, MembersSeen, Plan, Scope};

use super::engine::Run;
use super::event::Phase;
use super::outcome::Outcome;
use super::pace::Pace;
use super::proof::{Absence, ProofVerdict};
use super::record::ItemRecord;
use super::tally::Tally;

/// A version of a run's results; see [`Run::results_version`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ResultsVersion {
    settled: usize,
    rewordings: u32,
}

impl Run {
    #[must_use]
    pub fn plan(&self) -> &Arc<Plan> {
        &self.plan
    }

    /// The record of each plan item, in plan order.
    #[must_use]
    pub fn records(&self) -> &[ItemRecord] {
        &self.records
    }

    #[must_use]
    pub fn tally(&self) -> Tally {
        self.tally
    }

    /// Where the run is.
    #[must_use]
    pub fn phase(&self) -> Phase {
        self.phase
    }

    /// Plan items in the order they were settled. An item that was settled twice is in the list twice.
    #[must_use]
    pub fn settled(&self) -> &[u32] {
        &self.settled
    }

    /// Changes with every change of the results. Results saved at the same version are current.
    #[must_use]
    pub fn results_version(&self) -> ResultsVersion {
        ResultsVersion {
            settled: self.settled.len(),
            rewordings: self.rewordings,
        }
    }

    /// Index of an item's latest entry in [`Self::settled`]. `None` if it was never settled.
    pub(super) fn latest_place(&self, item: usize) -> Option<u32> {
        let latest = self.latest.get(item).copied();
        latest.filter(|place| *place != u32::MAX)
    }

    #[must_use]
    pub fn pace(&self) -> &Pace {
        &self.pace
    }

    /// Whether no call is in flight, none will start by itself, and nothing is being written.
    #[must_use]
    pub fn is_at_rest(&self) -> bool {
        self.calls_are_at_rest() && self.log.is_at_rest()
    }

    pub(super) fn calls_are_at_rest(&self) -> bool {
        self.in_flight.is_empty() && !matches!(self.phase, Phase::Running | Phase::Paused(_))
    }

    /// Whether the journal has stored everything that happened.
    #[must_use]
    pub fn is_recorded(&self) -> bool {
        self.log.is_complete()
    }

    /// The members that the check saw. `None` for a run without a check, or one that was read from the journal.
    #[must_use]
    pub fn members_seen(&self) -> Option<&Arc<MembersSeen>> {
        self.seen.as_ref()
    }

    /// What it means if the group's list does not contain the person of the trial.
    #[must_use]
    pub fn absence_after_trial(&self) -> Absence {
        let before = &self.plan.summary().before;
        let item = self.plan.items().get(self.trial_item());
        if item.is_some_and(|item| before.was_listed(item.row)) {
            Absence::Conclusive
        } else {
            Absence::Inconclusive
        }
    }

    /// Whether a release of this scope would send an item now.
    #[must_use]
    pub fn covers(&self, scope: Scope, item: usize) -> bool {
        let Some(record) = self.records.get(item).filter(|_| !self.is_from_outside()) else {
            return false;
        };
        match (scope, record.outcome()) {
            (_, Outcome::Done | Outcome::NoChange | Outcome::SinceCheck) => false,
            // An addition needs no trial, because it removes nothing.
            (Scope::Trial, _) if self.plan.action() == Action::Add => false,
            // A trial in doubt may be sent again by itself: nothing else could settle it.
            (Scope::Trial, _) => item == self.next_trial(),
            // Failed rows are sent again only by a retry, whose dialog counts them.
            (Scope::Remaining, outcome) => outcome == Outcome::NotTried,
            // A reading showed it as planned: another call would change nothing, or undo what somebody changed back.
            (Scope::Failed, Outcome::InDoubt) => !record.was_seen_as_planned(),
            (Scope::Failed, outcome) => outcome != Outcome::NotTried,
        }
    }

    /// The items that a release of this scope sends, in order.
    #[must_use]
    pub fn covered(&self, scope: Scope) -> Vec<usize> {
        // Finding the row of the next trial may take a search through all of them.
        let items = match scope {
            Scope::Trial => self.next_trial()..self.next_trial() + 1,
            Scope::Remaining | Scope::Failed => 0..self.records.len(),
        };
        items.filter(|item| self.covers(scope, *item)).collect()
    }

    /// Whether a confirmation fits this run now: the rows that would be sent are those that the dialog counted.
    #[must_use]
    pub fn is_as_confirmed(&self, approved: &Approved) -> bool {
        Arc::ptr_eq(approved.plan(), &self.plan) && approved.is_for(&self.covered(approved.scope()))
    }

    /// The result of the last reading of the trial's group, and its time.
    #[must_use]
    pub fn proof(&self) -> Option<&(ProofVerdict, Timestamp)> {
        self.proof.as_ref()
    }

    /// When the gate first opened.
    #[must_use]
    pub fn began_at(&self) -> Option<Timestamp> {
        self.began_at
    }

    /// When a row was last settled.
    #[must_use]
    pub fn last_settled_at(&self) -> Option<Timestamp> {
        let last = self.settled.last()?;
        self.records.get(*last as usize)?.finished_at
    }

    /// When a row was last settled other than by a reading, which may come days later.
    #[must_use]
    pub fn ended_at(&self) -> Option<Timestamp> {
        self.answered_at
    }

    /// Number of changes so far that the site answered with 429.
    #[must_use]
    pub fn throttled(&self) -> u32 {
        self.throttled
    }

    /// Number of rows that wait for another try after a transient fault.
    #[must_use]
    pub fn waiting_again(&self) -> usize {
        self.resting.len()
    }

    /// Whether this run certainly changed nothing, so that its record may be deleted. A row that changed since the
    /// check may be this run's work. So may a row that a list does not show as changed, because lists can lag.
    #[must_use]
    pub fn changed_nothing(&self) -> bool {
        self.may_be_left()
            && self.tally.of(Outcome::SinceCheck) == 0
            && !self
                .records
                .iter()
                .any(ItemRecord::may_be_changed_after_all)
    }

    /// Whether no row is changed or in doubt, so that the admin may choose again.
    #[must_use]
    pub fn may_be_left(&self) -> bool {
        let changed = [Outcome::Done, Outcome::InDoubt];
        let tally = self.tally;
        self.is_at_rest() && changed.iter().all(|outcome| tally.of(*outcome) == 0)
    }

    #[must_use]
    pub fn under_way(&self) -> usize {
        self.in_flight.len()
    }
}
