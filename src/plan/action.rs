//! What a plan does with its memberships.

use serde::{Deserialize, Serialize};

use crate::domain::{Membership, SiteCall};
use crate::import::{Earlier, Origin, Table};

/// What is done with each membership.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash, Serialize, Deserialize)]
pub enum Action {
    /// Removes it.
    Remove,
    /// Adds it (back).
    Add,
}

impl Action {
    /// The call that does it.
    #[must_use]
    pub fn call(self, membership: Membership) -> SiteCall {
        match self {
            Self::Remove => SiteCall::Remove(membership),
            Self::Add => SiteCall::Add(membership),
        }
    }

    /// Whether an answer of this status does not say if the change was made.
    #[must_use]
    pub fn is_lost_in(self, status: u16) -> bool {
        let success = (200..=299).contains(&status);
        success && !self.is_success(status)
    }

    /// The statuses with which the site says that it is done. Source: Jira Cloud platform REST API v3 (200 for
    /// DELETE, 201 for POST); Confluence answers 204 and 201.
    #[must_use]
    pub fn is_success(self, status: u16) -> bool {
        match self {
            Self::Remove => matches!(status, 200 | 204),
            Self::Add => matches!(status, 200 | 201 | 204),
        }
    }

    /// What the run did whose results file this is; none where the file does not tell, and for
    /// every other file. Without that its open rows must not be ticked: the open rows of an undo
    /// are to be added, not removed.
    #[must_use]
    pub fn of_results(table: &Table) -> Option<Self> {
        if table.origin() != Origin::Results {
            return None;
        }
        let mut words = table.row_numbers().filter_map(|row| table.earlier(row));
        words.find_map(|word| match word {
            Earlier::Removed | Earlier::AlreadyGone => Some(Self::Remove),
            Earlier::Added | Earlier::AlreadyMember => Some(Self::Add),
            Earlier::Failed
            | Earlier::InDoubt
            | Earlier::NotTried
            | Earlier::Kept
            | Earlier::Unusable
            | Earlier::ToRestore => None,
        })
    }

    /// The way back.
    #[must_use]
    pub fn opposite(self) -> Self {
        match self {
            Self::Remove => Self::Add,
            Self::Add => Self::Remove,
        }
    }

    /// Whether somebody is listed in the group once it is done.
    #[must_use]
    pub fn leaves_listed(self) -> bool {
        match self {
            Self::Remove => false,
            Self::Add => true,
        }
    }
}
