//! Confluence's group calls. Fact sheet, section 3; rows 13, 35 and 36.
//!
//! Groups and accounts are those of the site: products of one site share them.

mod operation;
mod reads;
mod refusals;
mod writes;

use super::scopes::Needs;
use crate::domain::Moment;
use crate::practice::account::{Account, Right};
use crate::practice::answers;
use crate::practice::gate::Caller;
use crate::practice::passage::Visit;
use crate::practice::profiles::Language;
use crate::practice::request::{Query, Reply, Request};
use crate::practice::settings::Settings;
use crate::practice::site::Site;
use crate::practice::texts;
use operation::{Operation, Target};
use refusals::Refusal;

/// What an operation needs to know of its call.
#[derive(Clone, Copy, Debug)]
struct Call<'a> {
    now: Moment,
    settings: &'a Settings,
    request: &'a Request,
    query: &'a Query,
    caller: &'a Account,
    language: Language,
    /// In front of every link: ends in `/wiki`.
    base: &'a str,
}

impl Call<'_> {
    fn refuse(&self, refusal: Refusal) -> Reply {
        refusal.reply(self.language)
    }

    fn may_write(&self) -> bool {
        self.caller.right == Right::SiteAdmin
    }
}

/// The scopes of a call, if there is one.
pub(super) fn needs(method: &str, path: &str) -> Option<Needs> {
    match operation::find(method, path) {
        Target::Operation(operation) => Some(operation.needs()),
        Target::WrongMethod | Target::Nowhere => None,
    }
}

/// Confluence's answer behind the gate.
pub(super) fn answer(site: &mut Site, visit: &Visit<'_>) -> Reply {
    let language = texts::language(visit.request, site.settings.profiles.language);
    let operation = match operation::find(&visit.request.method, visit.path) {
        Target::Operation(operation) => operation,
        Target::WrongMethod => return answers::page(405, "Method Not Allowed"),
        Target::Nowhere => return answers::page(404, "Oops, you've found a dead link."),
    };
    let account = match visit.caller {
        Caller::Known(account) => account,
        Caller::Anonymous { refused } => {
            let reply = Refusal::NotLoggedIn.reply(language);
            return answers::challenged(reply, &site.settings.origin, *refused);
        }
    };
    site.introduce(account);
    let base = format!("{}/wiki", visit.root);
    let perform = |site: &mut Site| {
        let call = Call {
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
            Operation::CurrentUser => reads::current_user(directory, &call),
            Operation::UserById => reads::user_by_id(directory, &call),
            Operation::Members(group) => reads::members(directory, &call, group),
            Operation::MemberOf => reads::member_of(directory, &call),
            Operation::Groups => reads::groups(directory, &call),
            Operation::GroupById => reads::group_by_id(directory, &call),
            Operation::RemoveMember => writes::remove_member(directory, &call),
            Operation::AddMember => writes::add_member(directory, &call),
        }
    };
    site.limited(visit.now, visit.request, operation.endpoint(), perform)
        .unwrap_or_else(|refused| site.throttle(visit.request, visit.door, refused))
        .with("x-aaccountid", &*account.account_id)
}
