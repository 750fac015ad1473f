//! The check: the source of the next run, its proposal, and the progress of the check with the site.

use std::sync::Arc;

use futures_channel::oneshot::Receiver;
use groupsweep_core::choose::KeepList;
use groupsweep_core::domain::Timestamp;
use groupsweep_core::plan::{Approved, Included, Plan, Proposal, ShownRow, UnprotectError};
use groupsweep_core::precheck::PrecheckProgress;
use leptos::prelude::*;

use crate::ui::latest_task::{LatestTask, Task};

use super::current_proposal::{Check, CurrentProposal, ProposalSource};

/// The state before a run. Cheap to copy.
#[derive(Clone, Copy)]
pub(in crate::ui) struct CheckState {
    /// The source of the next run.
    source: RwSignal<ProposalSource, LocalStorage>,
    /// The proposal, with what the site says about it.
    proposed: RwSignal<Option<CurrentProposal>, LocalStorage>,
    progress: RwSignal<Check>,
    precheck: LatestTask,
    /// The plan that a dialog asks about. Dropped when the proposal changes, because the admin has not seen the new
    /// one.
    asked: RwSignal<Option<Arc<Plan>>>,
    /// The plan that was confirmed for export. Dropped when the proposal changes.
    taken: RwSignal<Option<Arc<Plan>>>,
}

impl CheckState {
    /// The state for a run made from the selection, without a proposal yet.
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

    /// Drops the proposal. The selection counts.
    pub(in crate::ui) fn reset(self) {
        self.forget_proposal();
        self.source.set(ProposalSource::Ticks);
    }

    /// Sets the source of the next run. The proposal is made when Run is opened.
    pub(in crate::ui) fn set_source(self, source: ProposalSource) {
        self.source.set(source);
    }

    /// From now on the selection counts, and no longer the undo of a run.
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

    /// Whether the check is in progress.
    pub(in crate::ui) fn is_asking(self) -> bool {
        matches!(self.progress(), Check::Asking(_))
    }

    pub(in crate::ui) fn is_asking_untracked(self) -> bool {
        matches!(self.progress_untracked(), Check::Asking(_))
    }

    /// Sets a new proposal. Drops the previous one and its check.
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

    /// Drops the plans that were asked about or confirmed, because the proposal has changed.
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

    /// The same, with the proposal's source.
    pub(in crate::ui) fn with_current_untracked<T>(
        self,
        read: impl FnOnce(&CurrentProposal) -> T,
    ) -> Option<T> {
        self.proposed
            .with_untracked(|proposed| proposed.as_ref().map(read))
    }

    /// Changes the proposal: the admin's decisions, or what is known.
    pub(in crate::ui) fn change_proposal(self, change: impl FnOnce(&mut Proposal)) {
        self.let_go_of_plans();
        self.proposed.update(|proposed| {
            if let Some(proposed) = proposed {
                change(&mut proposed.proposal);
            }
        });
    }

    /// Applies the keep list to the proposal. Returns whether it holds back other rows than before. The sentences
    /// about the list may differ even if not.
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

    /// Includes a protected row as it was shown, or all rows that are held back for the same other name.
    ///
    /// # Errors
    /// [`UnprotectError`]; then no row is included.
    pub(in crate::ui) fn include(
        self,
        shown: &ShownRow,
        what: Included,
        reason: &str,
    ) -> Result<(), UnprotectError> {
        // Without a proposal there is no such row.
        let mut done = Err(UnprotectError::Changed);
        self.change_proposal(|proposal| done = proposal.include(shown, what, reason));
        done
    }

    /// Starts the check.
    pub(in crate::ui) fn begin_asking(self) -> (Task, Receiver<()>) {
        self.progress.set(Check::Asking(PrecheckProgress::BEGUN));
        self.precheck.begin_cancellable()
    }

    /// Sets the progress.
    pub(in crate::ui) fn asking_at(self, progress: PrecheckProgress) {
        if self.is_asking_untracked() {
            self.progress.set(Check::Asking(progress));
        }
    }

    /// The check is complete. If the admin ended it before, it stays ended.
    pub(in crate::ui) fn end_asking(self, now: Timestamp) {
        if self.is_asking_untracked() {
            self.progress.set(Check::Done(now));
        }
    }

    /// The admin ends the check. What is known by then counts.
    pub(in crate::ui) fn cancel(self) {
        if self.is_asking_untracked() {
            self.progress.set(Check::Cancelled);
            self.precheck.cancel();
        }
    }

    /// Ends the check with the connection, even if it is complete: the site may change until the next connection. The
    /// known protections stay until the next check has answered.
    pub(in crate::ui) fn leave(self) {
        self.stop_asking();
    }

    /// Ends the check and drops its result.
    pub(in crate::ui) fn stop_asking(self) {
        self.precheck.end();
        self.progress.set(Check::Not);
    }

    /// A dialog asks about this plan, which was frozen from the proposal.
    pub(in crate::ui) fn ask_about(self, plan: &Arc<Plan>) {
        self.asked.set(Some(Arc::clone(plan)));
    }

    /// Whether a dialog asks about this plan, and it still matches the proposal.
    pub(in crate::ui) fn is_asked_about(self, plan: &Arc<Plan>) -> bool {
        let is_it = |asked: &Arc<Plan>| Arc::ptr_eq(asked, plan);
        self.asked.with(|asked| asked.as_ref().is_some_and(is_it))
    }

    /// The plan is confirmed for export.
    pub(in crate::ui) fn take_elsewhere(self, approved: &Approved) {
        self.taken.set(Some(Arc::clone(approved.plan())));
    }

    /// The plan that was confirmed for export.
    pub(in crate::ui) fn taken(self) -> Option<Arc<Plan>> {
        self.taken.get()
    }
}
