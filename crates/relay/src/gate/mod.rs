//! Decides which requests the relay admits, and which it forwards to Atlassian. Works on bytes and text alone, so that
//! it can be fuzzed.
//!
//! - [`HeadReader`], [`RequestHead`]: a request's head, read strictly.
//! - [`RelayGate`]: Host, Origin, Sec-Fetch-Site and key, in that order.
//! - [`Outgoing`]: a page's call, once it is one of the few that may go out.

mod admission;
mod request_head;

pub use admission::{AdmissionError, Admitted, FILE_ORIGIN, RelayGate, RequestKind, RequestOrigin};
pub use groupsweep_core::wire::Outgoing;
pub use request_head::{HEAD_BYTES, HeadError, HeadReader, RequestHead};
