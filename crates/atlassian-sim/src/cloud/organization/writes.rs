//! The organization's two calls that change memberships.

use serde_json::Value;

use super::call::OrganizationCall;
use super::refusals::OrganizationError;
use super::roles;
use crate::model::Directory;
use crate::profiles::{
    OrganizationAdminGroups, OrganizationMember, OrganizationNotAMember,
    OrganizationOtherDirectory, OrganizationSynced, Seats,
};
use crate::request::Reply;

type MemberBody<'a> = [(&'static str, &'a mut Directory)];

/// `DELETE groups/{groupId}/memberships/{accountId}`.
pub(super) fn remove(
    asked: &mut MemberBody<'_>,
    call: &OrganizationCall<'_>,
) -> Result<Reply, OrganizationError> {
    let done = Reply::empty(204);
    let (directory, group) = target(asked, call)?;
    if let Some(outcome) = synced(call) {
        return outcome.map(|()| done);
    }
    admin_access(directory, group, call)?;
    let account = directory.find_account(&call.place.account);
    let account = account.ok_or(OrganizationError::UnknownUser)?;
    if directory.change(call.now, group, account, false) {
        return Ok(done);
    }
    match call.settings.profiles.organization_not_a_member {
        OrganizationNotAMember::Fine => Ok(done),
        OrganizationNotAMember::NotFound => Err(OrganizationError::NotAMember),
        OrganizationNotAMember::Conflict => Err(OrganizationError::Conflict),
    }
}

/// `POST groups/{groupId}/memberships`.
pub(super) fn add(
    asked: &mut MemberBody<'_>,
    call: &OrganizationCall<'_>,
) -> Result<Reply, OrganizationError> {
    let is_json = call
        .request
        .header("content-type")
        .is_some_and(|kind| kind.starts_with("application/json"));
    if !is_json {
        return Ok(Reply::empty(415));
    }
    let account_id = account_id(call)?;
    let done = Reply::empty(204);
    // An account of the organization may be in any of its groups.
    let person = asked
        .iter()
        .find_map(|(_, directory)| directory.person(directory.find_account(&account_id)?))
        .cloned();
    let (directory, group) = target(asked, call)?;
    if let Some(outcome) = synced(call) {
        return outcome.map(|()| done);
    }
    admin_access(directory, group, call)?;
    let person = person.ok_or(OrganizationError::UnknownUser)?;
    let is_of_another = directory.find_account(&person.id).is_none();
    let refuses = OrganizationOtherDirectory::NotFound;
    if is_of_another && call.settings.profiles.organization_other_directory == refuses {
        return Err(OrganizationError::UnknownUser);
    }
    if !person.is_active() {
        return Err(OrganizationError::InactiveUser);
    }
    let account = directory.account(&person.id, &person.name, &person.email, true);
    if directory.truth().contains(group, account) {
        return match call.settings.profiles.organization_member {
            OrganizationMember::Fine => Ok(done),
            OrganizationMember::Conflict => Err(OrganizationError::Conflict),
        };
    }
    if call.settings.profiles.seats == Seats::Gone {
        return Err(OrganizationError::NoSeats);
    }
    directory.change(call.now, group, account, true);
    Ok(done)
}

/// The account of the body: `accountId`, in version 1 `account_id`.
fn account_id(call: &OrganizationCall<'_>) -> Result<String, OrganizationError> {
    let key = if call.request.path.starts_with("/admin/v1/") {
        "account_id"
    } else {
        "accountId"
    };
    let body: Option<Value> = serde_json::from_str(&call.request.body).ok();
    let id = body.as_ref().and_then(|body| body.get(key)?.as_str());
    id.filter(|id| !id.is_empty())
        .map(str::to_owned)
        .ok_or(OrganizationError::BadBody("The account is missing."))
}

/// The directory of the path's group, and the group's number there.
fn target<'a>(
    asked: &'a mut MemberBody<'_>,
    call: &OrganizationCall<'_>,
) -> Result<(&'a mut Directory, u32), OrganizationError> {
    asked
        .iter_mut()
        .find_map(|(_, directory)| {
            let group = directory.find_group(&call.place.group)?;
            Some((&mut **directory, group))
        })
        .ok_or(OrganizationError::UnknownGroup)
}

/// The answer to a write to a group that an identity provider manages.
fn synced(call: &OrganizationCall<'_>) -> Option<Result<(), OrganizationError>> {
    let id = call.place.group.to_ascii_lowercase();
    if !call.settings.synced_groups.contains(&id) {
        return None;
    }
    Some(match call.settings.profiles.organization_synced {
        OrganizationSynced::Forbidden => Err(OrganizationError::GroupNotModifiable),
        OrganizationSynced::Conflict => Err(OrganizationError::Conflict),
        OrganizationSynced::NothingChanges => Ok(()),
    })
}

/// The refusal of a change to a group that grants admin access.
fn admin_access(
    directory: &Directory,
    group: u32,
    call: &OrganizationCall<'_>,
) -> Result<(), OrganizationError> {
    let name = directory.group_at(group).map_or("", |group| &group.name);
    let mut grants = roles::of_group(call.settings, name).into_iter();
    let is_for_admins =
        grants.any(|grant| matches!(grant.role, "atlassian/org-admin" | "atlassian/site-admin"));
    let refuses = OrganizationAdminGroups::Refused;
    if is_for_admins && call.settings.profiles.organization_admin_groups == refuses {
        return Err(OrganizationError::GrantsAdminAccess);
    }
    Ok(())
}
