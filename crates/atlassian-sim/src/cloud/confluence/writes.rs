//! Confluence's two calls that change memberships.

use serde_json::Value;

use super::call::ConfluenceCall;
use super::refusals::ConfluenceError;
use crate::model::Directory;
use crate::profiles::{ConfluenceMember, Seats, SyncedGroup};
use crate::request::Reply;

/// `DELETE group/userByGroupId`: 204 whether or not the user was in the group.
pub(super) fn remove_member(directory: &mut Directory, call: &ConfluenceCall<'_>) -> Reply {
    let account = call.query.get("accountId").map(str::to_owned);
    change(directory, call, account, false).unwrap_or_else(|refusal| call.refuse(refusal))
}

/// `POST group/userByGroupId`.
pub(super) fn add_member(directory: &mut Directory, call: &ConfluenceCall<'_>) -> Reply {
    let is_json = call
        .request
        .header("content-type")
        .is_some_and(|kind| kind.starts_with("application/json"));
    if !is_json {
        return Reply::empty(415);
    }
    let Ok(body) = serde_json::from_str::<Value>(&call.request.body) else {
        return call.refuse(ConfluenceError::BadBody);
    };
    let account = body.get("accountId").and_then(Value::as_str);
    let account = account.filter(|id| !id.is_empty()).map(str::to_owned);
    change(directory, call, account, true).unwrap_or_else(|refusal| call.refuse(refusal))
}

/// Checks parameters, then the right, then group and user, so that a caller without the right does not learn which
/// groups exist.
fn change(
    directory: &mut Directory,
    call: &ConfluenceCall<'_>,
    account: Option<String>,
    added: bool,
) -> Result<Reply, ConfluenceError> {
    let group_id = call
        .query
        .get("groupId")
        .ok_or(ConfluenceError::GroupMissing)?;
    let account_id = account.ok_or(ConfluenceError::AccountMissing)?;
    if !call.may_write() {
        return Err(ConfluenceError::NotSiteAdmin);
    }
    let group = directory.find_group(group_id);
    let group = group.ok_or(ConfluenceError::UnknownGroup)?;
    let account = directory.find_account(&account_id);
    let account = account.ok_or(ConfluenceError::UnknownUser)?;
    let done = Reply::empty(if added { 201 } else { 204 });
    let synced = &call.settings.synced_groups;
    if synced.contains(&group_id.to_ascii_lowercase()) {
        return match call.settings.profiles.synced_group {
            SyncedGroup::Forbidden => Err(ConfluenceError::Synced { status: 403 }),
            SyncedGroup::BadRequest => Err(ConfluenceError::Synced { status: 400 }),
            SyncedGroup::NothingChanges => Ok(done),
        };
    }
    let is_member = directory.truth().contains(group, account);
    if added && is_member {
        return match call.settings.profiles.confluence_member {
            ConfluenceMember::Created => Ok(done),
            ConfluenceMember::BadRequest => Err(ConfluenceError::AlreadyMember),
        };
    }
    if added && call.settings.profiles.seats == Seats::Gone {
        return Err(ConfluenceError::NoSeats);
    }
    directory.change(call.now, group, account, added);
    Ok(done)
}
