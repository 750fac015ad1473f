//! What an answer says about the pace.

use crate::domain::{Answer, TransportError};

/// What came back, as far as the pace is concerned.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RateSignal {
    /// An answer like any other. Its rate headers say nothing of the pace: `X-RateLimit-Limit` may be another limit's,
    /// `-Remaining` is of the current second, and `-NearLimit` is of an hour's points.
    Clean,
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
            _ => Self::Clean,
        }
    }

    /// Whether the site answered the call itself.
    pub(in crate::run) fn is_an_answer(self) -> bool {
        match self {
            Self::Clean => true,
            Self::Throttled | Self::Trouble => false,
        }
    }
}
