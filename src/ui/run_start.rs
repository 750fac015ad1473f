//! The start of a driver: what was agreed to is looked at again after every wait, the locks are taken, and the run goes on
//! by the connection that it was started with.

use std::rc::Rc;

use futures_channel::mpsc::{UnboundedReceiver, unbounded};
use groupsweep_core::atlassian::HaltReason;
use groupsweep_core::connect::Target;
use groupsweep_core::run::{Event, Phase, Run, Situation, ToSend, keep_list_allows};
use groupsweep_driver::ports::Transport;
use groupsweep_driver::{Driver, Ports, drive};
use leptos::prelude::*;

use crate::browser::{Awake, BrowserClock, Frame, LockAnswer, own_address, take_lock};

use super::app_state::{ActiveRun, AppState};
use super::attempt::{Attempt, StartOrder};
use super::offline::network_event;
use super::owner::NotOwnedError;
use super::pause_sign::PauseSign;
use super::run_controller::{free_driver, is_going_on};

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
            let what = attempt.order.to_send();
            if self.keep_list_lets_go(&attempt.run_id, what).await {
                self.start(attempt).await;
            }
        });
    }

    /// Whether the keep list, which is read again, lets the rows of a run go. If it does not, the page says so.
    pub(super) async fn keep_list_lets_go(self, run_id: &String, what: ToSend) -> bool {
        let keep_list = self.late_keep_list().await;
        if self.run_id().as_ref() != Some(run_id) {
            return false;
        }
        let allows = |now: &Situation<'_>| keep_list_allows(what, now, &keep_list);
        match untrack(|| self.with_situation(allows)) {
            Ok(()) => true,
            Err(why) => {
                self.trouble.set(Some(why.to_string()));
                false
            }
        }
    }

    /// Starts a driver. A run has one driver at a time.
    async fn start(self, attempt: Attempt) {
        let Some((sweep, driver)) = self.take_wheel(&attempt).await else {
            return;
        };
        let Some(transport) = self.connection.transport() else {
            return self.trouble.set(Some(CONNECTION_ENDED.to_owned()));
        };
        if let Some(why) = attempt.order.is_outdated(&sweep.run.borrow()) {
            return self.trouble.set(Some(why.to_string()));
        }
        self.trouble.set(None);
        if !sweep.run.borrow().plan().connection().target.is_practice() {
            self.ask_for_persistence();
        }
        let is_trial = attempt.order.is_trial(&sweep.run.borrow());
        let locks = match self.take_locks(&sweep, &transport, &attempt).await {
            Ok(locks) => locks,
            Err(why) => {
                drop(driver);
                return self.did_not_start(why, &sweep, &attempt).await;
            }
        };
        // Not before: what a reading showed stands as long as nothing is sent.
        let inbox = self.open_orders();
        self.tell_runs();
        self.drive(driver, &sweep, transport, attempt.order.event(), inbox)
            .await;
        self.run.changed();
        if sweep.run.borrow().phase() == Phase::Halted(HaltReason::Token) {
            self.drop_refused_login();
        }
        // Before the locks go: no other tab resumes a run whose record does not say yet that it was undone. A storage that
        // did not store the undo may not answer this either, and would keep the locks.
        if sweep.run.borrow().is_recorded() {
            self.note_undone(&sweep).await;
        }
        drop(locks);
        self.tell_runs();
        self.refresh_records();
        if is_trial && self.with_run(Run::trial_was_accepted).unwrap_or(false) {
            self.read_back();
        }
    }

    /// The run of an attempt and the right to drive it, once what writes to its record for a moment has ended. None where
    /// the run has gone on by then, or another one is in the page.
    async fn take_wheel(self, attempt: &Attempt) -> Option<(ActiveRun, Driver)> {
        let sweep = self.run.active()?;
        let driver = free_driver(&sweep).await;
        if driver.is_none() && !is_going_on(&sweep) {
            self.trouble.set(Some(STILL_WRITING.to_owned()));
        }
        let driver = driver.filter(|_| self.is_in_page(&sweep))?;
        let can_begin = attempt.order.can_begin(&sweep.run.borrow());
        can_begin.then_some((sweep, driver))
    }

    /// The line on which the driver is given orders, with what it is to know first.
    fn open_orders(self) -> UnboundedReceiver<Event> {
        let (orders, inbox) = unbounded();
        // The bound may have been changed while nothing was running.
        let bound = self.bound(self.form.rate_untracked());
        let _ = orders.unbounded_send(Event::SetRate(bound));
        let _ = orders.unbounded_send(network_event());
        self.run.begin_driving(orders);
        inbox
    }

    /// Takes all that is needed to send, and looks at the run again after every wait.
    async fn take_locks(
        self,
        sweep: &ActiveRun,
        transport: &Rc<dyn Transport>,
        attempt: &Attempt,
    ) -> Result<Locks, NotStarted> {
        let name = lock_name(&sweep.run.borrow(), &sweep.head.id);
        let site = take_lock(&name).await;
        if matches!(site, LockAnswer::Taken) {
            return Err(NotStarted::SiteTaken);
        }
        // Another tab may have gone on with this run, or undone it, since this one read it.
        let own = self.own(sweep, attempt.write_back).await?;
        let source = self.hold_source(sweep).await.ok_or(NotStarted::Said)?;
        if !self.may_go_on(sweep).await {
            return Err(NotStarted::Said);
        }
        // The check may be older than what another run of this browser did.
        self.hear_of_later_runs().await;
        // The login may have been erased meanwhile, or another run opened: nobody could stop this one then.
        self.is_still_there(sweep, transport)?;
        // Its file may have come meanwhile: then the plan is another one.
        match attempt.order.is_outdated(&sweep.run.borrow()) {
            Some(why) => Err(NotStarted::Because(why.to_string())),
            None => Ok(Locks {
                _source: source,
                _own: own,
                _site: site,
            }),
        }
    }

    /// Says why nothing was sent. The run's driver and all locks were given back.
    async fn did_not_start(self, why: NotStarted, sweep: &ActiveRun, attempt: &Attempt) {
        match why {
            NotStarted::SiteTaken => {
                let may_choose_again = untrack(|| self.can_choose_again());
                self.trouble.set(Some(site_taken(may_choose_again)));
                self.list_records().await;
            }
            NotStarted::NotOwned(NotOwnedError::Cleared) => self.ask_to_write_back(sweep, attempt),
            NotStarted::NotOwned(NotOwnedError::Refused) => {
                if matches!(attempt.order, StartOrder::Resume) {
                    self.ask_to_resume();
                }
            }
            NotStarted::Because(why) => self.trouble.set(Some(why)),
            NotStarted::Said => {}
        }
    }

    /// Drives a run until it is at rest.
    async fn drive(
        self,
        driver: Driver,
        sweep: &ActiveRun,
        transport: Rc<dyn Transport>,
        first: Event,
        inbox: UnboundedReceiver<Event>,
    ) {
        let ports = Ports {
            transport,
            clock: Rc::new(BrowserClock),
            journal: Rc::clone(&sweep.journal),
        };
        let _awake = Awake::ask();
        let frame = Frame::new(move || self.run.changed());
        let sign = PauseSign::of(self, &sweep.head.id);
        let changed = {
            let (sign, run) = (Rc::clone(&sign), Rc::clone(&sweep.run));
            move || {
                frame.changed();
                sign.put(matches!(run.borrow().phase(), Phase::Paused(_)));
            }
        };
        drive(driver, first, inbox, ports, changed).await;
        sign.put(false);
    }

    fn is_in_page(self, sweep: &ActiveRun) -> bool {
        let is_same_run = |active: &ActiveRun| Rc::ptr_eq(&active.run, &sweep.run);
        self.run.with_active_untracked(is_same_run).unwrap_or(false)
    }

    /// Whether run and connection are those that the attempt began with.
    fn is_still_there(
        self,
        sweep: &ActiveRun,
        transport: &Rc<dyn Transport>,
    ) -> Result<(), NotStarted> {
        if !self.is_in_page(sweep) {
            // Another run is there, which has nothing to do with it.
            return Err(NotStarted::Said);
        }
        let connected = self.connection.transport();
        match connected.is_some_and(|now| Rc::ptr_eq(&now, transport)) {
            true => Ok(()),
            false => Err(NotStarted::Because(CONNECTION_ENDED.to_owned())),
        }
    }
}

/// What keeps other tabs from a run while this one sends. Released in the order of the fields.
struct Locks {
    /// The run that this one takes back or continues.
    _source: LockAnswer,
    _own: LockAnswer,
    _site: LockAnswer,
}

/// Why nothing was sent.
enum NotStarted {
    /// Another tab sends on this site.
    SiteTaken,
    /// The record is not this tab's.
    NotOwned(NotOwnedError),
    /// What is still to be said.
    Because(String),
    /// The page says why already, or nobody waits for it.
    Said,
}

impl From<NotOwnedError> for NotStarted {
    fn from(why: NotOwnedError) -> Self {
        Self::NotOwned(why)
    }
}

const CONNECTION_ENDED: &str = "The connection ended before the run could start, so nothing was sent. Connect again, then start the run.";

const STILL_WRITING: &str = "The record of this run is still being written, so nothing was sent. Try again in a few seconds.";

/// Another tab has the lock of this site. What it changes meanwhile may outdate the check of a run that has sent nothing,
/// so such rows are checked once more.
fn site_taken(may_choose_again: bool) -> String {
    let next = if may_choose_again {
        ". Then press \"Choose again\" and open Run, so that your rows are checked with the site once more."
    } else {
        ", then try again here."
    };
    format!(
        "Another tab or window is working on this site {}, so nothing was sent from here now. Let that tab finish, or close it{next}",
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
