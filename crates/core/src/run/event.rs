//! What happens to a run, what the driver has to do, and where the run is.

use crate::domain::{Answer, SiteCall, Timestamp, TransportError};
use crate::plan::Approved;

use super::entry::Batch;
use super::pace::Rate;
use super::proof::ProofVerdict;
use crate::atlassian::HaltReason;

/// The number of a call. Answers to calls that were abandoned match none and are dropped.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub struct CallId(pub(super) u64);

/// Why a batch could not be written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum JournalError {
    /// Storage is full, or was taken away.
    #[error("the record cannot be stored")]
    Storage,
    /// Another tab owns the record by now.
    #[error("another tab owns the record")]
    TakenOver,
    /// The record is gone.
    #[error("the record was deleted")]
    Gone,
}

/// What happens to a run.
#[derive(Debug)]
pub enum Event {
    /// The gate opened.
    Release(Approved),
    /// A call came back.
    Answered(CallId, Result<Answer, TransportError>),
    /// The moment asked for has come.
    Timer,
    Pause,
    /// Go on, after a pause, a stop or a halt.
    Resume,
    /// Start nothing new and abandon what is under way.
    Stop,
    /// Send one call although the site asked for a pause.
    TryNow,
    /// The browser says that the machine lost its network connection.
    Offline,
    /// The browser says that it has one again.
    Online,
    SetRate(Rate),
    /// The group of this item, a trial, was read back.
    ReadBack(usize, ProofVerdict),
    /// Groups were read back: per item of the plan, whether the person is listed.
    Verified(Vec<(usize, bool)>),
    /// The batch of this number stands in the journal.
    Written(u64),
    /// The batch of this number could not be written.
    WriteFailed(u64, JournalError),
}

/// What the driver has to do.
#[derive(Debug)]
pub enum Command {
    Send(CallId, SiteCall),
    /// Write these entries; come back with [`Event::Written`] or [`Event::WriteFailed`]. One at a time.
    Write(Batch),
    /// Drop every call under way.
    CancelAll,
    /// Come back with [`Event::Timer`] at this moment, or earlier with another event.
    WakeAt(Timestamp),
}

/// Why nothing new starts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Pause {
    Asked,
    /// Ten rows failed one after the other.
    ManyFailed,
}

/// Why no row would go.
pub type Halt = HaltReason;

/// Where the run is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Phase {
    Ready,
    Running,
    /// Nothing new starts.
    Paused(Pause),
    /// Stopped by the admin; what was under way is in doubt.
    Stopped,
    /// Nothing new starts because nothing would go.
    Halted(Halt),
    /// Everything released is settled.
    Finished,
}
