//! The calls of a reading, as its driver sees them.

use crate::domain::{Answer, SiteCall, Timestamp, TransportError};

/// The number of a call. Answers to calls that are no longer waited for match none and are dropped.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub struct ReadId(u64);

impl ReadId {
    pub(crate) fn numbered(number: u64) -> Self {
        Self(number)
    }
}

/// What happens to a reading.
#[derive(Debug)]
pub enum ReadEvent {
    /// It begins, or the moment asked for has come.
    Timer,
    /// A call came back.
    Answered(ReadId, Result<Answer, TransportError>),
    /// Enough: what is not known by now stays unread.
    Cancel,
}

/// What the driver has to do. Nothing at all: the reading is done.
#[derive(Debug, Default)]
pub struct Actions {
    /// Calls to send.
    pub calls: Vec<(ReadId, SiteCall)>,
    /// Come back with [`ReadEvent::Timer`] at this moment, or earlier with another event.
    pub wake_at: Option<Timestamp>,
}
