//! Confluence's group calls. Fact sheet, section 3; rows 13, 35 and 36.
//!
//! Groups and accounts are those of the site: products of one site share them.

mod call;
mod operation;
mod reads;
mod refusals;
mod writes;

use super::scopes::Needs;
use crate::account::SimAccount;
use crate::edge::SimCaller;
use crate::messages;
use crate::request::{Query, Reply};
use crate::request_context::RequestContext;
use crate::responses;
use crate::site::Site;
use call::ConfluenceCall;
use operation::{ConfluenceOperation, ConfluenceRoute};
use refusals::ConfluenceError;

/// The scopes of a call, if there is one.
pub(super) fn needs(method: &str, path: &str) -> Option<Needs> {
    match operation::find(method, path) {
        ConfluenceRoute::Found(operation) => Some(operation.needs()),
        ConfluenceRoute::WrongMethod | ConfluenceRoute::Nowhere => None,
    }
}

/// Confluence's answer to a request that passed the edge.
pub(super) fn answer(site: &mut Site, visit: &RequestContext<'_>) -> Reply {
    let language = messages::language(visit.request, site.settings.profiles.language);
    let operation = match operation::find(&visit.request.method, visit.path) {
        ConfluenceRoute::Found(operation) => operation,
        ConfluenceRoute::WrongMethod => return responses::page(405, "Method Not Allowed"),
        ConfluenceRoute::Nowhere => return responses::page(404, "Oops, you've found a dead link."),
    };
    let account = match visit.caller {
        SimCaller::Known(account) => account,
        SimCaller::Anonymous { refused } => {
            let reply = ConfluenceError::NotLoggedIn.reply(language);
            return responses::challenged(reply, &site.settings.origin, *refused);
        }
    };
    site.ensure_account(account);
    let account = &SimAccount {
        right: site.right_of(account),
        ..account.clone()
    };
    let base = format!("{}/wiki", visit.root);
    let perform = |site: &mut Site| {
        let call = ConfluenceCall {
            now: visit.now,
            settings: &site.settings,
            request: visit.request,
            query: &Query::parse(&visit.request.query),
            caller: account,
            language,
            base: &base,
        };
        let directory = &mut site.directory;
        match &operation {
            ConfluenceOperation::CurrentUser => reads::current_user(directory, &call),
            ConfluenceOperation::UserById => reads::user_by_id(directory, &call),
            ConfluenceOperation::Members(group) => reads::members(directory, &call, group),
            ConfluenceOperation::MemberOf => reads::member_of(directory, &call),
            ConfluenceOperation::Groups => reads::groups(directory, &call),
            ConfluenceOperation::GroupsPicker => reads::groups_picker(directory, &call),
            ConfluenceOperation::GroupById => reads::group_by_id(directory, &call),
            ConfluenceOperation::RemoveMember => writes::remove_member(directory, &call),
            ConfluenceOperation::AddMember => writes::add_member(directory, &call),
        }
    };
    site.limited(visit.now, visit.request, operation.endpoint(), perform)
        .unwrap_or_else(|refused| site.throttle(visit.request, visit.host, refused))
        .with("x-aaccountid", &*account.account_id)
}
