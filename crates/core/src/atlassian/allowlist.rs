//! What may pass the relay: the calls of the pinned site, the same calls behind the gateway's prefix of its cloud
//! id, and the pinned organization's. Nothing else, however it is spelled.

use crate::domain::{CloudId, OrgId};

use super::allowed_request::{AllowedRequest, get};
use super::{confluence, jira, organization, request::TENANT_PATH};

/// What a relay is pinned to besides its site.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct RelayScope {
    /// The site's cloud id, as the site itself told the relay.
    pub cloud: Option<CloudId>,
    /// The organization named at the start.
    pub organization: Option<OrgId>,
}

const TENANT: AllowedRequest = get(TENANT_PATH, &[]);

/// Whether a request is one of the calls: method, exact path, and every listed query key as often as it may stand
/// there with a plain value, and no other key.
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

/// What stands behind a prefix and the pinned id.
fn strip_prefix_and_id<'a>(path: &'a str, prefix: &str, id: Option<&str>) -> Option<&'a str> {
    path.strip_prefix(prefix)?.strip_prefix(id?)
}
