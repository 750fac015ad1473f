//! The page's clock may be set back while a run is at rest, after a wall clock that was wrongly ahead was corrected.
//! The times that the pace holds are set back with it. Otherwise slots, pauses and measurements would be in the future,
//! and the run would stop sending.

use crate::domain::{Span, Timestamp};

/// The latest moment that was seen.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Latest(Timestamp);

impl Latest {
    pub(super) fn saw(&mut self, now: Timestamp) {
        self.0 = self.0.max(now);
    }

    /// Returns how far the clock went back, and takes `now` as the latest time.
    pub(super) fn set_back(&mut self, now: Timestamp) -> Span {
        let by = self.0 - now;
        self.0 = now;
        by
    }
}

/// A time, on the clock after it was set back.
pub(super) fn earlier(at: Timestamp, by: Span) -> Timestamp {
    Timestamp(at.0.saturating_sub(by.0))
}
