//! Case-insensitive search.

use crate::bit_set::BitSet;
use crate::intern::Interner;
use crate::length_prefixed::cells;

/// A search text.
pub struct Needle {
    /// Lower case.
    text: String,
    /// The offset of its rarest byte, and that byte in both cases.
    rare: Option<Rare>,
}

#[derive(Clone, Copy)]
struct Rare {
    place: usize,
    cases: (u8, u8),
}

/// Letters that most names and emails contain, the most frequent first. Poor ones to search for.
const FREQUENT: &[u8] = b"eaionrtslcmud.p@hx0123456789";

impl Needle {
    /// A search for `text`, without the white space around it.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let text = text.trim().to_lowercase();
        let rare = text.is_ascii().then(|| rarest(text.as_bytes())).flatten();
        Self { text, rare }
    }

    /// Whether it is empty, which matches everything.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Whether a text contains it.
    #[must_use]
    pub fn is_in(&self, text: &str) -> bool {
        match self.rare {
            Some(rare) => self.next(text.as_bytes(), rare, 0).is_some(),
            // An ASCII text contains no other letters.
            None if self.is_empty() => true,
            None => !text.is_ascii() && text.to_lowercase().contains(&self.text),
        }
    }

    /// The numbers of the texts that contain it in one of their first `among` cells.
    #[inline(never)]
    #[must_use]
    pub fn hits(&self, texts: &Interner, among: usize) -> BitSet {
        match self.rare {
            None if self.is_empty() => BitSet::of(texts.len(), |_| true),
            None => BitSet::of(texts.len(), |at| self.is_in_cells(texts, at, among)),
            Some(rare) => self.hits_in_a_row(texts, rare, among),
        }
    }

    fn is_in_cells(&self, texts: &Interner, at: usize, among: usize) -> bool {
        let key = texts.get(u32::try_from(at).unwrap_or(u32::MAX));
        let in_cell = |cell: &[u8]| match self.rare {
            Some(rare) => self.next(cell, rare, 0).is_some(),
            None => std::str::from_utf8(cell).is_ok_and(|text| self.is_in(text)),
        };
        cells(key).take(among).any(in_cell)
    }

    /// Scans all texts at once. Most are skipped without looking up where they start.
    fn hits_in_a_row(&self, texts: &Interner, rare: Rare, among: usize) -> BitSet {
        let mut hits = BitSet::none(texts.len());
        for neighbours in texts.neighbours() {
            let bytes = neighbours.bytes;
            let (mut from, mut text) = (0, 0);
            while let Some(at) = self.next(bytes, rare, from) {
                while neighbours.end(text) <= at {
                    text += 1;
                }
                if self.is_in_cells(texts, neighbours.first + text, among) {
                    hits.put(neighbours.first + text, true);
                }
                // Hit or not, this text needs no second look.
                from = neighbours.end(text);
            }
        }
        hits
    }

    /// The first match in `bytes` from `from` on.
    fn next(&self, bytes: &[u8], rare: Rare, from: usize) -> Option<usize> {
        let needle = self.text.as_bytes();
        // The rare byte of a match cannot be before this offset.
        let mut at = from + rare.place;
        loop {
            let found = at + memchr::memchr2(rare.cases.0, rare.cases.1, bytes.get(at..)?)?;
            let start = found - rare.place;
            let there = bytes.get(start..start + needle.len());
            if there.is_some_and(|there| there.eq_ignore_ascii_case(needle)) {
                return Some(start);
            }
            at = found + 1;
        }
    }
}

fn rarest(needle: &[u8]) -> Option<Rare> {
    let frequency = |byte: u8| {
        FREQUENT
            .iter()
            .position(|known| *known == byte)
            .unwrap_or(FREQUENT.len())
    };
    let (place, byte) = needle
        .iter()
        .enumerate()
        .max_by_key(|(_, byte)| frequency(**byte))?;
    Some(Rare {
        place,
        cases: (*byte, byte.to_ascii_uppercase()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::length_prefixed::push_cell;

    fn people(people: &[[&str; 3]]) -> Interner {
        let mut texts = Interner::default();
        for cells in people {
            let mut key = Vec::new();
            for cell in cells {
                push_cell(&mut key, cell.as_bytes());
            }
            texts.intern(&key);
        }
        texts
    }

    fn hits(texts: &Interner, needle: &str) -> Vec<usize> {
        Needle::new(needle).hits(texts, 2).iter().collect()
    }

    #[test]
    fn a_needle_is_found_regardless_of_case() {
        let texts = people(&[
            ["1", "Anna Bauer", "x"],
            ["2", "BEN", "anna"],
            ["3", "Zoë Ñandú", ""],
        ]);
        assert_eq!(hits(&texts, " anna "), [0]);
        assert_eq!(hits(&texts, "ben"), [1]);
        assert_eq!(hits(&texts, "ZOË"), [2]);
        assert_eq!(hits(&texts, "ñANDÚ"), [2]);
        assert_eq!(hits(&texts, ""), [0, 1, 2]);
        assert_eq!(hits(&texts, "nobody"), [0; 0]);
    }

    #[test]
    fn a_needle_does_not_reach_over_two_cells_or_two_texts() {
        // 32 letters: the length before the cell is a blank.
        let long = "b".repeat(32);
        let texts = people(&[["a", &long, "c"], ["d", "e", "f"]]);
        assert_eq!(hits(&texts, "a b"), [0; 0]);
        assert_eq!(hits(&texts, "c\u{1}d"), [0; 0]);
        assert_eq!(hits(&texts, "bbb"), [0]);
    }

    #[test]
    fn a_false_hit_before_the_right_one_does_not_hide_it() {
        let long = "b".repeat(32);
        let texts = people(&[["a", &long, "c"], ["x", "a b", ""]]);
        assert_eq!(hits(&texts, "a b"), [1]);
    }

    #[test]
    fn single_texts_are_searched_the_same_way() {
        let holds = |needle: &str, text: &str| Needle::new(needle).is_in(text);
        assert!(holds("x", "aX") && holds("größe", "Größe & Gewicht") && holds("", ""));
        assert!(!holds("xx", "x") && !holds("ö", "o"));
    }
}
