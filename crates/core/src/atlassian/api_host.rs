//! The host through which a site's API is called.

use crate::domain::CloudId;

use super::request::Request;

/// The host through which a site's API is called.
#[derive(Clone, PartialEq, Eq, Debug, Hash)]
pub enum ApiHost {
    /// The site's own host, for tokens without scopes.
    Site,
    /// Atlassian's gateway with the site's cloud id, for scoped tokens, service accounts and OAuth 2.0.
    Gateway(CloudId),
}

impl ApiHost {
    /// Addresses a request to this host. `gateway` is the product's path prefix on the gateway, before the
    /// cloud id.
    pub(super) fn place(&self, request: Request, gateway: &str) -> Request {
        match self {
            Self::Site => request,
            Self::Gateway(cloud) => request.below(&format!("{gateway}{}", cloud.as_str())),
        }
    }
}
