//! How a run stands as its journal has it.

use crate::domain::Timestamp;

use super::event::Phase;
use super::tally::Tally;

/// How a run stands as its journal has it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Recorded {
    /// The counts that [`Run::recover`] comes to.
    pub counts: Tally,
    /// Where the run is. What was running is stopped once the page is closed.
    pub phase: Phase,
    /// When a row was last settled.
    pub settled_at: Option<Timestamp>,
}

impl Recorded {
    /// As an empty journal has a run of this many rows.
    pub(super) fn nothing(rows: usize) -> Self {
        Self {
            counts: Tally::new(rows),
            phase: Phase::Ready,
            settled_at: None,
        }
    }
}
