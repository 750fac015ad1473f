//! The rules that protect a row: the caller's account, what the group administers, what kind of account it is.

use crate::connect::Connection;
use crate::domain::GroupId;

use super::default_groups::{administers_beyond_jira, administers_jira, is_of_apps};
use super::item::{PlanItem, is_same};
use super::protection::Protection;
use super::site_facts::SiteFacts;

/// Whether a group administers something, as far as is known.
#[must_use]
pub fn is_administration(facts: &SiteFacts, group: &GroupId, name: &str) -> bool {
    let protections = of_group(facts, group, name);
    protections.into_iter().any(Protection::is_administration)
}

/// What protects every row of a group.
pub(super) fn of_group(facts: &SiteFacts, group: &GroupId, name: &str) -> Vec<Protection> {
    let mut protections = Vec::new();
    if facts.site_admins.contains(group) {
        protections.push(Protection::SiteAdministration);
    }
    if facts.admins.contains(group) {
        protections.push(Protection::ProductAdministration);
    }
    // Check the site's name too, because the file may call an administration group something harmless.
    let site_name = facts.group_names.get(group).map_or("", |name| name);
    let by_name = [name, site_name].into_iter().any(|name| {
        administers_beyond_jira(name)
            || (facts.knows_jira_admins_by_name_only() && administers_jira(name))
    });
    if protections.is_empty() && by_name {
        protections.push(Protection::AdministrationByName);
    }
    if is_of_apps(name) || is_of_apps(site_name) {
        protections.push(Protection::AppAccount);
    }
    if facts.externally_managed.contains(group) {
        protections.push(Protection::ExternallyManaged);
    }
    protections
}

/// What protects a row.
pub(super) fn of_item(
    facts: &SiteFacts,
    connection: &Connection,
    item: &PlanItem,
    of_group: &[Protection],
) -> Vec<Protection> {
    let account = &item.membership.account;
    let caller = connection.account();
    let own = caller.is_some_and(|caller| is_same(account, &caller.id));
    let own = own.then_some(Protection::OwnAccount);
    let mut protections: Vec<Protection> =
        own.into_iter().chain(of_group.iter().copied()).collect();
    if facts.app_accounts.contains(account) && !protections.contains(&Protection::AppAccount) {
        protections.push(Protection::AppAccount);
    }
    protections
}
