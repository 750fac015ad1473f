//! Which product's API is called, and on which host.

use crate::domain::SiteCall;

use super::api_host::ApiHost;
use super::confluence::Confluence;
use super::jira::Jira;
use super::organization::Organization;
use super::request::Request;
use super::{GroupApi, Reason};

/// A product whose API can change group membership.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum Product {
    /// Jira's group API, which the Postman recipe calls too.
    Jira,
    /// Confluence's API, for sites without Jira. The groups are the same.
    Confluence,
    /// The organization's API, the only one that always reports which groups an identity provider manages.
    Organization,
}

impl Product {
    /// The name that admins see.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Jira => "Jira",
            Self::Confluence => "Confluence",
            Self::Organization => "Organization",
        }
    }

    /// The name as the subject in the middle of a sentence.
    #[must_use]
    pub fn in_sentence(self) -> &'static str {
        match self {
            Self::Organization => "the organization",
            Self::Jira | Self::Confluence => self.name(),
        }
    }
}

/// One API on one host.
#[derive(Clone, PartialEq, Eq, Debug, Hash)]
pub enum Endpoint {
    Jira(Jira),
    Confluence(Confluence),
    Organization(Organization),
}

impl Default for Endpoint {
    /// Jira on the site's own host, as in the Postman recipe. The practice site simulates this API.
    fn default() -> Self {
        Self::Jira(Jira {
            api_host: ApiHost::Site,
        })
    }
}

impl Endpoint {
    #[must_use]
    pub fn api(&self) -> &dyn GroupApi {
        match self {
            Self::Jira(api) => api,
            Self::Confluence(api) => api,
            Self::Organization(api) => api,
        }
    }

    #[must_use]
    pub fn product(&self) -> Product {
        match self {
            Self::Jira(_) => Product::Jira,
            Self::Confluence(_) => Product::Confluence,
            Self::Organization(_) => Product::Organization,
        }
    }

    /// The host; `None` for the organization, whose API has only one.
    #[must_use]
    pub fn api_host(&self) -> Option<&ApiHost> {
        match self {
            Self::Jira(Jira { api_host }) | Self::Confluence(Confluence { api_host }) => {
                Some(api_host)
            }
            Self::Organization(_) => None,
        }
    }

    /// Builds the request for a call. `None` if the product's API has no such call.
    #[must_use]
    pub fn request(&self, call: &SiteCall) -> Option<Request> {
        self.api().request(call)
    }

    /// Why the product's API cannot report something, as a clause: small first letter, no full stop.
    #[must_use]
    pub fn silence(&self) -> Reason {
        match self.product() {
            Product::Jira => "Jira does not report this".into(),
            Product::Confluence => "Confluence does not report this".into(),
            Product::Organization => "the organization does not report this".into(),
        }
    }

    /// The API and its host, for people: "Jira", "Jira by api.atlassian.com".
    #[must_use]
    pub fn name(&self) -> String {
        let name = self.product().name();
        match self.api_host() {
            Some(ApiHost::Gateway(_)) => format!("{name} through Atlassian's gateway"),
            Some(ApiHost::Site) | None => name.to_owned(),
        }
    }
}
