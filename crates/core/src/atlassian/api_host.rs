//! By which door a site is called.

use crate::domain::CloudId;

use super::request::Request;

/// By which door a site's API is called.
#[derive(Clone, PartialEq, Eq, Debug, Hash)]
pub enum ApiHost {
    /// The site's own host: tokens without scopes.
    Site,
    /// Atlassian's gateway, behind which this is the site: tokens with scopes, service accounts, OAuth 2.0.
    Gateway(CloudId),
}

impl ApiHost {
    /// A request as it is made by this door; `gateway` is the product's prefix there, in front of the cloud id.
    pub(super) fn place(&self, request: Request, gateway: &str) -> Request {
        match self {
            Self::Site => request,
            Self::Gateway(cloud) => request.below(&format!("{gateway}{}", cloud.as_str())),
        }
    }
}
