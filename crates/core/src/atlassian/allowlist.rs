//! The relay's allowlist: calls to the pinned site, the same calls under the gateway's prefix for its cloud
//! id, and calls to the pinned organization. Every other request is refused, in any spelling.

use crate::domain::{CloudId, OrgId};

use super::allowed_request::{AllowedRequest, get};
use super::{confluence, jira, organization, request::TENANT_PATH};

/// What a relay may reach besides its site.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct RelayScope {
    /// The cloud id that the site itself reported to the relay.
    pub cloud: Option<CloudId>,
    /// The one organization that may be called.
    pub organization: Option<OrgId>,
}

const TENANT: AllowedRequest = get(TENANT_PATH, &[]);

/// Whether the allowlist has the request: same method, same path, every listed query key as often as allowed,
/// each with a plain value, and no other key.
#[must_use]
pub fn is_allowed(pin: &RelayScope, method: &str, path: &str, query: &str) -> bool {
    let any = |list: &[AllowedRequest], path: &str| {
        let mut lines = list.iter();
        lines.any(|line| line.allows(method, path, query))
    };
    let cloud = pin.cloud.as_ref().map(CloudId::as_str);
    let org = pin.organization.as_ref().map(OrgId::as_str);
    if let Some(rest) = strip_prefix_and_id(path, jira::GATEWAY, cloud) {
        any(&jira::ALLOWED, rest)
    } else if let Some(rest) = strip_prefix_and_id(path, confluence::GATEWAY, cloud) {
        any(&confluence::ALLOWED, rest)
    } else if let Some(rest) = strip_prefix_and_id(path, organization::ORGS, org) {
        any(&organization::ALLOWED, rest)
    } else {
        any(&[TENANT], path) || any(&jira::ALLOWED, path) || any(&confluence::ALLOWED, path)
    }
}

/// The rest of the path after the prefix and the pinned id.
fn strip_prefix_and_id<'a>(path: &'a str, prefix: &str, id: Option<&str>) -> Option<&'a str> {
    path.strip_prefix(prefix)?.strip_prefix(id?)
}
