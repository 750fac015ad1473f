//! A run's log: batches of entries.

use crate::run::{Batch, JournalEntry};

use super::chain::{Bond, Chain, PieceLink};
use super::frame::{DecodeError, Kind, open, seal};
use super::head::RunHeader;

/// Returns a batch in its stored form, after everything that `head` binds, and the head that also binds this
/// batch. Both are stored in one transaction.
#[must_use]
pub fn write_batch(head: &RunHeader, batch: &Batch) -> (RunHeader, Vec<u8>) {
    let link = PieceLink::new(&head.id, batch.number, head.bond.log);
    let bytes = seal(Kind::Batch, &(link, &*batch.entries));
    let bond = head.bond.and(batch.number, &bytes);
    let head = RunHeader {
        bond,
        ..head.clone()
    };
    (head, bytes)
}

/// Reads a run's batches up to the first gap, and whether they are all that the head binds. A batch after a
/// damaged or missing one cannot be trusted.
pub fn read_batches<'a>(
    head: &RunHeader,
    stored: impl IntoIterator<Item = &'a [u8]>,
) -> (Vec<Batch>, bool) {
    let read = LogRead::of(&head.id, Some(head.bond.plan), stored);
    let is_whole = read.end.is_ok() && read.is_all_of(head);
    (read.batches, is_whole)
}

/// The readable part of a log, up to the first damaged batch.
pub(super) struct LogRead {
    pub(super) batches: Vec<Batch>,
    chain: Chain,
    /// Why reading ended early. Only the head shows whether batches are missing at the end.
    pub(super) end: Result<(), DecodeError>,
}

impl LogRead {
    /// Reads a log that continues the chain of its plan. `plan` is `None` if head and plan are damaged, so
    /// that the chain is unknown.
    pub(super) fn of<'a>(
        run: &str,
        plan: Option<Chain>,
        stored: impl IntoIterator<Item = &'a [u8]>,
    ) -> Self {
        let mut read = Self {
            batches: Vec::new(),
            chain: plan.unwrap_or_default(),
            end: Ok(()),
        };
        let mut is_known = plan.is_some();
        for bytes in stored {
            read.end = read.take(run, is_known, bytes);
            if read.end.is_err() {
                break;
            }
            is_known = true;
        }
        read
    }

    fn take(&mut self, run: &str, is_known: bool, bytes: &[u8]) -> Result<(), DecodeError> {
        let number = self.batches.len() as u64;
        let (link, entries): (PieceLink, Vec<JournalEntry>) = open(Kind::Batch, bytes)?;
        if !is_known {
            self.chain = link.after();
        }
        link.check(run, number, self.chain)?;
        self.chain = self.chain.and(bytes);
        self.batches.push(Batch {
            number,
            entries: entries.into(),
        });
        Ok(())
    }

    /// Whether these batches are all that the head binds.
    pub(super) fn is_all_of(&self, head: &RunHeader) -> bool {
        self.batches.len() as u64 == head.bond.batches && self.chain == head.bond.log
    }
}

impl RunHeader {
    /// Returns the head of a new run, bound to the parts of its plan.
    #[must_use]
    pub fn bound_to(&self, parts: &[Vec<u8>]) -> Self {
        Self {
            bond: Bond::of(&self.id, parts, &[]),
            ..self.clone()
        }
    }
}
