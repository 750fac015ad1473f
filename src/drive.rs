//! FLOOR 3: carries out the engine's commands through the ports. Calls under
//! way live in one set; dropping it abandons them.

use std::cell::RefCell;
use std::rc::Rc;

use futures_channel::mpsc::UnboundedReceiver;
use futures_util::future::{Either, LocalBoxFuture, pending, select};
use futures_util::stream::FuturesUnordered;
use futures_util::{FutureExt, StreamExt};

use crate::domain::{Answer, Fault, Membership, Moment};
use crate::ports::{Clock, Transport};
use crate::run::{Command, Event, Proof, ProofNext, Run, Ticket, Verdict, Wheel};

type CallUnderWay = LocalBoxFuture<'static, (Ticket, Result<Answer, Fault>)>;

/// A run and the right to drive it. Two drivers would take each other's wake-ups
/// and drop each other's answers, so there is at most one of these for a run.
pub struct Driver {
    run: Rc<RefCell<Run>>,
    _wheel: Wheel,
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
    transport: Rc<dyn Transport>,
    clock: Rc<dyn Clock>,
    changed: impl Fn(),
) {
    let run = &driver.run;
    let mut calls: FuturesUnordered<CallUnderWay> = FuturesUnordered::new();
    let mut event = first;
    loop {
        let commands = run.borrow_mut().step(event, clock.now());
        let mut wake_at = None;
        for command in commands {
            match command {
                Command::Send(ticket, call) => {
                    calls.push(
                        transport
                            .call(call)
                            .map(move |result| (ticket, result))
                            .boxed_local(),
                    );
                }
                Command::AbandonAll => calls = FuturesUnordered::new(),
                Command::WakeAt(moment) => wake_at = Some(moment),
            }
        }
        changed();
        if run.borrow().is_at_rest() {
            return;
        }
        event = next_event(&mut calls, &mut orders, wake_at, clock.as_ref()).await;
    }
}

async fn next_event(
    calls: &mut FuturesUnordered<CallUnderWay>,
    orders: &mut UnboundedReceiver<Event>,
    wake_at: Option<Moment>,
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
            Some((ticket, result)) => Event::Answered(ticket, result),
            None => pending().await,
        }
    };
    let waking = async {
        match wake_at {
            Some(moment) => {
                clock.sleep(moment - clock.now()).await;
                Event::Woke
            }
            None => pending().await,
        }
    };
    let answer_or_waking = select(answer.boxed_local(), waking.boxed_local()).map(unwrap_either);
    unwrap_either(select(order.boxed_local(), answer_or_waking.boxed_local()).await)
}

fn unwrap_either<A, B>(either: Either<(Event, A), (Event, B)>) -> Event {
    match either {
        Either::Left((event, _)) | Either::Right((event, _)) => event,
    }
}

/// Reads a group back until the proof is complete.
pub async fn prove(
    membership: Membership,
    transport: Rc<dyn Transport>,
    clock: Rc<dyn Clock>,
) -> Verdict {
    let (mut proof, mut call) = Proof::begin(membership);
    loop {
        let result = transport.call(call).await;
        call = match proof.answered(&result) {
            ProofNext::Ask(next) => next,
            ProofNext::AskAfter(wait, next) => {
                clock.sleep(wait).await;
                next
            }
            ProofNext::Done(verdict) => return verdict,
        };
    }
}
