//! The organization's two calls that change memberships.

use serde_json::Value;

use super::OrganizationCall;
use super::refusals::ErrorReply;
use crate::model::Directory;
use crate::profiles::{OrganizationMember, OrganizationNotAMember, OrganizationSynced, Seats};
use crate::request::Reply;

type MemberBody<'a> = [(&'static str, &'a mut Directory)];

/// `DELETE groups/{groupId}/memberships/{accountId}`.
pub(super) fn remove(
    asked: &mut MemberBody<'_>,
    call: &OrganizationCall<'_>,
) -> Result<Reply, ErrorReply> {
    let done = Reply::empty(204);
    let (directory, group) = target(asked, call)?;
    if let Some(outcome) = synced(call) {
        return outcome.map(|()| done);
    }
    let account = directory.find_account(&call.place.account);
    let account = account.ok_or(ErrorReply::UnknownUser)?;
    if directory.change(call.now, group, account, false) {
        return Ok(done);
    }
    match call.settings.profiles.organization_not_a_member {
        OrganizationNotAMember::Fine => Ok(done),
        OrganizationNotAMember::NotFound => Err(ErrorReply::NotAMember),
    }
}

/// `POST groups/{groupId}/memberships`.
pub(super) fn add(
    asked: &mut MemberBody<'_>,
    call: &OrganizationCall<'_>,
) -> Result<Reply, ErrorReply> {
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
    let person = person.ok_or(ErrorReply::UnknownUser)?;
    if !person.is_active() {
        return Err(ErrorReply::InactiveUser);
    }
    let account = directory.account(&person.id, &person.name, &person.email, true);
    if directory.truth().contains(group, account) {
        return match call.settings.profiles.organization_member {
            OrganizationMember::Fine => Ok(done),
            OrganizationMember::Conflict => Err(ErrorReply::Conflict),
        };
    }
    if call.settings.profiles.seats == Seats::Gone {
        return Err(ErrorReply::NoSeats);
    }
    directory.change(call.now, group, account, true);
    Ok(done)
}

/// The account of the body: `accountId`, in version 1 `account_id`.
fn account_id(call: &OrganizationCall<'_>) -> Result<String, ErrorReply> {
    let key = if call.request.path.starts_with("/admin/v1/") {
        "account_id"
    } else {
        "accountId"
    };
    let body: Option<Value> = serde_json::from_str(&call.request.body).ok();
    let id = body.as_ref().and_then(|body| body.get(key)?.as_str());
    id.filter(|id| !id.is_empty())
        .map(str::to_owned)
        .ok_or(ErrorReply::BadBody("The account is missing."))
}

/// The directory of the path's group, and the group's number there.
fn target<'a>(
    asked: &'a mut MemberBody<'_>,
    call: &OrganizationCall<'_>,
) -> Result<(&'a mut Directory, u32), ErrorReply> {
    asked
        .iter_mut()
        .find_map(|(_, directory)| {
            let group = directory.find_group(&call.place.group)?;
            Some((&mut **directory, group))
        })
        .ok_or(ErrorReply::UnknownGroup)
}

/// What becomes of a write to a group that an identity provider keeps.
fn synced(call: &OrganizationCall<'_>) -> Option<Result<(), ErrorReply>> {
    let id = call.place.group.to_ascii_lowercase();
    if !call.settings.synced_groups.contains(&id) {
        return None;
    }
    Some(match call.settings.profiles.organization_synced {
        OrganizationSynced::Forbidden => Err(ErrorReply::GroupNotModifiable),
        OrganizationSynced::Conflict => Err(ErrorReply::Conflict),
        OrganizationSynced::NothingChanges => Ok(()),
    })
}
