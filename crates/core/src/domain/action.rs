//! What a plan does with a membership.

use serde::{Deserialize, Serialize};

use super::call::SiteCall;
use super::ids::Membership;

/// What a plan does with each of its memberships.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash, Serialize, Deserialize)]
pub enum Action {
    Remove,
    Add,
}

impl Action {
    #[must_use]
    pub fn call(self, membership: Membership) -> SiteCall {
        match self {
            Self::Remove => SiteCall::Remove(membership),
            Self::Add => SiteCall::Add(membership),
        }
    }

    /// Whether the person is listed in the group afterwards.
    #[must_use]
    pub fn leaves_listed(self) -> bool {
        match self {
            Self::Remove => false,
            Self::Add => true,
        }
    }
}
