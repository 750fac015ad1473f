//! Whose a record is. Two tabs may hold one run, and only one of them may write: whoever begins to write claims the
//! record first, which raises the generation in its head, and every write matches that generation. A copy that was
//! read before somebody else claimed or wrote can so never overwrite what came later.

use super::head::RunHeader;
use super::log_copy::StoredLog;

/// What a tab knows of a stored record.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Held {
    /// The generation in the head that it read or wrote last.
    pub generation: u32,
    /// Batches in the log that it read or wrote.
    pub batches: u64,
}

impl Held {
    /// What a whole record with this head is.
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
    /// Nothing is stored yet.
    Unstored,
    /// The tab has read it. Before it writes, it has to claim it.
    Read(Held),
    /// The tab is the one that writes, until another one claims it.
    Owned(Held),
    /// The tab was writing it, under the run's lock, when the browser took the storage away. It may know of rows that no
    /// other copy knows of.
    CutOff(Held),
    /// Another tab has stored its own copy after the browser took the storage away: this one may know of rows that the
    /// stored one does not, and is not the last that was written.
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

    /// The storage went while the tab was writing. A copy that the tab only read stays what it was.
    #[must_use]
    pub fn cut_off(self) -> Self {
        match self {
            Self::Owned(held) => Self::CutOff(held),
            Self::Unstored | Self::Read(_) | Self::CutOff(_) | Self::Displaced(_) => self,
        }
    }

    /// Another tab's copy is stored, so this one is not the last that was written any more. A copy whose log the stored
    /// one goes on from may be read anew; a copy that was cut off may tell of more than its log.
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

/// Whether a person agreed that a tab's copy becomes the record again after the browser lost it. Every copy may be old:
/// another tab may have stored its own, gone on with it, and lost it as well. So this is passed with each attempt to
/// claim the record and never remembered.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum WriteBack {
    NotAsked,
    /// Somebody read what the copy holds and agreed.
    Agreed,
}

/// The generation of a copy that is written back: so far on that no tab with another copy can hold it.
#[must_use]
pub fn written_back(generation: u32) -> u32 {
    generation.saturating_add(WRITTEN_BACK)
}

/// More generations than a run's record goes through by itself.
const WRITTEN_BACK: u32 = 1 << 16;

/// Whether there is room for a whole record.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Room {
    /// Nothing of this run is stored.
    Free,
    /// A record of this run is stored.
    Taken,
    /// A damaged record of this run is stored: its head is gone, and other pieces are left.
    Remains,
}

impl Room {
    /// Of what is stored of a run.
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
    /// It is not there any more.
    #[error("the record is not stored any more")]
    Gone,
}

/// Takes a record over, as it is stored now: the head of its next generation, which has to be stored in the same
/// transaction.
///
/// # Errors
/// [`OwnershipError`]: what the tab holds is not what is stored. The record has to be read anew.
pub fn claim(stored: Option<&[u8]>, batches: u64, held: Held) -> Result<RunHeader, OwnershipError> {
    let head = read(stored)?;
    let now = Held {
        generation: head.generation,
        batches,
    };
    // A log that its own head does not bind is damaged: reading it anew says so.
    if now != held || batches != head.bond.batches {
        return Err(OwnershipError::Changed);
    }
    Ok(RunHeader {
        generation: next(head.generation),
        ..head
    })
}

/// Whether a tab of this generation may write to a record, as it is stored now: the head that is stored. The answer
/// holds within the transaction in which `stored` was read.
///
/// # Errors
/// [`OwnershipError`]; then nothing may be written.
pub fn may_write(stored: Option<&[u8]>, generation: u32) -> Result<RunHeader, OwnershipError> {
    let head = read(stored)?;
    match head.generation == generation {
        true => Ok(head),
        false => Err(OwnershipError::Changed),
    }
}

/// A head that cannot be read is nobody's to overwrite.
fn read(stored: Option<&[u8]>) -> Result<RunHeader, OwnershipError> {
    RunHeader::read(stored.ok_or(OwnershipError::Gone)?).map_err(|_| OwnershipError::Changed)
}

/// The generation after this one. No person reaches the last number; were it reached, nobody could write any more.
fn next(generation: u32) -> u32 {
    generation.saturating_add(1)
}
