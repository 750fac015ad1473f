//! The pace: one place on the clock per call. A call takes the next place; a
//! 429 or a Retry-After moves all places behind the wait.

use std::collections::VecDeque;

use crate::domain::{Moment, Span};

/// Calls that start in one second, 1 to 50 (Atlassian's reported ceiling for DELETE).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Rate(u16);

impl Rate {
    /// The gentle default.
    pub const DEFAULT: Self = Self(5);
    /// Fastest rate that can be asked for.
    pub const MAX: u16 = 50;

    /// A rate, brought into 1 to 50.
    #[must_use]
    pub fn per_second(calls: u16) -> Self {
        Self(calls.clamp(1, Self::MAX))
    }

    /// Calls per second.
    #[must_use]
    pub fn get(self) -> u16 {
        self.0
    }

    /// Time between two calls, in whole milliseconds: rather a little slower than asked for than faster.
    fn interval(self) -> Span {
        Span(1000_u64.div_ceil(u64::from(self.0)))
    }
}

/// Lateness of a timer that the next calls may catch up with, so that a coarse clock does not slow the run.
const CATCH_UP: Span = Span(100);

/// When the next call may start.
#[derive(Clone, Debug)]
pub struct Pace {
    rate: Rate,
    next: Moment,
    held_until: Moment,
    /// When the last calls started, oldest first: catching up never puts more than rate + 1 into one second.
    started: VecDeque<Moment>,
}

impl Pace {
    /// A pace that lets the first call go at once.
    #[must_use]
    pub fn new(rate: Rate) -> Self {
        Self {
            rate,
            next: Moment(0),
            held_until: Moment(0),
            started: VecDeque::new(),
        }
    }

    /// The rate asked for.
    #[must_use]
    pub fn rate(&self) -> Rate {
        self.rate
    }

    /// Changes the rate from the next call on.
    pub fn set_rate(&mut self, rate: Rate) {
        self.rate = rate;
    }

    /// When the next call may start.
    #[must_use]
    pub fn opens_at(&self) -> Moment {
        let in_a_second = usize::from(self.rate.0) + 1;
        let window = self
            .started
            .len()
            .checked_sub(in_a_second)
            .and_then(|at| self.started.get(at))
            .map_or(Moment(0), |earlier| *earlier + Span(1000));
        self.next.max(self.held_until).max(window)
    }

    /// The end of a wait that the site asked for, if it lies ahead.
    #[must_use]
    pub fn held_until(&self, now: Moment) -> Option<Moment> {
        (self.held_until > now).then_some(self.held_until)
    }

    /// Takes the next place if it is free now.
    pub fn take(&mut self, now: Moment) -> bool {
        if self.opens_at() > now {
            return false;
        }
        let not_before = Moment(now.0.saturating_sub(CATCH_UP.0)).max(self.held_until);
        self.next = self.next.max(not_before) + self.rate.interval();
        if self.started.len() > usize::from(Rate::MAX) {
            self.started.pop_front();
        }
        self.started.push_back(now);
        true
    }

    /// Nothing starts before `until`.
    pub fn hold(&mut self, until: Moment) {
        self.held_until = self.held_until.max(until);
    }
}
