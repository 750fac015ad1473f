//! The limit of a site that refused a call. Rates in thousandths of a call per second.

use crate::domain::{Span, Timestamp};

use super::intake::Intake;
use super::set_back::earlier;

/// Never slower than one call in two seconds, so that a lifted limit is noticed.
pub(super) const SLOWEST: u32 = 500;
/// Percent of the limit at which calls start.
const KEPT: u32 = 97;
/// How long a measured limit is kept after a refusal. Each probe of a higher one ends with refused calls.
const QUIET: Span = Span(75_000);
/// How long a guess is kept: after too few calls to measure the limit, and for the first limit while refusals are few.
/// The site's burst allowance and other callers distort it.
const QUIET_GUESS: Span = Span(8000);
/// The interval of probes after that. Each adds twice as much as the one before.
const PROBE_EVERY: Span = Span(4000);
/// Percent that the first probe adds, and the last ones.
const FIRST_PROBE: u32 = 2;
const MAX_PROBE: u32 = 50;
/// The guessed limit, in percent of the pace that was refused.
const BELOW: u32 = 95;

/// What the site seems to allow.
#[derive(Clone, Debug)]
pub(super) struct KnownLimit {
    rate: u32,
    /// When a higher limit is probed.
    probe_at: Timestamp,
    /// When a higher limit is probed if refusals are acceptable.
    soon_at: Timestamp,
    /// Percent that the next probe adds.
    probe: u32,
}

impl KnownLimit {
    /// The first refusal, at this pace.
    pub(super) fn guess(pace: u32, intake: &Intake, now: Timestamp) -> Self {
        let known = Self::of(pace, intake, now);
        Self {
            soon_at: now + QUIET_GUESS,
            ..known
        }
    }

    /// A further refusal, at this pace.
    pub(super) fn refused_again(&self, pace: u32, intake: &Intake, now: Timestamp) -> Self {
        let known = Self::of(pace, intake, now);
        if self.probe != FIRST_PROBE {
            return known;
        }
        // The refusal did not come from a probe: other callers share the limit. If it postponed the next probe, the
        // limit could only sink.
        let probe_at = known.probe_at.min(self.probe_at.max(now + QUIET_GUESS));
        Self {
            probe_at,
            soon_at: probe_at,
            ..known
        }
    }

    fn of(pace: u32, intake: &Intake, now: Timestamp) -> Self {
        let (known, quiet) = match intake.rate() {
            Some(rate) => (rate, QUIET),
            None => (pace / 2, QUIET_GUESS),
        };
        let rate = known.min(percent(pace, BELOW));
        Self {
            rate: rate.max(SLOWEST),
            probe_at: now + quiet,
            soon_at: now + quiet,
            probe: FIRST_PROBE,
        }
    }

    pub(super) fn rate(&self) -> u32 {
        self.rate
    }

    /// The pace to keep.
    pub(super) fn kept(&self) -> u32 {
        percent(self.rate, KEPT)
    }

    /// Postpones the probe during other trouble.
    pub(super) fn put_off_probe(&mut self, now: Timestamp) {
        self.probe_at = self.probe_at.max(now + PROBE_EVERY);
        self.soon_at = self.soon_at.max(now + PROBE_EVERY);
    }

    /// The clock was set back.
    pub(super) fn set_back(&mut self, by: Span) {
        self.probe_at = earlier(self.probe_at, by);
        self.soon_at = earlier(self.soon_at, by);
    }

    /// Probes a higher limit after a quiet time at `pace`. Earlier if it `may_cost` refusals.
    pub(super) fn probe(&mut self, pace: u32, may_cost: bool, now: Timestamp) {
        let at = if may_cost {
            self.soon_at
        } else {
            self.probe_at
        };
        let is_reached = pace >= percent(self.rate, 90);
        if now < at || !is_reached {
            return;
        }
        self.rate += percent(self.rate, self.probe) + 50;
        self.probe = (self.probe * 2).min(MAX_PROBE);
        self.probe_at = now + PROBE_EVERY;
        self.soon_at = self.probe_at;
    }
}

fn percent(of: u32, percent: u32) -> u32 {
    of / 100 * percent
}
