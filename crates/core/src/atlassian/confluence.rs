//! Confluence's group API, for sites without Jira. Source: Confluence Cloud REST API v1, group and user operations.
//!
//! Confluence answers 204 even if the person was not in the group, so this API never reports that a row was
//! already gone.

use serde_json::Value;

use crate::domain::{
    Access, Action, Answer, GroupId, Membership, Method, PageToken, SiteCall, percent_encode,
};

use super::GroupApi;
use super::allowed_request::{AllowedRequest, get, listed};
use super::api_host::ApiHost;
use super::caller::{Account, Caller};
use super::confirmed::{is_empty, object_without_error};
use super::error_text::{error_text, unknown};
use super::json::{account, body, filled, number, page, text};
use super::pages::{AccountKind, Next, Page, Person, SiteGroup};
use super::request::{Request, TENANT_PATH};
use super::response_kind::ResponseKind;
use super::scopes::Scopes;

/// Entries per page, the documented maximum for members.
const PER_PAGE: u32 = 200;
/// The gateway's path prefix, before a cloud id.
pub(super) const GATEWAY: &str = "/ex/confluence/";

/// The relay's allowlist for this API.
pub(super) const ALLOWED: [AllowedRequest; 9] = [
    get("/wiki/rest/api/user/current", &[]),
    listed(
        Method::Delete,
        "/wiki/rest/api/group/userByGroupId",
        &["groupId", "accountId"],
    ),
    listed(
        Method::Post,
        "/wiki/rest/api/group/userByGroupId",
        &["groupId"],
    ),
    get(
        "/wiki/rest/api/group/{}/membersByGroupId",
        &["start", "limit"],
    ),
    get(
        "/wiki/rest/api/user/memberof",
        &["accountId", "start", "limit"],
    ),
    get("/wiki/rest/api/group", &["start", "limit"]),
    get("/wiki/rest/api/group", &["accessType", "start", "limit"]),
    get("/wiki/rest/api/group/by-id", &["id"]),
    get("/wiki/rest/api/user", &["accountId"]),
];

/// Confluence's API on one of two hosts.
#[derive(Clone, PartialEq, Eq, Debug, Hash)]
pub struct Confluence {
    pub api_host: ApiHost,
}

impl GroupApi for Confluence {
    fn request(&self, call: &SiteCall) -> Option<Request> {
        match call {
            SiteCall::CloudIdOfSite => Some(Request::get(TENANT_PATH.to_owned())),
            call => Some(self.api_host.place(build_request(call)?, GATEWAY)),
        }
    }

    fn confirms(&self, action: Action, answer: &Answer) -> bool {
        match action {
            Action::Remove => answer.status == 204 && is_empty(answer),
            // The body is undocumented.
            Action::Add => {
                answer.status == 201 && (is_empty(answer) || object_without_error(answer).is_some())
            }
        }
    }

    fn refusal(&self, _: Action, answer: &Answer) -> ResponseKind {
        match answer.status {
            400 => {
                ResponseKind::Ambiguous(error_text("The site refuses this change (400)", answer))
            }
            403 => ResponseKind::RowRejected(error_text(
                "The site refuses to change this group (403), which requires the site admin role",
                answer,
            )),
            404 => ResponseKind::Ambiguous(error_text(
                "The site does not know this group or this account (404)",
                answer,
            )),
            status => ResponseKind::RowRejected(unknown(status)),
        }
    }

    fn people(&self, answer: &Answer) -> Option<Page<Person>> {
        let error_text = body(answer)?;
        if account(&error_text, "accountId").is_some() {
            return Some(alone(person(&error_text)?));
        }
        page(&error_text, "results", person, next(&error_text)).map(|page| Page {
            total: number(&error_text, "totalSize"),
            ..page
        })
    }

    fn groups(&self, answer: &Answer) -> Option<Page<SiteGroup>> {
        let error_text = body(answer)?;
        if error_text.get("id").is_some() {
            return Some(alone(group(&error_text)?));
        }
        page(&error_text, "results", group, next(&error_text))
    }

    fn caller(&self, answer: &Answer) -> Option<Caller> {
        let error_text = body(answer)?;
        // An anonymous caller gets an answer too, with type `anonymous`.
        let id = account(&error_text, "accountId")?;
        let name = filled(&error_text, "displayName").or_else(|| filled(&error_text, "publicName"));
        Some(Caller::Account(Account {
            name: name.unwrap_or_else(|| id.as_str().to_owned()),
            email: filled(&error_text, "email"),
            id,
        }))
    }

    fn is_admin(&self, _: &Answer) -> Option<bool> {
        None
    }

    fn reports_no_op(&self) -> bool {
        false
    }

    fn people_per_page(&self) -> u32 {
        PER_PAGE
    }

    fn ids_per_call(&self) -> usize {
        1
    }

    fn scopes(&self, call: &SiteCall) -> Option<Scopes> {
        Some(match call {
            SiteCall::WhoAmI | SiteCall::Accounts(_) => {
                Scopes::new("read:confluence-user", "read:content-details:confluence")
            }
            SiteCall::Remove(_) | SiteCall::Add(_) => {
                Scopes::new("write:confluence-groups", "write:group:confluence")
            }
            SiteCall::Members { .. } => Scopes::new(
                "read:confluence-groups",
                "read:group:confluence, read:user:confluence",
            ),
            SiteCall::GroupsOf(_) | SiteCall::MoreGroupsOf { .. } => Scopes::new(
                "read:confluence-user",
                "read:user:confluence, read:group:confluence",
            ),
            SiteCall::Groups(_) | SiteCall::GroupsById(_) | SiteCall::GroupsGranting { .. } => {
                Scopes::new("read:confluence-groups", "read:group:confluence")
            }
            SiteCall::CloudIdOfSite
            | SiteCall::AdminPermission
            | SiteCall::MoreDirectories(_)
            | SiteCall::MoreMembers { .. }
            | SiteCall::GroupsNamed(_) => return None,
        })
    }
}

/// Builds the request, with a path relative to the site's host or to the gateway's prefix.
fn build_request(call: &SiteCall) -> Option<Request> {
    let groups_of = |account: &str, start: u32| {
        Request::get(format!(
            "/wiki/rest/api/user/memberof?accountId={}&start={start}&limit={PER_PAGE}",
            percent_encode(account)
        ))
    };
    Some(match call {
        SiteCall::WhoAmI => Request::get("/wiki/rest/api/user/current".to_owned()),
        SiteCall::Remove(Membership { group, account }) => Request::delete(format!(
            "/wiki/rest/api/group/userByGroupId?groupId={}&accountId={}",
            percent_encode(group.as_str()),
            percent_encode(account.as_str())
        )),
        SiteCall::Add(Membership { group, account }) => Request::post(
            format!(
                "/wiki/rest/api/group/userByGroupId?groupId={}",
                percent_encode(group.as_str())
            ),
            format!("{{\"accountId\":\"{}\"}}", account.as_str()),
        ),
        SiteCall::Members { group, start_at } => Request::get(format!(
            "/wiki/rest/api/group/{}/membersByGroupId?start={start_at}&limit={PER_PAGE}",
            percent_encode(group.as_str())
        )),
        SiteCall::GroupsOf(account) => groups_of(account.as_str(), 0),
        SiteCall::MoreGroupsOf {
            account,
            from: PageToken::Place(start),
        } => groups_of(account.as_str(), *start),
        SiteCall::Groups(PageToken::Place(start)) => Request::get(format!(
            "/wiki/rest/api/group?start={start}&limit={PER_PAGE}"
        )),
        SiteCall::GroupsGranting { access, start_at } => Request::get(format!(
            "/wiki/rest/api/group?accessType={}&start={start_at}&limit={PER_PAGE}",
            access_type(*access)?
        )),
        SiteCall::GroupsById(groups) => Request::get(format!(
            "/wiki/rest/api/group/by-id?id={}",
            percent_encode(only(groups)?.as_str())
        )),
        SiteCall::Accounts(accounts) => Request::get(format!(
            "/wiki/rest/api/user?accountId={}",
            percent_encode(only(accounts)?.as_str())
        )),
        SiteCall::CloudIdOfSite
        | SiteCall::AdminPermission
        | SiteCall::MoreDirectories(_)
        | SiteCall::MoreMembers { .. }
        | SiteCall::MoreGroupsOf { .. }
        | SiteCall::Groups(PageToken::Cursor(_))
        | SiteCall::GroupsNamed(_) => return None,
    })
}

/// The documented filter for the list of groups. `user` means access to Confluence itself, so it fits none of
/// the apps.
fn access_type(access: Access) -> Option<&'static str> {
    match access {
        Access::SiteAdmin => Some("site-admin"),
        Access::Admin => Some("admin"),
        Access::App(_) => None,
    }
}

/// Returns the only id. A Confluence call can look up just one account or group.
fn only<T>(ids: &[T]) -> Option<&T> {
    match ids {
        [id] => Some(id),
        _ => None,
    }
}

fn alone<T>(value: T) -> Page<T> {
    Page {
        values: vec![value],
        total: None,
        next: Next::End,
    }
}

/// The list goes on if the answer has a `next` link. Without any links, a full page may not be the last.
fn next(page: &Value) -> Next {
    let links = page.get("_links");
    let further = match links {
        Some(links) => links.get("next").is_some(),
        None => number(page, "size").is_some() && number(page, "size") == number(page, "limit"),
    };
    if further { Next::Offset } else { Next::End }
}

fn person(value: &Value) -> Option<Person> {
    value.is_object().then(|| {
        let name = filled(value, "displayName").or_else(|| filled(value, "publicName"));
        Person {
            account: account(value, "accountId"),
            name: name.unwrap_or_default(),
            email: filled(value, "email"),
            active: None,
            kind: AccountKind::of(text(value, "accountType")),
        }
    })
}

fn group(value: &Value) -> Option<SiteGroup> {
    value.is_object().then(|| SiteGroup {
        id: text(value, "id").and_then(|id| GroupId::parse(id).ok()),
        has_id: text(value, "id").is_some(),
        name: filled(value, "name").unwrap_or_default(),
        managed_by: None,
        is_team: false,
    })
}
