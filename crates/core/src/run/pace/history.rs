//! Answers per second over time, in a bounded number of points.

use crate::domain::{Span, Timestamp};

use super::set_back::earlier;

/// The most points. A longer run has coarser ones.
const MAX_POINTS: usize = 120;
/// Seconds over which the rate reached is averaged.
const REACHED_OVER: usize = 10;

#[derive(Clone, Debug)]
pub struct History {
    began: Option<Timestamp>,
    /// Seconds that one point stands for: 1, 2, 4 and so on.
    width: u32,
    /// Answers per point.
    points: Vec<u32>,
    /// Answers in the last seconds, this one last.
    recent: [u32; REACHED_OVER],
    second: u64,
    reached: u32,
}

impl Default for History {
    fn default() -> Self {
        Self {
            began: None,
            width: 1,
            points: Vec::new(),
            recent: [0; REACHED_OVER],
            second: 0,
            reached: 0,
        }
    }
}

impl History {
    pub(super) fn note(&mut self, now: Timestamp) {
        let began = *self.began.get_or_insert(now);
        let second = (now - began).0 / 1000;
        self.note_recent(second);
        let mut point = usize::try_from(second / u64::from(self.width)).unwrap_or(usize::MAX);
        while point >= MAX_POINTS {
            self.coarsen();
            point /= 2;
        }
        if self.points.len() <= point {
            self.points.resize(point + 1, 0);
        }
        if let Some(answers) = self.points.get_mut(point) {
            *answers = answers.saturating_add(1);
        }
    }

    /// The clock was set back.
    pub(super) fn set_back(&mut self, by: Span) {
        self.began = self.began.map(|began| earlier(began, by));
    }

    fn note_recent(&mut self, second: u64) {
        let passed = usize::try_from(second.saturating_sub(self.second)).unwrap_or(REACHED_OVER);
        for _ in 0..passed.min(REACHED_OVER) {
            self.recent.rotate_left(1);
            self.recent[REACHED_OVER - 1] = 0;
        }
        self.second = self.second.max(second);
        self.recent[REACHED_OVER - 1] = self.recent[REACHED_OVER - 1].saturating_add(1);
        // The current second is not complete, so it does not count.
        let complete: u32 = self.recent.iter().take(REACHED_OVER - 1).sum();
        let seconds = u32::try_from(REACHED_OVER - 1).unwrap_or(1);
        self.reached = self.reached.max(complete * 10 / seconds);
    }

    fn coarsen(&mut self) {
        self.points = self
            .points
            .chunks(2)
            .map(|pair| pair.iter().sum())
            .collect();
        self.width *= 2;
    }

    /// Answers per second, in tenths, for equal spans of time from the start. The span grows with the run.
    pub fn points(&self) -> impl Iterator<Item = u32> + '_ {
        self.points.iter().map(|answers| answers * 10 / self.width)
    }

    /// The best rate over nine seconds, in tenths of a call per second.
    #[must_use]
    pub fn reached_in_tenths(&self) -> u32 {
        self.reached
    }
}
