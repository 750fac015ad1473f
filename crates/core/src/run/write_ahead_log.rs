//! Write-ahead: which intents stand in the journal, what is still to be
//! written, and the one batch under way. While a batch is being written,
//! whatever happens gathers for the next.

use std::sync::Arc;

use super::entry::{Batch, JournalEntry};
use super::recorded::Recorded;

/// The journal as the engine sees it.
#[derive(Debug)]
pub(super) struct WriteAheadLog {
    pending: Vec<JournalEntry>,
    /// With how the run stands once it is written.
    under_way: Option<(Batch, Recorded)>,
    /// How the run stands as of the last batch that was written.
    kept: Recorded,
    /// Entries noted so far, and how many of them were written. They are written in the order they were noted.
    noted: u64,
    written: u64,
    next: u64,
    /// A batch could not be written. Nothing more is written until the run is resumed.
    broken: bool,
}

impl WriteAheadLog {
    /// A log for a journal that holds `batches`; `kept` is how the run stands as of them.
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

    /// Takes an entry; its number.
    pub(super) fn note(&mut self, entry: JournalEntry) -> u64 {
        self.pending.push(entry);
        self.noted += 1;
        self.noted
    }

    /// Whether the entry of this number stands in the journal.
    pub(super) fn holds(&self, entry: u64) -> bool {
        entry <= self.written
    }

    /// Whether something is to be written now.
    pub(super) fn has_next(&self) -> bool {
        self.under_way.is_none() && !self.broken && !self.pending.is_empty()
    }

    /// The next batch, if none is under way and there is something to write; `recorded` is how the run stands then.
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

    /// The batch under way stands in the journal; its entries. None for a number that is not under way.
    pub(super) fn written(&mut self, number: u64) -> Option<Batch> {
        let is_this = |under_way: &mut (Batch, Recorded)| under_way.0.number == number;
        let (batch, recorded) = self.under_way.take_if(is_this)?;
        self.next = number + 1;
        self.written += batch.entries.len() as u64;
        self.kept = recorded;
        Some(batch)
    }

    /// The batch under way could not be written: it waits for [`Self::retry`], before everything else.
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

    /// Nothing is being written, and nothing will be by itself.
    pub(super) fn is_at_rest(&self) -> bool {
        self.under_way.is_none() && (self.broken || self.pending.is_empty())
    }

    /// How the run stands as of the batch under way, else as of the last one that was written while more is to be
    /// written; `None` if everything was.
    pub(super) fn recorded(&self) -> Option<Recorded> {
        match &self.under_way {
            Some((_, recorded)) => Some(*recorded),
            None if self.pending.is_empty() => None,
            None => Some(self.kept),
        }
    }

    /// Everything that happened stands in the journal.
    pub(super) fn is_complete(&self) -> bool {
        self.under_way.is_none() && self.pending.is_empty()
    }
}
