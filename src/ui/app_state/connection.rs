//! The states of the relay and of the connection.

use std::borrow::Cow;

use groupsweep_core::connect::Connection;
use groupsweep_core::wire::Pinned;

/// The state of the relay.
#[derive(Clone, PartialEq, Eq)]
pub(in crate::ui) enum RelayState {
    /// This page did not come from a relay.
    None,
    /// Asked, without an answer yet.
    Asking,
    /// It works. Holds the site that it was started for.
    Ready { site: Option<Pinned> },
    /// It does not answer, or refuses this page. Holds the sentence.
    Bad(Cow<'static, str>),
}

/// Whether there is a connection.
#[derive(Clone, PartialEq)]
pub(in crate::ui) enum ConnectionStatus {
    None,
    Checking,
    /// What is wrong, and what to do.
    Bad {
        what: String,
        next: String,
    },
    Made(Connection),
}
