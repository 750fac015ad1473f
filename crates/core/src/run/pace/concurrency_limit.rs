//! The limit of calls in flight: by Little's law, the rate times the answer time.

use crate::domain::Span;

/// Calls allowed beyond that, and while nothing is known: as many as the connections that a browser opens.
const SPARE: u64 = 6;

/// What is known of the site's answer time.
#[derive(Clone, Debug, Default)]
pub(super) struct ConcurrencyLimit {
    /// The recent best time, in microseconds.
    best: Option<u64>,
}

impl ConcurrencyLimit {
    /// Takes an answer's time. The best time drifts upward, so that a site that became slower is noticed.
    pub(super) fn note(&mut self, took: Span) {
        let took = took.0.saturating_mul(1000).max(1000);
        let drifted = self.best.map_or(took, |best| best + best / 1024 + 1);
        self.best = Some(drifted.min(took));
    }

    /// Most calls at a rate in thousandths of a call per second.
    pub(super) fn most(&self, rate: u32, ceiling: usize) -> usize {
        let Some(best) = self.best else {
            return usize::try_from(SPARE).unwrap_or(ceiling).min(ceiling);
        };
        let explained = best.saturating_mul(rate.into()) / 1_000_000_000;
        let most = explained.saturating_mul(2) + SPARE;
        usize::try_from(most).unwrap_or(ceiling).min(ceiling)
    }
}
