//! A login: what is known before the first probe, and what the site reported that it can do.

use crate::atlassian::{Caller, Endpoint, Product};
use crate::domain::{CloudId, DirectoryId, OrgId, Scheme, SiteAddress};

use super::abilities::Abilities;

/// An API, the host that serves it, and the scheme of the `Authorization` header.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ApiAccess {
    pub endpoint: Endpoint,
    pub scheme: Scheme,
}

/// An access that worked, with the site and the typed cloud id that it worked for. It is reused only for the same two:
/// a cloud id leads to its own site, whatever address is in the form.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KnownAccess {
    pub site: SiteAddress,
    /// The cloud id that was typed. `None` if none was typed.
    pub typed_cloud: Option<CloudId>,
    pub api_access: ApiAccess,
}

impl KnownAccess {
    /// The access, if it was found for this site and this typed cloud id.
    #[must_use]
    pub fn at(self, site: &SiteAddress, typed_cloud: Option<&CloudId>) -> Option<ApiAccess> {
        let is_it = self.site == *site && self.typed_cloud.as_ref() == typed_cloud;
        is_it.then_some(self.api_access)
    }
}

/// The kind of login, judged by its email alone.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LoginKind {
    /// A person's email, and a token.
    Person,
    /// The address of a service account, whose tokens always have scopes.
    ServiceAccount,
    /// A token without an email: OAuth 2.0, or an organization's API key.
    TokenOnly,
}

impl LoginKind {
    /// The kind of a login with this email. An empty email counts as none.
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
    pub login: LoginKind,
    /// `None` unless the admin chose a product.
    pub product: Option<Product>,
    pub organization: Option<OrgId>,
    /// The organization's directory, if one was chosen.
    pub directory: Option<DirectoryId>,
    /// The cloud id, if it was typed. Then the site itself is not tried.
    pub cloud: Option<CloudId>,
    /// Whether the address of the site's gateway is known.
    pub has_gateway: bool,
    /// The access that last worked for this login on this site. Tried first.
    pub before: Option<ApiAccess>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LoginFound {
    pub api_access: ApiAccess,
    pub caller: Caller,
    pub abilities: Abilities,
}
