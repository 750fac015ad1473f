//! What the driver needs from the world. The browser, the practice
//! site and the tests each bring their own.

use futures_util::future::LocalBoxFuture;

use groupsweep_core::domain::{Answer, SiteCall, Span, Timestamp, TransportError};
use groupsweep_core::run::Batch;
pub use groupsweep_core::run::JournalError;

/// Carries one call to a site and brings the answer back.
pub trait Transport {
    /// Sends the call once; no retry in here. Dropping the future abandons the call.
    fn call(&self, call: SiteCall) -> LocalBoxFuture<'static, Result<Answer, TransportError>>;

    /// Most calls it carries at once. What a browser opens to one host over HTTP/1.1, unless it knows better.
    fn max_concurrency(&self) -> usize {
        6
    }
}

/// Keeps what happens to a run, so that nothing that happened can be lost.
pub trait Journal {
    /// Writes a batch; resolves once it is kept even if the page ends right then. Batches come one at a time.
    fn write(&self, batch: Batch) -> LocalBoxFuture<'static, Result<(), JournalError>>;
}

/// Says whether this machine has a network connection.
pub trait Network {
    /// Whether it has one, as far as anybody knows.
    fn is_online(&self) -> bool;
    /// Resolves once a failed call is worth another try.
    fn worth_a_try(&self) -> LocalBoxFuture<'static, ()>;
}

/// Tells and waits for time.
pub trait Clock {
    /// Now. Never steps back, and may stand still while the machine sleeps.
    fn now(&self) -> Timestamp;
    /// The same moment as a record tells it: by the wall clock.
    fn now_on_the_wall(&self) -> Timestamp {
        self.now()
    }
    /// Resolves once `span` is over.
    fn sleep(&self, span: Span) -> LocalBoxFuture<'static, ()>;
}
