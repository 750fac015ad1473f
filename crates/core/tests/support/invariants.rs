//! What must hold after every event of a run.

use super::sweep::Sweep;
use groupsweep_core::domain::SiteCall;
use groupsweep_core::run::{Outcome, Phase};

impl Sweep {
    /// The caller's own rows wait for everybody else's.
    pub(super) fn look_at_own(&self, item: usize) {
        let waits =
            |other: &usize| !self.plan.is_own(*other) && self.recorded(*other) == Outcome::NotTried;
        assert!(
            !self.plan.is_own(item) || !self.covered.iter().any(waits),
            "the caller's item {item} went before somebody else's"
        );
    }

    pub(super) fn item_of(&self, call: &SiteCall) -> usize {
        self.plan
            .items()
            .iter()
            .position(|item| match call {
                SiteCall::Remove(membership) | SiteCall::Add(membership) => {
                    item.membership == *membership
                }
                SiteCall::GroupsOf(account) => item.membership.account == *account,
                SiteCall::Accounts(accounts) => accounts.contains(&item.membership.account),
                other => panic!("a run does not make this call: {other:?}"),
            })
            .expect("the call is about an item of the plan")
    }

    /// What holds after every event.
    pub(super) fn look(&self) {
        let tally = self.run.tally();
        for outcome in Outcome::ALL {
            let counted = self
                .run
                .records()
                .iter()
                .filter(|record| record.outcome() == outcome);
            assert_eq!(tally.of(outcome) as usize, counted.count(), "{outcome:?}");
        }
        assert_eq!(tally.selected() as usize, self.plan.items().len());
        assert_eq!(
            tally.unconfirmed() as usize,
            self.run
                .records()
                .iter()
                .filter(|record| record.is_done_unconfirmed())
                .count(),
            "what an undo asks about is counted apart"
        );
        assert!(
            self.calls.len() <= 6,
            "{} calls under way",
            self.calls.len()
        );
        assert_eq!(self.run.under_way(), self.calls.len());
        // Calls that wait for a batch continue once it is written.
        let awake = self.run.phase() == Phase::Running && self.being_written.is_none();
        // Fewer calls than any route carries: something has to bring the next one.
        let open = self
            .covered
            .iter()
            .filter(|item| !self.recorded(**item).is_done());
        let queued = open.count() > self.calls.len() + self.run.waiting_again();
        let own = self.plan.is_own(self.plan.items().len() - 1);
        // Without a connection one call at a time tries.
        let offline = self.offline_was_told;
        let room = self.calls.len() < 2 && queued && !own && !offline;
        let settled = self.run.tally().of(Outcome::Failed) + self.run.tally().of(Outcome::InDoubt);
        if awake && (self.calls.is_empty() || (room && settled == 0)) {
            assert!(
                self.wake_at.is_some(),
                "a running run without calls must say when to come back"
            );
        }
        if let Some(moment) = self.wake_at {
            assert!(moment > self.now, "nothing is gained by waking at once");
        }
        if self.run.is_at_rest() {
            assert!(self.calls.is_empty());
            let stuck = self
                .run
                .records()
                .iter()
                .any(groupsweep_core::run::ItemRecord::is_under_way);
            assert!(!stuck, "a row is under way in a run at rest");
        }
    }

    /// The outcome of an item of the plan, including the trial.
    pub(super) fn recorded(&self, place: usize) -> Outcome {
        self.run.records()[place].outcome()
    }
}
