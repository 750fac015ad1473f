//! The run in the page, its read-backs, and whether its results were saved. They are set, changed and dropped together.

use std::cell::RefCell;
use std::rc::Rc;

use futures_channel::mpsc::UnboundedSender;
use futures_channel::oneshot::Receiver;
use groupsweep_core::domain::Timestamp;
use groupsweep_core::report::VerificationFacts;
use groupsweep_core::run::{Event, PauseEnd, ResultsVersion, Run, SitePauses};
use groupsweep_core::verify::{ReadProgress, Verification};
use leptos::prelude::*;

use crate::ui::latest_task::{LatestTask, Task};

use super::run::ReopenFor;
use super::run::{ActiveRun, ProofState, VerificationState};

/// The run in the page. Cheap to copy.
#[derive(Clone, Copy)]
pub(in crate::ui) struct RunState {
    active: RwSignal<Option<ActiveRun>, LocalStorage>,
    /// Incremented once per frame in which the run changed.
    version: RwSignal<u64>,
    /// The version of the results that were saved last.
    saved: RwSignal<Option<ResultsVersion>>,
    /// Set while the trial's group is being read back, with the end of the site's pause, if any.
    proof_reading: RwSignal<Option<Option<PauseEnd>>>,
    proving: LatestTask,
    verification: RwSignal<VerificationState, LocalStorage>,
    verifying: LatestTask,
    /// Why it was reopened, until its site is connected.
    errand: RwSignal<Option<ReopenFor>>,
    /// Pauses that sites asked for during this page's runs. They apply to later runs too.
    pauses: StoredValue<SitePauses>,
}

impl RunState {
    pub(super) fn new() -> Self {
        Self {
            active: RwSignal::new_local(None),
            version: RwSignal::new(0),
            saved: RwSignal::new(None),
            proof_reading: RwSignal::new(None),
            proving: LatestTask::new(),
            verification: RwSignal::new_local(VerificationState::Not),
            verifying: LatestTask::new(),
            errand: RwSignal::new(None),
            pauses: StoredValue::new(SitePauses::default()),
        }
    }

    /// Sets the run in the page. It waits for the end of a pause that its site asked an earlier run for.
    pub(in crate::ui) fn put(self, active: ActiveRun, now: Timestamp) {
        self.forget(now);
        self.pauses
            .with_value(|pauses| pauses.hand_over(&mut active.run.borrow_mut(), now));
        self.active.set(Some(active));
    }

    /// Drops the run in the page and its read-backs. A pause that its site asked for still applies.
    pub(in crate::ui) fn reset(self, now: Timestamp) {
        self.forget(now);
        self.errand.set(None);
        self.active.set(None);
    }

    fn forget(self, now: Timestamp) {
        let keep = |run: &Run| self.pauses.update_value(|pauses| pauses.keep(run, now));
        self.with_active_untracked(|active| keep(&active.run.borrow()));
        // Results of a reading in progress become stale.
        self.verifying.end();
        self.verification.set(VerificationState::Not);
        self.proof_reading.set(None);
        self.saved.set(None);
    }

    /// The run in the page, without tracking.
    pub(in crate::ui) fn active(self) -> Option<ActiveRun> {
        self.active.get_untracked()
    }

    /// Reads from the run in the page. Tracks which run it is, but not its progress.
    pub(in crate::ui) fn with_active<T>(self, read: impl FnOnce(&ActiveRun) -> T) -> Option<T> {
        self.active.with(|active| active.as_ref().map(read))
    }

    /// The same, without tracking.
    pub(in crate::ui) fn with_active_untracked<T>(
        self,
        read: impl FnOnce(&ActiveRun) -> T,
    ) -> Option<T> {
        self.active
            .with_untracked(|active| active.as_ref().map(read))
    }

    /// Reads from the run. Tracks the run's changes.
    pub(in crate::ui) fn with<T>(self, read: impl FnOnce(&Run) -> T) -> Option<T> {
        self.version.track();
        self.with_active(|active| read(&active.run.borrow()))
    }

    /// Whether there is a run.
    pub(in crate::ui) fn is_there(self) -> bool {
        self.active.with(Option::is_some)
    }

    /// The same, without tracking.
    pub(in crate::ui) fn is_there_untracked(self) -> bool {
        self.active.with_untracked(Option::is_some)
    }

    /// Sets why the run was reopened, until its site is connected.
    pub(in crate::ui) fn wait_for_site(self, errand: ReopenFor) {
        self.errand.set(Some(errand));
    }

    /// Takes the reason why the run was reopened.
    pub(in crate::ui) fn take_errand(self) -> Option<ReopenFor> {
        let errand = self.errand.get_untracked();
        self.errand.set(None);
        errand
    }

    /// Why the run was reopened. `None` once its site is connected.
    pub(in crate::ui) fn errand(self) -> Option<ReopenFor> {
        self.errand.get()
    }

    /// The run has changed.
    pub(in crate::ui) fn changed(self) {
        self.version
            .update(|version| *version = version.wrapping_add(1));
    }

    /// A driver starts. Earlier read-backs say nothing about what it will change.
    pub(in crate::ui) fn begin_driving(self, orders: UnboundedSender<Event>) {
        self.active.update(|active| {
            if let Some(active) = active {
                active.orders = Some(orders);
            }
        });
        self.stop_verifying();
        self.verification.set(VerificationState::Not);
    }

    /// Whether this page's driver has not ended yet. Tracks nothing: read it where a change of the run is tracked.
    pub(in crate::ui) fn is_driving(self) -> bool {
        self.with_active_untracked(|active| {
            let orders = active.orders.as_ref();
            orders.is_some_and(|orders| !orders.is_closed())
        })
        .unwrap_or(false)
    }

    /// Sends an event to the run's driver, if there is one.
    pub(in crate::ui) fn order(self, event: Event) {
        self.with_active_untracked(|active| {
            if let Some(orders) = &active.orders {
                // A driver that has ended needs no events.
                let _ = orders.unbounded_send(event);
            }
        });
    }

    /// The admin accepts the changes that another tab made to the run.
    pub(in crate::ui) fn accept_changes(self) {
        self.active.update(|active| {
            if let Some(active) = active {
                active.shown = None;
            }
        });
    }

    /// Notes that these results of a run were saved. Writing the file takes a while, so another run may be in the page.
    pub(in crate::ui) fn note_saved(self, run: &Rc<RefCell<Run>>, version: ResultsVersion) {
        let is_its = |active: &ActiveRun| Rc::ptr_eq(&active.run, run);
        if self.with_active_untracked(is_its).unwrap_or(false) {
            self.saved.set(Some(version));
        }
    }

    /// Whether the current results were saved.
    pub(in crate::ui) fn is_saved(self) -> bool {
        let saved = self.saved.get();
        saved.is_some() && saved == self.with(Run::results_version)
    }

    /// Starts reading back the trial's group.
    pub(in crate::ui) fn begin_proving(self) -> (Task, Receiver<()>) {
        self.proof_reading.set(Some(None));
        self.proving.begin_cancellable()
    }

    /// Sets the end of the site's pause of that reading, or its absence.
    pub(in crate::ui) fn pause_proving(self, until: Option<PauseEnd>) {
        if self.is_proving_untracked() {
            self.proof_reading.set(Some(until));
        }
    }

    /// That reading ended.
    pub(in crate::ui) fn end_proving(self) {
        self.proof_reading.set(None);
    }

    /// Cancels that reading. The removal then has no proof.
    pub(in crate::ui) fn stop_proving(self) {
        self.proving.cancel();
    }

    pub(in crate::ui) fn is_proving_untracked(self) -> bool {
        self.proof_reading.with_untracked(Option::is_some)
    }

    /// The state of the trial's read-back. Tracks the run's changes.
    pub(in crate::ui) fn proof(self) -> ProofState {
        if let Some(pause) = self.proof_reading.get() {
            return ProofState::Reading(pause);
        }
        let proof = self.with(|run| run.proof().cloned()).flatten();
        proof.map_or(ProofState::None, |(verdict, at)| {
            ProofState::Done(verdict, at)
        })
    }

    /// Starts Verify.
    pub(in crate::ui) fn begin_verifying(self, progress: ReadProgress) -> (Task, Receiver<()>) {
        self.verification.set(VerificationState::Reading(progress));
        self.verifying.begin_cancellable()
    }

    /// Sets the progress of Verify.
    pub(in crate::ui) fn verifying_at(self, progress: ReadProgress) {
        if self.is_verifying_untracked() {
            self.verification.set(VerificationState::Reading(progress));
        }
    }

    /// Verify brought no result.
    pub(in crate::ui) fn drop_verification(self) {
        self.verification.set(VerificationState::Not);
    }

    /// Sets the result of Verify.
    pub(in crate::ui) fn note_verification(self, read: Rc<Verification>) {
        self.verification.set(VerificationState::Read(read));
    }

    /// Drops a failed Verify whose cause was the relay, because the relay works again.
    pub(in crate::ui) fn forget_relay_trouble(self) {
        let is_old = self.verification.with_untracked(|state| match state {
            VerificationState::Read(read) => read.is_unread() && read.relay_trouble().is_some(),
            VerificationState::Not | VerificationState::Reading(_) => false,
        });
        if is_old {
            self.drop_verification();
        }
    }

    /// Stops Verify. What was read by then counts.
    pub(in crate::ui) fn stop_verifying(self) {
        self.verifying.cancel();
    }

    pub(in crate::ui) fn is_verifying_untracked(self) -> bool {
        self.verification
            .with_untracked(|state| matches!(state, VerificationState::Reading(_)))
    }

    /// The state of Verify.
    pub(in crate::ui) fn verification(self) -> VerificationState {
        self.verification.get()
    }

    /// The counts of Verify, for the receipt.
    pub(in crate::ui) fn verification_facts(self) -> Option<VerificationFacts> {
        self.verification.with_untracked(|state| match state {
            VerificationState::Read(read) => Some(read.facts()),
            VerificationState::Not | VerificationState::Reading(_) => None,
        })
    }
}
