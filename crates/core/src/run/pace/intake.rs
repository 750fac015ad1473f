//! Measures how fast the site took calls. Its limit is a token bucket that fills at the rate to be found, and a refusal
//! means that it is empty. Since any earlier moment, the site took what the bucket held then plus what ran in since.

use std::collections::VecDeque;

use crate::domain::{Span, Timestamp};

use super::rate::Rate;
use super::set_back::earlier;

/// The bucket's size is unknown. Assumes what runs in during this time.
const BUCKET: Span = Span(1000);
/// Fewer calls give no estimate.
const FEW: usize = 4;
/// Older calls are forgotten.
const MEMORY: Span = Span(30_000);
const MOST: usize = Rate::MODEL_MAX as usize * 2;

/// The calls that the site took lately.
#[derive(Clone, Debug, Default)]
pub(super) struct Intake {
    /// When they were answered, oldest first.
    taken: VecDeque<Timestamp>,
    all: u64,
    /// When the last refusal came, when that call was sent, and when the refusal before it came.
    refused_at: Timestamp,
    refused_sent_at: Timestamp,
    refused_before: Timestamp,
}

impl Intake {
    /// The site took a call.
    pub(super) fn took(&mut self, now: Timestamp) {
        self.all += 1;
        self.taken.push_back(now);
        self.forget_old(now);
        if self.taken.len() > MOST {
            self.taken.pop_front();
        }
    }

    /// Notes a call that the site took before it refused the last one, but whose answer came later. Answers that take
    /// equally long come in the order of the calls.
    pub(super) fn took_before(&mut self, sent_at: Timestamp) {
        let before = self.refused_sent_at - sent_at;
        let at = Timestamp(self.refused_at.0.saturating_sub(before.0));
        self.all += 1;
        let place = self.taken.partition_point(|it| *it <= at);
        self.taken.insert(place, at);
    }

    /// Notes a refusal. Calls taken before the previous refusal no longer matter.
    pub(super) fn refused(&mut self, sent_at: Timestamp, now: Timestamp) {
        let old = self.taken.partition_point(|it| *it <= self.refused_at);
        self.taken.drain(..old);
        self.forget_old(now);
        self.refused_before = self.refused_at;
        self.refused_at = now;
        self.refused_sent_at = sent_at;
    }

    /// The clock was set back.
    pub(super) fn set_back(&mut self, by: Span) {
        let refusals = [
            &mut self.refused_at,
            &mut self.refused_sent_at,
            &mut self.refused_before,
        ];
        for at in refusals.into_iter().chain(&mut self.taken) {
            *at = earlier(*at, by);
        }
    }

    fn forget_old(&mut self, now: Timestamp) {
        while self.taken.front().is_some_and(|it| now - *it > MEMORY) {
            self.taken.pop_front();
        }
    }

    /// Calls that the site took from the beginning on.
    pub(super) fn calls(&self) -> u64 {
        self.all
    }

    /// The rate up to the last refusal, in thousandths of a call per second. `None` after too few calls.
    ///
    /// When the bucket was last full is unknown. Counting from any other moment gives a lower rate, because the bucket
    /// held less then, or overflowed since. So the highest rate is the right one.
    pub(super) fn rate(&self) -> Option<u32> {
        if self.taken.len() < FEW {
            return None;
        }
        let since = |(calls, from): (u64, &Timestamp)| {
            // No more can have run in since the previous refusal.
            let held = BUCKET.0.min((*from - self.refused_before).0);
            let filling = held + (self.refused_at - *from).0;
            calls * 1_000_000 / filling.max(1)
        };
        let highest = (1..).zip(self.taken.iter().rev()).map(since).max()?;
        Some(u32::try_from(highest).unwrap_or(u32::MAX))
    }
}
