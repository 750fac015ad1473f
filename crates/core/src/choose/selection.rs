//! A set of rows of the file.

use groupsweep_sheet::BitSet;

use crate::domain::RowNo;

/// Selected rows, one bit each.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Selection(BitSet);

impl Selection {
    /// An empty selection for a file of `rows` rows.
    #[must_use]
    pub fn none(rows: usize) -> Self {
        Self(BitSet::none(rows))
    }

    /// Makes a selection of these rows in a file of `rows` rows, for example to compute what a plan changes. It is not
    /// what the admin selected: only [`super::SelectionHistory`] makes that.
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

    /// The rows as a bit set.
    #[must_use]
    pub fn rows(&self) -> &BitSet {
        &self.0
    }

    /// Number of selected rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a row is selected.
    #[must_use]
    pub fn contains(&self, row: RowNo) -> bool {
        self.0.contains(row.index())
    }

    /// The selected rows, in file order.
    pub fn iter(&self) -> impl Iterator<Item = RowNo> + '_ {
        self.0
            .iter()
            .map(|row| RowNo(u32::try_from(row).unwrap_or(u32::MAX)))
    }
}
