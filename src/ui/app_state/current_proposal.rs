//! The proposal in the page: what it is made of, and what is known of its check.

use std::sync::Arc;

use groupsweep_core::choose::Selection;
use groupsweep_core::connect::Connection;
use groupsweep_core::domain::Timestamp;
use groupsweep_core::import::Table;
use groupsweep_core::plan::{Plan, Proposal, Purpose, SealedPlan};
use groupsweep_core::precheck::PrecheckProgress;

use super::run::SourceRun;

/// What a proposal is made of.
#[derive(Clone)]
pub(in crate::ui) enum ProposalSource {
    Ticks,
    /// A plan that another admin sealed.
    Sealed(Arc<SealedPlan>),
    /// The way back of a run, or what is left of a run from another address: checked like everything else before it
    /// begins.
    Back {
        /// What it would remove or add.
        plan: Arc<Plan>,
        /// What it is to the run that it comes from; none where only a results file tells of that run.
        follows: Option<Follows>,
    },
}

impl ProposalSource {
    /// Its rows, where they are not what is ticked.
    pub(in crate::ui) fn rows(&self) -> Option<usize> {
        match self {
            Self::Ticks => None,
            Self::Sealed(sealed) => Some(sealed.items().len()),
            Self::Back { plan, .. } => Some(plan.items().len()),
        }
    }

    /// What it is for, where the ticks do not say.
    pub(in crate::ui) fn purpose(&self) -> Option<Purpose> {
        match self {
            Self::Ticks => None,
            Self::Sealed(_) => Some(Purpose::Remove),
            Self::Back { plan, .. } => Some(plan.purpose()),
        }
    }

    /// Whether it is a plan that another admin sealed.
    pub(in crate::ui) fn is_sealed(&self) -> bool {
        matches!(self, Self::Sealed(_))
    }

    fn is(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Ticks, Self::Ticks) => true,
            (Self::Sealed(one), Self::Sealed(other)) => Arc::ptr_eq(one, other),
            (Self::Back { plan: one, .. }, Self::Back { plan: other, .. }) => {
                Arc::ptr_eq(one, other)
            }
            (Self::Ticks | Self::Sealed(_) | Self::Back { .. }, _) => false,
        }
    }
}

/// What a run is to another one.
#[derive(Clone)]
pub(in crate::ui) enum Follows {
    /// It takes it back.
    Undoes(SourceRun),
    /// It goes on with what a record from another address left to do.
    Continues(SourceRun),
}

/// What a proposal was made of, to know when it is made anew.
#[derive(Clone)]
pub(in crate::ui) struct ProposalInputs {
    pub(in crate::ui) proposal_source: ProposalSource,
    pub(in crate::ui) ticked: Option<(Arc<Table>, Selection)>,
    pub(in crate::ui) purpose: Purpose,
    pub(in crate::ui) connection: Connection,
}

impl ProposalInputs {
    pub(in crate::ui) fn is(&self, other: &Self) -> bool {
        let same_ticks = match (&self.ticked, &other.ticked) {
            (None, None) => true,
            (Some((table, ticks)), Some((other, others))) => {
                Arc::ptr_eq(table, other) && ticks == others
            }
            (None | Some(_), _) => false,
        };
        same_ticks
            && self.proposal_source.is(&other.proposal_source)
            && self.purpose == other.purpose
            && self.connection == other.connection
    }
}

/// A proposal in the page.
#[derive(Clone)]
pub(in crate::ui) struct CurrentProposal {
    pub(in crate::ui) proposal: Proposal,
    pub(in crate::ui) made_of: ProposalInputs,
}

/// The state of the check.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::ui) enum Check {
    /// Not begun, or nothing to check.
    Not,
    Asking(PrecheckProgress),
    /// Done, at this moment.
    Done(Timestamp),
    /// Ended by the admin.
    Cancelled,
}
