//! What the site allows, learnt from its answers. Rates in thousandths of a
//! call per second.

use crate::domain::{Span, Timestamp};

use super::intake::Intake;
use super::rate::Rate;
use super::rate_signal::RateSignal;

/// A clean answer adds this much as long as no limit is known: a site that answered the trial takes a whole pace at once.
const STEP_UP: u32 = 25_000;
/// Until so many calls were taken, seven tenths of the bound are enough: a site that takes far less refuses fewer.
const FIRST_CALLS: u64 = 14;
/// Never slower than one call in two seconds: a limit that was lifted has to be noticed.
const SLOWEST: u32 = 500;
/// Percent of the known limit at which calls start.
const KEPT: u32 = 97;
/// So long after a refusal the limit is taken as it is: each try of a higher one ends with calls refused.
const QUIET: Span = Span(90_000);
/// The same where too few calls were taken to tell the limit.
const QUIET_UNSURE: Span = Span(8000);
/// Then it is tried a little higher, then twice as much, and so on.
const PROBE_EVERY: Span = Span(4000);
const FIRST_PROBE: u32 = 2;
const MAX_PROBE: u32 = 50;
/// Percent of the limit before the last try that are kept when it fails: a bucket hides for a while that it was too high.
const BACK: u32 = 94;

/// The rate and what is known.
#[derive(Clone, Debug)]
pub(super) struct RateController {
    bound: u32,
    rate: u32,
    /// What the site seems to allow.
    limit: Option<u32>,
    /// The limit before the last try of a higher one; none since a refusal.
    before: Option<u32>,
    /// The pace that met the first refusal, while answers to calls from before it may come.
    first_refused: Option<u32>,
    /// Signs of calls sent before this moment have been heeded.
    eased_at: Timestamp,
    last_probe: Timestamp,
    /// How long after it the next probe is.
    quiet: Span,
    /// Percent that the next probe adds.
    probe: u32,
    intake: Intake,
}

impl RateController {
    pub(super) fn new(bound: Rate, first: Rate) -> Self {
        let bound = bound.in_thousandths();
        Self {
            bound,
            rate: bound.min(first.in_thousandths()),
            limit: None,
            before: None,
            first_refused: None,
            eased_at: Timestamp(0),
            last_probe: Timestamp(0),
            quiet: QUIET_UNSURE,
            probe: FIRST_PROBE,
            intake: Intake::default(),
        }
    }

    pub(super) fn rate(&self) -> u32 {
        self.rate
    }

    pub(super) fn limit(&self) -> Option<u32> {
        self.limit
    }

    pub(super) fn set_bound(&mut self, bound: Rate) {
        self.bound = bound.in_thousandths();
        self.rate = self.rate.min(self.bound);
    }

    pub(super) fn learn(&mut self, sent_at: Timestamp, now: Timestamp, sign: RateSignal) {
        // One easing per round trip: what was sent before it speaks of the pace before it.
        if sent_at < self.eased_at {
            return self.learn_late(now, sign);
        }
        if sign.is_an_answer() {
            self.first_refused = None;
            self.intake.took(now);
        }
        match sign {
            RateSignal::Clean => self.rise(now),
            RateSignal::Near => self.near(now),
            RateSignal::Throttled => self.throttled(now),
            RateSignal::Trouble => self.slow_to(self.rate / 10 * 8, now),
        }
    }

    /// What the site took before its first refusal is all that is known of it: the last answers count.
    fn learn_late(&mut self, now: Timestamp, sign: RateSignal) {
        let Some(refused) = self.first_refused.filter(|_| sign.is_an_answer()) else {
            return;
        };
        self.intake.took_before();
        self.keep_under(self.found(refused), now);
    }

    fn rise(&mut self, now: Timestamp) {
        let next = match self.limit {
            None => self.rise_unlimited(),
            Some(limit) => {
                let target = self.probed(limit, now) / 100 * KEPT;
                // Two thirds of the way in about three seconds, whatever the rate.
                let step = target.saturating_sub(self.rate) / (3 * self.rate / 1000).max(1);
                self.rate.saturating_add(step).min(target.max(self.rate))
            }
        };
        self.rate = next.clamp(SLOWEST.min(self.bound), self.bound);
    }

    fn rise_unlimited(&self) -> u32 {
        let next = self.rate.saturating_add(STEP_UP);
        if self.intake.calls() < FIRST_CALLS {
            next.min((self.bound / 10 * 7).max(self.rate))
        } else {
            next
        }
    }

    /// The limit, tried a little higher after a quiet time.
    fn probed(&mut self, limit: u32, now: Timestamp) -> u32 {
        let quiet = now - self.last_probe >= self.quiet;
        let is_reached = self.rate >= limit / 100 * 90;
        if !quiet || !is_reached || limit / 100 * KEPT >= self.bound {
            return limit;
        }
        let higher = limit + limit / 100 * self.probe + 50;
        self.probe = (self.probe * 2).min(MAX_PROBE);
        self.quiet = PROBE_EVERY;
        self.last_probe = now;
        self.before = Some(limit);
        self.limit = Some(higher);
        higher
    }

    fn near(&mut self, now: Timestamp) {
        let limit = self.limit.unwrap_or(self.rate).min(self.rate);
        self.know(limit / 100 * 95, now);
        self.slow_to(limit / 100 * 80, now);
    }

    fn throttled(&mut self, now: Timestamp) {
        self.intake.refused(now);
        let limit = match (self.limit, self.before) {
            (Some(_), Some(before)) => before / 100 * BACK,
            (Some(_), None) => self.found(self.rate),
            (None, _) => {
                self.first_refused = Some(self.rate);
                self.found(self.rate)
            }
        };
        self.eased_at = now;
        self.keep_under(limit.min(self.rate / 100 * 95), now);
    }

    /// The limit as far as what the site took tells it, at a pace that was refused.
    fn found(&self, refused: u32) -> u32 {
        let known = self.intake.rate().unwrap_or(refused / 2);
        known.min(refused / 100 * 95)
    }

    fn keep_under(&mut self, limit: u32, now: Timestamp) {
        self.know(limit, now);
        self.rate = (limit / 100 * KEPT).clamp(SLOWEST.min(self.bound), self.bound);
    }

    fn know(&mut self, limit: u32, now: Timestamp) {
        self.limit = Some(limit.max(SLOWEST));
        self.before = None;
        self.last_probe = now;
        self.probe = FIRST_PROBE;
        self.quiet = match self.intake.rate() {
            Some(_) => QUIET,
            None => QUIET_UNSURE,
        };
    }

    fn slow_to(&mut self, rate: u32, now: Timestamp) {
        self.rate = rate.clamp(SLOWEST.min(self.bound), self.bound);
        self.eased_at = now;
        self.last_probe = now;
    }
}
