//! How fast a run goes and how long it still takes.

use std::collections::HashSet;

use crate::domain::{Span, Timestamp};
use crate::plan::PlanCounts;

use super::engine::Run;
use super::record::State;

impl Run {
    /// Rows that a resume sends: those that were released and are open, and those in doubt.
    #[must_use]
    pub fn left_to_resume(&self) -> usize {
        self.queue.len() + self.send_again.len()
    }

    /// The rows that the run has to do since it last started, done or not: the one of a trial, those of a retry.
    #[must_use]
    pub fn at_work(&self) -> PlanCounts {
        self.at_work
    }

    pub(super) fn counts_of_open(&self) -> PlanCounts {
        let under_way = self.in_flight.iter().map(|call| call.item);
        let open = self.queue.iter().chain(&self.resting).copied();
        let open: HashSet<usize> = open.chain(under_way).collect();
        self.plan.counts(|item| open.contains(&item))
    }

    /// The time left at the pace so far, and no less than until the last row that rests is sent again; none before
    /// there is a pace.
    #[must_use]
    pub fn time_left(&self, now: Timestamp) -> Option<Span> {
        let settled = u64::from(
            self.tally
                .settled()
                .checked_sub(self.settled_before)
                .filter(|n| *n > 0)?,
        );
        let elapsed = now - self.started_at?;
        let remaining = (self.queue.len() + self.resting.len() + self.in_flight.len()) as u64;
        let at_pace = self.pace.time_for(remaining).0;
        let held = self.pace.held_until(now).map_or(0, |until| (until - now).0);
        let at_speed = (elapsed.0 * remaining / settled)
            .min(at_pace * 2)
            .max(at_pace)
            + held;
        Some(Span(at_speed).max(self.longest_rest(now)))
    }

    fn longest_rest(&self, now: Timestamp) -> Span {
        let rests = self.resting.iter().map(|item| {
            if let State::BackingOff { until } = self.records[*item].state {
                until - now
            } else {
                Span::ZERO
            }
        });
        rests.max().unwrap_or(Span::ZERO)
    }

    /// Rows settled per second since the run last started, in tenths; none in its
    /// first seconds, when the number would say little.
    #[must_use]
    pub fn speed_in_tenths(&self, now: Timestamp) -> Option<u64> {
        const SAYS_LITTLE: Span = Span(3000);
        let elapsed = now - self.started_at?;
        let settled = self.tally.settled().checked_sub(self.settled_before)?;
        (elapsed > SAYS_LITTLE).then(|| u64::from(settled) * 10_000 / elapsed.0)
    }
}
