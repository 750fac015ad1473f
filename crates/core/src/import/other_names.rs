//! What rows call a group whose id has another name in an earlier row. The table shows the group by its first name;
//! what the row itself says is what the site's name is compared with.

use groupsweep_sheet::{Interner, first_cells};

use crate::domain::RowNo;

/// The names of these rows, by row.
#[derive(Default, Debug)]
pub(super) struct OtherNamesOfId {
    names: Interner,
    rows: Vec<(u32, u32)>,
}

impl OtherNamesOfId {
    /// Takes the group's id and name as a row writes them; rows come in order.
    pub(super) fn push(&mut self, row: RowNo, key: &[u8]) {
        let [_, name] = first_cells::<2>(key);
        let (number, _) = self.names.intern(name.trim_ascii());
        self.rows.push((row.0, number));
    }

    /// What a row calls its group, where that is another name.
    pub(super) fn of(&self, row: RowNo) -> Option<&str> {
        let at = self.rows.binary_search_by_key(&row.0, |(row, _)| *row);
        let (_, name) = self.rows.get(at.ok()?)?;
        std::str::from_utf8(self.names.get(*name)).ok()
    }
}
