//! What a reading waits for: a pause of the site, or a site that does not answer.

use crate::domain::Timestamp;
use crate::run::{Hold, Listening, Pace, PauseEnd};

/// What a reading waits for, as of its last event. Evaluated with the current time.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct ReadWait {
    hold: Option<Hold>,
    again_at: Option<Timestamp>,
    listening: Listening,
    attempt: u8,
    of: u8,
}

/// What is waited for now.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Wait {
    /// The site asked for a pause.
    Pause { until: PauseEnd },
    /// The site does not answer.
    Silence {
        since: Timestamp,
        /// The current or next try of the call that was tried most often, from 1.
        attempt: u8,
        /// Tries before a call is given up.
        of: u8,
    },
    /// Memberships are not as planned yet and are read again, because the site may lag.
    Again { at: Timestamp },
}

impl ReadWait {
    /// No call was made yet.
    pub const NOTHING: Self = Self {
        hold: None,
        again_at: None,
        listening: Listening::NOT,
        attempt: 1,
        of: 1,
    };

    /// `faults`: failures of the call that failed most often. `of`: the most tries of each call.
    pub(crate) fn of(pace: &Pace, listening: Listening, faults: u8, of: u8) -> Self {
        Self {
            hold: Some(pace.held()),
            again_at: None,
            listening,
            attempt: faults.saturating_add(1).min(of),
            of,
        }
    }

    /// Adds the time of the next reading. `None` while the reading has something else to do.
    pub(crate) fn again_at(self, again_at: Option<Timestamp>) -> Self {
        Self { again_at, ..self }
    }

    /// What the reading waits for. `None` while answers come.
    #[must_use]
    pub fn at(self, now: Timestamp) -> Option<Wait> {
        if let Some(until) = self.hold.and_then(|hold| hold.end(now)) {
            return Some(Wait::Pause { until });
        }
        match self.listening.silent_since(now) {
            Some(since) => Some(Wait::Silence {
                since,
                attempt: self.attempt,
                of: self.of,
            }),
            None => self.again_at.map(|at| Wait::Again { at }),
        }
    }
}

impl Wait {
    /// What the reading waits for and until when, as one or two sentences. `time` formats a time.
    #[must_use]
    pub fn sentence(self, time: impl Fn(Timestamp) -> String) -> String {
        match self {
            Self::Pause { until } => until.sentence(time),
            Self::Again { at } => format!(
                "Some memberships are not as planned yet. The site can take up to a minute, so they are read again at {}.",
                time(at)
            ),
            Self::Silence { since, attempt, .. } if attempt < 2 => {
                format!("Site not responding since {}.", time(since))
            }
            Self::Silence { since, attempt, of } => format!(
                "Site not responding, retry {attempt} of {of}. No answer since {}.",
                time(since)
            ),
        }
    }
}
