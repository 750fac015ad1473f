//! The state of a run according to its journal.

use crate::domain::Timestamp;

use super::event::Phase;
use super::tally::Tally;

/// The state of a run according to its journal.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Recorded {
    /// The counts that [`super::Run::recover`] comes to.
    pub counts: Tally,
    /// The phase. A run that was in progress is stopped once the page is closed.
    pub phase: Phase,
    /// When a row was last settled.
    pub settled_at: Option<Timestamp>,
}

impl Recorded {
    /// The state of a run of this many rows whose journal is empty.
    pub(super) fn nothing(rows: usize) -> Self {
        Self {
            counts: Tally::new(rows),
            phase: Phase::Ready,
            settled_at: None,
        }
    }
}
