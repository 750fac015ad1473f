//! Rows of a results file that were selected but not sent: their outcome is `kept`, with a reason.

use groupsweep_sheet::Interner;

use crate::domain::RowNo;

/// The rows that were kept for a reason, in row order. Rows that were not selected have no reason.
#[derive(Debug, Default)]
pub(super) struct KeptBecause {
    texts: Interner,
    rows: Vec<(u32, u32)>,
}

impl KeptBecause {
    pub(super) fn push(&mut self, row: RowNo, reason: &str) {
        let reason = reason.trim();
        if !reason.is_empty() {
            let text = self.texts.intern(reason.as_bytes()).0;
            self.rows.push((row.0, text));
        }
    }

    pub(super) fn rows(&self) -> impl Iterator<Item = (RowNo, &str)> {
        let rows = self.rows.iter();
        let text = |number: u32| std::str::from_utf8(self.texts.get(number)).unwrap_or_default();
        rows.map(move |(row, number)| (RowNo(*row), text(*number)))
    }
}
