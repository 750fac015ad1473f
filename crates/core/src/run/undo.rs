//! Undo: takes back exactly what a run changed.

use crate::domain::{RowNo, Timestamp};
use crate::plan::{Action, Plan};

use super::engine::Run;
use super::outcome::Outcome;
use super::record::ItemRecord;

/// Whether a run changed a row's membership.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum KnownChange {
    /// The site confirmed it.
    Certainly,
    /// Unknown: an answer was lost, or it does not show whether there was something to change.
    Unconfirmed,
    /// Unknown: it changed after the check, and no call of this run is known to have changed it.
    SinceCheck,
    No,
}

/// What an undo does with rows that the run may have changed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Uncertain {
    /// They stay as they are.
    LeaveOut,
    /// They are taken back too.
    TakeBack,
}

/// Which rows are undone besides those that the run certainly changed. The dialog asks about the two kinds separately.
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

    /// The default choice. A missing membership is most likely this run's work, and adding it again does no harm. A
    /// membership that was there before the run, or that somebody else may have added, is not removed unasked.
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
    /// Whether a plan undoes this run.
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
            // It was so at the check, or no call of this run can have changed it.
            Outcome::NoChange => KnownChange::No,
            Outcome::NotTried if self.may_be_done() => KnownChange::Unconfirmed,
            // The list that contradicted the answer may have lagged.
            Outcome::Failed if self.was_confirmed() => KnownChange::Unconfirmed,
            Outcome::Failed | Outcome::NotTried => KnownChange::No,
        }
    }
}

impl Run {
    /// Whether an undo of this run includes an item. Leaves out what later runs took back or changed again.
    #[must_use]
    pub fn is_to_undo(&self, item: usize, scope: UndoScope) -> bool {
        scope.covers(self.left_to_undo(item))
    }

    /// Whether a restore file includes an item: everything that this run removed, also if it is back since.
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
            // Of all rows, because a row in doubt has no time. A run without any time may have ended just now, and one
            // whose clock is fast has ended by now.
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

    /// Whether an undo may find an item already back, although no later run took it back: the calls may not have
    /// reached the site, or a reading shows that somebody changed it back.
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
