//! Learns what the site allows from its answers. Rates are in thousandths of a call per second.

use crate::domain::{Span, Timestamp};

use super::intake::Intake;
use super::known_limit::{KnownLimit, SLOWEST};
use super::rate::Rate;
use super::rate_signal::RateSignal;
use super::set_back::earlier;

/// While nothing went wrong, each round trip adds this many calls in flight, or doubles the pace. A site that answers
/// in a quarter of a second gets 25 more calls a second, and one that takes two seconds is not flooded before it has
/// answered.
const STEP_UNDER_WAY: u64 = 6_250; // in thousandths of a call
/// Added by each answer after trouble: back at 50 a second in about two seconds.
const CAREFUL_STEP: u32 = 2000;
/// The pace stays at seven tenths of the bound until the site took as many calls as the bound gives in this time, so
/// that a site that takes far less refuses fewer.
const FIRST: Span = Span(280);

/// Refusals that the pace causes stay below one in this many calls of a run.
const REFUSALS: u64 = 100;

/// The rate and what is known.
#[derive(Clone, Debug)]
pub(super) struct RateController {
    bound: u32,
    rate: u32,
    limit: Limit,
    /// Signals of calls sent before this moment were already taken into account.
    eased_at: Timestamp,
    /// The pace that was refused at that moment, until a later call is answered. `None` if it was eased for another
    /// reason.
    refused: Option<Refused>,
    intake: Intake,
    /// The known number of the run's calls, and how many were refused.
    calls: u64,
    refusals: u64,
}

#[derive(Clone, Debug)]
struct Refused {
    pace: u32,
    /// The limit known before, if anything had been refused then.
    before: Option<KnownLimit>,
}

#[derive(Clone, Debug)]
enum Limit {
    /// The site refused nothing. Calls sent before `raised_at` were sent at a lower pace.
    Unknown {
        raised_at: Timestamp,
    },
    /// The site refused nothing, and there was trouble of another kind.
    Careful,
    Known(KnownLimit),
}

impl RateController {
    pub(super) fn new(bound: Rate, first: Rate) -> Self {
        let bound = bound.in_thousandths();
        Self {
            bound,
            rate: bound.min(first.in_thousandths()),
            limit: Limit::Unknown {
                raised_at: Timestamp(0),
            },
            eased_at: Timestamp(0),
            refused: None,
            intake: Intake::default(),
            calls: 0,
            refusals: 0,
        }
    }

    pub(super) fn rate(&self) -> u32 {
        self.rate
    }

    pub(super) fn limit(&self) -> Option<u32> {
        match &self.limit {
            Limit::Unknown { .. } | Limit::Careful => None,
            Limit::Known(known) => Some(known.rate()),
        }
    }

    pub(super) fn set_bound(&mut self, bound: Rate) {
        self.bound = bound.in_thousandths();
        self.rate = self.rate.min(self.bound);
    }

    pub(super) fn expect_calls(&mut self, calls: u64) {
        self.calls = calls;
    }

    /// The clock was set back.
    pub(super) fn set_back(&mut self, by: Span) {
        self.eased_at = earlier(self.eased_at, by);
        self.intake.set_back(by);
        match &mut self.limit {
            Limit::Unknown { raised_at } => *raised_at = earlier(*raised_at, by),
            Limit::Careful => {}
            Limit::Known(known) => known.set_back(by),
        }
        if let Some(Refused {
            before: Some(known),
            ..
        }) = &mut self.refused
        {
            known.set_back(by);
        }
    }

    pub(super) fn learn(&mut self, sent_at: Timestamp, now: Timestamp, signal: RateSignal) {
        self.refusals += u64::from(signal == RateSignal::Throttled);
        // Ease once per round trip: earlier calls were sent at the earlier pace.
        if sent_at <= self.eased_at {
            return self.learn_late(sent_at, now, signal);
        }
        match signal {
            RateSignal::Clean => self.rise(sent_at, now),
            RateSignal::Throttled => self.throttled(sent_at, now),
            RateSignal::Trouble => self.trouble(now),
        }
    }

    /// Learns from a call that the site took before it refused others.
    fn learn_late(&mut self, sent_at: Timestamp, now: Timestamp, signal: RateSignal) {
        if !signal.is_an_answer() {
            return;
        }
        if self.refused.is_some() {
            self.intake.took_before(sent_at);
            self.keep_under_limit(now);
        } else {
            self.intake.took(now);
        }
    }

    fn rise(&mut self, sent_at: Timestamp, now: Timestamp) {
        self.refused = None;
        self.intake.took(now);
        let may_cost = self.may_cost();
        let first_bound = self.first_bound().max(self.rate);
        let next = match &mut self.limit {
            Limit::Unknown { raised_at } if sent_at < *raised_at => self.rate,
            Limit::Unknown { raised_at } => {
                let next = self.rate.saturating_add(step(self.rate, now - sent_at));
                if next <= first_bound {
                    *raised_at = now;
                }
                next.min(first_bound)
            }
            Limit::Careful => self.rate.saturating_add(CAREFUL_STEP).min(first_bound),
            Limit::Known(known) => {
                if known.kept() < self.bound {
                    known.probe(self.rate, may_cost, now);
                }
                let target = known.kept();
                // Two thirds of the way in about three seconds, whatever the rate.
                let step = target.saturating_sub(self.rate) / (3 * self.rate / 1000).max(1);
                self.rate.saturating_add(step).min(target.max(self.rate))
            }
        };
        self.set_rate(next);
    }

    /// The bound, or part of it while too little is known about the site.
    fn first_bound(&self) -> u32 {
        let first_calls = u64::from(self.bound) * FIRST.0 / 1_000_000;
        match self.intake.calls() < first_calls {
            true => self.bound / 10 * 7,
            false => self.bound,
        }
    }

    /// Whether refusals stay few if a probe costs as many again.
    fn may_cost(&self) -> bool {
        self.refusals * 2 * REFUSALS <= self.calls
    }

    fn throttled(&mut self, sent_at: Timestamp, now: Timestamp) {
        self.intake.refused(sent_at, now);
        self.eased_at = now;
        self.refused = Some(Refused {
            pace: self.rate,
            before: match &self.limit {
                Limit::Known(known) => Some(known.clone()),
                Limit::Unknown { .. } | Limit::Careful => None,
            },
        });
        self.keep_under_limit(now);
    }

    /// Stays under the limit that is known after the last refusal.
    fn keep_under_limit(&mut self, now: Timestamp) {
        let Some(Refused { pace, before }) = &self.refused else {
            return;
        };
        let known = match before {
            Some(before) => before.refused_again(*pace, &self.intake, now),
            None => KnownLimit::guess(*pace, &self.intake, now),
        };
        self.set_rate(known.kept());
        self.limit = Limit::Known(known);
    }

    fn trouble(&mut self, now: Timestamp) {
        match &mut self.limit {
            Limit::Unknown { .. } | Limit::Careful => self.limit = Limit::Careful,
            Limit::Known(known) => known.put_off_probe(now),
        }
        self.eased_at = now;
        self.refused = None;
        self.set_rate(self.rate / 10 * 8);
    }

    fn set_rate(&mut self, rate: u32) {
        self.rate = rate.clamp(SLOWEST.min(self.bound), self.bound);
    }
}

/// What a clean answer adds, by its answer time.
fn step(rate: u32, answer_time: Span) -> u32 {
    let step = STEP_UNDER_WAY * 1000 / answer_time.0.max(1);
    u32::try_from(step).unwrap_or(u32::MAX).max(rate)
}
