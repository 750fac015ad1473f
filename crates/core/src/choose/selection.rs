//! A set of rows of the file.

use groupsweep_sheet::BitSet;

use crate::domain::RowNo;

/// Ticked rows, one bit each.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Selection(BitSet);

impl Selection {
    /// Nothing ticked, for a file of `rows` rows.
    #[must_use]
    pub fn none(rows: usize) -> Self {
        Self(BitSet::none(rows))
    }

    /// These rows ticked, in a file of `rows` rows. What it is for decides what it may say: a plan's rows, to
    /// tell what they change. Ticks come about in [`super::SelectionHistory`] alone.
    #[must_use]
    pub fn of_rows(rows: usize, ticked: impl IntoIterator<Item = RowNo>) -> Self {
        let mut set = BitSet::none(rows);
        for row in ticked.into_iter().filter(|row| row.index() < rows) {
            set.put(row.index(), true);
        }
        Self(set)
    }

    pub(super) fn of(rows: BitSet) -> Self {
        Self(rows)
    }

    /// The rows as a set of numbers.
    #[must_use]
    pub fn rows(&self) -> &BitSet {
        &self.0
    }

    /// Number of ticked rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a row is ticked.
    #[must_use]
    pub fn contains(&self, row: RowNo) -> bool {
        self.0.contains(row.index())
    }

    /// The ticked rows, in file order.
    pub fn iter(&self) -> impl Iterator<Item = RowNo> + '_ {
        self.0
            .iter()
            .map(|row| RowNo(u32::try_from(row).unwrap_or(u32::MAX)))
    }
}
