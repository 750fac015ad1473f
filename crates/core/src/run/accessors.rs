//! What can be read off a run.

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

/// Which of the results that a run has had; see [`Run::results_version`].
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

    /// Plan items in the order they were settled; an item that was tried again stands twice.
    #[must_use]
    pub fn settled(&self) -> &[u32] {
        &self.settled
    }

    /// Moves on with every change of what the results say: results that were saved at the same one are those of now.
    #[must_use]
    pub fn results_version(&self) -> ResultsVersion {
        ResultsVersion {
            settled: self.settled.len(),
            rewordings: self.rewordings,
        }
    }

    /// An item's latest place in [`Self::settled`]; none if it never was.
    pub(super) fn latest_place(&self, item: usize) -> Option<u32> {
        let latest = self.latest.get(item).copied();
        latest.filter(|place| *place != u32::MAX)
    }

    #[must_use]
    pub fn pace(&self) -> &Pace {
        &self.pace
    }

    /// No call is under way and none will start by itself, and nothing is being written.
    #[must_use]
    pub fn is_at_rest(&self) -> bool {
        self.calls_are_at_rest() && self.log.is_at_rest()
    }

    pub(super) fn calls_are_at_rest(&self) -> bool {
        self.in_flight.is_empty() && !matches!(self.phase, Phase::Running | Phase::Paused(_))
    }

    /// Whether everything that happened stands in the journal.
    #[must_use]
    pub fn is_recorded(&self) -> bool {
        self.log.is_complete()
    }

    /// Who was in the groups at the check; `None` for a run without a check, or one that came out of the journal.
    #[must_use]
    pub fn members_seen(&self) -> Option<&Arc<MembersSeen>> {
        self.seen.as_ref()
    }

    /// What it says of the trial's row that its group's list does not hold the person.
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

    /// Whether a release of this scope sends an item, as the item stands now.
    #[must_use]
    pub fn covers(&self, scope: Scope, item: usize) -> bool {
        let Some(record) = self.records.get(item).filter(|_| !self.is_from_outside()) else {
            return false;
        };
        match (scope, record.outcome()) {
            (_, Outcome::Done | Outcome::NoChange | Outcome::SinceCheck) => false,
            // An addition has no trial: it takes nothing away.
            (Scope::Trial, _) if self.plan.action() == Action::Add => false,
            // A trial in doubt may be asked for again by itself: nothing else could settle it.
            (Scope::Trial, _) => item == self.next_trial(),
            // What failed goes again only by a retry, whose dialog counts it.
            (Scope::Remaining, outcome) => outcome == Outcome::NotTried,
            // As it was to become: another call would change nothing, or what somebody has changed back since.
            (Scope::Failed, Outcome::InDoubt) => !record.was_seen_as_planned(),
            (Scope::Failed, outcome) => outcome != Outcome::NotTried,
        }
    }

    /// The items that a release of this scope sends, in order.
    #[must_use]
    pub fn covered(&self, scope: Scope) -> Vec<usize> {
        // Which row the next trial takes may be a search through all of them.
        let items = match scope {
            Scope::Trial => self.next_trial()..self.next_trial() + 1,
            Scope::Remaining | Scope::Failed => 0..self.records.len(),
        };
        items.filter(|item| self.covers(scope, *item)).collect()
    }

    /// Whether a confirmation is for this run as it stands now: the rows that would go are those that were counted.
    #[must_use]
    pub fn is_as_confirmed(&self, approved: &Approved) -> bool {
        Arc::ptr_eq(approved.plan(), &self.plan) && approved.is_for(&self.covered(approved.scope()))
    }

    /// What reading the trial's group back last showed, and when.
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

    /// When the last answer to a change came. A reading may settle a row days later.
    #[must_use]
    pub fn ended_at(&self) -> Option<Timestamp> {
        let answered = self
            .records
            .iter()
            .filter(|one| !one.was_found_by_reading());
        answered.filter_map(ItemRecord::finished_at).max()
    }

    /// Answers so far to calls that change the site that said: too fast (429).
    #[must_use]
    pub fn throttled(&self) -> u32 {
        self.throttled
    }

    /// Rows that wait for another try after a passing fault.
    #[must_use]
    pub fn waiting_again(&self) -> usize {
        self.resting.len()
    }

    /// Nothing of this run has changed the site: its record may be forgotten. A row that changed since the check may
    /// be this run's work, and so may one of which a list, which may be late, does not show it.
    #[must_use]
    pub fn changed_nothing(&self) -> bool {
        self.may_be_left()
            && self.tally.of(Outcome::SinceCheck) == 0
            && !self
                .records
                .iter()
                .any(ItemRecord::may_be_changed_after_all)
    }

    /// No row is known to be changed or in doubt: the admin may choose again.
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
