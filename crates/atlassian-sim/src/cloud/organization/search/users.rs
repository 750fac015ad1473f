//! People, by the documented filters.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::super::call::OrganizationCall;
use super::super::refusals::OrganizationError;
use super::super::roles::{self, Grant};
use super::super::shapes;
use super::{AskedDirectories, Order, Searched, SortField, body, has_any, page};
use crate::model::{Directory, SimPerson};
use crate::request::Reply;

/// People on a page, unless another number is asked for. Source: organizations REST API v2, "Search for users".
const PAGE: usize = 50;
/// Optional fields.
const EXPAND: [&str; 4] = [
    "counts.resources",
    "groups",
    "platformRoles",
    "productAccess",
];

#[derive(Deserialize, Debug, Default)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
struct UserSearch {
    group_ids: Option<Vec<String>>,
    account_ids: Option<Vec<String>>,
    directory_ids: Option<Vec<String>>,
    resource_ids: Option<Vec<String>>,
    role_ids: Option<Vec<String>>,
    emails: Option<Vec<String>>,
    email_domains: Option<Vec<String>>,
    account_status: Option<Vec<String>>,
    membership_status: Option<Vec<String>>,
    status: Option<Vec<String>>,
    claim_status: Option<String>,
    mfa_enabled: Option<bool>,
    search_term: Option<String>,
    sort_by: Option<Vec<SortField>>,
    limit: Option<i64>,
    cursor: Option<String>,
    expand: Vec<String>,
}

/// `POST users/search`.
pub(in super::super) fn users(
    asked: &AskedDirectories<'_>,
    call: &OrganizationCall<'_>,
) -> Result<Reply, OrganizationError> {
    let search: UserSearch = body(call)?;
    if search.emails.is_some() && search.search_term.is_some() {
        return Err(OrganizationError::BadBody(
            "emails cannot be used with searchTerm.",
        ));
    }
    let is_known = |one: &String| EXPAND.contains(&one.as_str());
    if !search.expand.iter().all(is_known) {
        return Err(OrganizationError::BadBody(
            "expand has a value that is not known.",
        ));
    }
    let sorted = search
        .sort_by
        .as_deref()
        .map(|by| Order::of(Some(by), "nick_name"));
    let sorted = sorted.transpose()?;
    let mut seen = BTreeSet::new();
    let mut found: Vec<(&Directory, u32, &SimPerson)> = Vec::new();
    for (id, directory) in asked {
        let directory: &Directory = directory;
        if !has_any(&search.directory_ids, |one| one == *id) {
            continue;
        }
        for number in of_groups(directory, search.group_ids.as_deref()) {
            let Some(person) = directory.person(number) else {
                continue;
            };
            if search.fits(call, directory, number, person) && seen.insert(&*person.id) {
                found.push((directory, number, person));
            }
        }
    }
    if let Some(order) = sorted {
        found.sort_by(|a, b| (&a.2.name, &a.2.id).cmp(&(&b.2.name, &b.2.id)));
        if order == Order::Descending {
            found.reverse();
        }
    }
    let searched = Searched {
        usual: PAGE,
        limit: search.limit,
        cursor: search.cursor.as_deref(),
    };
    page(call, &searched, &found, |(directory, number, person)| {
        let mut user = shapes::user(person);
        if !search.expand.is_empty() {
            let grants = grants_of(call, directory, *number);
            shapes::expand(&mut user, &search.expand, (directory, *number), &grants);
        }
        user
    })
}

impl UserSearch {
    /// Whether a person passes all filters except directory and group.
    fn fits(
        &self,
        call: &OrganizationCall<'_>,
        directory: &Directory,
        number: u32,
        person: &SimPerson,
    ) -> bool {
        let states = shapes::states(person);
        let email = person.email.to_lowercase();
        let term = self.search_term.as_ref().map(|term| term.to_lowercase());
        let domain = email.split_once('@').map_or("", |(_, domain)| domain);
        let without_at = |one: &str| one.trim_start_matches('@').to_lowercase();
        has_any(&self.account_ids, |id| *id == *person.id)
            && has_any(&self.emails, |one| one.to_lowercase() == email)
            && has_any(&self.email_domains, |one| without_at(one) == domain)
            && term.is_none_or(|term| {
                person.name.to_lowercase().contains(&term) || email.contains(&term)
            })
            && has_any(&self.account_status, |one| one == states.account)
            && has_any(&self.membership_status, |one| one == states.membership)
            && has_any(&self.status, |one| one == states.composite)
            && (self.claim_status.as_ref()).is_none_or(|one| one == shapes::CLAIM_STATUS)
            && (self.mfa_enabled).is_none_or(|one| one == shapes::MFA_ENABLED)
            && self.is_granted(call, directory, number)
    }

    /// Whether the person's groups grant one of the roles, and something for one of the resources.
    fn is_granted(&self, call: &OrganizationCall<'_>, directory: &Directory, number: u32) -> bool {
        if self.role_ids.is_none() && self.resource_ids.is_none() {
            return true;
        }
        let grants = grants_of(call, directory, number);
        has_any(&self.role_ids, |one| {
            grants.iter().any(|grant| grant.role == one)
        }) && has_any(&self.resource_ids, |one| {
            grants.iter().any(|grant| grant.resource == one)
        })
    }
}

/// What a person's groups grant.
fn grants_of(call: &OrganizationCall<'_>, directory: &Directory, number: u32) -> Vec<Grant> {
    let groups = directory.shown().groups_of(number).iter();
    groups
        .filter_map(|group| directory.group_at(*group))
        .flat_map(|group| roles::of_group(call.settings, &group.name))
        .collect()
}

/// The numbers of a directory's accounts, or of those in any of the groups.
fn of_groups(directory: &Directory, groups: Option<&[String]>) -> Vec<u32> {
    let Some(groups) = groups else {
        return (0_u32..)
            .zip(directory.people())
            .map(|(number, _)| number)
            .collect();
    };
    let members: BTreeSet<u32> = groups
        .iter()
        .filter_map(|id| directory.find_group(id))
        .flat_map(|group| directory.shown().members(group, true).iter().copied())
        .collect();
    members.into_iter().collect()
}
