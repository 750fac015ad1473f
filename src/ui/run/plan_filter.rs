//! Which rows of the plan are shown.

use groupsweep_core::plan::{Category, Proposal};

/// Which rows of the plan are shown alone.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum PlanFilter {
    Sort(Category),
    /// Rows that go although the site has another name for the person, because the email agrees.
    OtherName,
}

impl PlanFilter {
    pub(super) fn shows(self, proposal: &Proposal, item: usize) -> bool {
        match self {
            Self::Sort(sort) => proposal.sort(item) == sort,
            Self::OtherName => proposal.goes_renamed(item),
        }
    }
}
