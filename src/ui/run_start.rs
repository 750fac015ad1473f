//! The start of a driver: what was agreed to is looked at again after every wait, the locks are taken, and the run goes on
//! by the connection that it was started with.

use std::rc::Rc;

use futures_channel::mpsc::unbounded;
use groupsweep_core::connect::Target;
use groupsweep_core::run::{Event, Phase, Run, Situation, keep_list_allows};
use groupsweep_driver::ports::Transport;
use groupsweep_driver::{Driver, Ports, drive};
use leptos::prelude::*;

use crate::browser::{Awake, BrowserClock, Frame, LockAnswer, own_address, take_lock};

use super::app_state::{ActiveRun, AppState};
use super::attempt::{Attempt, StartOrder};
use super::offline::network_event;
use super::owner::NotOwnedError;
use super::pause_sign::PauseSign;

impl AppState {
    /// Makes the first attempt to start the run in the page.
    pub(super) fn attempt(self, order: StartOrder) {
        if let Some(run_id) = self.run_id() {
            self.begin(Attempt::new(run_id, order));
        }
    }

    /// Makes an attempt after the keep list was read again.
    pub(super) fn begin(self, attempt: Attempt) {
        self.bring_clock_up();
        leptos::task::spawn_local(async move {
            let keep_list = self.late_keep_list().await;
            if self.run_id().as_ref() != Some(&attempt.run_id) {
                return;
            }
            let allows = |now: &Situation<'_>| keep_list_allows(now, &keep_list);
            match untrack(|| self.with_situation(allows)) {
                Ok(()) => self.start(attempt),
                Err(why) => self.trouble.set(Some(why.to_string())),
            }
        });
    }

    /// Starts a driver. A run has one driver at a time.
    fn start(self, attempt: Attempt) {
        let at_rest =
            self.with_run(Run::is_at_rest).unwrap_or(false) || self.phase() == Some(Phase::Ready);
        let Some(sweep) = self.run.active().filter(|_| at_rest) else {
            return;
        };
        let Some(transport) = self.connection.transport() else {
            return self.trouble.set(Some(CONNECTION_ENDED.to_owned()));
        };
        if let Some(why) = attempt.order.is_outdated(&sweep.run.borrow()) {
            return self.trouble.set(Some(why.to_string()));
        }
        let Some(driver) = Driver::of(&sweep.run) else {
            return;
        };
        let (orders, inbox) = unbounded();
        // The bound may have been changed while nothing was running.
        let bound = self.bound(self.form.rate_untracked());
        let _ = orders.unbounded_send(Event::SetRate(bound));
        let _ = orders.unbounded_send(network_event());
        self.run.begin_driving(orders);
        self.trouble.set(None);
        if !sweep.run.borrow().plan().connection().target.is_practice() {
            self.ask_for_persistence();
        }
        let ports = Ports {
            transport: Rc::clone(&transport),
            clock: Rc::new(BrowserClock),
            journal: Rc::clone(&sweep.journal),
        };
        let is_trial = attempt.order.is_trial(&sweep.run.borrow());
        let frame = Frame::new(move || self.run.changed());
        leptos::task::spawn_local(async move {
            let name = lock_name(&sweep.run.borrow(), &sweep.head.id);
            let lock = take_lock(&name).await;
            if matches!(lock, LockAnswer::Taken) {
                drop(driver);
                self.trouble.set(Some(taken()));
                return self.list_records().await;
            }
            // Another tab may have gone on with this run, or undone it, since this one read it.
            let own_lock = match self.own(&sweep, attempt.write_back).await {
                Ok(own_lock) => own_lock,
                Err(NotOwnedError::Cleared) => return self.ask_to_write_back(&sweep, &attempt),
                Err(NotOwnedError::Refused) => {
                    drop((driver, lock));
                    if matches!(attempt.order, StartOrder::Resume) {
                        self.ask_to_resume();
                    }
                    return;
                }
            };
            let Some(source_lock) = self.hold_source(&sweep).await else {
                drop((driver, own_lock, lock));
                return;
            };
            if !self.may_go_on(&sweep).await {
                drop((driver, source_lock, own_lock, lock));
                return;
            }
            // The login may have been erased meanwhile, or another run opened: nobody could stop this one then.
            if let Err(why) = self.is_still_there(&sweep, &transport) {
                drop((driver, source_lock, own_lock, lock));
                return self.trouble.set(why.map(str::to_owned));
            }
            // Its file may have come meanwhile: then the plan is another one.
            if let Some(why) = attempt.order.is_outdated(&sweep.run.borrow()) {
                drop((driver, source_lock, own_lock, lock));
                return self.trouble.set(Some(why.to_string()));
            }
            self.tell_runs();
            let awake = Awake::ask();
            let sign = PauseSign::of(self, &sweep.head.id);
            let changed = {
                let (sign, run) = (Rc::clone(&sign), Rc::clone(&sweep.run));
                move || {
                    frame.changed();
                    sign.put(matches!(run.borrow().phase(), Phase::Paused(_)));
                }
            };
            drive(driver, attempt.order.event(), inbox, ports, changed).await;
            sign.put(false);
            drop(awake);
            self.run.end_driving();
            // Before the locks go: no other tab resumes a run whose record does not say yet that it was undone.
            self.note_undone(&sweep).await;
            drop((source_lock, own_lock, lock));
            self.tell_runs();
            self.refresh_records();
            if is_trial && self.with_run(Run::trial_was_accepted).unwrap_or(false) {
                self.read_back();
            }
        });
    }

    /// Whether run and connection are those that the attempt began with.
    ///
    /// # Errors
    /// What to say; nothing where another run is in the page, which has nothing to do with it.
    fn is_still_there(
        self,
        sweep: &ActiveRun,
        transport: &Rc<dyn Transport>,
    ) -> Result<(), Option<&'static str>> {
        let is_same_run = |active: &ActiveRun| Rc::ptr_eq(&active.run, &sweep.run);
        if !self.run.with_active_untracked(is_same_run).unwrap_or(false) {
            return Err(None);
        }
        let connected = self.connection.transport();
        match connected.is_some_and(|now| Rc::ptr_eq(&now, transport)) {
            true => Ok(()),
            false => Err(Some(CONNECTION_ENDED)),
        }
    }
}

const CONNECTION_ENDED: &str = "The connection ended before the run could start, so nothing was sent. Connect again, then start the run.";

/// Why a run does not begin although everything is confirmed.
fn taken() -> String {
    format!(
        "Another tab or window is working on this site {}. Nothing was sent. Let it finish or close it, then try again here.",
        own_address().here()
    )
}

/// One run per site at a time; each practice site belongs to its own page.
fn lock_name(run: &Run, id: &str) -> String {
    match &run.plan().connection().target {
        Target::Practice => format!("groupsweep practice {id}"),
        Target::Site(address) => format!("groupsweep {}", address.origin()),
    }
}
