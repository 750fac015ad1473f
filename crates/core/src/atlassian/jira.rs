//! Jira's group API, which the Postman recipe calls too. Source: Jira Cloud platform REST API v3,
//! group and user operations.

use serde_json::Value;

use crate::domain::{
    Access, Action, Answer, App, GroupId, MAX_ACCOUNTS, Membership, Method, PageToken, SiteCall,
    percent_encode,
};

use super::GroupApi;
use super::allowed_request::{AllowedRequest, get, listed, query_text};
use super::api_host::ApiHost;
use super::caller::{Account, Caller};
use super::confirmed::{is_empty, is_group};
use super::error_text::{error_text, site_text, unknown};
use super::json::{account, body, filled, number, page, text};
use super::pages::{AccountKind, ManagedBy, Next, Page, Person, SiteGroup};
use super::request::{Request, TENANT_PATH};
use super::response_kind::ResponseKind;
use super::scopes::Scopes;

/// Members per page of `group/member`, the site's maximum.
const PEOPLE_PER_PAGE: u32 = 50;
/// Groups per page of `group/bulk`, the site's default. No site has been seen to refuse it.
const GROUPS_PER_PAGE: u32 = 50;
/// Groups requested from `groups/picker`. The site's own limit (20 by default) may return fewer.
const PICKED: u32 = 100;
/// The gateway's path prefix, before a cloud id.
pub(super) const GATEWAY: &str = "/ex/jira/";

/// The relay's allowlist for this API.
pub(super) const ALLOWED: [AllowedRequest; 12] = [
    get("/rest/api/3/myself", &[]),
    get("/rest/api/3/mypermissions", &["permissions"]),
    listed(
        Method::Delete,
        "/rest/api/3/group/user",
        &["groupId", "accountId"],
    ),
    listed(Method::Post, "/rest/api/3/group/user", &["groupId"]),
    get(
        "/rest/api/3/group/member",
        &["groupId", "includeInactiveUsers", "startAt", "maxResults"],
    ),
    get("/rest/api/3/user/groups", &["accountId"]),
    get("/rest/api/3/group/bulk", &["startAt", "maxResults"]),
    get(
        "/rest/api/3/group/bulk",
        &["accessType", "startAt", "maxResults"],
    ),
    get(
        "/rest/api/3/group/bulk",
        &["accessType", "applicationKey", "startAt", "maxResults"],
    ),
    get("/rest/api/3/group/bulk", &["maxResults"]).and_several("groupId", MAX_ACCOUNTS),
    get("/rest/api/3/user/bulk", &["maxResults"]).and_several("accountId", MAX_ACCOUNTS),
    get("/rest/api/3/groups/picker", &["maxResults"]).and_text("query"),
];

/// Jira's API on one of two hosts.
#[derive(Clone, PartialEq, Eq, Debug, Hash)]
pub struct Jira {
    pub api_host: ApiHost,
}

impl GroupApi for Jira {
    fn request(&self, call: &SiteCall) -> Option<Request> {
        match call {
            SiteCall::CloudIdOfSite => Some(Request::get(TENANT_PATH.to_owned())),
            call => Some(self.api_host.place(build_request(call)?, GATEWAY)),
        }
    }

    fn confirms(&self, action: Action, answer: &Answer) -> bool {
        match action {
            Action::Remove => answer.status == 200 && is_empty(answer),
            Action::Add => answer.status == 201 && is_group(answer),
        }
    }

    fn refusal(&self, action: Action, answer: &Answer) -> ResponseKind {
        match answer.status {
            400 => bad_request(action, answer),
            // A connector in production reads the same text from a 404 too.
            404 if is_already(action, answer) => ResponseKind::Already,
            403 => ResponseKind::RowRejected(error_text(
                "The site refuses to change this group (403)",
                answer,
            )),
            // The group or the account is unknown, or the site hides a missing permission as a 404.
            404 => ResponseKind::Ambiguous(error_text(
                "The site does not know this group or this account, or this login may not change it (404)",
                answer,
            )),
            status => ResponseKind::RowRejected(unknown(status)),
        }
    }

    fn people(&self, answer: &Answer) -> Option<Page<Person>> {
        let error_text = body(answer)?;
        Some(Page {
            total: number(&error_text, "total"),
            ..page(&error_text, "values", person, next(&error_text, false))?
        })
    }

    fn groups(&self, answer: &Answer) -> Option<Page<SiteGroup>> {
        let error_text = body(answer)?;
        if error_text.is_array() {
            // `user/groups` has no pages.
            let whole = serde_json::json!({ "values": error_text });
            return page(&whole, "values", group, Next::End);
        }
        let total = number(&error_text, "total");
        if error_text.get("groups").is_some() {
            // `groups/picker` has no pages: groups beyond its limit are not returned.
            let shown = page(&error_text, "groups", group, Next::End)?;
            let is_whole = total.is_some_and(|total| total as usize <= shown.values.len());
            let next = if is_whole { Next::End } else { Next::Offset };
            return Some(Page {
                total,
                next,
                ..shown
            });
        }
        let whole = page(&error_text, "values", group, Next::End)?;
        let read = number(&error_text, "startAt")
            .unwrap_or(0)
            .saturating_add(u32::try_from(whole.values.len()).unwrap_or(u32::MAX));
        let next = next(&error_text, total.is_none_or(|total| read >= total));
        Some(Page {
            total,
            next,
            ..whole
        })
    }

    fn caller(&self, answer: &Answer) -> Option<Caller> {
        let error_text = body(answer)?;
        let id = account(&error_text, "accountId")?;
        Some(Caller::Account(Account {
            name: filled(&error_text, "displayName").unwrap_or_else(|| id.as_str().to_owned()),
            email: filled(&error_text, "emailAddress"),
            id,
        }))
    }

    fn is_admin(&self, answer: &Answer) -> Option<bool> {
        let error_text = body(answer)?;
        error_text
            .pointer("/permissions/ADMINISTER/havePermission")?
            .as_bool()
    }

    fn reports_no_op(&self) -> bool {
        true
    }

    fn people_per_page(&self) -> u32 {
        PEOPLE_PER_PAGE
    }

    fn scopes(&self, call: &SiteCall) -> Option<Scopes> {
        Some(match call {
            SiteCall::CloudIdOfSite
            | SiteCall::MoreDirectories(_)
            | SiteCall::MoreMembers { .. }
            | SiteCall::MoreGroupsOf { .. } => {
                return None;
            }
            SiteCall::WhoAmI | SiteCall::Accounts(_) => Scopes::new(
                "read:jira-user",
                "read:user:jira, read:group:jira, read:avatar:jira, read:application-role:jira",
            ),
            SiteCall::AdminPermission => Scopes::new("read:jira-work", "read:permission:jira"),
            SiteCall::Remove(_) => Scopes::new("manage:jira-configuration", "write:group:jira"),
            SiteCall::Add(_) => Scopes::new(
                "manage:jira-configuration",
                "write:group:jira, read:group:jira, read:user:jira, read:avatar:jira",
            ),
            SiteCall::Members { .. } => Scopes::new(
                "manage:jira-configuration",
                "read:group:jira, read:user:jira, read:avatar:jira",
            ),
            SiteCall::GroupsOf(_)
            | SiteCall::Groups(_)
            | SiteCall::GroupsById(_)
            | SiteCall::GroupsNamed(_)
            | SiteCall::GroupsGranting { .. } => Scopes::new("read:jira-user", "read:group:jira"),
        })
    }
}

/// Builds the request, with a path relative to the site's host or to the gateway's prefix.
fn build_request(call: &SiteCall) -> Option<Request> {
    Some(match call {
        SiteCall::WhoAmI => Request::get("/rest/api/3/myself".to_owned()),
        // One key only: the site refuses the whole request if it does not know a key.
        SiteCall::AdminPermission => {
            Request::get("/rest/api/3/mypermissions?permissions=ADMINISTER".to_owned())
        }
        SiteCall::Remove(Membership { group, account }) => Request::delete(format!(
            "/rest/api/3/group/user?groupId={}&accountId={}",
            percent_encode(group.as_str()),
            percent_encode(account.as_str())
        )),
        SiteCall::Add(Membership { group, account }) => Request::post(
            format!(
                "/rest/api/3/group/user?groupId={}",
                percent_encode(group.as_str())
            ),
            // Account ids contain no character that JSON would escape.
            format!("{{\"accountId\":\"{}\"}}", account.as_str()),
        ),
        SiteCall::Members { group, start_at } => Request::get(format!(
            "/rest/api/3/group/member?groupId={}&includeInactiveUsers=true&startAt={start_at}&maxResults={PEOPLE_PER_PAGE}",
            percent_encode(group.as_str())
        )),
        SiteCall::GroupsOf(account) => Request::get(format!(
            "/rest/api/3/user/groups?accountId={}",
            percent_encode(account.as_str())
        )),
        SiteCall::Groups(PageToken::Place(start_at)) => Request::get(format!(
            "/rest/api/3/group/bulk?startAt={start_at}&maxResults={GROUPS_PER_PAGE}"
        )),
        SiteCall::GroupsById(groups) => Request::get(several(
            "/rest/api/3/group/bulk",
            "groupId",
            groups.iter().map(GroupId::as_str),
        )),
        SiteCall::GroupsNamed(name) => Request::get(format!(
            "/rest/api/3/groups/picker?maxResults={PICKED}&query={}",
            query_text(name)?
        )),
        SiteCall::GroupsGranting { access, start_at } => Request::get(format!(
            "/rest/api/3/group/bulk?{}&startAt={start_at}&maxResults={GROUPS_PER_PAGE}",
            access_query(*access)
        )),
        SiteCall::Accounts(accounts) => Request::get(several(
            "/rest/api/3/user/bulk",
            "accountId",
            accounts.iter().map(|account| account.as_str()),
        )),
        SiteCall::CloudIdOfSite
        | SiteCall::MoreDirectories(_)
        | SiteCall::MoreMembers { .. }
        | SiteCall::MoreGroupsOf { .. }
        | SiteCall::Groups(PageToken::Cursor(_)) => return None,
    })
}

fn several<'a>(path: &str, key: &str, ids: impl Iterator<Item = &'a str>) -> String {
    let mut url = format!("{path}?maxResults={MAX_ACCOUNTS}");
    for id in ids {
        url.push('&');
        url.push_str(key);
        url.push('=');
        url.push_str(&percent_encode(id));
    }
    url
}

/// The query for groups with this access.
fn access_query(access: Access) -> &'static str {
    match access {
        Access::SiteAdmin => "accessType=site-admin",
        Access::Admin => "accessType=admin",
        Access::App(App::Jira) => "accessType=user&applicationKey=jira-software",
        Access::App(App::ServiceManagement) => "accessType=user&applicationKey=jira-servicedesk",
        Access::App(App::WorkManagement) => "accessType=user&applicationKey=jira-core",
        Access::App(App::ProductDiscovery) => {
            "accessType=user&applicationKey=jira-product-discovery"
        }
    }
}

/// Whether the list continues. If a list of groups lacks `isLast`, it is complete unless `total` is higher:
/// some sites do not page it.
fn next(page: &Value, if_unsaid: bool) -> Next {
    let last = page.get("isLast").and_then(Value::as_bool);
    if last.unwrap_or(if_unsaid) {
        Next::End
    } else {
        Next::Offset
    }
}

fn person(value: &Value) -> Option<Person> {
    value.is_object().then(|| Person {
        account: account(value, "accountId"),
        name: filled(value, "displayName").unwrap_or_default(),
        email: filled(value, "emailAddress"),
        active: Some(
            value
                .get("active")
                .and_then(Value::as_bool)
                .unwrap_or(false),
        ),
        kind: AccountKind::of(text(value, "accountType")),
    })
}

fn group(value: &Value) -> Option<SiteGroup> {
    value.is_object().then(|| SiteGroup {
        id: text(value, "groupId").and_then(|id| GroupId::parse(id).ok()),
        has_id: text(value, "groupId").is_some(),
        name: filled(value, "name").unwrap_or_default(),
        managed_by: managed_by(value),
        is_team: text(value, "usageType") == Some("TEAM_COLLABORATION"),
    })
}

/// Who manages the group. Only `groups/picker` documents this field.
fn managed_by(group: &Value) -> Option<ManagedBy> {
    match text(group, "managedBy")? {
        "EXTERNAL" => Some(ManagedBy::External),
        "ADMINS" | "TEAM_MEMBERS" | "OPEN" => Some(ManagedBy::Internal),
        _ => None,
    }
}

fn bad_request(action: Action, answer: &Answer) -> ResponseKind {
    let text = site_text(answer).unwrap_or_default().to_ascii_lowercase();
    let says = |words: &str| text.contains(words);
    if is_already(action, answer) {
        ResponseKind::Already
    } else if says("external user management") {
        ResponseKind::RefusedGroup(
            "The group is managed outside this site (400). Change it at the identity provider."
                .into(),
        )
    } else if says("query parameter needs to be provided") {
        ResponseKind::RowRejected(error_text(
            "The site did not understand the call (400)",
            answer,
        ))
    } else {
        ResponseKind::Ambiguous(error_text("The site refuses this change (400)", answer))
    }
}

/// Whether the site's text reports that there was nothing to change.
fn is_already(action: Action, answer: &Answer) -> bool {
    let text = site_text(answer).unwrap_or_default().to_ascii_lowercase();
    let says = |words: &str| text.contains(words);
    match action {
        // "You are not a member of …" is a refusal about the caller.
        Action::Remove => says("not a member") && !says("you are not") && !says("you're not"),
        Action::Add => says("already a member"),
    }
}
