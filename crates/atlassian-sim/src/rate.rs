//! The burst limit: one token bucket per endpoint and method.

use groupsweep_core::domain::{Span, Timestamp};

/// Refusals within this span of the first belong to calls already on their way,
/// not to early retries.
const SAME_BURST: Span = Span(250);
/// Early retries after which the wait grows by a second.
const EARLY_RETRIES_PER_SECOND: u32 = 4;
/// The longest wait asked for, in seconds.
const MAX_WAIT: u64 = 30;

/// How fast calls may come. GET and POST may come twice as fast as DELETE, as on the real site.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SimLimits {
    /// DELETE calls per second in the long run; 0: no limit.
    pub rate: u32,
    /// DELETE calls that may come at once.
    pub burst: u32,
    /// The shortest `Retry-After`, in seconds.
    pub retry_after: u32,
}

impl Default for SimLimits {
    fn default() -> Self {
        Self {
            rate: 50,
            burst: 50,
            retry_after: 1,
        }
    }
}

impl SimLimits {
    /// The limits for one method.
    pub(super) fn of_method(self, method: &str) -> Self {
        let factor = if matches!(method, "GET" | "POST") {
            2
        } else {
            1
        };
        Self {
            rate: self.rate.saturating_mul(factor),
            burst: self.burst.max(1).saturating_mul(factor),
            retry_after: self.retry_after,
        }
    }
}

/// What the limit says about a call.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum RateDecision {
    /// There is no limit.
    Unlimited,
    /// The call may pass; how many a second may, and how many are left of this one.
    Pass { limit: u32, remaining: u32 },
    /// It may not; `wait` in seconds.
    Refused {
        limit: u32,
        wait: u64,
        until: Timestamp,
    },
}

impl RateDecision {
    /// Less than 20 % is left.
    pub(super) fn is_near(limit: u32, remaining: u32) -> bool {
        u64::from(remaining) * 5 < u64::from(limit)
    }
}

/// One bucket. Tokens are counted in thousandths, so that a rate per second is a rate per millisecond.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Bucket {
    /// None: never used, so full.
    level: Option<u64>,
    filled: Timestamp,
    refusal: Option<RateLimitJson>,
    /// The second of the last call that passed, and how many passed in it.
    second: u64,
    in_second: u32,
}

#[derive(Clone, Copy, Debug)]
struct RateLimitJson {
    latest: Timestamp,
    until: Timestamp,
    /// Seconds.
    wait: u64,
    early: u32,
}

impl Bucket {
    /// Takes a token if there is one and no wait is running.
    pub(super) fn take(&mut self, now: Timestamp, limits: SimLimits) -> RateDecision {
        if limits.rate == 0 {
            return RateDecision::Unlimited;
        }
        let limit = limits.rate;
        let full = u64::from(limits.burst) * 1000;
        let gained = (now - self.filled).0.saturating_mul(limits.rate.into());
        let level = self.level.unwrap_or(full).saturating_add(gained).min(full);
        self.filled = self.filled.max(now);
        self.level = Some(level);
        if let Some(refusal) = self.refusal.as_mut().filter(|refusal| now < refusal.until) {
            refusal.again(now);
            let (wait, until) = (refusal.wait, refusal.until);
            return RateDecision::Refused { limit, wait, until };
        }
        self.refusal = None;
        if level >= 1000 {
            self.level = Some(level - 1000);
            let remaining = limit.saturating_sub(self.passed_in_second(now));
            return RateDecision::Pass { limit, remaining };
        }
        let missing = Span((1000 - level).div_ceil(limits.rate.into()));
        let wait = missing.in_seconds().max(limits.retry_after.into()).max(1);
        let until = now + Span::seconds(wait);
        self.refusal = Some(RateLimitJson {
            latest: now,
            until,
            wait,
            early: 0,
        });
        RateDecision::Refused { limit, wait, until }
    }
}

impl Bucket {
    /// One more call that passes, and how many that makes in its second.
    fn passed_in_second(&mut self, now: Timestamp) -> u32 {
        let second = now.0 / 1000;
        if self.second != second {
            self.second = second;
            self.in_second = 0;
        }
        self.in_second = self.in_second.saturating_add(1);
        self.in_second
    }
}

impl RateLimitJson {
    /// A call before the wait is over starts the wait again; stubborn ones lengthen it.
    fn again(&mut self, now: Timestamp) {
        if now - self.latest <= SAME_BURST {
            return;
        }
        self.early += 1;
        if self.early.is_multiple_of(EARLY_RETRIES_PER_SECOND) {
            self.wait = (self.wait + 1).min(MAX_WAIT);
        }
        self.latest = now;
        self.until = self.until.max(now + Span::seconds(self.wait));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_that_keeps_the_rate_is_never_refused() {
        let limits = SimLimits::default();
        let mut bucket = Bucket::default();
        for call in 0..1000 {
            let verdict = bucket.take(Timestamp(call * 20), limits);
            assert!(matches!(verdict, RateDecision::Pass { .. }), "call {call}");
        }
    }

    #[test]
    fn calls_on_their_way_do_not_lengthen_the_wait_and_early_retries_do() {
        let limits = SimLimits {
            rate: 1,
            burst: 1,
            retry_after: 1,
        };
        let mut bucket = Bucket::default();
        assert!(matches!(
            bucket.take(Timestamp(0), limits),
            RateDecision::Pass { .. }
        ));
        let until = |verdict| match verdict {
            RateDecision::Refused { until, .. } => until,
            _ => Timestamp(0),
        };
        assert_eq!(until(bucket.take(Timestamp(0), limits)), Timestamp(1000));
        assert_eq!(until(bucket.take(Timestamp(200), limits)), Timestamp(1000));
        assert_eq!(until(bucket.take(Timestamp(900), limits)), Timestamp(1900));
        assert_eq!(until(bucket.take(Timestamp(1500), limits)), Timestamp(2500));
        assert!(matches!(
            bucket.take(Timestamp(2500), limits),
            RateDecision::Pass { .. }
        ));
    }
}

/// The limit's refusal of a call.
#[derive(Clone, Copy, Debug)]
pub(super) struct RateLimited {
    pub(super) limit: u32,
    /// Seconds.
    pub(super) wait: u64,
    pub(super) until: Timestamp,
}

/// ISO 8601, rounded up to the second or to the minute: never earlier than the truth.
pub(super) fn reset(until: Timestamp, with_seconds: bool) -> String {
    let step = if with_seconds { 1000 } else { 60_000 };
    let rounded = Timestamp(until.0.div_ceil(step).saturating_mul(step)).rfc3339();
    let length = if with_seconds { 19 } else { 16 };
    format!("{}Z", rounded.get(..length).unwrap_or(&rounded))
}
