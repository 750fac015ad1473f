//! Batches of entries: a run's log.

use crate::run::{Batch, Entry};

use super::frame::{Kind, open, seal};

/// A batch as it is stored.
#[must_use]
pub fn write_batch(batch: &Batch) -> Vec<u8> {
    // The number is inside too: a batch under another number is not taken for it.
    seal(Kind::Batch, &(batch.number, &*batch.entries))
}

/// The batches of a run, as far as they go without a gap, and whether that is all of them.
/// What stands behind a damaged or missing batch cannot be trusted.
pub fn read_batches<'a>(stored: impl IntoIterator<Item = &'a [u8]>) -> (Vec<Batch>, bool) {
    let mut batches = Vec::new();
    for bytes in stored {
        let Ok((number, entries)) = open::<(u64, Vec<Entry>)>(Kind::Batch, bytes) else {
            return (batches, false);
        };
        if number != batches.len() as u64 {
            return (batches, false);
        }
        batches.push(Batch {
            number,
            entries: entries.into(),
        });
    }
    (batches, true)
}
