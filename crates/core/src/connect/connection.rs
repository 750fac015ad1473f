//! The proven connection.

use crate::atlassian::{Account, ApiHost, Caller, Endpoint};
use crate::domain::SiteAddress;

/// Which site the run is about.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Target {
    /// The practice site inside this page.
    Practice,
    /// An Atlassian Cloud site, or a simulated one that the relay calls.
    Site(SiteAddress),
}

impl Target {
    /// The name an admin types to confirm: the host as shown.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Practice => "Practice site",
            Self::Site(address) => address.name(),
        }
    }

    /// Whether it is a simulated site, in this page or on this machine, which may be called at any pace.
    #[must_use]
    pub fn is_model(&self) -> bool {
        match self {
            Self::Practice => true,
            Self::Site(address) => address.is_simulated(),
        }
    }

    /// Whether nothing leaves the page.
    #[must_use]
    pub fn is_practice(&self) -> bool {
        matches!(self, Self::Practice)
    }
}

/// A site, the API that is called on it, and the verified caller.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Connection {
    pub target: Target,
    /// The API, and the host it is called on.
    pub endpoint: Endpoint,
    pub caller: Caller,
}

impl Connection {
    /// Whether it is the same site, product and caller, so that a confirmation for one holds for the other. The host
    /// may differ. Another cloud id is another site, whatever its address.
    #[must_use]
    pub fn is_same_as(&self, other: &Self) -> bool {
        let same_caller = match (&self.caller, &other.caller) {
            (Caller::Account(one), Caller::Account(other)) => one.id == other.id,
            (Caller::OrganizationKey, Caller::OrganizationKey) => true,
            (Caller::NotAsked, Caller::NotAsked) => true,
            (Caller::Account(_) | Caller::OrganizationKey | Caller::NotAsked, _) => false,
        };
        let same_api = match (&self.endpoint, &other.endpoint) {
            (Endpoint::Organization(one), Endpoint::Organization(other)) => one == other,
            (one, other) => one.product() == other.product(),
        };
        let same_cloud = match (self.endpoint.api_host(), other.endpoint.api_host()) {
            (Some(ApiHost::Gateway(one)), Some(ApiHost::Gateway(other))) => one == other,
            (Some(ApiHost::Gateway(_) | ApiHost::Site) | None, _) => true,
        };
        self.target == other.target && same_api && same_cloud && same_caller
    }

    /// The account of the caller, if it has one.
    #[must_use]
    pub fn account(&self) -> Option<&Account> {
        self.caller.account()
    }
}
