//! What groups grant. As everywhere on this site, their names decide.

use super::ids::ORG_ID;
use crate::profiles::SiteAdminGroups;
use crate::reads::grants;
use crate::settings::{CLOUD_ID, Settings};

/// One grant: a resource and the role there.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Grant {
    pub(super) resource: String,
    pub(super) role: &'static str,
}

impl Grant {
    /// The key of the resource's type: `jira` of `ari:cloud:jira::site/…`.
    pub(super) fn owner(&self) -> &str {
        self.resource.split(':').nth(2).unwrap_or_default()
    }
}

/// What a group of this name grants.
pub(super) fn of_group(settings: &Settings, name: &str) -> Vec<Grant> {
    let site = |product: &str| format!("ari:cloud:{product}::site/{CLOUD_ID}");
    let mut grants_of = Vec::new();
    let mut grant = |resource: String, role| grants_of.push(Grant { resource, role });
    if name.starts_with("org-admins") {
        let organization = format!("ari:cloud:platform::org/{ORG_ID}");
        grant(organization, "atlassian/org-admin");
    }
    // In the centralized experience, no group grants the role.
    let has_groups = settings.profiles.site_admin_groups == SiteAdminGroups::Named;
    if has_groups && grants(name, "site-admin", "") {
        grant(site("platform"), "atlassian/site-admin");
    }
    if grants(name, "admin", "") {
        grant(site("jira"), "atlassian/admin");
    }
    for app in [
        "jira-software",
        "jira-servicedesk",
        "jira-core",
        "jira-product-discovery",
    ] {
        if grants(name, "user", app) {
            grant(site(app), "atlassian/user");
        }
    }
    if name.starts_with("confluence-admin") {
        grant(site("confluence"), "atlassian/admin");
    }
    if name.starts_with("confluence-users") {
        grant(site("confluence"), "atlassian/user");
    }
    grants_of
}
