//! The organization's admin API, below `/admin` of the gateway's host. Fact sheet,
//! section 4; rows 13 and 37 to 39.
//!
//! The organization has one directory with everything the site has, and a second one
//! where groups of another site live ([`Site::add_group_elsewhere`]).

mod call;
mod cursor;
mod ids;
mod operation;
mod other_site_groups;
mod refusals;
mod roles;
mod search;
mod shapes;
mod writes;

use serde_json::json;

use super::credentials::{self, CredentialHost};
use super::gateway;
use crate::account::Right;
use crate::edge::SimCaller;
use crate::model::Directory;
use crate::profiles::{AdminOrgs, OrganizationV1};
use crate::rate::{RateLimited, reset};
use crate::request::{Reply, SimRequest};
use crate::responses::json as json_reply;
use crate::site::Site;
use call::OrganizationCall;
use groupsweep_core::domain::{Span, Timestamp};
pub use ids::{DIRECTORY_ID, ORG_ID, OTHER_DIRECTORY_ID};
use operation::{OrganizationOperation, OrganizationRoute, Place};
use refusals::OrganizationError;

/// Answers a call below `/admin`.
pub(super) fn answer(site: &mut Site, now: Timestamp, request: &SimRequest) -> Reply {
    let reply =
        gateway::before(&site.settings, request).unwrap_or_else(|| route(site, now, request));
    // Our guess: nothing is documented about CORS below `/admin`. The host is the gateway's.
    gateway::cors(&site.settings, request, reply)
}

fn route(site: &mut Site, now: Timestamp, request: &SimRequest) -> Reply {
    let (operation, place) = match operation::find(&request.method, &request.path) {
        OrganizationRoute::Found(operation, place) => (operation, place),
        OrganizationRoute::WrongMethod => {
            let body = json!({ "code": 405, "message": "Method Not Allowed" });
            return json_reply(405, &body);
        }
        OrganizationRoute::Nowhere => return gateway::not_found(),
    };
    let account = match credentials::caller(&site.settings, CredentialHost::Admin, request) {
        SimCaller::Known(account) => account,
        SimCaller::Anonymous { .. } => {
            return OrganizationError::NotAuthenticated
                .reply()
                .with("x-failure-category", "FAILURE_CLIENT_AUTH_MISMATCH");
        }
    };
    if let Some(refused) = gateway::out_of_scope(&account, operation.needs()) {
        return refused;
    }
    let is_admin = account.right == Right::SiteAdmin;
    let perform = |site: &mut Site| perform(site, now, request, operation, &place, is_admin);
    match site.limited(now, request, operation.endpoint(), perform) {
        Ok(reply) => with_reset(reply, now),
        Err(refused) => throttled(refused),
    }
}

fn perform(
    site: &mut Site,
    now: Timestamp,
    request: &SimRequest,
    operation: OrganizationOperation,
    place: &Place,
    is_admin: bool,
) -> Reply {
    let call = OrganizationCall {
        now,
        settings: &site.settings,
        request,
        place,
    };
    if operation == OrganizationOperation::Organizations {
        return organizations(&call, is_admin);
    }
    if !is_admin || place.org != ORG_ID {
        return OrganizationError::NotOfThisOrganization.reply();
    }
    let directories = [
        (DIRECTORY_ID, &mut site.directory),
        (OTHER_DIRECTORY_ID, &mut site.elsewhere),
    ];
    let mut asked: Vec<(&'static str, &mut Directory)> = directories
        .into_iter()
        .filter(|(id, _)| place.directory == "-" || place.directory == *id)
        .collect();
    if asked.is_empty() {
        return OrganizationError::UnknownDirectory.reply();
    }
    let answered = match operation {
        OrganizationOperation::Organizations => Ok(organizations(&call, is_admin)),
        OrganizationOperation::Directories => search::directories(&asked, &call),
        OrganizationOperation::SearchGroups => search::groups(&asked, &call),
        OrganizationOperation::SearchUsers => search::users(&asked, &call),
        OrganizationOperation::Group => search::group(&asked, &call),
        OrganizationOperation::RoleAssignments => search::role_assignments(&asked, &call),
        OrganizationOperation::Remove => writes::remove(&mut asked, &call),
        OrganizationOperation::Add => writes::add(&mut asked, &call),
        OrganizationOperation::RemoveOld | OrganizationOperation::AddOld => {
            old(&mut asked, &call, operation)
        }
    };
    answered.unwrap_or_else(OrganizationError::reply)
}

/// `GET /admin/v1/orgs`: empty for a key tied to one organization, which most are.
fn organizations(call: &OrganizationCall<'_>, is_admin: bool) -> Reply {
    let listed = is_admin && call.settings.profiles.admin_orgs == AdminOrgs::Listed;
    let one = json!({
        "id": ORG_ID, "type": "orgs", "attributes": { "name": "Practice organization" }, "relationships": {},
    });
    let data = if listed { vec![one] } else { Vec::new() };
    json_reply(200, &json!({ "data": data, "links": {} }))
}

/// Calls of version 1: a message where version 2 has none, and an end.
fn old(
    asked: &mut [(&'static str, &mut Directory)],
    call: &OrganizationCall<'_>,
    operation: OrganizationOperation,
) -> Result<Reply, OrganizationError> {
    let gone = match call.settings.profiles.organization_v1 {
        OrganizationV1::Working => None,
        OrganizationV1::NotFound => Some((404, "Not Found")),
        OrganizationV1::Gone => Some((410, "Gone")),
    };
    if let Some((status, message)) = gone {
        return Ok(json_reply(
            status,
            &json!({ "code": status, "message": message }),
        ));
    }
    let (reply, message) = if operation == OrganizationOperation::AddOld {
        (writes::add(asked, call)?, "User added to group")
    } else {
        (writes::remove(asked, call)?, "User removed from group")
    };
    if reply.status >= 300 {
        return Ok(reply);
    }
    Ok(json_reply(200, &json!({ "message": message })))
}

/// If an answer has the limit, it also has the time of its reset.
fn with_reset(reply: Reply, now: Timestamp) -> Reply {
    if reply.header("x-ratelimit-limit").is_none() {
        return reply;
    }
    reply.with("x-ratelimit-reset", reset(now + Span::seconds(1), true))
}

fn throttled(refused: RateLimited) -> Reply {
    OrganizationError::Throttled
        .reply()
        .with("x-ratelimit-limit", refused.limit.to_string())
        .with("x-ratelimit-remaining", "0")
        .with("x-ratelimit-reset", reset(refused.until, true))
}
