//! The run in the page: the run itself, what was read back of it, and whether its results were saved. They come, change
//! and go together.

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

/// The run in the page; cheap to copy.
#[derive(Clone, Copy)]
pub(in crate::ui) struct RunState {
    active: RwSignal<Option<ActiveRun>, LocalStorage>,
    /// Moves once per frame in which the run changed.
    version: RwSignal<u64>,
    /// The results that were saved last.
    saved: RwSignal<Option<ResultsVersion>>,
    /// The trial's group is being read back; with the end of the pause that the site asked for, if it did.
    proof_reading: RwSignal<Option<Option<PauseEnd>>>,
    proving: LatestTask,
    verification: RwSignal<VerificationState, LocalStorage>,
    verifying: LatestTask,
    /// What it was brought back for, until its site is connected.
    errand: RwSignal<Option<ReopenFor>>,
    /// Pauses that sites asked runs of this page for. They count for the runs that follow.
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

    /// Puts a run in the page, in the place of the one there. It waits for the pause that its site asked an earlier one
    /// for.
    pub(in crate::ui) fn put(self, active: ActiveRun, now: Timestamp) {
        self.forget(now);
        self.pauses
            .with_value(|pauses| pauses.hand_over(&mut active.run.borrow_mut(), now));
        self.active.set(Some(active));
    }

    /// Lets go of the run in the page and of what was read back of it. What its site asked for still counts.
    pub(in crate::ui) fn reset(self, now: Timestamp) {
        self.forget(now);
        self.errand.set(None);
        self.active.set(None);
    }

    fn forget(self, now: Timestamp) {
        let keep = |run: &Run| self.pauses.update_value(|pauses| pauses.keep(run, now));
        self.with_active_untracked(|active| keep(&active.run.borrow()));
        // What a reading of it still brings is nobody's.
        self.verifying.end();
        self.verification.set(VerificationState::Not);
        self.proof_reading.set(None);
        self.saved.set(None);
    }

    /// The run in the page, for work that nobody waits to see again.
    pub(in crate::ui) fn active(self) -> Option<ActiveRun> {
        self.active.get_untracked()
    }

    /// Reads something off what is in the page; follows which run it is, and not how far the run is.
    pub(in crate::ui) fn with_active<T>(self, read: impl FnOnce(&ActiveRun) -> T) -> Option<T> {
        self.active.with(|active| active.as_ref().map(read))
    }

    /// The same, for work that nobody waits to see again.
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

    /// The same, for work that nobody waits to see again.
    pub(in crate::ui) fn is_there_untracked(self) -> bool {
        self.active.with_untracked(Option::is_some)
    }

    /// The run waits for its site.
    pub(in crate::ui) fn wait_for_site(self, errand: ReopenFor) {
        self.errand.set(Some(errand));
    }

    /// The run waits no more; what it waited for.
    pub(in crate::ui) fn take_errand(self) -> Option<ReopenFor> {
        let errand = self.errand.get_untracked();
        self.errand.set(None);
        errand
    }

    /// What the run waits for until its site is connected.
    pub(in crate::ui) fn errand(self) -> Option<ReopenFor> {
        self.errand.get()
    }

    /// The run has changed.
    pub(in crate::ui) fn changed(self) {
        self.version
            .update(|version| *version = version.wrapping_add(1));
    }

    /// A driver takes the run up. What was read of its groups says nothing of what comes after this.
    pub(in crate::ui) fn begin_driving(self, orders: UnboundedSender<Event>) {
        self.active.update(|active| {
            if let Some(active) = active {
                active.orders = Some(orders);
            }
        });
        self.stop_verifying();
        self.verification.set(VerificationState::Not);
    }

    /// Gives an order to the driver of the run, if there is one.
    pub(in crate::ui) fn order(self, event: Event) {
        self.with_active_untracked(|active| {
            if let Some(orders) = &active.orders {
                // A driver that has ended takes no orders, and needs none.
                let _ = orders.unbounded_send(event);
            }
        });
    }

    /// The admin goes on with the run although another tab changed it.
    pub(in crate::ui) fn accept_changes(self) {
        self.active.update(|active| {
            if let Some(active) = active {
                active.shown = None;
            }
        });
    }

    /// These results of a run were saved as a file. To write it takes a while: another run may be in the page by then.
    pub(in crate::ui) fn note_saved(self, run: &Rc<RefCell<Run>>, version: ResultsVersion) {
        let is_its = |active: &ActiveRun| Rc::ptr_eq(&active.run, run);
        if self.with_active_untracked(is_its).unwrap_or(false) {
            self.saved.set(Some(version));
        }
    }

    /// Whether the results were saved as they are now.
    pub(in crate::ui) fn is_saved(self) -> bool {
        let saved = self.saved.get();
        saved.is_some() && saved == self.with(Run::results_version)
    }

    /// Begins to read the trial's group back.
    pub(in crate::ui) fn begin_proving(self) -> (Task, Receiver<()>) {
        self.proof_reading.set(Some(None));
        self.proving.begin_cancellable()
    }

    /// The site asked that reading to pause, or the pause is over.
    pub(in crate::ui) fn pause_proving(self, until: Option<PauseEnd>) {
        if self.is_proving_untracked() {
            self.proof_reading.set(Some(until));
        }
    }

    /// That reading is over.
    pub(in crate::ui) fn end_proving(self) {
        self.proof_reading.set(None);
    }

    /// Ends that reading early: the removal has no proof then.
    pub(in crate::ui) fn stop_proving(self) {
        self.proving.cancel();
    }

    pub(in crate::ui) fn is_proving_untracked(self) -> bool {
        self.proof_reading.with_untracked(Option::is_some)
    }

    /// What is known of the trial's group; follows the run's beat.
    pub(in crate::ui) fn proof(self) -> ProofState {
        if let Some(pause) = self.proof_reading.get() {
            return ProofState::Reading(pause);
        }
        let proof = self.with(|run| run.proof().cloned()).flatten();
        proof.map_or(ProofState::None, |(verdict, at)| {
            ProofState::Done(verdict, at)
        })
    }

    /// Begins to read the groups of the run back.
    pub(in crate::ui) fn begin_verifying(self, progress: ReadProgress) -> (Task, Receiver<()>) {
        self.verification.set(VerificationState::Reading(progress));
        self.verifying.begin_cancellable()
    }

    /// How far that reading is.
    pub(in crate::ui) fn verifying_at(self, progress: ReadProgress) {
        if self.is_verifying_untracked() {
            self.verification.set(VerificationState::Reading(progress));
        }
    }

    /// Nothing came of that reading.
    pub(in crate::ui) fn drop_verification(self) {
        self.verification.set(VerificationState::Not);
    }

    /// What that reading showed.
    pub(in crate::ui) fn note_verification(self, read: Rc<Verification>) {
        self.verification.set(VerificationState::Read(read));
    }

    /// Forgets a reading that brought nothing because of the relay: what it says to do was done.
    pub(in crate::ui) fn forget_relay_trouble(self) {
        let is_old = self.verification.with_untracked(|state| match state {
            VerificationState::Read(read) => read.is_unread() && read.relay_trouble().is_some(),
            VerificationState::Not | VerificationState::Reading(_) => false,
        });
        if is_old {
            self.drop_verification();
        }
    }

    /// Ends that reading early. What was read by then counts.
    pub(in crate::ui) fn stop_verifying(self) {
        self.verifying.cancel();
    }

    pub(in crate::ui) fn is_verifying_untracked(self) -> bool {
        self.verification
            .with_untracked(|state| matches!(state, VerificationState::Reading(_)))
    }

    /// What is known from reading the groups back.
    pub(in crate::ui) fn verification(self) -> VerificationState {
        self.verification.get()
    }

    /// The reading in numbers, for the receipt.
    pub(in crate::ui) fn verification_facts(self) -> Option<VerificationFacts> {
        self.verification.with_untracked(|state| match state {
            VerificationState::Read(read) => Some(read.facts()),
            VerificationState::Not | VerificationState::Reading(_) => None,
        })
    }
}
