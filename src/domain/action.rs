//! What is done with a membership.

use serde::{Deserialize, Serialize};

use super::call::SiteCall;
use super::ids::Membership;

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
    /// DELETE, 201 for POST); Confluence answers 204 and 201, the organization API 204.
    #[must_use]
    pub fn is_success(self, status: u16) -> bool {
        match self {
            Self::Remove => matches!(status, 200 | 204),
            Self::Add => matches!(status, 200 | 201 | 204),
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
