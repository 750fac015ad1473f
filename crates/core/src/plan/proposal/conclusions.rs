//! What follows from a proposal as it stands: which row is tried first, whether it becomes a plan, and that plan.

use crate::domain::Action;
use crate::plan::category::Category;
use crate::plan::freeze::{Frozen, Plan, Source};
use crate::plan::freeze_error::{FreezeError, WayOn};
use crate::plan::item::PlanItem;
use crate::plan::protection::Protection;
use crate::plan::site_emails::SiteEmails;

use super::{Proposal, ProposalOrigin};

/// What is asked for with every row that is drawn and every second: found once for each change.
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
    /// To be called after every change.
    pub(in crate::plan) fn conclude(&mut self) {
        self.concluded = Conclusions {
            trial: self.first_to_go(),
            may_be_frozen: self.find_freeze_error(),
        };
    }

    /// The row that is tried first: the admin's choice, else the first one that would prove something, else the first
    /// that goes. The caller's own rows come last.
    #[must_use]
    pub fn trial(&self) -> Option<usize> {
        self.concluded.trial
    }

    /// Whether it can be frozen as it stands.
    ///
    /// # Errors
    /// [`FreezeError`] says why there is nothing to send, or nothing may be.
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
        // A trial would find nothing either, and without one nothing else may go.
        if self.action() == Action::Remove && self.going() == self.count(Category::Already) {
            return Err(FreezeError::NothingToChange);
        }
        Ok(())
    }

    /// What can be done where nothing is left to send.
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

    /// A category whose rows would be sent if they were not left out. Removals that are already done change nothing.
    fn left_out_by_choice(&self) -> Option<Category> {
        let would_go = |sort: &Category| {
            let is_done = *sort == Category::Already && self.action() == Action::Remove;
            !is_done && self.is_left_out(*sort) && self.count(*sort) > 0
        };
        Category::ALL.into_iter().find(would_go)
    }

    /// Freezes what is to be sent.
    ///
    /// # Errors
    /// [`FreezeError`], as [`Proposal::may_be_frozen`] says.
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
