//! Events of a run, commands for its driver, and its phases.

use crate::domain::{Answer, SiteCall, Timestamp, TransportError};
use crate::plan::Approved;

use super::entry::Batch;
use super::pace::Rate;
use super::proof::ProofVerdict;
use crate::atlassian::HaltReason;

/// The number of a call. The answer to an abandoned call matches no call in flight and is dropped.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub struct CallId(pub(super) u64);

/// Why a batch could not be written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum JournalError {
    /// Storage is full, or was taken away.
    #[error("the record cannot be stored")]
    Storage,
    /// A newer version of the page has upgraded the storage.
    #[error("the storage is newer than the page")]
    Outdated,
    /// Another tab owns the record now.
    #[error("another tab owns the record")]
    TakenOver,
    /// The record is gone.
    #[error("the record was deleted")]
    Gone,
}

/// An event of a run.
#[derive(Debug)]
pub enum Event {
    /// The gate opened.
    Release(Approved),
    /// A call was answered or failed.
    Answered(CallId, Result<Answer, TransportError>),
    /// The moment of [`Command::WakeAt`] has come.
    Timer,
    Pause,
    /// Continue after a pause, a stop or a halt.
    Resume,
    /// Start nothing new and abandon the calls in flight.
    Stop,
    /// Send one call although the site asked for a pause.
    TryNow,
    /// The browser reports that the machine lost its network connection.
    Offline,
    /// The browser reports that the machine is online again.
    Online,
    SetRate(Rate),
    /// The group of this item, a trial, was read back.
    ReadBack(usize, ProofVerdict),
    /// Groups were read back: per item of the plan, whether the person is listed.
    Verified(Vec<(usize, bool)>),
    /// The journal stored the batch of this number.
    Written(u64),
    /// The batch of this number could not be written.
    WriteFailed(u64, JournalError),
}

/// An order to the driver.
#[derive(Debug)]
pub enum Command {
    Send(CallId, SiteCall),
    /// Write these entries, then report [`Event::Written`] or [`Event::WriteFailed`]. One batch at a time.
    Write(Batch),
    /// Abandon every call in flight.
    CancelAll,
    /// Report [`Event::Timer`] at this moment, unless another event comes earlier.
    WakeAt(Timestamp),
}

/// Why a run is paused.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Pause {
    Asked,
    /// Ten consecutive rows failed.
    ManyFailed,
}

/// Why a run halted.
pub type Halt = HaltReason;

/// The phase of a run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Phase {
    Ready,
    Running,
    /// Nothing new starts.
    Paused(Pause),
    /// Stopped by the admin. Calls that were in flight left their rows in doubt.
    Stopped,
    /// Nothing new starts, because every row would fail.
    Halted(Halt),
    /// Everything released is settled.
    Finished,
}
