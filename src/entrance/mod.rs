//! FLOOR 1: the relay's entrance: who may come in, and which calls may go out.
//! Decided from bytes and texts alone, so that a fuzzer can try any of them.
//!
//! - [`HeadReader`], [`RequestHead`]: a request's head, read strictly.
//! - [`Entrance`]: Host, Origin, Sec-Fetch-Site and key, in that order.
//! - [`Outgoing`]: a page's call, once it is one of the few that may go out.

mod caller;
mod head;
mod outgoing;

pub use caller::{Admitted, Caller, Entrance, Errand, FILE_ORIGIN, Refused};
pub use head::{BadHead, HEAD_BYTES, HeadReader, RequestHead};
pub use outgoing::{MOST_BODY, Outgoing};
