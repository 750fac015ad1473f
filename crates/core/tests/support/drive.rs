//! A fake clock and a fake transport for whole sweeps: time moves only when
//! everybody waits for it.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;
use std::task::{Poll, Waker};

use futures_util::FutureExt;
use futures_util::future::{LocalBoxFuture, poll_fn};
use groupsweep_core::domain::{SiteCall, Span, Timestamp};
use groupsweep_core::run::Batch;
use groupsweep_driver::ports::{Clock, Journal, JournalError, Transport};

use super::sweep::Reply;

/// A clock that stands still until [`FakeClock::advance`] moves it to the next awaited time.
#[derive(Default)]
pub(crate) struct FakeClock {
    now: Cell<u64>,
    /// How far it is behind the wall clock.
    pub(crate) slept: Cell<u64>,
    sleepers: RefCell<BTreeMap<u64, Vec<Waker>>>,
}

impl FakeClock {
    pub(crate) fn new() -> Rc<Self> {
        let clock = Self::default();
        clock.now.set(1_800_000_000_000);
        Rc::new(clock)
    }

    /// Moves to the next awaited time. False if there is none.
    pub(crate) fn advance(&self) -> bool {
        let next = self.sleepers.borrow_mut().pop_first();
        let Some((moment, wakers)) = next else {
            return false;
        };
        self.now.set(moment.max(self.now.get()));
        wakers.into_iter().for_each(Waker::wake);
        true
    }
}

impl FakeClock {
    pub(crate) fn now_millis(&self) -> u64 {
        self.now.get()
    }

    pub(crate) fn until(self: &Rc<Self>, moment: u64) -> LocalBoxFuture<'static, ()> {
        let clock = Rc::clone(self);
        poll_fn(move |context| {
            if clock.now.get() >= moment {
                return Poll::Ready(());
            }
            let mut sleepers = clock.sleepers.borrow_mut();
            sleepers
                .entry(moment)
                .or_default()
                .push(context.waker().clone());
            Poll::Pending
        })
        .boxed_local()
    }
}

/// The clock as the driver sees it.
pub(crate) struct Ticking(pub(crate) Rc<FakeClock>);

impl Clock for Ticking {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.now.get())
    }

    fn now_on_the_wall(&self) -> Timestamp {
        Timestamp(self.0.now.get() + self.0.slept.get())
    }

    fn sleep(&self, span: Span) -> LocalBoxFuture<'static, ()> {
        self.0.until(self.0.now.get() + span.0)
    }
}

/// A journal in memory: keeps what it is given at once, until it is full.
#[derive(Default)]
pub(crate) struct Notebook {
    pub(crate) batches: RefCell<Vec<Batch>>,
    pub(crate) is_full: Cell<bool>,
}

impl Journal for Notebook {
    fn write(&self, batch: Batch) -> LocalBoxFuture<'static, Result<(), JournalError>> {
        let kept = if self.is_full.get() {
            Err(JournalError::Storage)
        } else {
            self.batches.borrow_mut().push(batch);
            Ok(())
        };
        std::future::ready(kept).boxed_local()
    }
}

/// Answers by a script after `takes`. Counts the calls that were dropped without an answer.
pub(crate) struct FakeSite {
    pub(crate) clock: Rc<FakeClock>,
    pub(crate) takes: Span,
    pub(crate) script: Box<dyn Fn(&SiteCall) -> Reply>,
    pub(crate) sent: Rc<RefCell<Vec<SiteCall>>>,
    pub(crate) abandoned: Rc<Cell<usize>>,
    pub(crate) under_way: Rc<Cell<usize>>,
}

struct UnderWay {
    answered: bool,
    abandoned: Rc<Cell<usize>>,
    under_way: Rc<Cell<usize>>,
}

impl UnderWay {
    fn is_answered(&mut self) {
        self.answered = true;
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.under_way.set(self.under_way.get() - 1);
        if !self.answered {
            self.abandoned.set(self.abandoned.get() + 1);
        }
    }
}

impl FakeSite {
    pub(crate) fn new(
        clock: &Rc<FakeClock>,
        takes: Span,
        script: impl Fn(&SiteCall) -> Reply + 'static,
    ) -> Rc<Self> {
        Rc::new(Self {
            clock: Rc::clone(clock),
            takes,
            script: Box::new(script),
            sent: Rc::default(),
            abandoned: Rc::default(),
            under_way: Rc::default(),
        })
    }
}

impl Transport for FakeSite {
    fn call(&self, call: SiteCall) -> LocalBoxFuture<'static, Reply> {
        let reply = (self.script)(&call);
        self.sent.borrow_mut().push(call);
        self.under_way.set(self.under_way.get() + 1);
        let mut guard = UnderWay {
            answered: false,
            abandoned: Rc::clone(&self.abandoned),
            under_way: Rc::clone(&self.under_way),
        };
        let arrival = self.clock.until(self.clock.now.get() + self.takes.0);
        async move {
            arrival.await;
            guard.is_answered();
            reply
        }
        .boxed_local()
    }
}

/// Runs a future to its end, moving the clock whenever everything waits.
pub(crate) fn run_to_end<T: 'static>(
    clock: &FakeClock,
    future: impl Future<Output = T> + 'static,
) -> T {
    run_until_stuck(clock, future, |_| false).expect("the future comes to its end")
}

/// Runs a future. Before each move of the clock, `meanwhile` decides whether to give up. `None` if it did not finish.
pub(crate) fn run_until_stuck<T: 'static>(
    clock: &FakeClock,
    future: impl Future<Output = T> + 'static,
    mut meanwhile: impl FnMut(u64) -> bool,
) -> Option<T> {
    let mut pool = futures_executor::LocalPool::new();
    let done = Rc::new(RefCell::new(None));
    let result = Rc::clone(&done);
    let task = async move {
        let value = future.await;
        *result.borrow_mut() = Some(value);
    };
    futures_util::task::LocalSpawnExt::spawn_local(&pool.spawner(), task).unwrap();
    loop {
        pool.run_until_stalled();
        if done.borrow().is_some() {
            return done.borrow_mut().take();
        }
        if meanwhile(clock.now.get()) {
            // Lets a new event be handled before time moves.
            pool.run_until_stalled();
            if done.borrow().is_some() {
                return done.borrow_mut().take();
            }
        }
        if !clock.advance() {
            return None;
        }
    }
}
