//! What the check said of a plan's rows, row by row: what the confirmation of a part of the plan counts, and what
//! the restore file of a plan leaves out.

use std::collections::BTreeSet;

use crate::domain::RowNo;

use super::counts::PlanCounts;
use super::freeze::Plan;
use super::proposal::Proposal;
use super::sort::{Sort, Sorted};

/// Rows of a plan, by their place in the file, that the check did not find as the plan wants to change them. All
/// other rows will change something.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Foreseen {
    /// Nothing to change.
    pub already: BTreeSet<u32>,
    /// The site does not know the group or the account.
    pub not_found: BTreeSet<u32>,
    /// Not checked.
    pub not_checked: BTreeSet<u32>,
}

impl Foreseen {
    /// What the check said of a row.
    #[must_use]
    pub fn of(&self, row: RowNo) -> Sort {
        let holds = |rows: &BTreeSet<u32>| rows.contains(&row.0);
        if holds(&self.already) {
            Sort::Already
        } else if holds(&self.not_found) {
            Sort::NotFound
        } else if holds(&self.not_checked) {
            Sort::NotChecked
        } else {
            Sort::WillChange
        }
    }

    pub(super) fn of_proposal(proposal: &Proposal, going: &[usize]) -> Self {
        let mut foreseen = Self::default();
        for at in going {
            let row = proposal.items()[*at].row.0;
            let place = match proposal.sort(*at) {
                Sort::Already => &mut foreseen.already,
                Sort::NotFound => &mut foreseen.not_found,
                Sort::NotChecked => &mut foreseen.not_checked,
                Sort::WillChange | Sort::OtherName | Sort::Protected => continue,
            };
            place.insert(row);
        }
        foreseen
    }
}

impl Plan {
    /// What the check said of an item.
    #[must_use]
    pub fn foreseen(&self, item: usize) -> Sort {
        let row = self.items().get(item).map(|item| item.row);
        row.map_or(Sort::NotChecked, |row| self.summary().foreseen.of(row))
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
        let mut sorted = Sorted::default();
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
