//! The organization's API, version 2, for one directory. It is the only API that always reports which groups
//! an identity provider manages.
//!
//! Source: Atlassian's organizations REST API v2 (groups, users, directories). That a removal is answered 204
//! is reported, not documented. The answer is also undocumented for somebody who is not in the group: a 404
//! is looked into, and a 204 is believed only if the check before the run found a member.

use serde_json::Value;

use crate::domain::{
    Access, Action, Answer, DirectoryId, GroupId, Membership, Method, OrgId, PageToken, SiteCall,
    percent_encode,
};

use super::GroupApi;
use super::allowed_request::{AllowedRequest, get, listed, query_text};
use super::caller::Caller;
use super::confirmed::is_empty;
use super::error_text::{error_code, error_text, unknown};
use super::json::{account, body, filled, ids, page, text};
use super::pages::{AccountKind, ManagedBy, Next, Page, Person, SiteGroup};
use super::request::{Request, TENANT_PATH};
use super::response_kind::ResponseKind;
use super::scopes::Scopes;

/// Entries per page. The default is 20 and no maximum is documented. Other lists of this API are requested
/// with 100.
const PER_PAGE: u32 = 100;
/// Path prefix before an organization's id.
pub(super) const ORGS: &str = "/admin/v2/orgs/";

/// The relay's allowlist for this API, as paths after the organization's id.
pub(super) const ALLOWED: [AllowedRequest; 6] = [
    get("/directories", &[]),
    get("/directories", &[]).and_text("cursor"),
    listed(
        Method::Delete,
        "/directories/{}/groups/{}/memberships/{}",
        &[],
    ),
    listed(Method::Post, "/directories/{}/groups/{}/memberships", &[]),
    listed(Method::Post, "/directories/{}/groups/search", &[]),
    listed(Method::Post, "/directories/{}/users/search", &[]),
];

/// One directory of an organization.
#[derive(Clone, PartialEq, Eq, Debug, Hash)]
pub struct Organization {
    pub org: OrgId,
    /// `None` for all directories that the key may manage, which is enough for reading.
    pub directory: Option<DirectoryId>,
}

impl GroupApi for Organization {
    fn request(&self, call: &SiteCall) -> Option<Request> {
        let org = format!("{ORGS}{}", self.org.as_str());
        let directory = self.directory.as_ref().map_or("-", DirectoryId::as_str);
        let below = |rest: &str| format!("{org}/directories/{directory}/{rest}");
        let members = |group: &GroupId, cursor: Option<&str>| {
            let groups = ids(std::iter::once(group.as_str()));
            Request::post(below("users/search"), search("groupIds", &groups, cursor))
        };
        let groups_of = |account: &str, cursor: Option<&str>| {
            let accounts = ids(std::iter::once(account));
            let body = search("accountIds", &accounts, cursor);
            Request::post(below("groups/search"), body)
        };
        Some(match call {
            SiteCall::CloudIdOfSite => Request::get(TENANT_PATH.to_owned()),
            SiteCall::WhoAmI => Request::get(format!("{org}/directories")),
            SiteCall::MoreDirectories(cursor) => {
                Request::get(format!("{org}/directories?cursor={}", query_text(cursor)?))
            }
            SiteCall::Remove(Membership { group, account }) => Request::delete(format!(
                "{}/{}",
                below(&memberships(group)),
                percent_encode(account.as_str())
            )),
            SiteCall::Add(Membership { group, account }) => Request::post(
                below(&memberships(group)),
                format!("{{\"accountId\":\"{}\"}}", account.as_str()),
            ),
            SiteCall::Members { group, start_at: 0 } => members(group, None),
            SiteCall::MoreMembers { group, cursor } => members(group, Some(cursor)),
            SiteCall::GroupsOf(account) => groups_of(account.as_str(), None),
            SiteCall::MoreGroupsOf {
                account,
                from: PageToken::Cursor(cursor),
            } => groups_of(account.as_str(), Some(cursor)),
            SiteCall::Groups(PageToken::Place(0)) => {
                Request::post(below("groups/search"), format!("{{\"limit\":{PER_PAGE}}}"))
            }
            SiteCall::Groups(PageToken::Cursor(cursor)) => {
                let cursor = Value::from(cursor.as_ref());
                let body = format!("{{\"limit\":{PER_PAGE},\"cursor\":{cursor}}}");
                Request::post(below("groups/search"), body)
            }
            SiteCall::GroupsById(groups) => {
                let groups = ids(groups.iter().map(GroupId::as_str));
                Request::post(below("groups/search"), search("groupIds", &groups, None))
            }
            SiteCall::GroupsGranting {
                access,
                start_at: 0,
            } => Request::post(
                below("groups/search"),
                search("roleIds", &ids(roles(*access)?.iter().copied()), None),
            ),
            SiteCall::AdminPermission
            | SiteCall::Members { .. }
            | SiteCall::MoreGroupsOf { .. }
            | SiteCall::Groups(PageToken::Place(_))
            | SiteCall::GroupsGranting { .. }
            | SiteCall::GroupsNamed(_) => return None,
            SiteCall::Accounts(accounts) => {
                let accounts = ids(accounts.iter().map(|account| account.as_str()));
                let body = search("accountIds", &accounts, None);
                Request::post(below("users/search"), body)
            }
        })
    }

    fn confirms(&self, _: Action, answer: &Answer) -> bool {
        answer.status == 204 && is_empty(answer)
    }

    fn refusal(&self, _: Action, answer: &Answer) -> ResponseKind {
        let code = error_code(answer).unwrap_or_default();
        let row = |lead: &'static str| ResponseKind::RowRejected(error_text(lead, answer));
        match (answer.status, code.as_str()) {
            (400, "ADMIN-UAM-400-2") => row("The account is deactivated (400)"),
            (400, _) => row("The organization did not understand the call (400)"),
            (403, "ADMIN-403-3") => ResponseKind::RightMissing(error_text(
                "This API key may not manage the organization (403)",
                answer,
            )),
            (403, "ADMIN-403-5") => ResponseKind::RefusedGroup(error_text(
                "This group cannot be managed here (403). If an identity provider manages it, change it there",
                answer,
            )),
            (403, "ADMIN-403-6") => ResponseKind::RefusedGroup(error_text(
                "This is a default group, which cannot be changed here (403)",
                answer,
            )),
            (403, "ADMIN-403-7") => ResponseKind::RefusedGroup(error_text(
                "This group grants admin access, so it cannot be changed here (403)",
                answer,
            )),
            (403, _) => row("The organization refuses to change this group (403)"),
            (404, _) => ResponseKind::Ambiguous(error_text(
                "The organization does not know this group or this account in this directory (404)",
                answer,
            )),
            (409, "ADMIN-409-3" | "ADMIN-UAM-409-3") => {
                row("An app that this group gives access to has no seat left (409)")
            }
            (409, _) => ResponseKind::Ambiguous(error_text(
                "The organization reported a conflict (409)",
                answer,
            )),
            (status, _) => ResponseKind::RowRejected(unknown(status)),
        }
    }

    fn people(&self, answer: &Answer) -> Option<Page<Person>> {
        let error_text = body(answer)?;
        page(&error_text, "data", person, next(&error_text))
    }

    fn groups(&self, answer: &Answer) -> Option<Page<SiteGroup>> {
        let error_text = body(answer)?;
        page(&error_text, "data", group, next(&error_text))
    }

    fn caller(&self, answer: &Answer) -> Option<Caller> {
        body(answer)?.get("data")?.as_array()?;
        Some(Caller::OrganizationKey)
    }

    fn is_admin(&self, _: &Answer) -> Option<bool> {
        None
    }

    fn reports_no_op(&self) -> bool {
        false
    }

    fn reports_suspension(&self) -> bool {
        true
    }

    fn reports_apps(&self) -> bool {
        false
    }

    fn people_per_page(&self) -> u32 {
        PER_PAGE
    }

    fn scopes(&self, call: &SiteCall) -> Option<Scopes> {
        let granular = match call {
            SiteCall::Remove(_) | SiteCall::Add(_) => "write:groups:admin",
            // This scope is documented for the list of users, which the search endpoint replaces.
            SiteCall::WhoAmI
            | SiteCall::MoreDirectories(_)
            | SiteCall::Members { .. }
            | SiteCall::MoreMembers { .. }
            | SiteCall::Accounts(_) => "read:directories:admin",
            SiteCall::CloudIdOfSite | SiteCall::AdminPermission | SiteCall::GroupsNamed(_) => {
                return None;
            }
            SiteCall::GroupsOf(_)
            | SiteCall::MoreGroupsOf { .. }
            | SiteCall::Groups(_)
            | SiteCall::GroupsById(_)
            | SiteCall::GroupsGranting { .. } => "read:groups:admin",
        };
        Some(Scopes {
            classic: None,
            granular,
        })
    }
}

fn memberships(group: &GroupId) -> String {
    format!("groups/{}/memberships", percent_encode(group.as_str()))
}

/// The body of a search with one filter. `wanted` is a JSON list.
fn search(filter: &str, wanted: &str, cursor: Option<&str>) -> String {
    let cursor = cursor.map(|cursor| format!(",\"cursor\":{}", Value::from(cursor)));
    format!(
        "{{\"{filter}\":{wanted},\"limit\":{PER_PAGE}{}}}",
        cursor.unwrap_or_default()
    )
}

/// The roles that give this access. Groups that give access to an app cannot be searched for here.
fn roles(access: Access) -> Option<&'static [&'static str]> {
    match access {
        Access::SiteAdmin => Some(&["atlassian/org-admin", "atlassian/site-admin"]),
        Access::Admin => Some(&["atlassian/admin", "atlassian/user-access-admin"]),
        Access::App(_) => None,
    }
}

fn next(page: &Value) -> Next {
    let cursor = page.pointer("/links/next").and_then(Value::as_str);
    match cursor.filter(|cursor| !cursor.is_empty()) {
        Some(cursor) => Next::Cursor(cursor.into()),
        None => Next::End,
    }
}

fn person(value: &Value) -> Option<Person> {
    value.is_object().then(|| {
        Person {
            account: account(value, "accountId"),
            name: filled(value, "name").unwrap_or_default(),
            email: filled(value, "email"),
            active: is_active(value),
            // The only documented kind.
            kind: AccountKind::of(text(value, "accountType").or(Some("atlassian"))),
        }
    })
}

fn group(value: &Value) -> Option<SiteGroup> {
    value.is_object().then(|| SiteGroup {
        id: text(value, "id").and_then(|id| GroupId::parse(id).ok()),
        has_id: text(value, "id").is_some(),
        name: filled(value, "name").unwrap_or_default(),
        managed_by: managed_by(value),
        is_team: false,
    })
}

/// A suspended person keeps an active account but cannot log in, so both fields must report `active`.
fn is_active(person: &Value) -> Option<bool> {
    let account = text(person, "accountStatus").map(|status| status == "active");
    let membership = text(person, "membershipStatus").map(|status| status == "active");
    match (account, membership) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        (None, _) | (_, None) => None,
    }
}

/// Who manages the group, by any of three fields. `None` if all three are missing.
fn managed_by(group: &Value) -> Option<ManagedBy> {
    let synced = group.get("externalSynced").and_then(Value::as_bool);
    let external = text(group, "managedBy").map(|by| by == "external");
    let modifiable = group.pointer("/managementAccess/modifiable");
    let fixed = modifiable.and_then(Value::as_bool).map(|can| !can);
    let said = [synced, external, fixed];
    if said.contains(&Some(true)) {
        Some(ManagedBy::External)
    } else {
        let is_said = said.iter().any(Option::is_some);
        is_said.then_some(ManagedBy::Internal)
    }
}
