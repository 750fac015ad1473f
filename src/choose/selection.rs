//! A set of rows of the file.

use crate::domain::RowNo;

/// Ticked rows, one bit each.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Selection {
    words: Vec<u64>,
    count: usize,
}

impl Selection {
    /// Nothing ticked, for a file of `rows` rows.
    #[must_use]
    pub fn none(rows: usize) -> Self {
        Self {
            words: vec![0; rows.div_ceil(64)],
            count: 0,
        }
    }

    /// Number of ticked rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.count
    }

    /// Nothing is ticked.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Whether a row is ticked.
    #[must_use]
    pub fn contains(&self, row: RowNo) -> bool {
        self.words
            .get(row.index() / 64)
            .is_some_and(|word| word & bit(row) != 0)
    }

    /// Ticks or unticks a row; rows outside the file are ignored.
    pub(super) fn set(&mut self, row: RowNo, ticked: bool) {
        let Some(word) = self.words.get_mut(row.index() / 64) else {
            return;
        };
        match (*word & bit(row) != 0, ticked) {
            (false, true) => {
                *word |= bit(row);
                self.count += 1;
            }
            (true, false) => {
                *word &= !bit(row);
                self.count -= 1;
            }
            (true, true) | (false, false) => {}
        }
    }

    /// The ticked rows, in file order.
    pub fn iter(&self) -> impl Iterator<Item = RowNo> + '_ {
        self.words.iter().enumerate().flat_map(|(at, word)| {
            let base = u32::try_from(at * 64).unwrap_or(u32::MAX);
            (0..64_u32)
                .filter(move |offset| word >> offset & 1 == 1)
                .map(move |offset| RowNo(base + offset))
        })
    }
}

fn bit(row: RowNo) -> u64 {
    1 << (row.0 % 64)
}
