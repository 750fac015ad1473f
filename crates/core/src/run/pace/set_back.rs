//! The page's clock may be set back while a run is at rest, because it had been brought up to a wall clock that was ahead
//! by mistake. What the pace knows of moments goes back with it. Otherwise places, pauses and what was learnt would lie
//! ahead for as long as the clock was set back, and the run would stand still.

use crate::domain::{Span, Timestamp};

/// The latest moment that was seen.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Latest(Timestamp);

impl Latest {
    pub(super) fn saw(&mut self, now: Timestamp) {
        self.0 = self.0.max(now);
    }

    /// By how much the clock is behind the latest moment. From now on this is the latest one.
    pub(super) fn set_back(&mut self, now: Timestamp) -> Span {
        let by = self.0 - now;
        self.0 = now;
        by
    }
}

/// A moment, as the clock tells it since it was set back.
pub(super) fn earlier(at: Timestamp, by: Span) -> Timestamp {
    Timestamp(at.0.saturating_sub(by.0))
}
