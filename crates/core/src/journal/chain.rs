//! What binds the pieces of a run's record to each other: each piece names its run, its number and the checksum of all
//! pieces before it, and the head holds how many there are and the checksum of them all. The head is stored in one
//! transaction with each batch, so a record whose head does not fit its pieces was damaged.

use crc::{CRC_64_XZ, Crc};
use serde::{Deserialize, Serialize};

use super::frame::DecodeError;

static CRC_64: Crc<u64> = Crc::<u64>::new(&CRC_64_XZ);

/// A checksum over a row of pieces, each one added to the sum of those before it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub(super) struct Chain(u64);

impl Chain {
    /// The chain of a run that has no piece yet.
    pub(super) fn of_run(id: &str) -> Self {
        Self(CRC_64.checksum(id.as_bytes()))
    }

    /// The chain with one more piece.
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

/// What a head knows of the pieces that belong to it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Bond {
    /// Parts of the plan, its notes included.
    pub parts: u32,
    pub(super) plan: Chain,
    /// Batches of the log.
    pub batches: u64,
    pub(super) log: Chain,
}

impl Bond {
    /// What binds these pieces, as they are stored.
    #[must_use]
    pub fn of(id: &str, parts: &[Vec<u8>], log: &[Vec<u8>]) -> Self {
        let plan = Chain::of_run(id).and_all(parts);
        Self {
            parts: u32::try_from(parts.len()).unwrap_or(u32::MAX),
            plan,
            batches: log.len() as u64,
            // The log goes on where the plan ends: a log under another plan does not fit.
            log: plan.and_all(log),
        }
    }

    /// The bond with one more batch.
    pub(super) fn and(self, number: u64, batch: &[u8]) -> Self {
        Self {
            batches: number + 1,
            log: self.log.and(batch),
            ..self
        }
    }
}

/// Where a piece belongs; stands before its content.
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

    /// The chain of the pieces before this one, as the piece itself says.
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
