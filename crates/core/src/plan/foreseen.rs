//! What the check said of a plan's rows, row by row: what the confirmation of a part of the plan counts, and what
//! the restore file of a plan leaves out.

use std::collections::BTreeSet;

use crate::domain::RowNo;

use super::category::Category;

/// Rows of a plan, by their place in the file, that the check did not find as the plan wants to change them. All
/// other rows will change something.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct PredictedStatuses {
    pub already: BTreeSet<u32>,
    /// The site does not know the group or the account.
    pub not_found: BTreeSet<u32>,
    /// Not checked.
    pub not_checked: BTreeSet<u32>,
}

impl PredictedStatuses {
    /// What the check said of a row.
    #[must_use]
    pub fn of(&self, row: RowNo) -> Category {
        let holds = |rows: &BTreeSet<u32>| rows.contains(&row.0);
        if holds(&self.already) {
            Category::Already
        } else if holds(&self.not_found) {
            Category::NotFound
        } else if holds(&self.not_checked) {
            Category::NotChecked
        } else {
            Category::WillChange
        }
    }
}
