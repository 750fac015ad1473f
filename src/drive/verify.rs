//! Reads the groups of a run back through the ports.

use std::rc::Rc;

use futures_channel::oneshot::Receiver;
use futures_util::future::{LocalBoxFuture, pending, select};
use futures_util::stream::FuturesUnordered;
use futures_util::{FutureExt, StreamExt};

use crate::domain::{Answer, Fault};
use crate::ports::{Clock, Transport};
use crate::verify::{Event, Progress, Ticket, Verification, Verifying};

type CallUnderWay = LocalBoxFuture<'static, (Ticket, Result<Answer, Fault>)>;

/// Reads until every group is done; `changed` is told after every step. A word from `cancel` ends
/// it at once with what is known by then; its sender may be dropped without one.
pub async fn verify(
    mut verifying: Verifying,
    transport: Rc<dyn Transport>,
    clock: Rc<dyn Clock>,
    changed: impl Fn(Progress),
    cancel: Receiver<()>,
) -> Verification {
    verifying.set_ceiling(transport.most_at_once());
    let mut calls: FuturesUnordered<CallUnderWay> = FuturesUnordered::new();
    let mut cancelled = cancel
        .then(|word| async move {
            if word.is_err() {
                pending::<()>().await;
            }
        })
        .boxed_local();
    let mut event = Event::Woke;
    loop {
        let todo = verifying.step(event, clock.now());
        for (ticket, call) in todo.calls {
            let answer = transport.call(call).map(move |result| (ticket, result));
            calls.push(answer.boxed_local());
        }
        changed(verifying.progress());
        if verifying.is_done() {
            return verifying.into_verification();
        }
        let answer = async {
            match calls.next().await {
                Some((ticket, result)) => Event::Answered(ticket, result),
                None => pending().await,
            }
        };
        let waking = async {
            match todo.wake_at {
                Some(moment) => {
                    clock.sleep(moment - clock.now()).await;
                    Event::Woke
                }
                None => pending().await,
            }
        };
        let answer_or_waking = select(answer.boxed_local(), waking.boxed_local())
            .map(|either| either.factor_first().0)
            .boxed_local();
        let cancelling = (&mut cancelled).map(|()| Event::Cancel).boxed_local();
        event = select(cancelling, answer_or_waking)
            .map(|either| either.factor_first().0)
            .await;
    }
}
