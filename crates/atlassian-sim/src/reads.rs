//! The calls that only look.

use serde_json::{Map, Value, json};

use super::call::JiraCall;
use super::messages::Text;
use super::model::{Directory, SimGroup};
use super::profiles::{
    MemberPages, MovingTotal, PickerManagement, Profiles, SiteAdminGroups, UnknownAccount,
};
use super::request::Reply;
use super::responses::{group, json as json_reply, user};
use super::settings::Settings;
use groupsweep_core::domain::percent_encode;

/// The largest page of `group/member`.
const MEMBERS_PER_PAGE: usize = 50;
/// The default page of `user/bulk`.
const USERS_PER_PAGE: usize = 10;
/// The largest page of `user/bulk` and `group/bulk`.
const MAX_PAGE: usize = 200;
/// The default length of the picker's list, and the most that a site shows unless it is set up otherwise.
const PICKED: usize = 20;
/// Permissions this site knows.
const PERMISSIONS: [&str; 4] = [
    "ADMINISTER",
    "USER_PICKER",
    "BROWSE_PROJECTS",
    "CREATE_ISSUES",
];

/// `GET group/member`.
pub(super) fn members(directory: &Directory, call: &JiraCall<'_>) -> Reply {
    try_members(directory, call).unwrap_or_else(|refusal| refusal)
}

fn try_members(directory: &Directory, call: &JiraCall<'_>) -> Result<Reply, Reply> {
    let found = call.group(directory);
    if !call.may_browse() {
        return Err(call.refuse(403, Text::MayNotBrowse));
    }
    let group = found?;
    let (start, size) = paging(call, MEMBERS_PER_PAGE, MEMBERS_PER_PAGE)?;
    let with_inactive = call.query.get("includeInactiveUsers") == Some("true");
    let all = places(
        call.settings.profiles.member_pages,
        &directory.listed(group, with_inactive),
    );
    let page: Vec<Value> = slice(&all, start, size)
        .iter()
        .filter_map(|number| directory.person((*number)?))
        .map(|person| user(&call.settings.profiles, call.base, person))
        .collect();
    let total = match call.settings.profiles.moving_total {
        MovingTotal::Off => all.len(),
        MovingTotal::On if call.turn.is_multiple_of(2) => all.len() + 1,
        MovingTotal::On => all.len().saturating_sub(1),
    };
    let id = directory
        .group_at(group)
        .map_or(String::new(), |group| percent_encode(&group.id));
    let link = |start: usize| {
        format!(
            "{}/group/member?groupId={id}&includeInactiveUsers={with_inactive}&maxResults={size}&startAt={start}",
            call.base
        )
    };
    let mut body = json!({
        "self": link(start), "startAt": start, "maxResults": size, "total": total,
        "isLast": start + size >= all.len(), "values": page,
    });
    if start + size < all.len() {
        body["nextPage"] = json!(link(start + size));
    }
    Ok(json_reply(200, &body))
}

/// The places of a list of members, some of which show nobody.
fn places(pages: MemberPages, members: &[u32]) -> Vec<Option<u32>> {
    let mut places = Vec::with_capacity(members.len());
    for (number, member) in members.iter().enumerate() {
        places.push(Some(*member));
        let hidden = match pages {
            MemberPages::Short if number % 2 == 1 => 1,
            MemberPages::Empty if number == 0 => 2 * MEMBERS_PER_PAGE,
            MemberPages::Full | MemberPages::Short | MemberPages::Empty => 0,
        };
        places.extend(std::iter::repeat_n(None, hidden));
    }
    places
}

/// `GET group/bulk`.
pub(super) fn group_bulk(directory: &Directory, call: &JiraCall<'_>) -> Reply {
    try_group_bulk(directory, call).unwrap_or_else(|refusal| refusal)
}

fn try_group_bulk(directory: &Directory, call: &JiraCall<'_>) -> Result<Reply, Reply> {
    if !call.may_browse() {
        return Err(call.refuse(403, Text::MayNotBrowse));
    }
    let (start, size) = paging(call, MEMBERS_PER_PAGE, MAX_PAGE)?;
    let access = match call.query.get("accessType") {
        None => None,
        Some(access @ ("site-admin" | "admin" | "user")) => Some(access),
        Some(_) => return Err(call.refuse(400, Text::UnknownAccessType)),
    };
    if access == Some("site-admin") {
        match call.settings.profiles.site_admin_groups {
            SiteAdminGroups::Named => {}
            SiteAdminGroups::Empty => return Ok(page_of(&[], start, size)),
            SiteAdminGroups::Error => return Err(call.refuse(500, Text::NoSiteAdminGroups)),
        }
    }
    let app = call.query.get("applicationKey").unwrap_or("");
    let ids: Vec<u32> = call
        .query
        .all("groupId")
        .filter_map(|id| directory.find_group(id))
        .collect();
    let names: Vec<&str> = call.query.all("groupName").collect();
    let any = call.query.get("groupId").is_none() && names.is_empty();
    let wanted: Vec<Value> = directory
        .groups()
        .filter(|(number, group)| any || ids.contains(number) || names.contains(&&*group.name))
        .filter(|(_, group)| access.is_none_or(|access| grants(&group.name, access, app)))
        .map(|(_, group)| json!({ "name": &*group.name, "groupId": &*group.id }))
        .collect();
    Ok(page_of(&wanted, start, size))
}

/// Whether a group of this name grants an access, on a site set up as Atlassian does. Without an app's key
/// `user` means any app.
pub(super) fn grants(name: &str, access: &str, app: &str) -> bool {
    let of_app: &[(&str, &str)] = &[
        ("jira-software", "jira-users"),
        ("jira-software", "jira-software-users"),
        ("jira-servicedesk", "jira-servicedesk-users"),
        ("jira-core", "jira-core-users"),
        ("jira-product-discovery", "jira-product-discovery-users"),
    ];
    match access {
        "site-admin" => name.starts_with("site-admins"),
        "admin" => ["jira-admin", "administrators", "system-administrators"]
            .iter()
            .any(|prefix| name.starts_with(prefix)),
        _ => of_app
            .iter()
            .any(|(key, prefix)| name.starts_with(prefix) && (app.is_empty() || app == *key)),
    }
}

/// `GET user/groups`.
pub(super) fn user_groups(directory: &Directory, call: &JiraCall<'_>) -> Reply {
    let Some(account_id) = call.query.get("accountId") else {
        return call.refuse(400, Text::AccountMissing);
    };
    if !call.may_browse() {
        return call.refuse(403, Text::MayNotBrowse);
    }
    match directory.find_account(account_id) {
        Some(account) => json_reply(200, &Value::Array(groups_of(directory, call, account))),
        None if call.settings.profiles.unknown_account == UnknownAccount::Empty => {
            json_reply(200, &json!([]))
        }
        None => call.refuse(404, Text::UnknownUser),
    }
}

fn groups_of(directory: &Directory, call: &JiraCall<'_>, account: u32) -> Vec<Value> {
    let numbers = directory.shown().groups_of(account);
    numbers
        .iter()
        .filter_map(|number| directory.group_at(*number))
        .map(|one| group(call.base, one))
        .collect()
}

/// `GET user/bulk`. Unknown accounts are just missing from the page.
pub(super) fn user_bulk(directory: &Directory, call: &JiraCall<'_>) -> Reply {
    if call.query.get("accountId").is_none() {
        return call.refuse(400, Text::AccountMissing);
    }
    let (start, size) = match paging(call, USERS_PER_PAGE, MAX_PAGE) {
        Ok(paging) => paging,
        Err(refusal) => return refusal,
    };
    let users: Vec<Value> = call
        .query
        .all("accountId")
        .filter_map(|id| directory.find_account(id))
        .filter_map(|number| directory.person(number))
        .map(|person| user(&call.settings.profiles, call.base, person))
        .collect();
    page_of(&users, start, size)
}

/// `GET user`.
pub(super) fn user_by_id(directory: &Directory, call: &JiraCall<'_>) -> Reply {
    let Some(account_id) = call.query.get("accountId") else {
        return call.refuse(400, Text::AccountMissing);
    };
    if !call.may_browse() {
        return call.refuse(403, Text::MayNotBrowse);
    }
    let number = directory.find_account(account_id);
    let found = number.and_then(|number| Some((number, directory.person(number)?)));
    let Some((number, person)) = found else {
        return call.refuse(404, Text::UnknownUser);
    };
    let shown = user(&call.settings.profiles, call.base, person);
    json_reply(200, &with_groups(shown, directory, call, number))
}

/// A person with their groups: how many, and which where they are asked for.
fn with_groups(mut shown: Value, directory: &Directory, call: &JiraCall<'_>, number: u32) -> Value {
    let groups = groups_of(directory, call, number);
    let expanded = call
        .query
        .get("expand")
        .is_some_and(|list| list.split(',').any(|part| part == "groups"));
    shown["groups"] =
        json!({ "size": groups.len(), "items": if expanded { groups } else { Vec::new() } });
    shown["applicationRoles"] = json!({ "size": 1, "items": [] });
    shown["expand"] = json!("groups,applicationRoles");
    shown
}

/// `GET serverInfo`: what clients open with to learn whether a site is one of the cloud's.
pub(super) fn server_info(call: &JiraCall<'_>) -> Reply {
    json_reply(
        200,
        &json!({
            "baseUrl": call.settings.origin, "displayUrl": call.settings.origin, "deploymentType": "Cloud",
            "version": "1001.0.0-SNAPSHOT", "versionNumbers": [1001, 0, 0], "buildNumber": 100_300,
            "buildDate": "2026-11-23T00:00:00Z", "serverTime": call.now.rfc3339(), "serverTimeZone": "Etc/UTC",
            "scmInfo": "0000000", "serverTitle": "Jira",
        }),
    )
}

/// `GET groups/picker`: an empty list for whoever may not browse.
pub(super) fn groups_picker(directory: &Directory, call: &JiraCall<'_>) -> Reply {
    // The documented default minds the case.
    let any_case = call.query.get("caseInsensitive") == Some("true");
    let fold = |text: &str| {
        if any_case {
            text.to_lowercase()
        } else {
            text.to_owned()
        }
    };
    let wanted = fold(call.query.get("query").unwrap_or(""));
    let most = call.query.get("maxResults").and_then(|n| n.parse().ok());
    let matching: Vec<Value> = directory
        .groups()
        .filter(|_| call.may_browse())
        .filter(|(_, group)| fold(&group.name).contains(&wanted))
        .map(|(_, group)| picked(call.settings, group))
        .collect();
    let shown = slice(
        &matching,
        0,
        most.map_or(PICKED, |most: usize| most.min(PICKED)),
    );
    json_reply(
        200,
        &json!({
            "header": format!("Showing {} of {} matching groups", shown.len(), matching.len()),
            "total": matching.len(),
            "groups": shown,
        }),
    )
}

fn picked(settings: &Settings, group: &SimGroup) -> Value {
    let mut shown = json!({
        "name": &*group.name, "groupId": &*group.id, "html": &*group.name, "labels": [],
    });
    if settings.profiles.picker_management == PickerManagement::Shown {
        let is_team = settings.team_groups.contains(&*group.id);
        let is_synced = settings.synced_groups.contains(&*group.id);
        shown["managedBy"] = json!(match (is_synced, is_team) {
            (true, _) => "EXTERNAL",
            (false, true) => "TEAM_MEMBERS",
            (false, false) => "ADMINS",
        });
        shown["usageType"] = json!(if is_team {
            "TEAM_COLLABORATION"
        } else {
            "USERBASE_GROUP"
        });
    }
    shown
}

/// `GET myself`.
pub(super) fn myself(directory: &Directory, call: &JiraCall<'_>) -> Reply {
    let number = call.account_id.and_then(|id| directory.find_account(id));
    let Some((number, person)) =
        number.and_then(|number| directory.person(number).map(|person| (number, person)))
    else {
        return call.refuse(404, Text::UnknownUser);
    };
    // An account sees all of its own data.
    let shown = user(&Profiles::default(), call.base, person);
    let mut body = with_groups(shown, directory, call, number);
    body["locale"] = json!("en_GB");
    json_reply(200, &body)
}

/// `GET mypermissions`.
pub(super) fn my_permissions(call: &JiraCall<'_>) -> Reply {
    let Some(wanted) = call.query.get("permissions") else {
        return call.refuse(400, Text::PermissionMissing);
    };
    let mut permissions = Map::new();
    for (id, key) in wanted.split(',').map(str::trim).enumerate() {
        if !PERMISSIONS.contains(&key) {
            return call.refuse(400, Text::UnknownPermission { key });
        }
        let have = match key {
            "ADMINISTER" | "USER_PICKER" => call.may_browse(),
            _ => call.right.is_some(),
        };
        let entry = json!({
            "id": id.to_string(), "key": key, "name": key, "type": "GLOBAL", "havePermission": have,
        });
        permissions.insert(key.to_owned(), entry);
    }
    json_reply(200, &json!({ "permissions": permissions }))
}

/// `startAt` and `maxResults`, the latter held between 1 and `largest`.
fn paging(call: &JiraCall<'_>, default: usize, largest: usize) -> Result<(usize, usize), Reply> {
    let number = |key: &str, default: usize| match call.query.get(key) {
        None => Ok(default),
        Some(text) => text
            .parse::<u32>()
            .map(|number| number as usize)
            .map_err(|_| call.refuse(400, Text::BadNumber)),
    };
    let size = number("maxResults", default)?.clamp(1, largest);
    Ok((number("startAt", 0)?, size))
}

fn slice<T>(all: &[T], start: usize, size: usize) -> &[T] {
    let start = start.min(all.len());
    &all[start..start.saturating_add(size).min(all.len())]
}

fn page_of(all: &[Value], start: usize, size: usize) -> Reply {
    json_reply(
        200,
        &json!({
            "startAt": start, "maxResults": size, "total": all.len(),
            "isLast": start + size >= all.len(), "values": slice(all, start, size),
        }),
    )
}
