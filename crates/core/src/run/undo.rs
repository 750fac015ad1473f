//! What takes a run back: exactly what it changed.

use crate::domain::{RowNo, Timestamp};
use crate::plan::{Action, Plan};

use super::engine::Run;
use super::outcome::Outcome;
use super::record::ItemRecord;

/// Whether a run changed a row's membership.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum KnownChange {
    /// It did, as the site said without a doubt.
    Certainly,
    /// Perhaps: the answer to a call was lost, or it does not show whether there was something to change.
    Unconfirmed,
    /// Perhaps: the check saw it otherwise, and no call of this run is known to have changed it.
    SinceCheck,
    No,
}

/// What becomes of rows that a run may have changed when it is taken back.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Uncertain {
    /// They stay as they are.
    LeaveOut,
    /// They are taken back too.
    TakeBack,
}

/// Which rows are taken back beside those that the run certainly changed. The two kinds are asked about apart.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct UndoScope {
    /// Rows of [`KnownChange::Unconfirmed`].
    pub unconfirmed: Uncertain,
    /// Rows of [`KnownChange::SinceCheck`].
    pub since_check: Uncertain,
}

impl UndoScope {
    /// Only what the run certainly changed.
    pub const CERTAIN: Self = Self {
        unconfirmed: Uncertain::LeaveOut,
        since_check: Uncertain::LeaveOut,
    };
    /// Everything that it may have changed.
    pub const EVERYTHING: Self = Self {
        unconfirmed: Uncertain::TakeBack,
        since_check: Uncertain::TakeBack,
    };

    /// What is ticked before the admin decides. A membership that went missing is most likely this run's work, and
    /// to add it again does no harm where it is not. One that was there before the run, or that somebody else may have
    /// added, is not taken away unasked.
    #[must_use]
    pub fn suggested(run: Action) -> Self {
        match run {
            Action::Remove => Self::EVERYTHING,
            Action::Add => Self::CERTAIN,
        }
    }

    fn covers(self, changed: KnownChange) -> bool {
        let taken_back = |rows| rows == Uncertain::TakeBack;
        match changed {
            KnownChange::Certainly => true,
            KnownChange::Unconfirmed => taken_back(self.unconfirmed),
            KnownChange::SinceCheck => taken_back(self.since_check),
            KnownChange::No => false,
        }
    }
}

/// What a run may have changed, from certain to least certain.
const KINDS: [KnownChange; 3] = [
    KnownChange::Certainly,
    KnownChange::Unconfirmed,
    KnownChange::SinceCheck,
];

impl Run {
    /// Whether a plan takes this run back. Every other plan than its own is no business of this run.
    #[must_use]
    pub fn is_undone_by(&self, plan: &Plan) -> bool {
        self.is_at_rest() && plan.purpose() == self.plan.purpose().undo()
    }
}

impl ItemRecord {
    /// Whether the run changed the membership.
    #[must_use]
    pub fn changed(&self) -> KnownChange {
        match self.outcome() {
            Outcome::Done if !self.is_done_unconfirmed() => KnownChange::Certainly,
            Outcome::Done | Outcome::InDoubt => KnownChange::Unconfirmed,
            Outcome::SinceCheck => KnownChange::SinceCheck,
            // It stood so before the first call, as the check found, or no call of this run is in question.
            Outcome::NoChange => KnownChange::No,
            Outcome::NotTried if self.may_be_done() => KnownChange::Unconfirmed,
            // The list that showed otherwise may have been late.
            Outcome::Failed if self.was_confirmed() => KnownChange::Unconfirmed,
            Outcome::Failed | Outcome::NotTried => KnownChange::No,
        }
    }
}

impl Run {
    /// Whether taking this run back is about an item: what later runs took back or changed again is left out.
    #[must_use]
    pub fn is_to_undo(&self, item: usize, scope: UndoScope) -> bool {
        scope.covers(self.left_to_undo(item))
    }

    /// Whether a restore file holds an item: what this run removed, also where it is back since.
    #[must_use]
    pub fn is_to_restore(&self, item: usize, scope: UndoScope) -> bool {
        scope.covers(self.changed(item))
    }

    /// Rows by whether this run changed them, without those that an undo leaves out because of later runs.
    #[must_use]
    pub fn count_left(&self, changed: KnownChange) -> usize {
        let items = 0..self.records().len();
        items
            .filter(|item| self.left_to_undo(*item) == changed)
            .count()
    }

    /// Rows by whether this run changed them.
    #[must_use]
    pub fn count_changed(&self, changed: KnownChange) -> usize {
        let items = 0..self.records().len();
        items.filter(|item| self.changed(*item) == changed).count()
    }

    /// Rows of an undo of this scope by whether this run changed them: certainly, unconfirmed, since the check.
    #[must_use]
    pub fn count_to_undo(&self, scope: UndoScope) -> [usize; 3] {
        KINDS.map(|changed| match scope.covers(changed) {
            true => self.count_left(changed),
            false => 0,
        })
    }

    /// Rows of a restore file of this scope, in the same way.
    #[must_use]
    pub fn count_to_restore(&self, scope: UndoScope) -> [usize; 3] {
        KINDS.map(|changed| match scope.covers(changed) {
            true => self.count_changed(changed),
            false => 0,
        })
    }

    /// Whether there is something to take back.
    #[must_use]
    pub fn can_be_undone(&self) -> bool {
        let mut records = self.records().iter();
        records.any(|record| record.changed() != KnownChange::No)
    }

    /// The plan that takes this run back; `None` if there is nothing to take back.
    #[must_use]
    pub fn way_back(&self, scope: UndoScope, now: Timestamp) -> Option<Plan> {
        let items = |item: usize| self.is_to_undo(item, scope);
        if self.is_from_outside() {
            let records = self.records().iter();
            // Of all rows: one in doubt has no moment of its own. A run that tells none may have ended just now, and
            // one whose clock is fast has ended by now.
            let last = records.filter_map(ItemRecord::finished_at).max();
            let removed_at = last.map_or(now, |last| last.min(now));
            self.plan().way_back_as_told(items, Some(removed_at))
        } else {
            let all = self.plan().items().iter().enumerate();
            let unknown = all.filter(|(at, _)| items(*at) && self.may_be_back_already(*at));
            let unknown = unknown.map(|(_, item)| item.row).collect();
            let all = self.plan().items().iter().zip(self.records());
            let contradicted = all.filter(|(_, record)| record.was_confirmed());
            let contradicted: Vec<RowNo> = contradicted.map(|(item, _)| item.row).collect();
            let back = self.plan().back(items)?.with_unknown(unknown);
            Some(back.with_contradicted(&contradicted))
        }
    }

    /// Whether an undo may find an item as it is to become, although no later run is known to have taken it back: its
    /// calls may not have reached the site, or a reading shows that somebody changed it back.
    fn may_be_back_already(&self, item: usize) -> bool {
        self.records().get(item).is_some_and(|record| {
            let was_changed = match record.outcome() {
                Outcome::Done | Outcome::SinceCheck | Outcome::NoChange => true,
                Outcome::InDoubt | Outcome::Failed | Outcome::NotTried => {
                    record.was_seen_as_planned()
                }
            };
            !was_changed || record.was_changed_back()
        })
    }
}
