//! The two calls that change memberships.

use serde_json::{Value, json};

use super::call::JiraCall;
use super::messages::Text;
use super::model::Directory;
use super::profiles::{AlreadyMember, NotAMember, OwnLastAdminGroup, Seats};
use super::reads::grants;
use super::request::Reply;
use super::responses::{json as json_reply, user};

/// Users shown inside the group that an addition answers with.
const USERS_IN_GROUP: usize = 50;

/// `DELETE group/user`.
pub(super) fn remove_member(directory: &mut Directory, call: &JiraCall<'_>) -> Reply {
    try_remove(directory, call).unwrap_or_else(|refusal| refusal)
}

fn try_remove(directory: &mut Directory, call: &JiraCall<'_>) -> Result<Reply, Reply> {
    let Some(account_id) = call.query.get("accountId") else {
        return Err(call.refuse(400, Text::AccountMissing));
    };
    let (group, account) = call.target(directory, account_id)?;
    let (id, name) = names(directory, group);
    if let Some(reply) = call.synced(&id, || Reply::empty(200)) {
        return Ok(reply);
    }
    if call.settings.profiles.own_last_admin_group == OwnLastAdminGroup::BadRequest
        && call.account_id == Some(account_id)
        && administers_by(directory, account) == [group]
    {
        return Ok(call.refuse(400, Text::OwnLastAdminGroup { group: &name }));
    }
    if directory.change(call.now, group, account, false) {
        return Ok(Reply::empty(200));
    }
    let text = Text::NotAMember { group: &name };
    Ok(match call.settings.profiles.not_a_member {
        NotAMember::BadRequest => call.refuse(400, text),
        NotAMember::NotFound => call.refuse(404, text),
        NotAMember::Fine => Reply::empty(200),
    })
}

/// The groups by which an account administers.
fn administers_by(directory: &Directory, account: u32) -> Vec<u32> {
    let is_for_admins = |name: &str| grants(name, "site-admin", "") || grants(name, "admin", "");
    let groups = directory.truth().groups_of(account).iter().copied();
    groups
        .filter(|group| {
            let group = directory.group_at(*group);
            group.is_some_and(|group| is_for_admins(&group.name))
        })
        .collect()
}

/// `POST group/user`.
pub(super) fn add_member(directory: &mut Directory, call: &JiraCall<'_>) -> Reply {
    try_add(directory, call).unwrap_or_else(|refusal| refusal)
}

fn try_add(directory: &mut Directory, call: &JiraCall<'_>) -> Result<Reply, Reply> {
    let is_json = call
        .request
        .header("content-type")
        .is_some_and(|kind| kind.starts_with("application/json"));
    if !is_json {
        return Err(Reply::empty(415));
    }
    let body: Value =
        serde_json::from_str(&call.request.body).map_err(|_| call.refuse(400, Text::BadBody))?;
    let account_id = match body.get("accountId").and_then(Value::as_str) {
        Some(id) if !id.is_empty() => id,
        _ => return Err(call.refuse(400, Text::AccountMissing)),
    };
    let (group, account) = call.target(directory, account_id)?;
    let (id, _) = names(directory, group);
    if let Some(reply) = call.synced(&id, || group_reply(directory, call, group)) {
        return Ok(reply);
    }
    let is_member = directory.truth().contains(group, account);
    if !is_member && call.settings.profiles.seats == Seats::Gone {
        return Ok(call.refuse(400, Text::NoSeats));
    }
    let removed = directory.removed_at(group, account);
    let is_late = removed.is_some_and(|at| call.now < at + call.settings.late_already_member);
    if is_late || !directory.change(call.now, group, account, true) {
        let shown = match call.settings.profiles.already_member {
            AlreadyMember::Placeholder => "{1}",
            AlreadyMember::GroupId => &id,
        };
        return Ok(call.refuse(400, Text::AlreadyMember { group: shown }));
    }
    Ok(group_reply(directory, call, group))
}

/// Id and name of a group.
fn names(directory: &Directory, group: u32) -> (String, String) {
    match directory.group_at(group) {
        Some(group) => (group.id.to_string(), group.name.to_string()),
        None => (String::new(), String::new()),
    }
}

/// 201 with the group and the first of its active users.
fn group_reply(directory: &Directory, call: &JiraCall<'_>, group: u32) -> Reply {
    let members = directory.truth().members(group, false);
    let users: Vec<Value> = members
        .iter()
        .take(USERS_IN_GROUP)
        .filter_map(|number| directory.person(*number))
        .map(|person| user(&call.settings.profiles, call.base, person))
        .collect();
    let (id, name) = names(directory, group);
    json_reply(
        201,
        &json!({
            "name": name,
            "groupId": id,
            "self": format!("{}/group?groupId={id}", call.base),
            "users": {
                "size": members.len(),
                "items": users,
                "max-results": USERS_IN_GROUP,
                "start-index": 0,
                "end-index": users.len().saturating_sub(1),
            },
            "expand": "users",
        }),
    )
}
