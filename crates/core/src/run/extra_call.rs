//! The one call that the admin may request during a pause of the site, and its result.

use crate::domain::Timestamp;

use super::event::CallId;

/// The one call of a pause.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) enum Extra {
    /// Not requested.
    #[default]
    None,
    /// Requested. Starts as soon as the journal has stored its intent.
    Wanted,
    /// In flight.
    Sent(CallId),
}

/// A call during the pause that did not end it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TriedNow {
    /// The site asked for a pause again.
    Refused {
        /// When the answer arrived.
        at: Timestamp,
    },
    /// There was no answer, or a server error.
    Failed {
        /// When the failure was detected.
        at: Timestamp,
    },
}
