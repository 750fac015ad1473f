//! The trial: one row goes first, and only its removal lets the others go.

use crate::plan::Action;

use super::engine::Run;
use super::outcome::Outcome;
use super::record::ItemRecord;

/// The result of the trial so far.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TrialState {
    /// Nothing was sent for it yet, or its call is in flight.
    Open,
    /// The site removed the membership.
    Removed,
    /// The call was accepted, but nothing shows that there was a membership. This product does not report no-ops, or
    /// the first answer was lost, and the check did not see the person in the group.
    Unproven,
    /// There was nothing to remove. This proves neither the right to remove nor that the right person is meant.
    Inconclusive,
    /// The site does not know the person or the group.
    NotFound,
    /// It was not removed.
    NotRemoved,
    /// The call was sent and its answer is missing.
    InDoubt,
}

impl Run {
    /// The item that is tried first.
    #[must_use]
    pub fn trial_item(&self) -> usize {
        self.trial
    }

    /// How the trial ended.
    #[must_use]
    pub fn trial_state(&self) -> TrialState {
        match self.records.get(self.trial).map(|record| record.outcome()) {
            Some(Outcome::Done) if self.trial_is_unproven() => TrialState::Unproven,
            Some(Outcome::Done) => TrialState::Removed,
            Some(Outcome::NoChange | Outcome::SinceCheck) => TrialState::Inconclusive,
            Some(Outcome::Failed) if self.trial_is_not_found() => TrialState::NotFound,
            Some(Outcome::Failed) => TrialState::NotRemoved,
            // Sending it again would prove nothing.
            Some(Outcome::InDoubt) if self.trial_is_as_planned() => TrialState::Unproven,
            Some(Outcome::InDoubt) => TrialState::InDoubt,
            Some(Outcome::NotTried) | None => TrialState::Open,
        }
    }

    fn trial_is_as_planned(&self) -> bool {
        let trial = self.records.get(self.trial);
        trial.is_some_and(ItemRecord::was_seen_as_planned)
    }

    fn trial_is_not_found(&self) -> bool {
        let trial = self.records.get(self.trial);
        trial.is_some_and(|record| record.is_not_found)
    }

    fn trial_is_unproven(&self) -> bool {
        let Some(record) = self.records.get(self.trial) else {
            return false;
        };
        // An answer that confirms the removal of a checked member clears the flag. A status below 300 alone may come
        // from a proxy.
        record.answer_was_lost() && !self.trial_was_seen()
    }

    /// Whether the rest may be confirmed: the trial removed its row, or the admin continued although it proved
    /// nothing. An addition needs no trial.
    #[must_use]
    pub fn trial_is_done(&self) -> bool {
        match self.trial_state() {
            _ if self.plan.action() == Action::Add => true,
            TrialState::Removed => true,
            TrialState::Unproven => self.unproven_is_accepted,
            TrialState::Open
            | TrialState::Inconclusive
            | TrialState::NotFound
            | TrialState::NotRemoved
            | TrialState::InDoubt => false,
        }
    }

    /// Whether the rest needs the admin's acceptance that the trial proved nothing.
    #[must_use]
    pub fn needs_acceptance(&self) -> bool {
        self.plan.action() == Action::Remove
            && self.trial_state() == TrialState::Unproven
            && !self.unproven_is_accepted
    }

    /// Whether the site accepted the trial's removal, so that its group is read back.
    #[must_use]
    pub fn trial_was_accepted(&self) -> bool {
        matches!(
            self.trial_state(),
            TrialState::Removed | TrialState::Unproven
        )
    }

    /// Whether the check saw the trial's person in the group. Only then does a list without them prove anything.
    #[must_use]
    pub fn trial_was_seen(&self) -> bool {
        self.was_checked_member(self.trial)
    }

    /// Whether the check found this row's person in its group.
    pub(super) fn was_checked_member(&self, item: usize) -> bool {
        let row = self.plan.items().get(item).map(|item| item.row.0);
        row.is_some_and(|row| self.plan.summary().before.members.contains(&row))
    }

    /// The item of the next trial. An open or unconfirmed trial is settled first. After one that proved nothing comes
    /// the first untried row that the check saw in its group.
    #[must_use]
    pub fn next_trial(&self) -> usize {
        match self.trial_state() {
            TrialState::Open
            | TrialState::Removed
            | TrialState::NotRemoved
            | TrialState::InDoubt => return self.trial,
            TrialState::Unproven | TrialState::Inconclusive | TrialState::NotFound => {}
        }
        let open = |item: &usize| self.records[*item].outcome() == Outcome::NotTried;
        let items = || (0..self.records.len()).filter(open);
        let seen = items().find(|item| self.was_checked_member(*item) && !self.plan.is_own(*item));
        let other = || items().find(|item| !self.plan.is_own(*item));
        seen.or_else(other)
            .or_else(|| items().next())
            .unwrap_or(self.trial)
    }

    /// Whether there is a row left that a trial could take.
    #[must_use]
    pub fn can_try(&self) -> bool {
        !self.is_from_outside() && self.may_be_trial(self.next_trial())
    }

    /// Whether an item may be the next trial.
    pub(super) fn may_be_trial(&self, item: usize) -> bool {
        let settled = self.records.get(item).map(|record| record.outcome());
        let state = self.trial_state();
        match settled {
            _ if self.trial_is_done() => false,
            None | Some(Outcome::Done | Outcome::NoChange | Outcome::SinceCheck) => false,
            // Nothing else could settle it.
            _ if state == TrialState::InDoubt => item == self.trial,
            Some(Outcome::NotTried | Outcome::Failed | Outcome::InDoubt) => true,
        }
    }
}
