//! Timers in a worker. A hidden tab's own timers fire once a second and later once a minute; a worker's fire on time.

use std::cell::RefCell;

use futures_channel::oneshot;

use super::worker::{WorkerClient, number};

type Ticker = WorkerClient<oneshot::Sender<()>>;

thread_local! {
    static TICKER: Option<Ticker> = Ticker::start("ticker.js", |waiting, said| {
        if let Some(waiter) = number(&said).and_then(|id| waiting.remove(&id)) {
            let _ = waiter.send(());
        }
    }, || ON_FAILURE.with_borrow(|heard| heard.iter().for_each(|heard| heard())));

    static ON_FAILURE: RefCell<Option<Box<dyn Fn()>>> = const { RefCell::new(None) };
}

/// Starts the worker early, so that nothing has to be fetched later. Calls `on_failure` if a network or an extension
/// blocks the worker's script, which browsers report late.
pub fn start_ticker(on_failure: impl Fn() + 'static) {
    ON_FAILURE.set(Some(Box::new(on_failure)));
    TICKER.with(|_| ());
}

/// Resolves after this many milliseconds. `None` without a worker. An early error means that the worker failed.
pub(super) fn after(millis: u32) -> Option<oneshot::Receiver<()>> {
    let (sender, receiver) = oneshot::channel();
    TICKER.with(|ticker| ticker.as_ref()?.ask(sender, &millis.into()))?;
    Some(receiver)
}
