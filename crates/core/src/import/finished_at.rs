//! When the rows of a results file were finished.

use crate::domain::{RowNo, parse_iso8601};

/// Seconds since 1970 for each row, 0 if unknown. A large file has many rows, so a time takes four bytes.
#[derive(Debug, Default)]
pub(super) struct FinishedAt(Vec<u32>);

impl FinishedAt {
    pub(super) fn push(&mut self, row: RowNo, cell: &str) {
        let seconds = parse_iso8601(cell).and_then(|at| u32::try_from(at.0 / 1000).ok());
        if let Some(seconds) = seconds {
            self.0.resize(row.index(), 0);
            self.0.push(seconds);
        }
    }

    /// In seconds since 1970.
    pub(super) fn of(&self, row: RowNo) -> Option<u32> {
        self.0.get(row.index()).copied().filter(|at| *at > 0)
    }
}
