//! How many calls may be under way: by Little's law as many as the rate and
//! the answer time explain.

use crate::domain::Span;

/// Beside what is explained, and what is allowed while nothing is known: as many as a browser would open anyway.
const SPARE: u64 = 6;

/// What is known of the site's answer time.
#[derive(Clone, Debug, Default)]
pub(super) struct ConcurrencyLimit {
    /// The best time lately, in microseconds.
    best: Option<u64>,
}

impl ConcurrencyLimit {
    /// Takes an answer's time. The best drifts upward, so that a site which is slower for good is believed at last.
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
