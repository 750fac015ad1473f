//! The proven connection.

use crate::domain::{AccountId, SiteAddress};

/// The account that makes the calls.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Account {
    /// Its id.
    pub id: AccountId,
    /// Its display name.
    pub name: String,
    /// Its email, where privacy settings show it.
    pub email: Option<String>,
}

/// Which site the run is about.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Target {
    /// The practice site in this page: nothing leaves it.
    Practice,
    /// A site of Atlassian Cloud, or a simulated one behind the relay.
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

    /// A model of a site, in this page or on this machine: nobody minds how fast it is asked.
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

/// A site and the account proven on it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Connection {
    /// The site.
    pub target: Target,
    /// The account.
    pub account: Account,
}
