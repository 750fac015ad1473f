//! Which rows are shown.

use crate::domain::RowNo;
use crate::import::{GroupIx, StatusIx, Table};

/// Conditions that a shown row meets, all of them.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Filter {
    /// Text that occurs in name, email, group or an id, regardless of case.
    pub search: String,
    /// This group only.
    pub group: Option<GroupIx>,
    /// This user status only.
    pub status: Option<StatusIx>,
}

impl Filter {
    /// Whether every row is shown.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.search.trim().is_empty() && self.group.is_none() && self.status.is_none()
    }

    /// The shown rows, in file order.
    ///
    /// The text is looked for once per group and once per user, not once per row.
    #[must_use]
    pub fn shown(&self, table: &Table) -> Vec<RowNo> {
        let needle = self.search.trim().to_lowercase();
        let groups: Vec<bool> = table
            .groups()
            .iter()
            .map(|group| {
                let id = group.id.as_ref().map_or("", |id| id.as_str());
                needle.is_empty()
                    || [group.name.as_str(), id]
                        .iter()
                        .any(|text| holds(text, &needle))
            })
            .collect();
        let users: Vec<bool> = table
            .users()
            .iter()
            .map(|user| {
                let id = user.id.as_ref().map_or("", |id| id.as_str());
                [user.name.as_str(), user.email.as_str(), id]
                    .iter()
                    .any(|text| holds(text, &needle))
            })
            .collect();
        let found = |hits: &[bool], at: u32| hits.get(at as usize).copied().unwrap_or(false);
        table
            .row_numbers()
            .zip(table.rows())
            .filter(|(_, row)| {
                self.group.is_none_or(|group| row.group == group)
                    && self.status.is_none_or(|status| row.status == status)
                    && (found(&groups, row.group.0) || found(&users, row.user.0))
            })
            .map(|(number, _)| number)
            .collect()
    }
}

fn holds(text: &str, lower_case_needle: &str) -> bool {
    text.to_lowercase().contains(lower_case_needle)
}
