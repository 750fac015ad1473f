//! What is going on, as of now: a site that does not answer is not "running", and what is at rest shows no rate.

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
        /// Rows settled a second since the run was last started, in tenths; `None` in its first seconds.
        rate_in_tenths: Option<u64>,
        /// The time left at this rate; `None` before the first row is settled.
        left: Option<Span>,
        /// Rows that wait for another try.
        again: usize,
    },
    /// Calls are under way or failed, and the site has answered none of them for [`super::SILENCE`] or longer.
    NotResponding {
        since: Timestamp,
        /// The try that is under way or comes next, of the row that was tried most often; 1 is the first.
        attempt: u8,
        /// Tries before a row is given up.
        of: u8,
    },
    /// The machine has no network connection; the run goes on by itself once it has one.
    Offline { since: Timestamp },
    /// The site asked for a pause; nothing is sent before its end.
    Waiting { until: PauseEnd },
    /// Nothing new starts.
    Paused {
        why: Pause,
        /// Calls that are still under way.
        under_way: usize,
    },
    /// Stopped by the admin.
    Stopped,
    /// Nothing new starts because nothing would go.
    Halted(Halt),
    /// What was released is settled, and rows are left that were not: the next release is the admin's.
    PartDone { open: u32 },
    /// Everything is settled, one way or another.
    Finished,
}

impl Run {
    /// What the run is doing now. The rate and the time left stand here only while rows are being settled.
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
