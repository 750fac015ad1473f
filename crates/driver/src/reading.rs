//! Readings through the ports: a run's groups after it, a proposal before it.

use std::rc::Rc;

use futures_channel::oneshot::Receiver;
use futures_util::future::{LocalBoxFuture, pending, select};
use futures_util::stream::FuturesUnordered;
use futures_util::{FutureExt, StreamExt};

use crate::ports::{Clock, Transport};
use groupsweep_core::domain::{Answer, Timestamp, TransportError};
use groupsweep_core::load::{ListReader, PagedList};
use groupsweep_core::plan::SiteFacts;
use groupsweep_core::precheck::{Precheck, PrecheckProgress};
use groupsweep_core::reads::{Actions, ReadEvent, ReadId};
use groupsweep_core::verify::{ReadProgress, Verification, Verifier};

/// A state machine that reads from the site.
trait SiteReading {
    fn set_ceiling(&mut self, calls: usize);
    fn step(&mut self, event: ReadEvent, now: Timestamp) -> Actions;
    fn is_done(&self) -> bool;
}

impl SiteReading for Verifier {
    fn set_ceiling(&mut self, calls: usize) {
        Self::set_ceiling(self, calls);
    }

    fn step(&mut self, event: ReadEvent, now: Timestamp) -> Actions {
        Self::step(self, event, now)
    }

    fn is_done(&self) -> bool {
        Self::is_done(self)
    }
}

impl SiteReading for Precheck {
    fn set_ceiling(&mut self, calls: usize) {
        Self::set_ceiling(self, calls);
    }

    fn step(&mut self, event: ReadEvent, now: Timestamp) -> Actions {
        Self::step(self, event, now)
    }

    fn is_done(&self) -> bool {
        Self::is_done(self)
    }
}

impl<L: PagedList> SiteReading for ListReader<L> {
    fn set_ceiling(&mut self, calls: usize) {
        Self::set_ceiling(self, calls);
    }

    fn step(&mut self, event: ReadEvent, now: Timestamp) -> Actions {
        Self::step(self, event, now)
    }

    fn is_done(&self) -> bool {
        Self::is_done(self)
    }
}

/// Reads a run's groups until every group is done. Calls `changed` after every step. A message on `cancel` ends it at
/// once with the result so far; dropping its sender does not.
pub async fn verify(
    mut verifying: Verifier,
    transport: Rc<dyn Transport>,
    clock: Rc<dyn Clock>,
    changed: impl Fn(ReadProgress),
    cancel: Receiver<()>,
) -> Verification {
    let told = |verifying: &Verifier| changed(verifying.progress());
    read_all(&mut verifying, transport, clock, told, cancel).await;
    verifying.into_verification()
}

/// Checks a proposal with the site, in the same way.
pub async fn precheck(
    mut precheck: Precheck,
    transport: Rc<dyn Transport>,
    clock: Rc<dyn Clock>,
    changed: impl Fn(PrecheckProgress),
    cancel: Receiver<()>,
) -> SiteFacts {
    let told = |precheck: &Precheck| changed(precheck.progress());
    read_all(&mut precheck, transport, clock, told, cancel).await;
    precheck.into_facts()
}

/// Reads lists of the site, in the same way, and returns the machine with the result so far.
pub async fn gather<L: PagedList>(
    mut gathering: ListReader<L>,
    transport: Rc<dyn Transport>,
    clock: Rc<dyn Clock>,
    changed: impl Fn(&ListReader<L>),
    cancel: Receiver<()>,
) -> ListReader<L> {
    read_all(&mut gathering, transport, clock, changed, cancel).await;
    gathering
}

type PendingRead = LocalBoxFuture<'static, (ReadId, Result<Answer, TransportError>)>;

async fn read_all<R: SiteReading>(
    reading: &mut R,
    transport: Rc<dyn Transport>,
    clock: Rc<dyn Clock>,
    changed: impl Fn(&R),
    cancel: Receiver<()>,
) {
    reading.set_ceiling(transport.max_concurrency());
    let mut calls: FuturesUnordered<PendingRead> = FuturesUnordered::new();
    let mut cancelled = cancel
        .then(|word| async move {
            if word.is_err() {
                pending::<()>().await;
            }
        })
        .boxed_local();
    let mut event = ReadEvent::Timer;
    loop {
        let todo = reading.step(event, clock.now());
        for (read_id, call) in todo.calls {
            let answer = transport.call(call).map(move |result| (read_id, result));
            calls.push(answer.boxed_local());
        }
        changed(reading);
        if reading.is_done() {
            return;
        }
        let answer = async {
            match calls.next().await {
                Some((read_id, result)) => ReadEvent::Answered(read_id, result),
                None => pending().await,
            }
        };
        let waking = async {
            match todo.wake_at {
                Some(moment) => {
                    clock.sleep(moment - clock.now()).await;
                    ReadEvent::Timer
                }
                None => pending().await,
            }
        };
        let answer_or_waking = select(answer.boxed_local(), waking.boxed_local())
            .map(|either| either.factor_first().0)
            .boxed_local();
        let cancelling = (&mut cancelled).map(|()| ReadEvent::Cancel).boxed_local();
        event = select(cancelling, answer_or_waking)
            .map(|either| either.factor_first().0)
            .await;
    }
}
