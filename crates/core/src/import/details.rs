//! What odd rows need besides their flags.

use crate::domain::RowNo;

use super::other_names::OtherNamesOfId;
use super::place::{CellPlacement, MovedBy};

#[derive(Debug, Default)]
pub(super) struct Details {
    /// Each duplicate with the row that is used instead, in row order.
    pub(super) duplicates: Vec<(u32, u32)>,
    /// Runs of odd rows: the first row, its number of cells, and where they are. Holds until the next entry.
    widths: Vec<(u32, u32, CellPlacement)>,
    /// Rows whose group name differs from that of an earlier row with the same group id.
    pub(super) other_groups: OtherNamesOfId,
}

impl Details {
    pub(super) fn ragged(&mut self, row: RowNo, cells: u32, placement: CellPlacement) {
        let last = self.widths.last();
        if last.is_none_or(|(_, known, so)| (*known, *so) != (cells, placement)) {
            self.widths.push((row.0, cells, placement));
        }
    }

    /// Ranges of rows whose odd rows are all odd in the same way as the first rows of the file.
    pub(super) fn as_the_others(&self, rows: usize) -> Vec<std::ops::Range<usize>> {
        let ends = self.widths.iter().skip(1).map(|(from, ..)| *from as usize);
        let runs = self.widths.iter().zip(ends.chain([rows]));
        runs.filter(|((.., placement), _)| *placement == CellPlacement::AsTheOthers)
            .map(|((from, ..), end)| *from as usize..end)
            .collect()
    }

    pub(super) fn cells(&self, row: RowNo) -> (u32, MovedBy) {
        let at = self.widths.partition_point(|(from, ..)| *from <= row.0);
        match at.checked_sub(1).map(|at| self.widths[at]) {
            Some((_, cells, CellPlacement::Moved(by))) => (cells, by),
            Some((_, cells, CellPlacement::InPlace | CellPlacement::AsTheOthers)) => {
                (cells, MovedBy::MoreCells)
            }
            None => (0, MovedBy::MoreCells),
        }
    }

    pub(super) fn first_of(&self, row: RowNo) -> RowNo {
        let at = self
            .duplicates
            .binary_search_by_key(&row.0, |(row, _)| *row);
        at.map_or(row, |at| RowNo(self.duplicates[at].1))
    }
}
