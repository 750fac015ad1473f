//! Finds duplicate rows: groups them by their second number, then compares the first numbers within each group. In
//! steps, because a million rows take longer than a page may block.

use crate::bit_set::BitSet;

/// Rows looked at in one step: a few milliseconds.
const STEP: usize = 100_000;

/// The rows: two numbers each, the second mapped by `by`.
#[derive(Clone, Copy)]
pub struct Pairs<'a> {
    /// Rows to compare.
    pub rows: &'a BitSet,
    /// The first number of each row.
    pub first: &'a [u32],
    /// The second number of each row,
    pub second: &'a [u32],
    /// and what that stands for.
    pub by: &'a [u32],
}

/// A search in progress.
pub struct DuplicateFinder {
    stage: DuplicateStage,
    /// Where each number's rows start in `rows`. Advances while they are filled in.
    starts: Vec<u32>,
    /// Rows grouped by second number, in order within a group.
    rows: Vec<u32>,
    /// For each first number, the last second number seen with it (plus one), and its row.
    ticked: Vec<(u32, u32)>,
    found: Vec<(u32, u32)>,
}

#[derive(Clone, Copy)]
enum DuplicateStage {
    Counting(usize),
    Placing(usize),
    Ticking { number: usize, from: usize },
    Done,
}

impl DuplicateFinder {
    /// First numbers are below `firsts`, and mapped second numbers below `seconds`.
    #[must_use]
    pub fn new(firsts: usize, seconds: usize) -> Self {
        Self {
            stage: DuplicateStage::Counting(0),
            starts: vec![0; seconds + 1],
            rows: Vec::new(),
            ticked: vec![(0, 0); firsts],
            found: Vec::new(),
        }
    }

    /// Does one step. True once it is done.
    #[inline(never)]
    pub fn step(&mut self, pairs: Pairs<'_>) -> bool {
        let all = pairs.first.len();
        self.stage = match self.stage {
            DuplicateStage::Counting(from) => match self.count(pairs, from) {
                to if to < all => DuplicateStage::Counting(to),
                _ => {
                    self.begin_placing();
                    DuplicateStage::Placing(0)
                }
            },
            DuplicateStage::Placing(from) => match self.place(pairs, from) {
                to if to < all => DuplicateStage::Placing(to),
                _ => DuplicateStage::Ticking { number: 0, from: 0 },
            },
            DuplicateStage::Ticking { number, from } => match self.tick_off(pairs, number, from) {
                (number, from) if from < self.rows.len() => {
                    DuplicateStage::Ticking { number, from }
                }
                _ => {
                    self.found.sort_unstable();
                    DuplicateStage::Done
                }
            },
            DuplicateStage::Done => DuplicateStage::Done,
        };
        matches!(self.stage, DuplicateStage::Done)
    }

    /// Each duplicate row with the row that it repeats, by row.
    #[must_use]
    pub fn found(self) -> Vec<(u32, u32)> {
        self.found
    }

    fn count(&mut self, pairs: Pairs<'_>, from: usize) -> usize {
        let to = (from + STEP).min(pairs.first.len());
        for row in from..to {
            if pairs.rows.contains(row) {
                self.starts[pairs.by[pairs.second[row] as usize] as usize + 1] += 1;
            }
        }
        to
    }

    fn begin_placing(&mut self) {
        for at in 1..self.starts.len() {
            self.starts[at] += self.starts[at - 1];
        }
        self.rows = vec![0; self.starts.last().copied().unwrap_or(0) as usize];
    }

    fn place(&mut self, pairs: Pairs<'_>, from: usize) -> usize {
        let to = (from + STEP).min(pairs.first.len());
        for row in from..to {
            if pairs.rows.contains(row) {
                let start = &mut self.starts[pairs.by[pairs.second[row] as usize] as usize];
                self.rows[*start as usize] = u32::try_from(row).unwrap_or(u32::MAX);
                *start += 1;
            }
        }
        to
    }

    /// Compares a number's rows. `starts` now has where each number's rows end.
    fn tick_off(&mut self, pairs: Pairs<'_>, number: usize, from: usize) -> (usize, usize) {
        let (mut number, to) = (number, (from + STEP).min(self.rows.len()));
        for at in from..to {
            while self.starts[number] as usize <= at {
                number += 1;
            }
            let row = self.rows[at];
            let by = u32::try_from(number + 1).unwrap_or(u32::MAX);
            let ticked = &mut self.ticked[pairs.first[row as usize] as usize];
            if ticked.0 == by {
                self.found.push((row, ticked.1));
            } else {
                *ticked = (by, row);
            }
        }
        (number, to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn doubles(pairs: Pairs<'_>) -> Vec<(u32, u32)> {
        let mut doubles = DuplicateFinder::new(10, 10);
        while !doubles.step(pairs) {}
        doubles.found()
    }

    #[test]
    fn the_second_of_two_equal_rows_is_found_with_the_first() {
        let (first, second) = ([1, 2, 1, 1, 2, 1], [5, 5, 6, 5, 5, 5]);
        let by: Vec<u32> = (0..10).collect();
        let rows = BitSet::of(6, |_| true);
        let pairs = Pairs {
            rows: &rows,
            first: &first,
            second: &second,
            by: &by,
        };
        assert_eq!(doubles(pairs), [(3, 0), (4, 1), (5, 0)]);
    }

    #[test]
    fn numbers_that_stand_for_the_same_are_the_same_and_rows_left_out_do_not_count() {
        let (first, second) = ([1, 1, 1], [5, 6, 7]);
        let by = [0, 1, 2, 3, 4, 5, 5, 5, 8, 9];
        let rows = BitSet::of(3, |row| row != 1);
        let pairs = Pairs {
            rows: &rows,
            first: &first,
            second: &second,
            by: &by,
        };
        assert_eq!(doubles(pairs), [(2, 0)]);
    }

    #[test]
    fn no_rows_have_no_doubles() {
        let rows = BitSet::none(0);
        let pairs = Pairs {
            rows: &rows,
            first: &[],
            second: &[],
            by: &[],
        };
        assert!(doubles(pairs).is_empty());
    }
}
