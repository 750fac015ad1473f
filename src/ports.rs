//! FLOOR 3: what the driver needs from the world. The browser, the practice
//! site and the tests each bring their own.

use futures_util::future::LocalBoxFuture;

use crate::domain::{Answer, Fault, Moment, SiteCall, Span};

/// Carries one call to a site and brings the answer back.
pub trait Transport {
    /// Sends the call once; no retry in here. Dropping the future abandons the call.
    fn call(&self, call: SiteCall) -> LocalBoxFuture<'static, Result<Answer, Fault>>;
}

/// Tells and waits for time.
pub trait Clock {
    /// Now.
    fn now(&self) -> Moment;
    /// Resolves once `span` is over.
    fn sleep(&self, span: Span) -> LocalBoxFuture<'static, ()>;
}
