//! What the driver needs from outside. The browser, the practice site and the tests each implement it.

use futures_util::future::LocalBoxFuture;

use groupsweep_core::domain::{Answer, SiteCall, Span, Timestamp, TransportError};
use groupsweep_core::run::Batch;
pub use groupsweep_core::run::JournalError;

/// Sends one call to a site and returns the answer.
pub trait Transport {
    /// Sends the call once, without retries. Dropping the future abandons the call.
    fn call(&self, call: SiteCall) -> LocalBoxFuture<'static, Result<Answer, TransportError>>;

    /// The most calls it can carry at once. By default the connections that a browser opens to one host over HTTP/1.1.
    fn max_concurrency(&self) -> usize {
        6
    }
}

/// Stores what happens to a run, so that nothing is lost.
pub trait Journal {
    /// Writes a batch. Resolves once it is stored durably. Batches come one at a time.
    fn write(&self, batch: Batch) -> LocalBoxFuture<'static, Result<(), JournalError>>;
}

/// Reports whether this machine is online.
pub trait Network {
    /// Whether the machine is online, as far as known.
    fn is_online(&self) -> bool;
    /// Resolves once a failed call is worth another try.
    fn worth_a_try(&self) -> LocalBoxFuture<'static, ()>;
}

/// A clock and a timer.
pub trait Clock {
    /// The current time. Never goes back, and may stand still while the machine sleeps.
    fn now(&self) -> Timestamp;
    /// The current time of the wall clock, for records.
    fn now_on_the_wall(&self) -> Timestamp {
        self.now()
    }
    /// Resolves after `span`.
    fn sleep(&self, span: Span) -> LocalBoxFuture<'static, ()>;
}
