//! Conclusions from a proposal: which row is tried first, whether it can become a plan, and that plan.

use crate::domain::Action;
use crate::plan::category::Category;
use crate::plan::freeze::{Frozen, Plan, Source};
use crate::plan::freeze_error::{FreezeError, WayOn};
use crate::plan::item::PlanItem;
use crate::plan::protection::Protection;
use crate::plan::site_emails::SiteEmails;

use super::{Proposal, ProposalOrigin};

/// Computed once for each change, because every drawn row and every second needs it.
#[derive(Clone, Debug)]
pub(super) struct Conclusions {
    trial: Option<usize>,
    may_be_frozen: Result<(), FreezeError>,
}

impl Default for Conclusions {
    fn default() -> Self {
        Self {
            trial: None,
            may_be_frozen: Err(FreezeError::NothingLeft(WayOn::OtherRows)),
        }
    }
}

impl Proposal {
    /// Updates the conclusions. Call it after every change.
    pub(in crate::plan) fn conclude(&mut self) {
        self.concluded = Conclusions {
            trial: self.first_to_go(),
            may_be_frozen: self.find_freeze_error(),
        };
    }

    /// The row to try first: the admin's choice, or else the first one that would prove something, or else the first
    /// that is sent. The caller's own rows come last.
    #[must_use]
    pub fn trial(&self) -> Option<usize> {
        self.concluded.trial
    }

    /// Whether the proposal can be frozen now.
    ///
    /// # Errors
    /// [`FreezeError`] if nothing is left to send, or nothing may be sent.
    pub fn may_be_frozen(&self) -> Result<(), FreezeError> {
        self.concluded.may_be_frozen.clone()
    }

    fn find_freeze_error(&self) -> Result<(), FreezeError> {
        for group in self.administration_groups() {
            self.somebody_stays(&group).map_err(FreezeError::Stays)?;
        }
        let is_held_back = |item: &usize| self.sort(*item).is_held_back();
        if let Some(why) = &self.stopped {
            return Err(FreezeError::IdsDoNotFit(why.clone()));
        }
        let protected = (0..self.items.len()).filter(is_held_back).count();
        if protected > 0 && self.origin != ProposalOrigin::Chosen {
            return Err(FreezeError::SealedAndProtected { rows: protected });
        }
        if self.going() == 0 {
            return Err(FreezeError::NothingLeft(self.way_on()));
        }
        // A trial would find nothing to remove, and nothing else may be sent without a trial.
        if self.action() == Action::Remove && self.going() == self.count(Category::Already) {
            return Err(FreezeError::NothingToChange);
        }
        Ok(())
    }

    /// What the admin can do if nothing is left to send.
    fn way_on(&self) -> WayOn {
        let of_provider = |item| {
            let why = self.protections(item);
            why.contains(&Protection::ExternallyManaged)
        };
        if self.can_include_any() {
            WayOn::Include
        } else if (0..self.items.len()).all(of_provider) {
            WayOn::IdentityProvider
        } else if let Some(sort) = self.left_out_by_choice() {
            WayOn::LeftOut(sort, self.action())
        } else {
            WayOn::OtherRows
        }
    }

    /// Finds a category whose rows would be sent if it were not left out. Skips removals of rows that are already gone.
    fn left_out_by_choice(&self) -> Option<Category> {
        let would_go = |sort: &Category| {
            let is_done = *sort == Category::Already && self.action() == Action::Remove;
            !is_done && self.is_left_out(*sort) && self.count(*sort) > 0
        };
        Category::ALL.into_iter().find(would_go)
    }

    /// Freezes the rows to be sent.
    ///
    /// # Errors
    /// [`FreezeError`], as for [`Proposal::may_be_frozen`].
    pub fn freeze(&self) -> Result<Plan, FreezeError> {
        self.may_be_frozen()?;
        let going: Vec<usize> = (0..self.items.len()).filter(|at| self.goes(*at)).collect();
        let items: Vec<PlanItem> = going.iter().map(|at| self.items[*at].clone()).collect();
        let source = Source {
            site_emails: SiteEmails::of(&items, &self.facts.people),
            ..self.source.clone()
        };
        Plan::thaw(Frozen {
            purpose: self.purpose,
            items,
            connection: self.connection.clone(),
            summary: self.summary(&going),
            source,
        })
        .ok_or(FreezeError::NothingLeft(WayOn::OtherRows))
    }
}
