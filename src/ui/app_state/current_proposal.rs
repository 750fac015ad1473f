//! The proposal in the page: its source, and the state of its check.

use std::sync::Arc;

use groupsweep_core::choose::Selection;
use groupsweep_core::connect::Connection;
use groupsweep_core::domain::Timestamp;
use groupsweep_core::import::Table;
use groupsweep_core::plan::{Plan, Proposal, Purpose, SealedPlan};
use groupsweep_core::precheck::PrecheckProgress;

use super::run::SourceRun;

/// The source of a proposal.
#[derive(Clone)]
pub(in crate::ui) enum ProposalSource {
    Ticks,
    /// A plan that another admin sealed.
    Sealed(Arc<SealedPlan>),
    /// The undo of a run, or the remaining rows of a run from another address. Checked like every other plan.
    Back {
        /// What it would remove or add.
        plan: Arc<Plan>,
        /// Its relation to the run that it comes from. `None` if that run is only known from a results file.
        follows: Option<Follows>,
    },
}

impl ProposalSource {
    /// Its number of rows, unless it is the selection.
    pub(in crate::ui) fn rows(&self) -> Option<usize> {
        match self {
            Self::Ticks => None,
            Self::Sealed(sealed) => Some(sealed.items().len()),
            Self::Back { plan, .. } => Some(plan.items().len()),
        }
    }

    /// Its purpose, unless it is the selection.
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

/// The relation of a run to an earlier one.
#[derive(Clone)]
pub(in crate::ui) enum Follows {
    /// It undoes that run.
    Undoes(SourceRun),
    /// It continues a run whose record came from another address.
    Continues(SourceRun),
}

/// The inputs of a proposal. If they change, the proposal is made again.
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
    /// Not started, or nothing to check.
    Not,
    Asking(PrecheckProgress),
    /// Complete, at this time.
    Done(Timestamp),
    /// Ended by the admin.
    Cancelled,
}
