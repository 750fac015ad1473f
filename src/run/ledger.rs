//! Write-ahead: which intents stand in the journal, what is still to be
//! written, and the one batch under way. While a batch is being written,
//! whatever happens gathers for the next.

use std::sync::Arc;

use super::entry::{Batch, Entry};

/// The journal as the engine sees it.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    pending: Vec<Entry>,
    under_way: Option<Batch>,
    next: u64,
    /// A batch could not be written. Nothing more is written until the run is resumed.
    broken: bool,
}

impl Ledger {
    /// A ledger behind a journal that holds `batches`.
    pub(super) fn after(batches: u64) -> Self {
        Self {
            next: batches,
            ..Self::default()
        }
    }

    pub(super) fn note(&mut self, entry: Entry) {
        self.pending.push(entry);
    }

    /// The next batch, if none is under way and there is something to write.
    pub(super) fn next_batch(&mut self) -> Option<Batch> {
        if self.under_way.is_some() || self.broken || self.pending.is_empty() {
            return None;
        }
        let entries: Arc<[Entry]> = std::mem::take(&mut self.pending).into();
        let batch = Batch {
            number: self.next,
            entries,
        };
        self.under_way = Some(batch.clone());
        Some(batch)
    }

    /// The batch under way stands in the journal; its entries. None for a number that is not under way.
    pub(super) fn written(&mut self, number: u64) -> Option<Batch> {
        let batch = self.under_way.take_if(|batch| batch.number == number)?;
        self.next = number + 1;
        Some(batch)
    }

    /// The batch under way could not be written: it waits for [`Self::mend`], before everything else.
    pub(super) fn failed(&mut self, number: u64) -> bool {
        let Some(batch) = self.under_way.take_if(|batch| batch.number == number) else {
            return false;
        };
        self.pending.splice(0..0, batch.entries.iter().cloned());
        self.broken = true;
        true
    }

    /// Tries to write again.
    pub(super) fn mend(&mut self) {
        self.broken = false;
    }

    /// Nothing is being written, and nothing will be by itself.
    pub(super) fn is_at_rest(&self) -> bool {
        self.under_way.is_none() && (self.broken || self.pending.is_empty())
    }

    /// Everything that happened stands in the journal.
    pub(super) fn is_complete(&self) -> bool {
        self.under_way.is_none() && self.pending.is_empty()
    }
}
