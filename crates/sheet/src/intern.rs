//! An interner: stores each text once and refers to it by number.

use std::hash::{BuildHasher, Hasher};

use foldhash::fast::FixedState;
use hashbrown::HashTable;

use crate::bytes_eq::same;
use crate::text_arena::{Neighbours, Texts};

/// Assigns a number to each distinct text, in order of first appearance.
#[derive(Default)]
pub struct Interner {
    texts: Texts,
    /// Hash and number. The hash avoids most comparisons of different texts.
    table: HashTable<(u32, u32)>,
    last: Option<u32>,
}

impl std::fmt::Debug for Interner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Interner({} texts)", self.texts.len())
    }
}

impl Interner {
    /// The text's number, and whether it is new.
    #[inline(never)]
    pub fn intern(&mut self, text: &[u8]) -> (u32, bool) {
        // Exports are sorted by something, so the text is often that of the previous row.
        if let Some(last) = self.last.filter(|last| same(self.get(*last), text)) {
            return (last, false);
        }
        let hash = hash_of(text);
        let found = find(&self.table, &self.texts, hash, text);
        let (number, new) = match found {
            Some(number) => (number, false),
            None => (self.push(hash, text), true),
        };
        self.last = Some(number);
        (number, new)
    }

    fn push(&mut self, hash: u32, text: &[u8]) -> u32 {
        let number = u32::try_from(self.texts.len()).unwrap_or(u32::MAX);
        self.texts.push(text);
        self.table
            .insert_unique(u64_of(hash), (hash, number), |(hash, _)| u64_of(*hash));
        number
    }

    /// A text's number, if it is known.
    #[must_use]
    pub fn find(&self, text: &[u8]) -> Option<u32> {
        find(&self.table, &self.texts, hash_of(text), text)
    }

    /// A text by its number. Empty if there is none.
    #[inline]
    #[must_use]
    pub fn get(&self, number: u32) -> &[u8] {
        self.texts.get(number)
    }

    /// Number of texts.
    #[must_use]
    pub fn len(&self) -> usize {
        self.texts.len()
    }

    /// Whether there are no texts.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Bytes of all texts.
    pub(crate) fn size(&self) -> usize {
        self.texts.size()
    }

    /// All texts, one block at a time.
    pub(crate) fn neighbours(&self) -> impl Iterator<Item = Neighbours<'_>> {
        self.texts.neighbours()
    }

    /// Frees what only interning needs.
    pub fn close(&mut self) {
        self.table = HashTable::new();
        self.last = None;
    }
}

#[inline]
fn find(table: &HashTable<(u32, u32)>, texts: &Texts, hash: u32, text: &[u8]) -> Option<u32> {
    let is_it = |(known, number): &(u32, u32)| *known == hash && same(texts.get(*number), text);
    table.find(u64_of(hash), is_it).map(|(_, number)| *number)
}

#[inline]
fn hash_of(text: &[u8]) -> u32 {
    let mut hasher = FixedState::with_seed(0).build_hasher();
    hasher.write(text);
    let hash = hasher.finish();
    #[allow(clippy::cast_possible_truncation, reason = "both halves are taken")]
    let folded = (hash ^ (hash >> 32)) as u32;
    folded
}

/// The table uses the low bits for buckets and the high bits for tags.
#[inline]
fn u64_of(hash: u32) -> u64 {
    u64::from(hash) << 32 | u64::from(hash)
}

/// Grows by a quarter, because doubling a large list takes too much memory.
#[inline]
pub(crate) fn make_room<T>(list: &mut Vec<T>, more: usize) {
    if list.capacity() - list.len() < more {
        list.reserve_exact(more.max(list.capacity() / 4).max(1024));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_texts_have_one_number_and_different_ones_their_own() {
        let mut texts = Interner::default();
        let numbers: Vec<u32> = ["a", "b", "b", "", "a", ""]
            .iter()
            .map(|text| texts.intern(text.as_bytes()).0)
            .collect();
        assert_eq!(numbers, [0, 1, 1, 2, 0, 2]);
        assert_eq!(
            (texts.len(), texts.get(1), texts.get(9)),
            (3, &b"b"[..], &b""[..])
        );
        assert_eq!((texts.find(b"b"), texts.find(b"c")), (Some(1), None));
    }

    #[test]
    fn ten_thousand_texts_are_all_found_again() {
        let mut texts = Interner::default();
        for round in 0..2 {
            for number in 0..10_000_u32 {
                let text = format!("text {number}");
                assert_eq!(texts.intern(text.as_bytes()), (number, round == 0));
            }
        }
    }
}
