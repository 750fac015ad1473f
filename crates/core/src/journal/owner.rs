//! Ownership of a record. Two tabs may hold one run, and only one of them may write. A tab claims the record
//! before it writes, which raises the generation in the head, and every write must match that generation. A
//! copy that was read before another tab claimed or wrote can therefore never overwrite anything newer.

use super::head::RunHeader;
use super::log_copy::StoredLog;

/// What a tab knows of a stored record.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Held {
    /// The generation in the head that the tab last read or wrote.
    pub generation: u32,
    /// Batches in the log that the tab read or wrote.
    pub batches: u64,
}

impl Held {
    /// The state of an undamaged record with this head.
    #[must_use]
    pub fn of(head: &RunHeader) -> Self {
        Self {
            generation: head.generation,
            batches: head.bond.batches,
        }
    }
}

/// A tab's copy of a record, and what the tab knows of the stored one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RecordCopy {
    Unstored,
    /// The tab has read it and must claim it before writing.
    Read(Held),
    /// This tab may write until another one claims the record.
    Owned(Held),
    /// The tab was writing it, under the run's lock, when the browser deleted the storage. It may know of
    /// rows that no other copy has.
    CutOff(Held),
    /// Another tab has stored its own copy after the browser deleted the storage. This copy is no longer the
    /// latest, but may have rows that the stored one lacks.
    Displaced(Held),
}

impl RecordCopy {
    /// What the tab knows of the stored record; `None` if there is none.
    #[must_use]
    pub fn held(self) -> Option<Held> {
        match self {
            Self::Unstored => None,
            Self::Read(held) | Self::Owned(held) | Self::CutOff(held) | Self::Displaced(held) => {
                Some(held)
            }
        }
    }

    /// For storage that was deleted while the tab was writing. A copy that was only read stays the same.
    #[must_use]
    pub fn cut_off(self) -> Self {
        match self {
            Self::Owned(held) => Self::CutOff(held),
            Self::Unstored | Self::Read(_) | Self::CutOff(_) | Self::Displaced(_) => self,
        }
    }

    /// For another tab's copy being stored, so that this one is no longer the latest. It may be read again if
    /// the stored log contains all of its log, except if it was cut off: then it may hold more than its log.
    #[must_use]
    pub fn displaced(self, stored: StoredLog) -> Self {
        match (self, stored) {
            (Self::CutOff(held), _)
            | (Self::Read(held) | Self::Owned(held), StoredLog::LacksSome) => Self::Displaced(held),
            (Self::Read(_) | Self::Owned(_), StoredLog::HoldsAll)
            | (Self::Unstored | Self::Displaced(_), _) => self,
        }
    }
}

/// Whether a person agreed to store a tab's copy as the record after the browser lost it. Every copy may be
/// outdated: another tab may have stored its own, continued with it, and lost it as well. So this is passed
/// with each attempt to claim the record and never remembered.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum WriteBack {
    NotAsked,
    /// Somebody read what the copy holds and agreed.
    Agreed,
}

/// The generation of a copy that is stored again: so much higher that no tab with another copy can hold it.
#[must_use]
pub fn written_back(generation: u32) -> u32 {
    generation.saturating_add(WRITTEN_BACK)
}

/// More generations than a run's record reaches otherwise.
const WRITTEN_BACK: u32 = 1 << 16;

/// Whether a whole record can be stored.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Room {
    /// Nothing of this run is stored.
    Free,
    /// A record of this run is stored.
    Taken,
    /// A damaged record of this run is stored: pieces without a head.
    Remains,
}

impl Room {
    /// Decides by what is stored of a run.
    #[must_use]
    pub fn of(has_head: bool, pieces: u64) -> Self {
        match (has_head, pieces) {
            (true, _) => Self::Taken,
            (false, 0) => Self::Free,
            (false, _) => Self::Remains,
        }
    }
}

/// Why a tab may not write a record.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum OwnershipError {
    /// Another tab has claimed it or written to it since.
    #[error("another tab has claimed the record or written to it")]
    Changed,
    /// It is no longer stored.
    #[error("the record is not stored any more")]
    Gone,
}

/// Claims a stored record. Returns the head of its next generation, which must be stored in the same
/// transaction.
///
/// # Errors
/// [`OwnershipError`] if the tab's copy differs from what is stored. The record must be read again.
pub fn claim(stored: Option<&[u8]>, batches: u64, held: Held) -> Result<RunHeader, OwnershipError> {
    let head = read(stored)?;
    let now = Held {
        generation: head.generation,
        batches,
    };
    // A log that does not match its own head is damaged. Reading the record again reports that.
    if now != held || batches != head.bond.batches {
        return Err(OwnershipError::Changed);
    }
    Ok(RunHeader {
        generation: next(head.generation),
        ..head
    })
}

/// Checks that a tab of this generation may write to a stored record, and returns the stored head. The result
/// holds only within the transaction that read `stored`.
///
/// # Errors
/// [`OwnershipError`] if nothing may be written.
pub fn may_write(stored: Option<&[u8]>, generation: u32) -> Result<RunHeader, OwnershipError> {
    let head = read(stored)?;
    match head.generation == generation {
        true => Ok(head),
        false => Err(OwnershipError::Changed),
    }
}

/// Reads the stored head. No tab may overwrite one that cannot be read.
fn read(stored: Option<&[u8]>) -> Result<RunHeader, OwnershipError> {
    RunHeader::read(stored.ok_or(OwnershipError::Gone)?).map_err(|_| OwnershipError::Changed)
}

/// The next generation. The maximum is never reached in practice; after it, no tab could write any more.
fn next(generation: u32) -> u32 {
    generation.saturating_add(1)
}
