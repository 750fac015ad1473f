//! Binds the pieces of a run's record to each other. Each piece holds its run, its number and the checksum of
//! all pieces before it. The head holds how many there are and the checksum of all. The head is stored in one
//! transaction with each batch, so a head that does not match its pieces means damage.

use crc::{CRC_64_XZ, Crc};
use serde::{Deserialize, Serialize};

use super::frame::DecodeError;

static CRC_64: Crc<u64> = Crc::<u64>::new(&CRC_64_XZ);

/// A running checksum over a sequence of pieces.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub(super) struct Chain(u64);

impl Chain {
    /// The chain of a run without pieces.
    pub(super) fn of_run(id: &str) -> Self {
        Self(CRC_64.checksum(id.as_bytes()))
    }

    /// Adds a piece to the chain.
    #[must_use]
    pub(super) fn and(self, piece: &[u8]) -> Self {
        let mut sum = CRC_64.digest();
        sum.update(&self.0.to_le_bytes());
        sum.update(piece);
        Self(sum.finalize())
    }

    fn and_all(self, pieces: &[Vec<u8>]) -> Self {
        pieces.iter().fold(self, |chain, piece| chain.and(piece))
    }
}

/// The head's summary of the other pieces of its record.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Bond {
    /// Number of the plan's parts, including its notes.
    pub parts: u32,
    pub(super) plan: Chain,
    /// Number of the log's batches.
    pub batches: u64,
    pub(super) log: Chain,
}

impl Bond {
    /// Computes the bond of these stored pieces.
    #[must_use]
    pub fn of(id: &str, parts: &[Vec<u8>], log: &[Vec<u8>]) -> Self {
        let plan = Chain::of_run(id).and_all(parts);
        Self {
            parts: u32::try_from(parts.len()).unwrap_or(u32::MAX),
            plan,
            batches: log.len() as u64,
            // The log's chain continues the plan's, so that a log does not match another plan.
            log: plan.and_all(log),
        }
    }

    /// Adds a batch to the bond.
    pub(super) fn and(self, number: u64, batch: &[u8]) -> Self {
        Self {
            batches: number + 1,
            log: self.log.and(batch),
            ..self
        }
    }
}

/// Where a piece belongs. Stored before its content.
#[derive(PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(super) struct PieceLink {
    run: String,
    number: u64,
    after: Chain,
}

impl PieceLink {
    pub(super) fn new(run: &str, number: u64, after: Chain) -> Self {
        Self {
            run: run.to_owned(),
            number,
            after,
        }
    }

    /// The chain of the pieces before this one, as stored in the piece.
    pub(super) fn after(&self) -> Chain {
        self.after
    }

    /// Whether the piece belongs here.
    pub(super) fn check(&self, run: &str, number: u64, after: Chain) -> Result<(), DecodeError> {
        match *self == Self::new(run, number, after) {
            true => Ok(()),
            false => Err(DecodeError::Misplaced),
        }
    }
}
