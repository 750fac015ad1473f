//! The calls of a reading, from outside and as the machine keeps them.

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

/// One question. Groups, people and rows go by their places in the lists below.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum ReadCall {
    /// Begin another reading of a group; no call of itself.
    Again(usize),
    /// A page of a group's members.
    Page { group: usize, start_at: u32 },
    /// The page of a group's members behind the mark that is kept with it.
    More(usize),
    /// The groups of one person, for all their rows that wait for it; from where the page before ended.
    Person(usize),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct PendingRead {
    pub(super) ask: ReadCall,
    /// Passing faults so far.
    pub(super) faults: u8,
    /// Answers one after another that could not be used.
    pub(super) unusable: u8,
}

impl From<ReadCall> for PendingRead {
    fn from(ask: ReadCall) -> Self {
        Self {
            ask,
            faults: 0,
            unusable: 0,
        }
    }
}
