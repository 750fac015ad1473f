//! The ends of a record's cells. Always writes eight at once, even if there are fewer, to avoid branch mispredictions.

/// Ends written at once. Most chunks have fewer.
const AT_ONCE: usize = 8;
/// Marks in one word.
const WORD: usize = 64;

/// Ends of cells, counted from the record's first byte.
pub(crate) struct Ends {
    /// The first `count` are valid. There is always room for another word of marks after them.
    places: Vec<u32>,
    count: usize,
}

impl Ends {
    pub(crate) fn new() -> Self {
        Self {
            places: vec![0; 2 * WORD],
            count: 0,
        }
    }

    pub(crate) fn clear(&mut self) {
        self.count = 0;
    }

    #[inline]
    pub(crate) fn all(&self) -> &[u32] {
        &self.places[..self.count]
    }

    #[inline]
    pub(crate) fn push(&mut self, at: usize) {
        self.places[self.count] = u32::try_from(at).unwrap_or(u32::MAX);
        self.count += 1;
        self.make_room();
    }

    /// Adds an end for each mark. `base` is the offset of the lowest bit.
    #[inline]
    pub(crate) fn push_marks(&mut self, base: usize, marks: u64) {
        let base = u32::try_from(base).unwrap_or(u32::MAX);
        let mut left = marks;
        let (groups, _) = self.places[self.count..].as_chunks_mut::<AT_ONCE>();
        for group in groups {
            for place in group {
                *place = base.wrapping_add(left.trailing_zeros());
                left &= left.wrapping_sub(1);
            }
            if left == 0 {
                break;
            }
        }
        self.count += marks.count_ones() as usize;
        self.make_room();
    }

    #[inline]
    fn make_room(&mut self) {
        if self.places.len() < self.count + WORD {
            self.places.resize(self.count * 2 + WORD, 0);
        }
    }

    /// Removes the ends from an offset on.
    pub(crate) fn cut_at(&mut self, end: usize) {
        self.count = self.all().partition_point(|place| (*place as usize) < end);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mark_becomes_its_place_however_many_there_are() {
        let mut ends = Ends::new();
        let mut expected = Vec::new();
        for round in 0..40_u32 {
            let marks = u64::MAX >> (round % 64) & 0xF5A0_0000_0000_FFFF_u64.rotate_left(round);
            ends.push_marks(64 * round as usize, marks);
            expected.extend(
                (0..64)
                    .filter(|bit| marks >> bit & 1 == 1)
                    .map(|bit| 64 * round + bit),
            );
            ends.push(64 * round as usize + 63);
            expected.push(64 * round + 63);
        }
        assert_eq!(ends.all(), expected);
        ends.cut_at(100);
        assert!(ends.all().iter().all(|end| *end < 100) && !ends.all().is_empty());
        ends.clear();
        assert!(ends.all().is_empty());
    }
}
