//! What the site allows, learnt from its answers. Rates in thousandths of a
//! call per second.

use std::collections::VecDeque;

use crate::domain::{Span, Timestamp};

use super::rate::Rate;
use super::rate_signal::RateSignal;

/// A clean answer adds this much as long as no limit is known: from 5 to 50 a second in about two seconds.
const STEP_UP: u32 = 2000;
/// Never slower than one call in two seconds: a limit that was lifted has to be noticed.
const SLOWEST: u32 = 500;
/// Without trouble for this long, the known limit is tried a little higher, then twice as much, and so on.
const PROBE_EVERY: Span = Span(8000);
const FIRST_PROBE: u32 = 1;
const MAX_PROBE: u32 = 50;
/// Answers of this long tell how fast the site took calls.
const SEEN: Span = Span(2000);

/// The rate and what is known.
#[derive(Clone, Debug)]
pub(super) struct RateController {
    bound: u32,
    rate: u32,
    /// What the site seems to allow.
    limit: Option<u32>,
    /// Signs of calls sent before this moment have been heeded.
    eased_at: Timestamp,
    last_probe: Timestamp,
    /// Percent that the next probe adds.
    probe: u32,
    /// When calls were answered lately, oldest first.
    answered: VecDeque<Timestamp>,
}

impl RateController {
    pub(super) fn new(bound: Rate, first: Rate) -> Self {
        let bound = bound.in_thousandths();
        Self {
            bound,
            rate: bound.min(first.in_thousandths()),
            limit: None,
            eased_at: Timestamp(0),
            last_probe: Timestamp(0),
            probe: FIRST_PROBE,
            answered: VecDeque::new(),
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
        if sign.is_an_answer() {
            self.saw(now);
        }
        // One easing per round trip: what was sent before it speaks of the pace before it.
        if sent_at < self.eased_at {
            return;
        }
        match sign {
            RateSignal::Clean => self.rise(now),
            RateSignal::Near => self.near(now),
            RateSignal::Throttled => self.throttled(now),
            RateSignal::Trouble => self.slow_to(self.rate / 10 * 8, now),
        }
    }

    fn rise(&mut self, now: Timestamp) {
        let next = match self.limit {
            None => self.rate.saturating_add(STEP_UP),
            Some(limit) => {
                let limit = self.probed(limit, now);
                let target = limit / 100 * 95;
                // Two thirds of the way in about three seconds, whatever the rate.
                let step = target.saturating_sub(self.rate) / (3 * self.rate / 1000).max(1);
                self.rate.saturating_add(step).min(target.max(self.rate))
            }
        };
        self.rate = next.clamp(SLOWEST.min(self.bound), self.bound);
    }

    /// The limit, tried a little higher after a quiet time.
    fn probed(&mut self, limit: u32, now: Timestamp) -> u32 {
        let quiet = now - self.last_probe >= PROBE_EVERY;
        let is_reached = self.rate >= limit / 100 * 90;
        if !quiet || !is_reached || limit >= self.bound / 95 * 100 {
            return limit;
        }
        let higher = limit + limit / 100 * self.probe + 50;
        self.probe = (self.probe * 2).min(MAX_PROBE);
        self.last_probe = now;
        self.limit = Some(higher);
        higher
    }

    fn near(&mut self, now: Timestamp) {
        let limit = self.limit.unwrap_or(self.rate).min(self.rate);
        self.know(limit / 100 * 95, now);
        self.slow_to(limit / 100 * 80, now);
    }

    fn throttled(&mut self, now: Timestamp) {
        let seen = self.seen_rate().unwrap_or(self.rate);
        let limit = self.rate.min(seen) / 100 * 90;
        self.know(limit, now);
        self.slow_to(limit / 100 * 75, now);
    }

    fn know(&mut self, limit: u32, now: Timestamp) {
        self.limit = Some(limit.max(SLOWEST));
        self.last_probe = now;
        self.probe = FIRST_PROBE;
    }

    fn slow_to(&mut self, rate: u32, now: Timestamp) {
        self.rate = rate.clamp(SLOWEST.min(self.bound), self.bound);
        self.eased_at = now;
        self.last_probe = now;
    }

    fn saw(&mut self, now: Timestamp) {
        self.answered.push_back(now);
        let most = usize::from(Rate::MODEL_MAX) * 2;
        while self.answered.len() > most
            || self
                .answered
                .front()
                .is_some_and(|first| now - *first > SEEN)
        {
            self.answered.pop_front();
        }
    }

    /// Calls answered lately; none while there are too few to tell.
    fn seen_rate(&self) -> Option<u32> {
        let (first, last) = (self.answered.front()?, self.answered.back()?);
        let span = (*last - *first).0;
        let calls = u64::try_from(self.answered.len()).ok()?.checked_sub(1)?;
        if calls < 4 || span < 500 {
            return None;
        }
        u32::try_from(calls * 1_000_000 / span).ok()
    }
}
