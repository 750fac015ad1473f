//! By which door a site is called.

use crate::domain::CloudId;

/// By which door a site's API is called.
#[derive(Clone, PartialEq, Eq, Debug, Hash)]
pub enum ApiHost {
    /// The site's own host: tokens without scopes.
    Site,
    /// Atlassian's gateway, behind which this is the site: tokens with scopes, service accounts, OAuth 2.0.
    Gateway(CloudId),
}
