//! From a dialog to the attempt to start: freezes the plan, passes the gate, and resumes or undoes a run.

use std::rc::Rc;
use std::sync::Arc;

use groupsweep_core::domain::Span;
use groupsweep_core::journal::RunHeader;
use groupsweep_core::plan::{Approved, Confirmation, ConfirmationError, Plan, Proposal, Scope};
use groupsweep_core::run::{
    Event, KeepListReading, LateFacts, Phase, Run, Situation, ToConfirm, ToSend, UndoScope, WhyNot,
    may_be_asked, may_be_resumed, plan_of, prepare_confirmation,
};
use groupsweep_driver::ports::Clock;
use groupsweep_driver::{Driver, settle};
use leptos::prelude::*;

use crate::browser::BrowserClock;

use super::app_state::{ActiveRun, AppState, Asking, Follows, ProposalSource};
use super::attempt::StartOrder;
use super::run::proof_allows;

/// Tries for a driver that something else has for a moment, and the wait between two: three seconds in all.
const TRIES_FOR_DRIVER: usize = 60;
const BEFORE_NEXT_TRY: Span = Span(50);

impl AppState {
    /// Opens the confirmation, or says why there is nothing to confirm. What another tab may have changed is read again
    /// first; the decision is the core's.
    pub(super) fn ask(self, what: ToConfirm) {
        self.trouble.set(None);
        if matches!(what, ToConfirm::Changes(_)) && self.storage_is_opening() {
            return;
        }
        leptos::task::spawn_local(async move {
            let late = self.late_facts().await;
            let prepare = |now: &Situation<'_>| prepare_confirmation(what, now, &late);
            match untrack(|| self.with_situation(prepare)) {
                Ok(plan) => {
                    self.check.ask_about(&plan);
                    self.open_dialog.set(Some(match what {
                        ToConfirm::Changes(scope) => Asking::Leave(scope, plan),
                        ToConfirm::Export => Asking::Take(plan),
                    }));
                }
                // The page shows that already.
                Err(WhyNot::StillChecking | WhyNot::NothingProposed) => {}
                Err(WhyNot::Record(record)) => self.show_late_record(record).await,
                Err(why) => self.trouble.set(Some(why.to_string())),
            }
        });
    }

    async fn late_facts(self) -> LateFacts {
        let keep_list = self.late_keep_list().await;
        // Rows that it names now are held back before anything is counted.
        if matches!(keep_list.read, KeepListReading::Known(_)) {
            self.keep_back();
        }
        let record = self.late_record().await;
        LateFacts { keep_list, record }
    }

    /// What the page shows, for the core to decide on; follows all of it.
    pub(super) fn with_situation<T>(self, read: impl Fn(&Situation<'_>) -> T) -> T {
        let is_being_checked = self.check.is_asking();
        let is_connected = self.connection().is_some();
        let is_driven_elsewhere = self.elsewhere().is_some();
        let closed = self.closed_now();
        let is_trial_read_back = proof_allows(&self.run.proof());
        let of = |run: Option<&Run>, proposal: Option<&Proposal>| {
            read(&Situation {
                run,
                proposal,
                is_being_checked,
                is_connected,
                is_driven_elsewhere,
                closed,
                is_trial_read_back,
            })
        };
        let of_what_is_there = match self.has_run() {
            true => self.with_run(|run| of(Some(run), None)),
            false => self
                .check
                .with_proposal(|proposal| of(None, Some(proposal))),
        };
        of_what_is_there.unwrap_or_else(|| of(None, None))
    }

    /// Whether a button may offer to have this confirmed.
    pub(super) fn may_ask(self, what: ToConfirm) -> bool {
        self.with_situation(|now| may_be_asked(what, now).is_ok())
    }

    /// Whether a button may offer to go on with the run.
    pub(super) fn may_resume(self) -> bool {
        self.with_situation(|now| may_be_resumed(now).is_ok())
    }

    /// The plan that a confirmation is about: the run's, or the proposal as it stands now. `None` if there is neither.
    pub(super) fn plan(self) -> Option<Result<Arc<Plan>, WhyNot>> {
        match untrack(|| self.with_situation(plan_of)) {
            Err(WhyNot::NothingProposed) => None,
            planned => Some(planned),
        }
    }

    /// The way back of the run, for the rows of this scope.
    pub(super) fn way_back(self, scope: UndoScope) -> Option<Arc<Plan>> {
        self.with_run(|run| run.way_back(scope, BrowserClock.now()).map(Arc::new))
            .flatten()
    }

    /// Passes the gate with what was confirmed, and starts. A plan that takes the run back is a run of its own.
    /// `counted` are the items that the dialog counted.
    ///
    /// # Errors
    /// [`ConfirmationError`] if the confirmation does not cover the scope; nothing was started.
    pub(super) fn confirm(
        self,
        plan: &Arc<Plan>,
        scope: Scope,
        counted: &[usize],
        confirmation: &Confirmation,
    ) -> Result<(), ConfirmationError> {
        let approved = match scope {
            Scope::Trial => Approved::for_trial(plan, self.trial_item(plan), confirmation)?,
            Scope::Remaining | Scope::Failed => Approved::check(plan, scope, confirmation)?,
        };
        let approved = approved.for_counted(counted);
        let fits = self.with_run(|run| run.is_as_confirmed(&approved) || run.is_undone_by(plan));
        // Another file, sealed plan or keep list may have taken the place of what the dialog shows.
        if !fits.unwrap_or_else(|| untrack(|| self.is_asked_about(plan))) {
            return Err(ConfirmationError::RowsChanged);
        }
        // The record of a new run says when it was made.
        self.bring_clock_up();
        self.take_plan(plan);
        // Another tab may have changed the keep list while the dialog was open.
        self.attempt(StartOrder::Release(approved));
        Ok(())
    }

    /// Whether a plan is the run's or, without a run, what the proposal became when the dialog was opened.
    pub(super) fn is_what_is_there(self, plan: &Arc<Plan>) -> bool {
        let is_runs = self.with_run(|run| Arc::ptr_eq(run.plan(), plan) || run.is_undone_by(plan));
        is_runs.unwrap_or_else(|| self.is_asked_about(plan))
    }

    /// The item that the next trial of a plan takes: what its dialog names.
    pub(super) fn trial_item(self, plan: &Arc<Plan>) -> usize {
        let of_run = self.with_run(|run| {
            let same = Arc::ptr_eq(run.plan(), plan);
            same.then(|| run.next_trial())
        });
        of_run.flatten().unwrap_or_else(|| plan.trial_item())
    }

    /// Passes the gate with what was confirmed, for a plan that is carried out elsewhere.
    ///
    /// # Errors
    /// [`ConfirmationError`] if that does not cover the whole plan; nothing is handed out.
    pub(super) fn confirm_taking(
        self,
        plan: &Arc<Plan>,
        confirmation: &Confirmation,
    ) -> Result<(), ConfirmationError> {
        let approved = Approved::check(plan, Scope::Remaining, confirmation)?;
        if !untrack(|| self.is_what_is_there(plan)) {
            return Err(ConfirmationError::RowsChanged);
        }
        self.check.take_elsewhere(&approved);
        Ok(())
    }

    /// Makes this plan the page's run, unless it is already.
    pub(super) fn take_plan(self, plan: &Arc<Plan>) {
        let before = self.run.active();
        let follows = match &before {
            Some(sweep) if Arc::ptr_eq(sweep.run.borrow().plan(), plan) => return,
            Some(sweep) if !sweep.run.borrow().is_at_rest() => return,
            Some(sweep) => Some(Follows::Undoes(sweep.as_source())),
            None => match self.check.source_untracked() {
                ProposalSource::Back { follows, .. } => follows,
                ProposalSource::Ticks | ProposalSource::Sealed(_) => None,
            },
        };

        self.put_run(self.new_sweep(plan, follows));
        // The plan is the run's now, and what is chosen next is chosen anew.
        self.check.reset();
        // From here on the run's own record holds what was chosen.
        self.forget_draft();
    }

    /// Goes on after a pause, a stop or a halt, or where a run that came back was left.
    pub(super) fn resume(self) {
        if self.is_paused() {
            self.end_pause();
        } else if let Some(head) = self.may_be_resumed_elsewhere() {
            self.open_dialog.set(Some(Asking::GoOn(head)));
        } else if let Some(changed) = self.changed_elsewhere() {
            self.open_dialog.set(Some(Asking::Resume(changed)));
        } else {
            self.go_on();
        }
    }

    fn is_paused(self) -> bool {
        matches!(untrack(|| self.phase()), Some(Phase::Paused(_)))
    }

    /// Ends the pause, unless the keep list names a row that would go by now: a run may be paused to put somebody on
    /// it.
    fn end_pause(self) {
        let Some(run_id) = self.run_id() else {
            return;
        };
        self.trouble.set(None);
        leptos::task::spawn_local(async move {
            let lets_go = self.keep_list_lets_go(&run_id, ToSend::Resume).await;
            if lets_go && self.is_paused() {
                self.order(Event::Resume);
            }
        });
    }

    /// The head of the run in the page if another address may have resumed it: its record was saved as a file since
    /// the admin was last asked.
    fn may_be_resumed_elsewhere(self) -> Option<Arc<RunHeader>> {
        let head = self.head_now()?;
        let is_cleared = self.stored_runs.is_cleared_to_resume(&head.id, head.saved?);
        (!is_cleared).then(|| Arc::new(RunHeader::clone(&head)))
    }

    /// Goes on with the run at rest.
    pub(super) fn go_on(self) {
        self.attempt(StartOrder::Resume);
    }

    pub(super) fn run_id(self) -> Option<String> {
        self.run
            .with_active_untracked(|active| active.head.id.clone())
    }

    /// What was read back goes into the record: what the site still lists was not removed. False if the record is
    /// another tab's by now, or the run goes on: then nothing is written.
    pub(super) async fn tell(self, event: Event) -> bool {
        let Some(sweep) = self.run.active() else {
            return false;
        };
        let Some(driver) = free_driver(&sweep).await else {
            return false;
        };
        let Some(lock) = self.own_to_note(&sweep).await else {
            return false;
        };
        let journal = Rc::clone(&sweep.journal);
        settle(driver, event, journal, BrowserClock.now_on_the_wall()).await;
        drop(lock);
        self.run.changed();
        // Whoever is asked about the record is asked about it as it is now.
        self.list_records().await;
        true
    }

    /// Puts a run in the page, in the place of the one there.
    pub(super) fn put_run(self, sweep: ActiveRun) {
        self.run.put(sweep, BrowserClock.now());
    }

    /// Gives an order to the driver of the run, if there is one.
    pub(super) fn order(self, event: Event) {
        self.run.order(event);
    }
}

/// The driver of a run, once what writes to its record for a moment has given it back; none while the run goes on.
pub(super) async fn free_driver(sweep: &ActiveRun) -> Option<Driver> {
    for _ in 0..TRIES_FOR_DRIVER {
        match Driver::of(&sweep.run) {
            Some(driver) => return Some(driver),
            None if is_going_on(sweep) => return None,
            None => BrowserClock.sleep(BEFORE_NEXT_TRY).await,
        }
    }
    None
}

/// Whether a run goes on by itself, or would if it were not paused.
pub(super) fn is_going_on(sweep: &ActiveRun) -> bool {
    let phase = sweep.run.borrow().phase();
    matches!(phase, Phase::Running | Phase::Paused(_))
}
