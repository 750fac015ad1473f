//! What is known of a machine without a network connection.

use crate::domain::{Answer, Timestamp, TransportError};

use super::event::CallId;

/// The browser says that the machine is offline, and no call that was sent since has been answered.
#[derive(PartialEq, Eq, Debug)]
pub(super) struct Offline {
    pub(super) since: Timestamp,
    /// A call failed since.
    pub(super) confirmed: bool,
    /// Nothing is sent before this moment.
    pub(super) next_try: Timestamp,
    /// The first call after the browser's word has this number. An answer to an earlier call may have been on its way
    /// already and proves nothing.
    pub(super) first_after: CallId,
    /// Items that wait for the connection. Others rest because of what the site answered.
    pub(super) waiting: Vec<usize>,
}

/// Whether the call certainly did not reach the site.
pub(super) fn is_unsent(result: &Result<Answer, TransportError>) -> bool {
    matches!(result, Err(fault) if !fault.may_have_taken_effect())
}
