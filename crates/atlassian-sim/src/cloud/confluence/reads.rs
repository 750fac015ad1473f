//! Confluence's reads. Everybody who can use Confluence may read.

use std::borrow::Cow;

use serde_json::{Value, json};

use super::call::ConfluenceCall;
use super::refusals::ConfluenceError;
use crate::model::{Directory, SimGroup, SimPerson};
use crate::privacy;
use crate::profiles::{
    ConfluenceAccess, ConfluenceUnknownGroup, Emails, Profiles, SiteAdminGroups, UnknownAccount,
};
use crate::reads::grants;
use crate::request::Reply;
use crate::responses::{json as json_reply, kind};
use groupsweep_core::domain::percent_encode;

/// The largest page, which is the default too.
const MAX_PAGE: usize = 200;

/// `GET user/current`.
pub(super) fn current_user(directory: &Directory, call: &ConfluenceCall<'_>) -> Reply {
    let number = directory.find_account(&call.caller.account_id);
    match number.and_then(|number| directory.person(number)) {
        // An account sees all of its own data.
        Some(person) => json_reply(200, &user(&Profiles::default(), call, person)),
        None => call.refuse(ConfluenceError::UnknownUser),
    }
}

/// `GET user`.
pub(super) fn user_by_id(directory: &Directory, call: &ConfluenceCall<'_>) -> Reply {
    let Some(id) = call.query.get("accountId") else {
        return call.refuse(ConfluenceError::AccountMissing);
    };
    let number = directory.find_account(id);
    match number.and_then(|number| directory.person(number)) {
        Some(person) => json_reply(200, &user(&call.settings.profiles, call, person)),
        None => call.refuse(ConfluenceError::UnknownUser),
    }
}

/// `GET group/{groupId}/membersByGroupId`.
pub(super) fn members(directory: &Directory, call: &ConfluenceCall<'_>, group: &str) -> Reply {
    let paging = match Paging::of_members(call) {
        Ok(paging) => paging,
        Err(refusal) => return call.refuse(refusal),
    };
    let is_lenient =
        call.settings.profiles.confluence_unknown_group == ConfluenceUnknownGroup::Empty;
    let members = match directory.find_group(group) {
        Some(number) => directory.listed(number, true),
        None if is_lenient => Cow::Borrowed(&[][..]),
        None => return call.refuse(ConfluenceError::UnknownGroup),
    };
    let path = format!("/rest/api/group/{}/membersByGroupId", percent_encode(group));
    let profiles = &call.settings.profiles;
    let show = |number: &u32| {
        directory
            .person(*number)
            .map(|person| user(profiles, call, person))
    };
    page(call, &paging, &members, &format!("{path}?"), show)
}

/// `GET user/memberof`.
pub(super) fn member_of(directory: &Directory, call: &ConfluenceCall<'_>) -> Reply {
    let paging = match Paging::of(call) {
        Ok(paging) => paging,
        Err(refusal) => return call.refuse(refusal),
    };
    let Some(id) = call.query.get("accountId") else {
        return call.refuse(ConfluenceError::AccountMissing);
    };
    let groups = match directory.find_account(id) {
        Some(account) => directory.shown().groups_of(account),
        None if call.settings.profiles.unknown_account == UnknownAccount::Empty => &[],
        None => return call.refuse(ConfluenceError::UnknownUser),
    };
    let path = format!("/rest/api/user/memberof?accountId={}&", percent_encode(id));
    let show = |number: &u32| directory.group_at(*number).map(|one| group(call, one));
    page(call, &paging, groups, &path, show)
}

/// `GET group`: every group, by name, or those that give an access.
pub(super) fn groups(directory: &Directory, call: &ConfluenceCall<'_>) -> Reply {
    let paging = match Paging::of(call) {
        Ok(paging) => paging,
        Err(refusal) => return call.refuse(refusal),
    };
    let access = match call.query.get("accessType") {
        None => None,
        Some(access @ ("site-admin" | "admin" | "user")) => Some(access),
        Some(_) => return call.refuse(ConfluenceError::BadAccessType),
    };
    let profiles = &call.settings.profiles;
    if access.is_some() && profiles.confluence_access == ConfluenceAccess::Forbidden {
        return call.refuse(ConfluenceError::NotViewable);
    }
    let mut all: Vec<&SimGroup> = directory.groups().map(|(_, group)| group).collect();
    all.retain(|group| access.is_none_or(|access| gives(profiles, &group.name, access)));
    all.sort_by(|a, b| (&a.name, &a.id).cmp(&(&b.name, &b.id)));
    let path = match access {
        Some(access) => format!("/rest/api/group?accessType={access}&"),
        None => "/rest/api/group?".to_owned(),
    };
    page(call, &paging, &all, &path, |one| Some(group(call, one)))
}

/// Whether a group with this name grants a Confluence access type, on a site with Atlassian's default groups.
fn gives(profiles: &Profiles, name: &str, access: &str) -> bool {
    match access {
        // In the centralized experience, no group grants the role.
        "site-admin" => {
            profiles.site_admin_groups == SiteAdminGroups::Named && grants(name, access, "")
        }
        "admin" => name.starts_with("confluence-admin"),
        _ => name.starts_with("confluence-users"),
    }
}

/// `GET group/picker`: groups whose names contain this, ignoring case.
pub(super) fn groups_picker(directory: &Directory, call: &ConfluenceCall<'_>) -> Reply {
    let paging = match Paging::of(call) {
        Ok(paging) => paging,
        Err(refusal) => return call.refuse(refusal),
    };
    let wanted = call.query.get("query").unwrap_or("");
    let path = format!("/rest/api/group/picker?query={}&", percent_encode(wanted));
    let folded = wanted.to_lowercase();
    let mut found: Vec<&SimGroup> = directory
        .groups()
        .map(|(_, group)| group)
        .filter(|group| group.name.to_lowercase().contains(&folded))
        .collect();
    found.sort_by(|a, b| (&a.name, &a.id).cmp(&(&b.name, &b.id)));
    page(call, &paging, &found, &path, |one| Some(group(call, one)))
}

/// `GET group/by-id`.
pub(super) fn group_by_id(directory: &Directory, call: &ConfluenceCall<'_>) -> Reply {
    let Some(id) = call.query.get("id") else {
        return call.refuse(ConfluenceError::GroupMissing);
    };
    let number = directory.find_group(id);
    match number.and_then(|number| directory.group_at(number)) {
        Some(found) => json_reply(200, &group(call, found)),
        None => call.refuse(ConfluenceError::UnknownGroup),
    }
}

/// `start` and `limit`.
struct Paging {
    start: usize,
    limit: usize,
}

impl Paging {
    fn of(call: &ConfluenceCall<'_>) -> Result<Self, ConfluenceError> {
        let number = |key: &str, default: usize| match call.query.get(key) {
            None => Ok(default),
            Some(text) => text
                .parse::<u32>()
                .map(|number| number as usize)
                .map_err(|_| ConfluenceError::BadNumber),
        };
        let (start, limit) = (number("start", 0)?, number("limit", MAX_PAGE)?);
        Ok(Self { start, limit })
    }

    /// For members, a limit above the page size is refused. For other lists no refusal is documented, and they return
    /// a page.
    fn of_members(call: &ConfluenceCall<'_>) -> Result<Self, ConfluenceError> {
        match Self::of(call)? {
            paging if paging.limit > MAX_PAGE => Err(ConfluenceError::TooMany(MAX_PAGE)),
            paging => Ok(paging),
        }
    }
}

/// A page. `path` is the list's path below `/wiki`, without `start` and `limit`.
fn page<T>(
    call: &ConfluenceCall<'_>,
    paging: &Paging,
    all: &[T],
    path: &str,
    show: impl Fn(&T) -> Option<Value>,
) -> Reply {
    let (start, limit) = (paging.start, paging.limit.min(MAX_PAGE));
    let from = start.min(all.len());
    let to = start.saturating_add(limit).min(all.len());
    let results: Vec<Value> = all[from..to].iter().filter_map(show).collect();
    let link = |start: usize| format!("{path}limit={limit}&start={start}");
    let mut links = json!({
        "base": call.base, "context": "/wiki", "self": format!("{}{}", call.base, link(start)),
    });
    // A page of size 0 would link to itself.
    if to < all.len() && limit > 0 {
        links["next"] = json!(link(to));
    }
    json_reply(
        200,
        &json!({
            "results": results, "start": start, "limit": limit, "size": results.len(), "_links": links,
        }),
    )
}

/// A user as Confluence shows it. It does not show whether the account is active.
fn user(profiles: &Profiles, call: &ConfluenceCall<'_>, person: &SimPerson) -> Value {
    let name = privacy::name(profiles, person);
    let mut shown = json!({
        "type": "known",
        "accountId": &*person.id,
        "accountType": kind(profiles, person, ""),
        "email": privacy::email(profiles, person),
        "publicName": name,
        "displayName": name,
        "profilePicture": { "path": "/wiki/aa-avatar", "width": 48, "height": 48, "isDefault": true },
        "_links": { "self": format!("{}/rest/api/user?accountId={}", call.base, person.id) },
    });
    if profiles.emails == Emails::Null {
        shown["email"] = Value::Null;
    }
    shown
}

fn group(call: &ConfluenceCall<'_>, group: &SimGroup) -> Value {
    json!({
        "type": "group",
        "name": &*group.name,
        "id": &*group.id,
        "_links": { "self": format!("{}/rest/api/group/by-id?id={}", call.base, group.id) },
    })
}
