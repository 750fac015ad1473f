//! What the check found for a plan's rows, row by row. The confirmation of a part of the plan counts it, and the
//! restore file of a plan leaves rows out by it.

use std::collections::BTreeSet;

use crate::domain::RowNo;

use super::category::Category;

/// Row numbers of a plan's rows for which the check did not expect a change. All other rows will change something.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct PredictedStatuses {
    pub already: BTreeSet<u32>,
    /// The site does not know the group or the account.
    pub not_found: BTreeSet<u32>,
    pub not_checked: BTreeSet<u32>,
}

impl PredictedStatuses {
    /// The category of a row according to the check.
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
