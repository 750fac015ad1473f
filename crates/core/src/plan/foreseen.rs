//! What the check said of a plan's rows, row by row: what the confirmation of a part of the plan counts, and what
//! the restore file of a plan leaves out.

use std::collections::BTreeSet;

use crate::domain::RowNo;

use super::category::{Category, CategoryCounts};
use super::counts::PlanCounts;
use super::freeze::Plan;
use super::proposal::Proposal;

/// Rows of a plan, by their place in the file, that the check did not find as the plan wants to change them. All
/// other rows will change something.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct PredictedStatuses {
    /// Nothing to change.
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

    pub(super) fn of_proposal(proposal: &Proposal, going: &[usize]) -> Self {
        let mut foreseen = Self::default();
        for at in going {
            let row = proposal.items()[*at].row.0;
            let place = match proposal.sort(*at) {
                Category::Already => &mut foreseen.already,
                Category::NotFound => &mut foreseen.not_found,
                Category::NotChecked => &mut foreseen.not_checked,
                Category::WillChange | Category::OtherName | Category::Protected => continue,
            };
            place.insert(row);
        }
        foreseen
    }
}

impl Plan {
    /// What the check said of an item.
    #[must_use]
    pub fn foreseen(&self, item: usize) -> Category {
        let row = self.items().get(item).map(|item| item.row);
        row.map_or(Category::NotChecked, |row| self.summary().foreseen.of(row))
    }

    /// The counts of the whole plan. A plan that was not checked is all to be changed.
    #[must_use]
    pub fn all_counts(&self) -> PlanCounts {
        let counts = PlanCounts::of(&self.summary().sorted);
        if counts.going() > 0 {
            return counts;
        }
        PlanCounts {
            to_change: u32::try_from(self.items().len()).unwrap_or(u32::MAX),
            ..counts
        }
    }

    /// The counts of the items that `covered` says yes to, by what the check said of them, and of the rows that the
    /// plan left out.
    #[must_use]
    pub fn counts(&self, covered: impl Fn(usize) -> bool) -> PlanCounts {
        let mut sorted = CategoryCounts::default();
        for item in (0..self.items().len()).filter(|item| covered(*item)) {
            sorted.0[self.foreseen(item) as usize].0 += 1;
        }
        for (rows, goes) in &mut sorted.0 {
            *goes = *rows > 0;
        }
        PlanCounts {
            left_out: PlanCounts::of(&self.summary().sorted).left_out,
            ..PlanCounts::of(&sorted)
        }
    }
}
