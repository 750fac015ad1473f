//! From the dialog to the driver: freezes the plan, passes the gate, starts
//! and resumes the run, reads the trial's group back.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use futures_channel::mpsc::unbounded;
use leptos::prelude::*;

use crate::browser::{BrowserClock, Frame};
use crate::drive::{Driver, drive, prove};
use crate::plan::{Approved, Confirmation, Plan, Refused, Scope};
use crate::ports::{Clock, Transport};
use crate::run::{Event, Phase, Rate, Run, Verdict};

use super::session::{ProofState, Session, Sweep};
use super::step::Step;

impl Session {
    /// Opens the confirmation.
    pub(super) fn ask(self, scope: Scope) {
        self.asking.set(Some(scope));
    }

    /// The plan that a confirmation is about: the run's, or what is ticked now.
    pub(super) fn plan(self) -> Option<Arc<Plan>> {
        let running = self.sweep.with_untracked(|sweep| {
            sweep
                .as_ref()
                .map(|sweep| Arc::clone(sweep.run.borrow().plan()))
        });
        running.or_else(|| {
            let connection = self.connection()?;
            let frozen = self.choice.with_untracked(|choice| {
                choice
                    .as_ref()
                    .and_then(|choice| Plan::freeze(choice, connection))
            });
            frozen.map(Arc::new)
        })
    }

    /// Passes the gate with what was confirmed, and starts.
    ///
    /// # Errors
    /// [`Refused`] if the confirmation does not cover the scope; nothing was started.
    pub(super) fn confirm(
        self,
        plan: &Arc<Plan>,
        scope: Scope,
        confirmation: &Confirmation,
    ) -> Result<(), Refused> {
        let approved = Approved::check(plan, scope, confirmation)?;
        if self.sweep.with_untracked(Option::is_none) {
            let rate = Rate::per_second(self.form.rate.get_untracked());
            let run = Rc::new(RefCell::new(Run::new(Arc::clone(plan), rate)));
            self.sweep.set(Some(Sweep { run, orders: None }));
        }
        if scope == Scope::First {
            self.proof.set(ProofState::None);
        }
        self.start(Event::Release(approved), scope == Scope::First);
        Ok(())
    }

    /// Goes on after a pause, a stop or a halt.
    pub(super) fn resume(self) {
        if matches!(self.phase(), Some(Phase::Paused(_))) {
            self.order(Event::Resume);
        } else {
            // The trial's own resume is proven like the trial.
            let is_trial = !self.with_run(Run::trial_is_done).unwrap_or(true);
            self.start(Event::Resume, is_trial);
        }
    }

    /// Starts a driver with this event. A run has one driver at a time.
    fn start(self, first: Event, is_trial: bool) {
        let at_rest =
            self.with_run(Run::is_at_rest).unwrap_or(false) || self.phase() == Some(Phase::Ready);
        let (Some(transport), true) = (self.transport.get_value(), at_rest) else {
            return;
        };
        let driver = self
            .sweep
            .with_untracked(|sweep| sweep.as_ref().and_then(|sweep| Driver::of(&sweep.run)));
        let Some(driver) = driver else {
            return;
        };
        let (orders, inbox) = unbounded();
        self.sweep.update(|sweep| {
            if let Some(sweep) = sweep {
                sweep.orders = Some(orders)
            }
        });
        let frame = Frame::new(move || self.beat.update(|beat| *beat += 1));
        leptos::task::spawn_local(async move {
            drive(
                driver,
                first,
                inbox,
                transport,
                Rc::new(BrowserClock),
                move || frame.changed(),
            )
            .await;
            self.beat.update(|beat| *beat += 1);
            self.downloaded.set(false);
            if is_trial && self.with_run(Run::trial_is_done).unwrap_or(false) {
                self.read_back();
            }
        });
    }

    /// Reads the trial's group back.
    pub(super) fn read_back(self) {
        let membership = self
            .with_run(|run| {
                run.plan()
                    .items()
                    .first()
                    .map(|item| item.membership.clone())
            })
            .flatten();
        let (Some(membership), Some(transport)) = (membership, self.transport.get_value()) else {
            return;
        };
        self.proof.set(ProofState::Reading);
        leptos::task::spawn_local(async move {
            let transport: Rc<dyn Transport> = transport;
            let verdict = prove(membership, transport, Rc::new(BrowserClock)).await;
            if self.is_locked() {
                self.tell(&verdict);
                self.proof
                    .set(ProofState::Done(verdict, BrowserClock.now()));
            }
        });
    }

    /// The record follows the proof: what the site still lists was not removed.
    fn tell(self, verdict: &Verdict) {
        let still_listed = match verdict {
            Verdict::Gone { .. } => false,
            Verdict::StillListed => true,
            Verdict::Unreadable(_) => return,
        };
        self.sweep.with_untracked(|sweep| {
            if let Some(sweep) = sweep {
                let event = Event::ReadBack { still_listed };
                // At rest: an answer to this event would be a command to send, and there is none.
                sweep.run.borrow_mut().step(event, BrowserClock.now());
            }
        });
        self.beat.update(|beat| *beat += 1);
    }

    /// Forgets a run that changed nothing, and goes back to the ticks as they were.
    pub(super) fn choose_again(self) {
        if self.with_run(Run::changed_nothing).unwrap_or(false) {
            self.sweep.set(None);
            self.proof.set(ProofState::None);
            self.step.set(Step::Choose);
        }
    }

    /// Gives an order to the driver of the run, if there is one.
    pub(super) fn order(self, event: Event) {
        self.sweep.with_untracked(|sweep| {
            if let Some(orders) = sweep.as_ref().and_then(|sweep| sweep.orders.as_ref()) {
                // A driver that has ended takes no orders, and needs none.
                let _ = orders.unbounded_send(event);
            }
        });
    }
}
