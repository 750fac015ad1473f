//! What a reading waits for: a pause that the site asked for, or a site that does not answer.

use crate::domain::Timestamp;
use crate::run::{Hold, Listening, Pace, PauseEnd};

/// What a reading waits for, as of its last event. Time goes on without events: ask with the clock's time.
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
        /// The try that is under way or comes next, of the question that was asked most often; 1 is the first.
        attempt: u8,
        /// Tries before a question is given up.
        of: u8,
    },
    /// Memberships are not as planned yet, and the site may only be late: they are read again.
    Again { at: Timestamp },
}

impl ReadWait {
    /// Nothing was asked yet.
    pub const NOTHING: Self = Self {
        hold: None,
        again_at: None,
        listening: Listening::NOT,
        attempt: 1,
        of: 1,
    };

    /// `faults` is how often the question that was asked most often failed, `of` how often each is asked at most.
    pub(crate) fn of(pace: &Pace, listening: Listening, faults: u8, of: u8) -> Self {
        Self {
            hold: Some(pace.held()),
            again_at: None,
            listening,
            attempt: faults.saturating_add(1).min(of),
            of,
        }
    }

    /// The same for a reading that does nothing before it reads again; `None` while it has something else to do.
    pub(crate) fn again_at(self, again_at: Option<Timestamp>) -> Self {
        Self { again_at, ..self }
    }

    /// What is waited for; `None` while answers come.
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
    /// What is waited for and until when, as one or two sentences; `time` words a moment.
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
