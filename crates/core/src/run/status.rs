//! The current status: a run whose site does not answer is not "running", and a run at rest has no rate.

use crate::domain::{Span, Timestamp};

use super::engine::Run;
use super::event::{Halt, Pause, Phase};
use super::outcome::Outcome;
use super::pace::PauseEnd;
use super::retry::MAX_TRIES;

/// What a run is doing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RunStatus {
    /// Nothing was released yet.
    Ready,
    /// Calls go out and answers come back.
    Running {
        /// Rows settled per second since the run was last started, in tenths. `None` in its first seconds.
        rate_in_tenths: Option<u64>,
        /// The time left at this rate; `None` before the first row is settled.
        left: Option<Span>,
        /// Rows that wait for another try.
        again: usize,
    },
    /// The site has answered no call for [`super::SILENCE`] or longer.
    NotResponding {
        since: Timestamp,
        /// The current or next try of the row that was tried most often, from 1.
        attempt: u8,
        /// Tries before a row is given up.
        of: u8,
    },
    /// The machine is offline. The run continues by itself once it is online.
    Offline { since: Timestamp },
    /// The site asked for a pause. Nothing is sent before its end.
    Waiting { until: PauseEnd },
    /// Nothing new starts.
    Paused {
        why: Pause,
        /// Calls that are still under way.
        under_way: usize,
    },
    /// Stopped by the admin.
    Stopped,
    /// Nothing new starts, because every row would fail.
    Halted(Halt),
    /// All released rows are settled. The admin has to release the others.
    PartDone { open: u32 },
    /// Every row is settled.
    Finished,
}

impl Run {
    /// What the run is doing now. Has the rate and the time left only while rows are being settled.
    #[must_use]
    pub fn status(&self, now: Timestamp) -> RunStatus {
        match self.phase() {
            Phase::Ready => RunStatus::Ready,
            Phase::Running => self.running(now),
            Phase::Paused(why) => RunStatus::Paused {
                why,
                under_way: self.under_way(),
            },
            Phase::Stopped => RunStatus::Stopped,
            Phase::Halted(why) => RunStatus::Halted(why),
            Phase::Finished => match self.tally().of(Outcome::NotTried) {
                0 => RunStatus::Finished,
                open => RunStatus::PartDone { open },
            },
        }
    }

    fn running(&self, now: Timestamp) -> RunStatus {
        if let Some(since) = self.offline_since(now) {
            return RunStatus::Offline { since };
        }
        if let Some(until) = self.pace.pause_end(now) {
            return RunStatus::Waiting { until };
        }
        if let Some(since) = self.listening.silent_since(now) {
            let under_way = self.in_flight.iter().map(|call| call.item);
            let waiting = under_way.chain(self.resting.iter().copied());
            let faults = waiting.map(|item| self.records[item].faults).max();
            return RunStatus::NotResponding {
                since,
                attempt: faults.unwrap_or(0).saturating_add(1).min(MAX_TRIES),
                of: MAX_TRIES,
            };
        }
        RunStatus::Running {
            rate_in_tenths: self.speed_in_tenths(now),
            left: self.time_left(now),
            again: self.resting.len(),
        }
    }
}
