//! Which rows of a plan are shown, before it is frozen.

use std::collections::BTreeSet;

use super::category::Category;
use super::proposal::Proposal;

/// The rows of the plan that a filter shows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PlanFilter {
    /// Rows of a category.
    Sort(Category),
    /// Rows that are sent although the site has another name for the person, because the email agrees.
    OtherName,
}

/// A filter, and the rows that were included before it was chosen. A row that is included while the filter shows it
/// stays in view, so that the admin sees the result of the decision.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PlanView {
    filter: PlanFilter,
    included_before: BTreeSet<usize>,
}

impl PlanView {
    /// The view that a filter opens.
    #[must_use]
    pub fn new(filter: PlanFilter, proposal: &Proposal) -> Self {
        let items = 0..proposal.items().len();
        let included = items.filter(|item| proposal.reason(*item).is_some());
        Self {
            filter,
            included_before: included.collect(),
        }
    }

    #[must_use]
    pub fn filter(&self) -> PlanFilter {
        self.filter
    }

    /// Whether an item is shown.
    #[must_use]
    pub fn shows(&self, proposal: &Proposal, item: usize) -> bool {
        match self.filter {
            PlanFilter::Sort(sort) => {
                proposal.sort(item) == sort || self.was_included_here(proposal, item, sort)
            }
            PlanFilter::OtherName => proposal.goes_renamed(item),
        }
    }

    fn was_included_here(&self, proposal: &Proposal, item: usize, sort: Category) -> bool {
        proposal.reason(item).is_some()
            && !self.included_before.contains(&item)
            && proposal.held_back_as(item) == Some(sort)
    }

    /// Whether any row is shown.
    #[must_use]
    pub fn shows_any(&self, proposal: &Proposal) -> bool {
        (0..proposal.items().len()).any(|item| self.shows(proposal, item))
    }
}
