//! What is going on, as of now: a site that does not answer is not "running", and what is at rest shows no rate.

use crate::domain::{Answer, Fault, Moment, Span};

use super::engine::Run;
use super::event::{Halt, Pause, Phase};
use super::outcome::Outcome;
use super::retry::MOST_TRIES;

/// A site that has not answered for so long is said to be silent.
pub const SILENCE: Span = Span::seconds(5);

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
    /// Calls are under way or failed, and the site has answered none of them for [`SILENCE`] or longer.
    NotResponding {
        /// Since when.
        since: Moment,
        /// The try that is under way or comes next, of the row that was tried most often; 1 is the first.
        attempt: u8,
        /// Tries before a row is given up.
        of: u8,
    },
    /// The site asked for a pause; nothing is sent before its end.
    Waiting {
        /// The end.
        until: Moment,
    },
    /// Nothing new starts.
    Paused {
        /// Why.
        why: Pause,
        /// Calls that are still under way.
        under_way: usize,
    },
    /// Stopped by the admin.
    Stopped,
    /// Nothing new starts because nothing would go.
    Halted(Halt),
    /// What was released is settled, and rows are left that were not: the next release is the admin's.
    PartDone {
        /// Rows left.
        open: u32,
    },
    /// Everything is settled, one way or another.
    Finished,
}

impl Run {
    /// What the run is doing now. The rate and the time left stand here only while rows are being settled.
    #[must_use]
    pub fn status(&self, now: Moment) -> RunStatus {
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

    fn running(&self, now: Moment) -> RunStatus {
        if let Some(until) = self.pace.held_until(now) {
            return RunStatus::Waiting { until };
        }
        let silent = self.unheard_since.filter(|since| now - *since >= SILENCE);
        if let Some(since) = silent {
            let under_way = self.in_flight.iter().map(|call| call.item);
            let waiting = under_way.chain(self.resting.iter().copied());
            let faults = waiting.map(|item| self.records[item].faults).max();
            return RunStatus::NotResponding {
                since,
                attempt: faults.unwrap_or(0).saturating_add(1).min(MOST_TRIES),
                of: MOST_TRIES,
            };
        }
        RunStatus::Running {
            rate_in_tenths: self.speed_in_tenths(now),
            left: self.time_left(now),
            again: self.resting.len(),
        }
    }

    /// A call goes out: if none was being waited for, the site is listened to from now on.
    pub(super) fn listen(&mut self, now: Moment) {
        self.unheard_since.get_or_insert(now);
    }

    /// Something came back for a call. An answer that a proxy gave in the site's place is none.
    pub(super) fn heard(&mut self, result: &Result<Answer, Fault>, now: Moment) {
        let from_site = |answer: &Answer| !matches!(answer.status, 408 | 502..=504 | 520..=599);
        if result.as_ref().is_ok_and(from_site) {
            self.unheard_since = (!self.in_flight.is_empty()).then_some(now);
        }
    }
}
