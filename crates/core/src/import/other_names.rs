//! Group names that differ from the name in an earlier row with the same group id. The table shows the first name, but
//! each row's own name is compared with the site's.

use groupsweep_sheet::{Interner, first_cells};

use crate::domain::RowNo;

/// The differing names, in row order.
#[derive(Default, Debug)]
pub(super) struct OtherNamesOfId {
    names: Interner,
    rows: Vec<(u32, u32)>,
}

impl OtherNamesOfId {
    /// Adds the group's id and name as a row writes them. Rows must come in order.
    pub(super) fn push(&mut self, row: RowNo, key: &[u8]) {
        let [_, name] = first_cells::<2>(key);
        let (number, _) = self.names.intern(name.trim_ascii());
        self.rows.push((row.0, number));
    }

    /// Returns the row's own name for its group, or `None` if it does not differ.
    pub(super) fn of(&self, row: RowNo) -> Option<&str> {
        let at = self.rows.binary_search_by_key(&row.0, |(row, _)| *row);
        let (_, name) = self.rows.get(at.ok()?)?;
        std::str::from_utf8(self.names.get(*name)).ok()
    }
}
