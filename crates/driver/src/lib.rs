//! The driver: carries out the engine's commands through the ports. Calls in flight are in one set; dropping it
//! abandons them.
#![forbid(unsafe_code)]

pub mod ports;

mod answered;
mod offline;
mod reading;

pub use answered::NotesAnswers;
pub use offline::WaitsForNetwork;
pub use reading::{gather, precheck, verify};

use std::cell::RefCell;
use std::rc::Rc;

use futures_channel::mpsc::UnboundedReceiver;
use futures_channel::oneshot::Receiver;
use futures_util::future::{Either, LocalBoxFuture, pending, select};
use futures_util::stream::FuturesUnordered;
use futures_util::{FutureExt, StreamExt};

use crate::ports::{Clock, Journal, Transport};
use groupsweep_core::atlassian::Endpoint;
use groupsweep_core::domain::{Answer, Membership, Timestamp, TransportError};
use groupsweep_core::run::{
    Absence, Batch, CallId, Command, DriverGuard, Event, PauseEnd, Proof, ProofNext, ProofVerdict,
    Run,
};

type CallUnderWay = LocalBoxFuture<'static, (CallId, Result<Answer, TransportError>)>;
type WriteUnderWay = LocalBoxFuture<'static, Event>;

/// A run, and the right to drive it. There is at most one driver per run, because two would take each other's timers
/// and drop each other's answers.
pub struct Driver {
    run: Rc<RefCell<Run>>,
    _wheel: DriverGuard,
}

impl Driver {
    /// Returns the driver of a run. `None` while it has one.
    #[must_use]
    pub fn of(run: &Rc<RefCell<Run>>) -> Option<Self> {
        let wheel = run.borrow_mut().wheel()?;
        Some(Self {
            run: Rc::clone(run),
            _wheel: wheel,
        })
    }
}

/// Drives the run until the engine is at rest. `first` starts it (a release or a resume), `orders` brings pause,
/// resume, stop and the rate, and `changed` is called after every step.
pub async fn drive(
    driver: Driver,
    first: Event,
    mut orders: UnboundedReceiver<Event>,
    ports: Ports,
    changed: impl Fn(),
) {
    let run = &driver.run;
    let Ports {
        transport,
        clock,
        journal,
    } = ports;
    run.borrow_mut().set_ceiling(transport.max_concurrency());
    let mut calls: FuturesUnordered<CallUnderWay> = FuturesUnordered::new();
    let mut writing: Option<WriteUnderWay> = None;
    let mut event = first;
    loop {
        let now = clock.now();
        let slept = clock.now_on_the_wall() - now;
        let commands = run.borrow_mut().step_after_sleep(event, now, slept);
        let mut wake_at = None;
        for command in commands {
            match command {
                Command::Send(call_id, call) => {
                    calls.push(
                        transport
                            .call(call)
                            .map(move |result| (call_id, result))
                            .boxed_local(),
                    );
                }
                Command::Write(batch) => writing = Some(write(journal.as_ref(), batch)),
                Command::CancelAll => calls = FuturesUnordered::new(),
                Command::WakeAt(moment) => wake_at = Some(moment),
            }
        }
        changed();
        if run.borrow().is_at_rest() {
            return;
        }
        event = next_event(
            &mut calls,
            &mut writing,
            &mut orders,
            wake_at,
            clock.as_ref(),
        )
        .await;
    }
}

/// The ports of a driver.
#[derive(Clone)]
pub struct Ports {
    pub transport: Rc<dyn Transport>,
    pub clock: Rc<dyn Clock>,
    pub journal: Rc<dyn Journal>,
}

/// Applies one event to a run at rest and writes the journal. For events that start no call.
pub async fn settle(driver: Driver, event: Event, journal: Rc<dyn Journal>, now: Timestamp) {
    let mut next = Some(event);
    while let Some(event) = next.take() {
        let commands = driver.run.borrow_mut().step(event, now);
        for command in commands {
            if let Command::Write(batch) = command {
                next = Some(write(journal.as_ref(), batch).await);
            }
        }
    }
}

fn write(journal: &dyn Journal, batch: Batch) -> WriteUnderWay {
    let number = batch.number;
    let done = journal.write(batch).map(move |kept| match kept {
        Ok(()) => Event::Written(number),
        Err(why) => Event::WriteFailed(number, why),
    });
    done.boxed_local()
}

async fn next_event(
    calls: &mut FuturesUnordered<CallUnderWay>,
    writing: &mut Option<WriteUnderWay>,
    orders: &mut UnboundedReceiver<Event>,
    wake_at: Option<Timestamp>,
    clock: &dyn Clock,
) -> Event {
    // Orders first, so that a stop does not wait for answers that are ready too.
    let order = async {
        match orders.next().await {
            Some(event) => event,
            None => pending().await,
        }
    };
    let answer = async {
        match calls.next().await {
            Some((call_id, result)) => Event::Answered(call_id, result),
            None => pending().await,
        }
    };
    let waking = async {
        match wake_at {
            Some(moment) => {
                clock.sleep(moment - clock.now()).await;
                Event::Timer
            }
            None => pending().await,
        }
    };
    let kept = async {
        match writing.as_mut() {
            Some(write) => {
                let event = write.await;
                *writing = None;
                event
            }
            None => pending().await,
        }
    };
    let answer_or_waking = select(answer.boxed_local(), waking.boxed_local()).map(unwrap_either);
    let kept_or_later =
        select(kept.boxed_local(), answer_or_waking.boxed_local()).map(unwrap_either);
    unwrap_either(select(order.boxed_local(), kept_or_later.boxed_local()).await)
}

fn unwrap_either<A, B>(either: Either<(Event, A), (Event, B)>) -> Event {
    match either {
        Either::Left((event, _)) | Either::Right((event, _)) => event,
    }
}

/// Reads a group back until the proof is complete. Calls `paused` with the end of each pause that the site asks for,
/// and with `None` once it is over. A message on `cancel` ends it; dropping its sender does not.
pub async fn prove(
    membership: Membership,
    endpoint: Endpoint,
    absence: Absence,
    transport: Rc<dyn Transport>,
    clock: Rc<dyn Clock>,
    paused: impl Fn(Option<PauseEnd>),
    cancel: Receiver<()>,
) -> ProofVerdict {
    let (mut proof, mut call) = Proof::begin(membership, endpoint, absence);
    let proving = async {
        loop {
            let result = transport.call(call).await;
            call = match proof.answered(&result, clock.now()) {
                ProofNext::Ask(next) => next,
                ProofNext::AskAfter(wait, next) => {
                    clock.sleep(wait).await;
                    next
                }
                ProofNext::AskAfterPause(until, next) => {
                    paused(Some(until));
                    // A timer may be shorter than the pause.
                    while clock.now() < until.at() {
                        clock.sleep(until.at() - clock.now()).await;
                    }
                    paused(None);
                    next
                }
                ProofNext::Done(verdict) => return verdict,
            };
        }
    };
    let cancelled = async {
        if cancel.await.is_err() {
            pending::<()>().await;
        }
    };
    match select(proving.boxed_local(), cancelled.boxed_local()).await {
        Either::Left((verdict, _)) => verdict,
        Either::Right(_) => ProofVerdict::Unreadable("you stopped the reading".into()),
    }
}
