//! The category of each row, the number of rows in each category, and which categories are left out.

use crate::domain::Action;
use crate::plan::category::{Category, CategoryCounts};
use crate::plan::site_facts::MembershipStatus;

use super::{Proposal, ProposalOrigin};

impl Proposal {
    /// The category of an item.
    #[must_use]
    pub fn sort(&self, item: usize) -> Category {
        match self.held_back_as(item) {
            Some(held) if self.is_protected(item) => return held,
            Some(_) | None => {}
        }
        let removes = self.action() == Action::Remove;
        match self.facts.statuses.get(item).copied().unwrap_or_default() {
            MembershipStatus::Member | MembershipStatus::HiddenMember if removes => {
                Category::WillChange
            }
            MembershipStatus::Member | MembershipStatus::HiddenMember => Category::Already,
            MembershipStatus::NoMember if removes => Category::Already,
            MembershipStatus::NoMember => Category::WillChange,
            MembershipStatus::GroupUnknown | MembershipStatus::UserUnknown => Category::NotFound,
            MembershipStatus::NotChecked => Category::NotChecked,
        }
    }

    /// The category in which an item is held back, or was before it was included.
    #[must_use]
    pub fn held_back_as(&self, item: usize) -> Option<Category> {
        let protections = self.protections(item);
        let only_names = protections.iter().all(|why| why.is_about_names());
        (!protections.is_empty()).then_some(match only_names {
            true => Category::OtherName,
            false => Category::Protected,
        })
    }

    /// Number of items in a category.
    #[must_use]
    pub fn count(&self, sort: Category) -> usize {
        self.count[sort as usize]
    }

    /// Number of items that would be sent.
    #[must_use]
    pub fn going(&self) -> usize {
        let sorts = Category::ALL.into_iter();
        sorts
            .filter(|sort| self.goes_as(*sort))
            .map(|sort| self.count(sort))
            .sum()
    }

    fn goes_as(&self, sort: Category) -> bool {
        !sort.is_held_back() && !self.left_out.contains(&sort)
    }

    pub(in crate::plan) fn goes(&self, item: usize) -> bool {
        self.goes_as(self.sort(item))
    }

    /// Leaves the rows of a category out or puts them back. Ignored for a sealed plan, which is sent whole.
    pub fn leave_out(&mut self, sort: Category, left_out: bool) {
        if self.origin != ProposalOrigin::Chosen || !sort.may_be_left_out() {
            return;
        }
        if left_out {
            self.left_out.insert(sort);
        } else {
            self.left_out.remove(&sort);
        }
        self.conclude();
    }

    /// Whether the rows of a category are left out.
    #[must_use]
    pub fn is_left_out(&self, sort: Category) -> bool {
        self.left_out.contains(&sort)
    }

    /// The counts by category, for the confirmation and the record.
    #[must_use]
    pub fn sorted(&self) -> CategoryCounts {
        CategoryCounts(Category::ALL.map(|sort| {
            let left_out = self.is_left_out(sort) || sort.is_held_back();
            (
                u32::try_from(self.count(sort)).unwrap_or(u32::MAX),
                !left_out,
            )
        }))
    }
}
