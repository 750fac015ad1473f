//! What an answer means for the pace.

use crate::domain::{Answer, TransportError};

/// The meaning of an answer for the pace.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RateSignal {
    /// Any other answer. Its rate headers say nothing about the pace: `X-RateLimit-Limit` may be of another limit,
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
