//! The state of a machine without a network connection.

use crate::domain::{Answer, Timestamp, TransportError};

use super::event::CallId;

/// The browser reports that the machine is offline, and no call sent since then has been answered.
#[derive(PartialEq, Eq, Debug)]
pub(super) struct Offline {
    pub(super) since: Timestamp,
    /// A call has failed since then.
    pub(super) confirmed: bool,
    /// No call is sent before this time.
    pub(super) next_try: Timestamp,
    /// The id of the first call after the browser's report. An answer to an earlier call proves nothing, because it may
    /// already have been on its way.
    pub(super) first_after: CallId,
    /// Items that wait for the connection. Other items back off because of the site's answers.
    pub(super) waiting: Vec<usize>,
}

/// Whether the call certainly did not reach the site.
pub(super) fn is_unsent(result: &Result<Answer, TransportError>) -> bool {
    matches!(result, Err(fault) if !fault.may_have_taken_effect())
}
