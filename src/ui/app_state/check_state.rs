//! The check: what the next run is made of, the proposal that comes of it, and how far the site was asked about it.

use std::sync::Arc;

use futures_channel::oneshot::Receiver;
use groupsweep_core::choose::KeepList;
use groupsweep_core::domain::Timestamp;
use groupsweep_core::plan::{Approved, Included, Plan, Proposal, ShownRow, UnprotectError};
use groupsweep_core::precheck::PrecheckProgress;
use leptos::prelude::*;

use crate::ui::latest_task::{LatestTask, Task};

use super::current_proposal::{Check, CurrentProposal, ProposalSource};

/// What is checked before a run; cheap to copy.
#[derive(Clone, Copy)]
pub(in crate::ui) struct CheckState {
    /// What the next run is made of.
    source: RwSignal<ProposalSource, LocalStorage>,
    /// What is about to be frozen, with what the site says of it.
    proposed: RwSignal<Option<CurrentProposal>, LocalStorage>,
    progress: RwSignal<Check>,
    precheck: LatestTask,
    /// The plan that a dialog asks about. It goes as soon as the proposal is another one: nobody has seen that one.
    asked: RwSignal<Option<Arc<Plan>>>,
    /// The plan that was confirmed to be carried out elsewhere. It goes as soon as the proposal is another one.
    taken: RwSignal<Option<Arc<Plan>>>,
}

impl CheckState {
    /// The next run is made of what is ticked, and nothing is proposed yet.
    pub(super) fn new() -> Self {
        Self {
            source: RwSignal::new_local(ProposalSource::Ticks),
            proposed: RwSignal::new_local(None),
            progress: RwSignal::new(Check::Not),
            precheck: LatestTask::new(),
            asked: RwSignal::new(None),
            taken: RwSignal::new(None),
        }
    }

    /// Nothing is proposed, and what is ticked counts.
    pub(in crate::ui) fn reset(self) {
        self.forget_proposal();
        self.source.set(ProposalSource::Ticks);
    }

    /// The next run is made of this. The proposal follows as soon as it is looked at.
    pub(in crate::ui) fn set_source(self, source: ProposalSource) {
        self.source.set(source);
    }

    /// What is ticked counts from here on, and no longer the way back of a run.
    pub(in crate::ui) fn take_ticks(self) {
        if matches!(self.source_untracked(), ProposalSource::Back { .. }) {
            self.reset();
        }
    }

    pub(in crate::ui) fn source(self) -> ProposalSource {
        self.source.get()
    }

    pub(in crate::ui) fn source_untracked(self) -> ProposalSource {
        self.source.get_untracked()
    }

    pub(in crate::ui) fn with_source<T>(self, read: impl FnOnce(&ProposalSource) -> T) -> T {
        self.source.with(read)
    }

    /// The progress of the check.
    pub(in crate::ui) fn progress(self) -> Check {
        self.progress.get()
    }

    pub(in crate::ui) fn progress_untracked(self) -> Check {
        self.progress.get_untracked()
    }

    /// Whether the site is being asked.
    pub(in crate::ui) fn is_asking(self) -> bool {
        matches!(self.progress(), Check::Asking(_))
    }

    pub(in crate::ui) fn is_asking_untracked(self) -> bool {
        matches!(self.progress_untracked(), Check::Asking(_))
    }

    /// Takes a new proposal; the one before is gone, and its check with it.
    pub(in crate::ui) fn propose(self, proposal: CurrentProposal) {
        self.forget_proposal();
        self.proposed.set(Some(proposal));
    }

    /// Drops the proposal.
    pub(in crate::ui) fn forget_proposal(self) {
        self.stop_asking();
        self.proposed.set(None);
        self.let_go_of_plans();
    }

    /// What was asked about or confirmed is not the proposal any more.
    fn let_go_of_plans(self) {
        self.asked.set(None);
        self.taken.set(None);
    }

    /// Tracks every change of the proposal.
    pub(in crate::ui) fn track_proposal(self) {
        self.proposed.track();
    }

    /// Reads from the proposal.
    pub(in crate::ui) fn with_proposal<T>(self, read: impl FnOnce(&Proposal) -> T) -> Option<T> {
        self.proposed
            .with(|proposed| proposed.as_ref().map(|proposed| read(&proposed.proposal)))
    }

    pub(in crate::ui) fn with_proposal_untracked<T>(
        self,
        read: impl FnOnce(&Proposal) -> T,
    ) -> Option<T> {
        self.with_current_untracked(|proposed| read(&proposed.proposal))
    }

    /// The same, with what the proposal was made of.
    pub(in crate::ui) fn with_current_untracked<T>(
        self,
        read: impl FnOnce(&CurrentProposal) -> T,
    ) -> Option<T> {
        self.proposed
            .with_untracked(|proposed| proposed.as_ref().map(read))
    }

    /// Changes what the admin decided, or what is known.
    pub(in crate::ui) fn change_proposal(self, change: impl FnOnce(&mut Proposal)) {
        self.let_go_of_plans();
        self.proposed.update(|proposed| {
            if let Some(proposed) = proposed {
                change(&mut proposed.proposal);
            }
        });
    }

    /// Lays the keep list over the proposal; whether it holds other rows back than before. What the plan says of
    /// another list may differ all the same.
    pub(in crate::ui) fn keep_back(self, list: Option<&Arc<KeepList>>) -> bool {
        let mut changed = false;
        self.proposed.maybe_update(|proposed| {
            let Some(proposed) = proposed else {
                return false;
            };
            let is_same = proposed.proposal.has_keep_list(list);
            changed = proposed.proposal.keep_back(list);
            changed || !is_same
        });
        if changed {
            self.let_go_of_plans();
        }
        changed
    }

    /// Lets a protected row go as it was shown, or with it all that are held back for the same other name.
    ///
    /// # Errors
    /// [`UnprotectError`] says why nothing goes.
    pub(in crate::ui) fn include(
        self,
        shown: &ShownRow,
        what: Included,
        reason: &str,
    ) -> Result<(), UnprotectError> {
        // Where there is no proposal any more, there is no such row.
        let mut done = Err(UnprotectError::Changed);
        self.change_proposal(|proposal| done = proposal.include(shown, what, reason));
        done
    }

    /// Begins to ask the site about the proposal.
    pub(in crate::ui) fn begin_asking(self) -> (Task, Receiver<()>) {
        self.progress.set(Check::Asking(PrecheckProgress::BEGUN));
        self.precheck.begin_cancellable()
    }

    /// How far that is.
    pub(in crate::ui) fn asking_at(self, progress: PrecheckProgress) {
        if self.is_asking_untracked() {
            self.progress.set(Check::Asking(progress));
        }
    }

    /// The site has answered all. What the admin ended stays ended.
    pub(in crate::ui) fn end_asking(self, now: Timestamp) {
        if self.is_asking_untracked() {
            self.progress.set(Check::Done(now));
        }
    }

    /// Ends the check at the admin's wish; what is known by then counts.
    pub(in crate::ui) fn cancel(self) {
        if self.is_asking_untracked() {
            self.progress.set(Check::Cancelled);
            self.precheck.cancel();
        }
    }

    /// The connection ends, and the check with it, also one that is done: until the next connection, anything may
    /// change on the site. What protects rows stays known until that check has answered.
    pub(in crate::ui) fn leave(self) {
        self.stop_asking();
    }

    /// The check ends, and nothing is known of it.
    pub(in crate::ui) fn stop_asking(self) {
        self.precheck.end();
        self.progress.set(Check::Not);
    }

    /// A dialog asks about the plan that the proposal has become.
    pub(in crate::ui) fn ask_about(self, plan: &Arc<Plan>) {
        self.asked.set(Some(Arc::clone(plan)));
    }

    /// Whether a dialog asks about this plan, and the proposal is still what it shows.
    pub(in crate::ui) fn is_asked_about(self, plan: &Arc<Plan>) -> bool {
        let is_it = |asked: &Arc<Plan>| Arc::ptr_eq(asked, plan);
        self.asked.with(|asked| asked.as_ref().is_some_and(is_it))
    }

    /// The plan is confirmed to be carried out elsewhere.
    pub(in crate::ui) fn take_elsewhere(self, approved: &Approved) {
        self.taken.set(Some(Arc::clone(approved.plan())));
    }

    /// The plan that was confirmed to be carried out elsewhere.
    pub(in crate::ui) fn taken(self) -> Option<Arc<Plan>> {
        self.taken.get()
    }
}
