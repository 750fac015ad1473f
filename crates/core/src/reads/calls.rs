//! The calls of a reading, as its driver sees them.

use crate::domain::{Answer, SiteCall, Timestamp, TransportError};

/// The number of a call. Answers to calls that are no longer waited for match none and are dropped.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub struct ReadId {
    pub(super) asker: Asker,
    pub(super) number: u64,
}

/// Whose calls a queue makes. A reading with two queues has calls of both under way: a late answer to the one is none to
/// the other.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub(crate) enum Asker {
    Lists,
    /// A check asks about groups and accounts.
    Questions,
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
    pub calls: Vec<(ReadId, SiteCall)>,
    /// Come back with [`ReadEvent::Timer`] at this moment, or earlier with another event.
    pub wake_at: Option<Timestamp>,
}
