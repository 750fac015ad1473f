//! Which product's API is called, and by which door.

use crate::domain::SiteCall;

use super::api_host::ApiHost;
use super::confluence::Confluence;
use super::jira::Jira;
use super::organization::Organization;
use super::request::Request;
use super::{GroupApi, Reason};

/// A product whose API can change who is in a group.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum Product {
    /// Jira's group API: the article's.
    Jira,
    /// Confluence's, for sites without Jira. The groups are the same.
    Confluence,
    /// The organization's, which alone tells which groups an identity provider keeps.
    Organization,
}

impl Product {
    /// The name that admins know.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Jira => "Jira",
            Self::Confluence => "Confluence",
            Self::Organization => "Organization",
        }
    }

    /// As the subject in the middle of a sentence.
    #[must_use]
    pub fn in_sentence(self) -> &'static str {
        match self {
            Self::Organization => "the organization",
            Self::Jira | Self::Confluence => self.name(),
        }
    }
}

/// One API and the way to it.
#[derive(Clone, PartialEq, Eq, Debug, Hash)]
pub enum Endpoint {
    Jira(Jira),
    Confluence(Confluence),
    Organization(Organization),
}

impl Default for Endpoint {
    /// Jira on the site's own host: what the article calls, and what the practice site is.
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

    /// The door, where there is a choice of doors.
    #[must_use]
    pub fn api_host(&self) -> Option<&ApiHost> {
        match self {
            Self::Jira(Jira { api_host }) | Self::Confluence(Confluence { api_host }) => {
                Some(api_host)
            }
            Self::Organization(_) => None,
        }
    }

    /// The request that asks this; none where the product cannot be asked.
    #[must_use]
    pub fn request(&self, call: &SiteCall) -> Option<Request> {
        self.api().request(call)
    }

    /// Why a question that cannot be asked brings nothing, as a clause: small first letter, no full stop.
    #[must_use]
    pub fn silence(&self) -> Reason {
        match self.product() {
            Product::Jira => "Jira does not report this".into(),
            Product::Confluence => "Confluence does not report this".into(),
            Product::Organization => "the organization does not report this".into(),
        }
    }

    /// The API and the way to it, for people: "Jira", "Jira by api.atlassian.com".
    #[must_use]
    pub fn name(&self) -> String {
        let name = self.product().name();
        match self.api_host() {
            Some(ApiHost::Gateway(_)) => format!("{name} through Atlassian's gateway"),
            Some(ApiHost::Site) | None => name.to_owned(),
        }
    }
}
