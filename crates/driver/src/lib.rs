//! The driver: carries out the engine's commands through the ports. Calls under
//! way live in one set; dropping it abandons them.
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

/// A run and the right to drive it. Two drivers would take each other's wake-ups
/// and drop each other's answers, so there is at most one of these for a run.
pub struct Driver {
    run: Rc<RefCell<Run>>,
    _wheel: DriverGuard,
}

impl Driver {
    /// The driver of a run; none while it has one.
    #[must_use]
    pub fn of(run: &Rc<RefCell<Run>>) -> Option<Self> {
        let wheel = run.borrow_mut().wheel()?;
        Some(Self {
            run: Rc::clone(run),
            _wheel: wheel,
        })
    }
}

/// Runs until the engine is at rest. `first` starts it (a release or a resume);
/// `orders` brings pause, resume, stop and the rate; `changed` is told after every step.
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

/// What a drive needs from the world.
#[derive(Clone)]
pub struct Ports {
    pub transport: Rc<dyn Transport>,
    pub clock: Rc<dyn Clock>,
    pub journal: Rc<dyn Journal>,
}

/// Takes one event of a run that nobody drives and writes what comes of it. For events at rest, which start no call.
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
    // Orders first: a stop is not kept waiting by answers that are ready too.
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

/// Reads a group back until the proof is complete. `paused` is told the end of each pause that the site asks for, and
/// `None` once it is over. A word from `cancel` ends it; its sender may be dropped without one.
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
