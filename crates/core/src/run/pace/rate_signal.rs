//! What an answer says about the pace.

use crate::domain::{Answer, TransportError};

/// What came back, as far as the pace is concerned.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RateSignal {
    /// An answer like any other. `X-RateLimit-Limit` and `-Remaining` say nothing of the pace: the limit may be another
    /// one's, and what remains is of the current second.
    Clean,
    /// `X-RateLimit-NearLimit: true`: less than a fifth is left.
    Near,
    /// 429.
    Throttled,
    /// The site or the way to it is in trouble: 5xx, or no answer.
    Trouble,
}

impl RateSignal {
    /// Reads an answer's status and headers.
    #[must_use]
    pub fn of(result: &Result<Answer, TransportError>) -> Self {
        let Ok(answer) = result else {
            return Self::Trouble;
        };
        match answer.status {
            429 => Self::Throttled,
            408 | 500..=599 => Self::Trouble,
            _ if answer.header("x-ratelimit-nearlimit") == Some("true") => Self::Near,
            _ => Self::Clean,
        }
    }

    /// Whether the site answered the call itself.
    pub(in crate::run) fn is_an_answer(self) -> bool {
        match self {
            Self::Clean | Self::Near => true,
            Self::Throttled | Self::Trouble => false,
        }
    }
}
