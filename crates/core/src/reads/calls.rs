//! The calls of a reading, as its driver sees them.

use crate::domain::{Answer, SiteCall, Timestamp, TransportError};

/// The number of a call. The answer to an abandoned call matches none and is dropped.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub struct ReadId {
    pub(super) asker: Asker,
    pub(super) number: u64,
}

/// The owner of a queue's calls. A reading with two queues has calls of both in flight, and a late answer of one must
/// not be taken for the other's.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub(crate) enum Asker {
    Lists,
    /// A check asks about groups and accounts.
    Questions,
}

/// An event of a reading.
#[derive(Debug)]
pub enum ReadEvent {
    /// The reading begins, or the moment of `wake_at` has come.
    Timer,
    /// A call was answered or failed.
    Answered(ReadId, Result<Answer, TransportError>),
    /// End the reading. What is not known yet stays unread.
    Cancel,
}

/// Orders to the driver. If empty, the reading is done.
#[derive(Debug, Default)]
pub struct Actions {
    pub calls: Vec<(ReadId, SiteCall)>,
    /// Report [`ReadEvent::Timer`] at this moment, unless another event comes earlier.
    pub wake_at: Option<Timestamp>,
}
