//! A pause that the site asked for, and how much of it the run waits.

use crate::domain::{Span, Timestamp};

use super::set_back::earlier;

/// The longest wait for a pause: a day, plus the jitter that keeps calls from being early. A site may ask for
/// centuries, and a clock that was set back can put a recorded end that far away.
const LONGEST: Span = Span(86_400_000 + 1500);

/// When calls start again after a pause that the site asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PauseEnd {
    /// The site asked for a pause until then.
    Asked(Timestamp),
    /// The site asked for a longer pause. The run tries again at this time.
    Earlier(Timestamp),
}

impl PauseEnd {
    /// The end of a pause of this length that begins now.
    #[must_use]
    pub fn after(asked: Span, now: Timestamp) -> Self {
        let mut hold = Hold::default();
        hold.add(now + asked, now);
        hold.end(now).unwrap_or(Self::Asked(now))
    }

    /// When calls start again.
    #[must_use]
    pub fn at(self) -> Timestamp {
        match self {
            Self::Asked(at) | Self::Earlier(at) => at,
        }
    }

    /// Why nothing is sent before: a lower-case clause without a full stop.
    #[must_use]
    pub fn why(self) -> &'static str {
        match self {
            Self::Asked(_) => "the site asked for a pause",
            Self::Earlier(_) => {
                "the site asked for a longer pause, and Groupsweep tries again then"
            }
        }
    }

    /// What the site asked for, as sentences; `time` words a moment.
    #[must_use]
    pub fn sentence(self, time: impl Fn(Timestamp) -> String) -> String {
        match self {
            Self::Asked(at) => format!("The site asked for a pause until {}.", time(at)),
            Self::Earlier(at) => format!(
                "The site asked for a pause until {} or later. Groupsweep tries again then.",
                time(at)
            ),
        }
    }
}

/// The pause that holds calls back.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Hold {
    until: Timestamp,
    asked: Timestamp,
}

impl Hold {
    /// Takes a pause until `asked`. Of two overlapping pauses the longer one applies.
    pub(super) fn add(&mut self, asked: Timestamp, now: Timestamp) {
        let overlaps = self.until > now;
        self.asked = match overlaps {
            true => self.asked.max(asked),
            false => asked,
        };
        self.until = self.until.max(asked.min(now + LONGEST));
    }

    /// A pause that was recorded earlier.
    pub(super) fn recorded(asked: Timestamp) -> Self {
        Self {
            until: asked,
            asked,
        }
    }

    /// Limits a recorded pause to a day from now.
    pub(super) fn limit(&mut self, now: Timestamp) {
        self.until = self.until.min(now + LONGEST);
    }

    /// Moves the pause with a clock that was set back, so that the rest of it stays the same.
    pub(super) fn set_back(&mut self, by: Span) {
        self.until = earlier(self.until, by);
        self.asked = earlier(self.asked, by);
    }

    pub(super) fn until(self) -> Timestamp {
        self.until
    }

    pub(super) fn asked(self) -> Timestamp {
        self.asked
    }

    /// Its end if that lies ahead.
    pub(crate) fn end(self, now: Timestamp) -> Option<PauseEnd> {
        let until = self.until.min(now + LONGEST);
        (until > now).then_some(match until < self.asked {
            true => PauseEnd::Earlier(until),
            false => PauseEnd::Asked(until),
        })
    }
}
