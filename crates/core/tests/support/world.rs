//! A run, a fake clock and a fake site, driven through the ports.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;

use futures_channel::mpsc::{UnboundedSender, unbounded};
use groupsweep_core::domain::{SiteCall, Span, Timestamp};
use groupsweep_core::plan::Scope;
use groupsweep_core::run::{Command, Event, Outcome, Phase, Rate, Run};
use groupsweep_driver::{Driver, Ports, drive};

use super::drive::{FakeClock, FakeSite, Notebook, Ticking, run_to_end};
use super::replies::removed;
use super::sweep::Reply;
use super::{approve, plan_behind_a_trial, table_and_plan};

/// A run, a clock and a site.
pub(crate) struct World {
    pub(crate) run: Rc<RefCell<Run>>,
    pub(crate) clock: Rc<FakeClock>,
    pub(crate) site: Rc<FakeSite>,
    pub(crate) journal: Rc<Notebook>,
    pub(crate) changes: Rc<Cell<usize>>,
    /// 1 if a trial went before; it is not counted.
    trial: u32,
}

impl World {
    pub(crate) fn new(
        rows: usize,
        rate: u16,
        takes: Span,
        script: impl Fn(&SiteCall) -> Reply + 'static,
    ) -> Self {
        let run = Run::new(table_and_plan(rows).1, Rate::per_second(rate));
        Self::around(run, takes, script)
    }

    /// A world in which a trial before these rows was done some time ago.
    pub(crate) fn tried(
        rows: usize,
        rate: u16,
        takes: Span,
        script: impl Fn(&SiteCall) -> Reply + 'static,
    ) -> Self {
        let plan = plan_behind_a_trial(rows);
        let mut run = Run::new(Arc::clone(&plan), Rate::per_second(rate));
        let release = Event::Release(approve(&plan, Scope::Trial));
        let mut events = vec![release];
        while let Some(event) = events.pop() {
            for command in run.step(event, Timestamp(1_700_000_000_000)) {
                match command {
                    Command::Send(call_id, _) => events.push(Event::Answered(call_id, removed())),
                    Command::Write(batch) => events.push(Event::Written(batch.number)),
                    Command::CancelAll | Command::WakeAt(_) => {}
                }
            }
        }
        assert!(run.trial_is_done());
        Self {
            trial: 1,
            ..Self::around(run, takes, script)
        }
    }

    fn around(run: Run, takes: Span, script: impl Fn(&SiteCall) -> Reply + 'static) -> Self {
        let clock = FakeClock::new();
        Self {
            trial: 0,
            run: Rc::new(RefCell::new(run)),
            site: FakeSite::new(&clock, takes, script),
            clock,
            journal: Rc::default(),
            changes: Rc::default(),
        }
    }

    pub(crate) fn release(&self, scope: Scope) -> Event {
        let plan = self.run.borrow().plan().clone();
        Event::Release(approve(&plan, scope))
    }

    /// The driver's future and the way to give it orders.
    pub(crate) fn driving(
        &self,
        first: Event,
    ) -> (impl Future<Output = ()> + 'static, UnboundedSender<Event>) {
        let (orders, inbox) = unbounded();
        let changes = Rc::clone(&self.changes);
        let future = drive(
            Driver::of(&self.run).expect("nobody else drives"),
            first,
            inbox,
            Ports {
                transport: Rc::clone(&self.site) as Rc<_>,
                clock: Rc::new(Ticking(Rc::clone(&self.clock))),
                journal: Rc::clone(&self.journal) as Rc<_>,
            },
            move || changes.set(changes.get() + 1),
        );
        (future, orders)
    }

    /// Drives to the end without orders.
    pub(crate) fn play(&self, first: Event) {
        let (future, _orders) = self.driving(first);
        run_to_end(&self.clock, future);
    }

    pub(crate) fn count(&self, outcome: Outcome) -> u32 {
        let trial = if outcome == Outcome::Done {
            self.trial
        } else {
            0
        };
        self.run.borrow().tally().of(outcome) - trial
    }

    pub(crate) fn phase(&self) -> Phase {
        self.run.borrow().phase()
    }
}
