//! How fast the site took calls. Its limit is a bucket that fills at the rate to be found: what it took between two
//! refusals, which both found it empty, is what ran into it meanwhile.

use crate::domain::{Span, Timestamp};

/// In a longer silence the bucket may have run over. How much it holds is unknown: one second of the rate is assumed.
const BUCKET: Span = Span(1000);
/// Fewer calls tell nothing.
const FEW: u64 = 4;

/// Calls that the site took, and the time in which what they took ran in.
#[derive(Clone, Debug, Default)]
pub(super) struct Intake {
    calls: u64,
    filling: Span,
    heard: Timestamp,
}

impl Intake {
    /// The site took a call.
    pub(super) fn took(&mut self, now: Timestamp) {
        self.pass(now);
        self.calls += 1;
    }

    /// The site took a call before it refused one, and its answer was later.
    pub(super) fn took_before(&mut self) {
        self.calls += 1;
    }

    /// The site refused a call.
    pub(super) fn refused(&mut self, now: Timestamp) {
        self.pass(now);
    }

    fn pass(&mut self, now: Timestamp) {
        let silence = now - self.heard;
        self.heard = now;
        if silence >= BUCKET {
            (self.calls, self.filling) = (0, BUCKET);
        } else {
            self.filling = Span(self.filling.0 + silence.0);
        }
    }

    /// Calls taken since the last silence.
    pub(super) fn calls(&self) -> u64 {
        self.calls
    }

    /// The rate in thousandths of a call per second; none where there are too few calls to tell.
    pub(super) fn rate(&self) -> Option<u32> {
        let rate = (self.calls * 1_000_000).checked_div(self.filling.0)?;
        (self.calls >= FEW).then(|| u32::try_from(rate).unwrap_or(u32::MAX))
    }
}
