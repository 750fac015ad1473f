//! The write-ahead log: stored intents, entries still to be written, and the one batch being written. Meanwhile new
//! entries gather for the next batch.

use std::sync::Arc;

use super::entry::{Batch, JournalEntry};
use super::recorded::Recorded;

/// The journal as the engine sees it.
#[derive(Debug)]
pub(super) struct WriteAheadLog {
    pending: Vec<JournalEntry>,
    /// The batch being written, and the state of the run once it is stored.
    under_way: Option<(Batch, Recorded)>,
    /// The state of the run as of the last stored batch.
    kept: Recorded,
    /// Entries noted so far, and how many of them were written. They are written in the order they were noted.
    noted: u64,
    written: u64,
    next: u64,
    /// A batch could not be written. Nothing more is written until the run is resumed.
    broken: bool,
}

impl WriteAheadLog {
    /// A log for a journal of `batches` batches. `kept` is the state of the run as of them.
    pub(super) fn after(batches: u64, kept: Recorded) -> Self {
        Self {
            pending: Vec::new(),
            under_way: None,
            kept,
            noted: 0,
            written: 0,
            next: batches,
            broken: false,
        }
    }

    /// Takes an entry and returns its number.
    pub(super) fn note(&mut self, entry: JournalEntry) -> u64 {
        self.pending.push(entry);
        self.noted += 1;
        self.noted
    }

    /// Whether the journal has stored the entry of this number.
    pub(super) fn holds(&self, entry: u64) -> bool {
        entry <= self.written
    }

    /// Whether something is to be written now.
    pub(super) fn has_next(&self) -> bool {
        self.under_way.is_none() && !self.broken && !self.pending.is_empty()
    }

    /// Returns the next batch if none is being written and there are entries. `recorded` is the state of the run then.
    pub(super) fn next_batch(&mut self, recorded: Recorded) -> Option<Batch> {
        if !self.has_next() {
            return None;
        }
        let entries: Arc<[JournalEntry]> = std::mem::take(&mut self.pending).into();
        let batch = Batch {
            number: self.next,
            entries,
        };
        self.under_way = Some((batch.clone(), recorded));
        Some(batch)
    }

    /// Marks the current batch as stored and returns it. `None` for any other number.
    pub(super) fn written(&mut self, number: u64) -> Option<Batch> {
        let is_this = |under_way: &mut (Batch, Recorded)| under_way.0.number == number;
        let (batch, recorded) = self.under_way.take_if(is_this)?;
        self.next = number + 1;
        self.written += batch.entries.len() as u64;
        self.kept = recorded;
        Some(batch)
    }

    /// Marks the current batch as failed. It waits for [`Self::retry`], before everything else.
    pub(super) fn failed(&mut self, number: u64) -> bool {
        let is_this = |under_way: &mut (Batch, Recorded)| under_way.0.number == number;
        let Some((batch, _)) = self.under_way.take_if(is_this) else {
            return false;
        };
        self.pending.splice(0..0, batch.entries.iter().cloned());
        self.broken = true;
        true
    }

    /// Tries to write again.
    pub(super) fn retry(&mut self) {
        self.broken = false;
    }

    /// Whether nothing is being written or will be by itself.
    pub(super) fn is_at_rest(&self) -> bool {
        self.under_way.is_none() && (self.broken || self.pending.is_empty())
    }

    /// The state of the run as of the current batch, or else as of the last stored one. `None` if everything is stored.
    pub(super) fn recorded(&self) -> Option<Recorded> {
        match &self.under_way {
            Some((_, recorded)) => Some(*recorded),
            None if self.pending.is_empty() => None,
            None => Some(self.kept),
        }
    }

    /// Whether the journal has stored everything that happened.
    pub(super) fn is_complete(&self) -> bool {
        self.under_way.is_none() && self.pending.is_empty()
    }
}
