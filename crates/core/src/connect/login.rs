//! A login: what is known of it before the site is asked, and what the site said it can do.

use crate::atlassian::{Caller, Endpoint, Product};
use crate::domain::{CloudId, DirectoryId, OrgId, Scheme, SiteAddress};

use super::abilities::Abilities;

/// One API, the way to it, and how the login stands in a call.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ApiAccess {
    pub endpoint: Endpoint,
    pub scheme: Scheme,
}

/// A way that worked, and for which site and cloud id. A cloud id leads to its own site whatever address stands in the
/// form, so the way to one site is none to another, and the way by an id that was typed ends with that id.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KnownAccess {
    pub site: SiteAddress,
    /// The cloud id that was typed; none where the site was asked for it.
    pub typed_cloud: Option<CloudId>,
    /// The way to it.
    pub api_access: ApiAccess,
}

impl KnownAccess {
    /// The way, if it is one to this site by what is typed as its cloud id now.
    #[must_use]
    pub fn at(self, site: &SiteAddress, typed_cloud: Option<&CloudId>) -> Option<ApiAccess> {
        let is_it = self.site == *site && self.typed_cloud.as_ref() == typed_cloud;
        is_it.then_some(self.api_access)
    }
}

/// What kind of login it is, as far as one can see.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LoginKind {
    /// The email of a person, and a token.
    Person,
    /// The address of a service account, whose tokens always have scopes.
    ServiceAccount,
    /// A token without an email: OAuth 2.0, or an organization's API key.
    TokenOnly,
}

impl LoginKind {
    /// Of an email; none is none.
    #[must_use]
    pub fn of(email: Option<&str>) -> Self {
        match email {
            None => Self::TokenOnly,
            Some(email) => {
                let email = email.trim().to_ascii_lowercase();
                if email.is_empty() {
                    Self::TokenOnly
                } else if email.ends_with("@serviceaccount.atlassian.com") {
                    Self::ServiceAccount
                } else {
                    Self::Person
                }
            }
        }
    }
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LoginInput {
    /// The kind of login.
    pub login: LoginKind,
    /// The product, if it was chosen by hand.
    pub product: Option<Product>,
    /// The organization, if one is named.
    pub organization: Option<OrgId>,
    /// Its directory, if one was chosen.
    pub directory: Option<DirectoryId>,
    /// The cloud id, if it was typed: then the site itself is not tried.
    pub cloud: Option<CloudId>,
    /// Whether it is known where the site's gateway is.
    pub has_gateway: bool,
    /// The way that worked last for this login on this site: tried first.
    pub before: Option<ApiAccess>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LoginFound {
    pub api_access: ApiAccess,
    pub caller: Caller,
    /// What the login can do.
    pub abilities: Abilities,
}
