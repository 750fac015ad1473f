//! Time slots, one per call.

use std::collections::VecDeque;

use crate::domain::{Span, Timestamp};

use super::rate::Rate;
use super::set_back::earlier;

/// How much timer delay the next calls may catch up with, so that a coarse timer does not slow the run.
const CATCH_UP: Span = Span(100);
/// The same for reads, where bursts do no harm: at 100 a second 30 at once, well under half of the site's burst.
const CATCH_UP_READS: Span = Span(300);
/// Microseconds in a millisecond: slots at more than 1,000 a second are closer than the clock's resolution.
const MICROS: u64 = 1000;

/// When calls started, and when the next may start.
#[derive(Clone, Debug)]
pub(super) struct TokenSlots {
    catch_up: Span,
    /// In microseconds since 1970.
    next: u64,
    /// When the last calls started, oldest first. Catching up never puts more than the bound plus one into a second.
    started: VecDeque<Timestamp>,
}

impl TokenSlots {
    pub(super) fn of_changes() -> Self {
        Self::with(CATCH_UP)
    }

    pub(super) fn of_reads() -> Self {
        Self::with(CATCH_UP_READS)
    }

    fn with(catch_up: Span) -> Self {
        Self {
            catch_up,
            next: 0,
            started: VecDeque::new(),
        }
    }

    /// When the next slot is free.
    pub(super) fn opens_at(&self, bound: Rate) -> Timestamp {
        let in_a_second = usize::from(bound.get()) + 1;
        let window = self
            .started
            .len()
            .checked_sub(in_a_second)
            .and_then(|at| self.started.get(at))
            .map_or(Timestamp(0), |earlier| *earlier + Span(1000));
        Timestamp(self.next / MICROS).max(window)
    }

    /// The clock was set back.
    pub(super) fn set_back(&mut self, by: Span) {
        self.next = self.next.saturating_sub(by.0.saturating_mul(MICROS));
        for started in &mut self.started {
            *started = earlier(*started, by);
        }
    }

    /// Takes a slot now, at a rate in thousandths of a call per second.
    pub(super) fn take(&mut self, now: Timestamp, not_before: Timestamp, rate: u32) {
        let earliest = Timestamp(now.0.saturating_sub(self.catch_up.0)).max(not_before);
        // Rounded up: slightly slower than asked for rather than faster.
        let interval = 1_000_000_000_u64.div_ceil(u64::from(rate.max(1)));
        self.next = self.next.max(earliest.0 * MICROS) + interval;
        if self.started.len() > usize::from(Rate::MODEL_MAX) {
            self.started.pop_front();
        }
        self.started.push_back(now);
    }
}
