//! What is done with a membership.

use serde::{Deserialize, Serialize};

use super::call::SiteCall;
use super::ids::Membership;

/// What is done with each membership.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash, Serialize, Deserialize)]
pub enum Action {
    Remove,
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

    /// Whether somebody is listed in the group once it is done.
    #[must_use]
    pub fn leaves_listed(self) -> bool {
        match self {
            Self::Remove => false,
            Self::Add => true,
        }
    }
}
