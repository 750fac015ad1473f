//! A tab's copy of a run's log, in its stored form. A run of a million rows has about as many batches, so
//! they are stored contiguously: a vector of vectors would take half as much memory again.

/// Bytes allocated at a time. A single vector would be copied as it grows, which takes twice the memory.
const CHUNK: usize = 256 * 1024;
/// Bytes of the length before each batch, little endian.
const LENGTH: usize = 4;

/// How much of a tab's copy a stored log contains.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum StoredLog {
    /// All of the copy, and perhaps more.
    HoldsAll,
    /// The stored log is shorter or diverged: the copy has something that it lacks.
    LacksSome,
}

/// The batches of a log, in order.
#[derive(Debug, Default)]
pub struct LogCopy {
    chunks: Vec<Vec<u8>>,
}

impl LogCopy {
    /// Copies a stored log.
    #[must_use]
    pub fn of(log: &[Vec<u8>]) -> Self {
        let mut copy = Self::default();
        for batch in log {
            copy.push(batch);
        }
        copy
    }

    /// Adds the next batch.
    pub fn push(&mut self, batch: &[u8]) {
        // The browser stores no piece of 4 GB.
        let length = u32::try_from(batch.len()).unwrap_or(u32::MAX);
        let room = LENGTH + batch.len();
        let has_room = |chunk: &Vec<u8>| chunk.capacity() - chunk.len() >= room;
        if !self.chunks.last().is_some_and(has_room) {
            self.chunks.push(Vec::with_capacity(room.max(CHUNK)));
        }
        if let Some(chunk) = self.chunks.last_mut() {
            chunk.extend_from_slice(&length.to_le_bytes());
            chunk.extend_from_slice(batch);
        }
    }

    /// Returns each batch separately.
    #[must_use]
    pub fn batches(&self) -> Vec<Vec<u8>> {
        self.iter().map(<[u8]>::to_vec).collect()
    }

    /// Compares with another log of the same run: how much of this one it contains.
    #[must_use]
    pub fn seen_from(&self, other: &Self) -> StoredLog {
        let mut theirs = other.iter();
        match self.iter().all(|batch| theirs.next() == Some(batch)) {
            true => StoredLog::HoldsAll,
            false => StoredLog::LacksSome,
        }
    }

    fn iter(&self) -> impl Iterator<Item = &[u8]> {
        self.chunks.iter().flat_map(|chunk| batches_of(chunk))
    }

    /// Bytes of memory in use.
    #[must_use]
    pub fn memory(&self) -> usize {
        let taken = |chunk: &Vec<u8>| chunk.capacity() + size_of::<Vec<u8>>();
        self.chunks.iter().map(taken).sum()
    }
}

/// The batches of one chunk.
fn batches_of(chunk: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = chunk;
    std::iter::from_fn(move || {
        let (length, after) = rest.split_first_chunk::<LENGTH>()?;
        let length = u32::from_le_bytes(*length) as usize;
        let (batch, after) = after.split_at_checked(length).unwrap_or((after, &[]));
        rest = after;
        Some(batch)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn batches_come_back_in_their_order_whatever_their_lengths() {
        for length in [0, 1, 63, CHUNK - LENGTH, CHUNK - LENGTH + 1, 3 * CHUNK] {
            let batch = |number: u8| vec![number; length];
            let log: Vec<Vec<u8>> = (0..20).map(batch).collect();
            assert_eq!(LogCopy::of(&log).batches(), log, "{length}");
        }
        assert!(LogCopy::default().batches().is_empty());
    }

    #[test]
    fn a_log_that_is_shorter_or_went_another_way_lacks_some() {
        let copy = |batches: &[u8]| {
            let log: Vec<Vec<u8>> = batches.iter().map(|batch| vec![*batch; 3]).collect();
            LogCopy::of(&log)
        };
        let mine = copy(&[1, 2, 3]);
        for (stored, seen) in [
            (&[1, 2, 3][..], StoredLog::HoldsAll),
            (&[1, 2, 3, 4], StoredLog::HoldsAll),
            (&[1, 2], StoredLog::LacksSome),
            (&[1, 2, 4, 5, 6], StoredLog::LacksSome),
            (&[], StoredLog::LacksSome),
        ] {
            assert_eq!(mine.seen_from(&copy(stored)), seen, "{stored:?}");
        }
    }

    #[test]
    fn many_short_batches_take_little_more_than_their_bytes() {
        let log = vec![vec![7; 64]; 50_000];
        let least = 50_000 * 64;
        let taken = LogCopy::of(&log).memory();
        assert!(taken < least * 110 / 100, "{taken} bytes for {least}");
    }
}
