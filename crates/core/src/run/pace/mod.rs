//! The pace: how fast calls start. It begins gently and rises with each round trip up to the admin's bound. On a 429 it
//! waits, and then stays just under what the site took before.
//!
//! Source for the limits: Jira Cloud's burst limit is a token bucket per tenant,
//! endpoint and method, documented as 50 a second for DELETE.

mod concurrency_limit;
mod history;
mod hold;
mod intake;
mod known_limit;
mod rate;
mod rate_controller;
mod rate_signal;
mod set_back;
mod token_slots;

pub use history::History;
pub(crate) use hold::Hold;
pub use hold::PauseEnd;
pub use rate::Rate;
pub use rate_signal::RateSignal;

use crate::domain::{Span, Timestamp};

use concurrency_limit::ConcurrencyLimit;
use rate_controller::RateController;
use set_back::Latest;
use token_slots::TokenSlots;

/// When the next call may start, and how many may be in flight.
#[derive(Clone, Debug)]
pub struct Pace {
    bound: Rate,
    controller: RateController,
    slots: TokenSlots,
    concurrency: ConcurrencyLimit,
    history: History,
    hold: Hold,
    latest: Latest,
}

impl Pace {
    /// A pace up to `bound`. The first call may start at once.
    #[must_use]
    pub fn new(bound: Rate) -> Self {
        Self::beginning(bound, Rate::GENTLE, TokenSlots::of_changes())
    }

    /// A pace for reads, which begins at `first`.
    #[must_use]
    pub(crate) fn of_reads(bound: Rate, first: Rate) -> Self {
        Self::beginning(bound, first, TokenSlots::of_reads())
    }

    fn beginning(bound: Rate, first: Rate, slots: TokenSlots) -> Self {
        Self {
            bound,
            controller: RateController::new(bound, first),
            slots,
            concurrency: ConcurrencyLimit::default(),
            history: History::default(),
            hold: Hold::default(),
            latest: Latest::default(),
        }
    }

    /// The admin's upper bound.
    #[must_use]
    pub fn bound(&self) -> Rate {
        self.bound
    }

    /// Sets the upper bound from the next call on. Keeps what was learnt about the site.
    pub fn set_bound(&mut self, bound: Rate) {
        self.bound = bound;
        self.controller.set_bound(bound);
    }

    /// Sets how many calls the run makes. A long run may have a few more refused while it finds the limit.
    pub fn expect_calls(&mut self, calls: u64) {
        self.controller.expect_calls(calls);
    }

    /// The pace now, in tenths of a call per second.
    #[must_use]
    pub fn tenths_per_second(&self) -> u32 {
        self.controller.rate() / 100
    }

    /// The site's estimated limit, in tenths of a call per second. `None` while unknown.
    #[must_use]
    pub fn limit_in_tenths(&self) -> Option<u32> {
        self.controller.limit().map(|limit| limit / 100)
    }

    /// Answers per second over time.
    #[must_use]
    pub fn history(&self) -> &History {
        &self.history
    }

    /// When the next call may start.
    #[must_use]
    pub fn opens_at(&self) -> Timestamp {
        self.slots.opens_at(self.bound).max(self.hold.until())
    }

    /// The end of the site's pause, if it is in the future.
    #[must_use]
    pub fn held_until(&self, now: Timestamp) -> Option<Timestamp> {
        self.hold.end(now).map(PauseEnd::at)
    }

    /// The same, and whether the site asked for a longer one.
    #[must_use]
    pub fn pause_end(&self, now: Timestamp) -> Option<PauseEnd> {
        self.hold.end(now)
    }

    pub(crate) fn held(&self) -> Hold {
        self.hold
    }

    /// The end that the site asked for, whether or not it is waited for.
    pub(super) fn asked_until(&self) -> Timestamp {
        self.hold.asked()
    }

    /// Restores a recorded pause. Its end may be any time; see [`Self::begin_anew`].
    pub(super) fn recall_pause(&mut self, asked: Timestamp) {
        self.hold = Hold::recorded(asked);
    }

    /// Starts calling from now on. If the clock was set back, no pause gets longer by it, and a recorded one is
    /// limited to a day.
    pub(super) fn begin_anew(&mut self, now: Timestamp) {
        let by = self.latest.set_back(now);
        if by > Span::ZERO {
            self.controller.set_back(by);
            self.slots.set_back(by);
            self.history.set_back(by);
            self.hold.set_back(by);
        }
        self.hold.limit(now);
    }

    /// Takes the next slot if it is free now.
    pub fn take(&mut self, now: Timestamp) -> bool {
        self.latest.saw(now);
        if self.opens_at() > now {
            return false;
        }
        self.slots
            .take(now, self.hold.until(), self.controller.rate());
        true
    }

    /// Takes a slot now, during the site's pause.
    pub(super) fn take_in_pause(&mut self, now: Timestamp) {
        self.slots.take(now, Timestamp(0), self.controller.rate());
    }

    /// Ends the pause early, because the site takes calls again.
    pub(super) fn end_pause(&mut self) {
        self.hold = Hold::default();
    }

    /// Takes the site's pause: nothing starts until its end, or for at most a day.
    pub fn hold(&mut self, until: Timestamp, now: Timestamp) {
        self.latest.saw(now);
        self.hold.add(until, now);
    }

    /// Takes the answer to a call that was sent at `sent_at`.
    pub fn on_response(&mut self, sent_at: Timestamp, now: Timestamp, sign: RateSignal) {
        self.latest.saw(now);
        if sign.is_an_answer() {
            self.history.note(now);
            self.concurrency.note(now - sent_at);
        }
        self.controller.learn(sent_at, now, sign);
    }

    /// The most calls in flight: twice the pace times the site's best answer time, and a few more. A site that gets
    /// slow is not pushed.
    #[must_use]
    pub fn most_in_flight(&self, ceiling: usize) -> usize {
        self.concurrency.most(self.controller.rate(), ceiling)
    }

    /// The time that this many calls take at the current pace.
    #[must_use]
    pub fn time_for(&self, calls: u64) -> Span {
        Span(calls.saturating_mul(1_000_000) / u64::from(self.controller.rate().max(1)))
    }
}
