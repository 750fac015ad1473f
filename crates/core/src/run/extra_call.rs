//! The one call that the admin wants during a pause of the site, and what became of it.

use crate::domain::Timestamp;

use super::event::CallId;

/// The one call of a pause.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) enum Extra {
    /// The admin asked for none.
    #[default]
    None,
    /// The admin asked for one. It starts as soon as the journal holds its intent.
    Wanted,
    /// It is under way.
    Sent(CallId),
}

/// A call during the pause that did not end it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TriedNow {
    /// The site asked for a pause again.
    Refused {
        /// When its answer came.
        at: Timestamp,
    },
    /// No answer, or that of a site in trouble.
    Failed {
        /// When that was known.
        at: Timestamp,
    },
}
