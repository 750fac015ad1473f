//! The path of a request through the site: edge, login, rate limit, faults, answer.

use super::account::{Right, SimAccount};
use super::call::JiraCall;
use super::edge::{self, SimCaller, SimHost};
use super::messages::{self, Text};
use super::operation::{self, Operation, RouteMatch};
use super::profiles::{Links, NearLimit, OwnLastAdminGroup, ResetFormat};
use super::rate::{RateDecision, RateLimited, reset};
use super::reads;
use super::request::{Query, Reply, SimRequest};
use super::request_context::RequestContext;
use super::responses;
use super::seeded_hash::{mix, of_text};
use super::settings::CLOUD_ID;
use super::site::Site;
use super::writes;
use groupsweep_core::domain::Timestamp;

/// What `X-RateLimit-Limit` reads on a GET that passes: on a real site it is not the limit. Fact sheet, sections 8 and
/// 16.
const TOLD_LIMIT: u32 = 350;

/// A request that has found its operation.
struct RoutedRequest<'a> {
    visit: &'a RequestContext<'a>,
    operation: Operation,
    /// The prefix of every link.
    base: String,
}

impl Site {
    /// Answers one request that arrives at `now`.
    pub fn answer(&mut self, now: Timestamp, request: &SimRequest) -> Reply {
        self.turn += 1;
        self.directory.settle(now, self.settings.stale);
        #[cfg(feature = "cloud")]
        self.elsewhere.settle(now, self.settings.stale);
        let reply = self.route(now, request);
        self.add_edge_headers(reply)
    }

    #[cfg(feature = "cloud")]
    fn route(&mut self, now: Timestamp, request: &SimRequest) -> Reply {
        super::cloud::answer(self, now, request)
    }

    /// The page practises on a Jira site that knows no logins: see the seam in `cloud`.
    #[cfg(not(feature = "cloud"))]
    fn route(&mut self, now: Timestamp, request: &SimRequest) -> Reply {
        self.own_host(
            now,
            request,
            &SimCaller::Known(SimAccount::practice_admin()),
        )
    }

    /// A call to Jira on the site's own host.
    pub(super) fn own_host(
        &mut self,
        now: Timestamp,
        request: &SimRequest,
        caller: &SimCaller,
    ) -> Reply {
        if let Some(stopped) = edge::of_the_site(&self.settings, request) {
            return stopped;
        }
        let root = match self.settings.profiles.links {
            Links::Own => self.settings.origin.clone(),
            Links::Gateway => format!("https://api.atlassian.com/ex/jira/{CLOUD_ID}"),
        };
        self.jira(&RequestContext {
            now,
            request,
            path: &request.path,
            host: SimHost::Site,
            caller,
            root: &root,
        })
    }

    /// The headers that every reply carries.
    fn add_edge_headers(&self, mut reply: Reply) -> Reply {
        if reply.header("server").is_none() {
            reply = reply.with("server", "AtlassianEdge");
        }
        let high = mix(self.settings.seed, self.turn);
        let low = mix(!self.settings.seed, self.turn);
        reply
            .with("atl-traceid", format!("{high:016x}{low:016x}"))
            .with("atl-request-id", format!("{low:016x}-{}", self.turn))
    }

    /// Jira's answer to a request that passed the edge.
    pub(super) fn jira(&mut self, visit: &RequestContext<'_>) -> Reply {
        match operation::find(&visit.request.method, visit.path) {
            RouteMatch::Operation(operation, version) => self.admit(&RoutedRequest {
                visit,
                operation,
                base: format!("{}/rest/api/{version}", visit.root),
            }),
            RouteMatch::WrongMethod(allowed) => {
                responses::page(405, "Method Not Allowed").with("allow", allowed.join(", "))
            }
            RouteMatch::Nowhere => responses::page(404, "Oops, you've found a dead link."),
        }
    }

    /// What the login permits, and what it adds to the reply.
    fn admit(&mut self, arrival: &RoutedRequest<'_>) -> Reply {
        match arrival.visit.caller {
            SimCaller::Known(account) => {
                self.ensure_account(account);
                self.measured(arrival)
                    .with("x-aaccountid", &*account.account_id)
            }
            SimCaller::Anonymous { refused } if arrival.operation.is_open_to_anonymous() => {
                let reply = self.measured(arrival);
                if *refused {
                    responses::login_refused(reply)
                } else {
                    reply
                }
            }
            SimCaller::Anonymous { refused } => {
                let profile = self.settings.profiles.unauthorized;
                responses::unauthorized(profile, &self.settings.origin, *refused)
            }
        }
    }

    /// What an account may do now. An account that has left its last admin group is no longer an admin. Without admin
    /// groups, the role does not depend on them. Fact sheet, section 12; row 9.
    pub(super) fn right_of(&self, account: &SimAccount) -> Right {
        let loses = self.settings.profiles.own_last_admin_group == OwnLastAdminGroup::Fine;
        let left = || self.directory.has_left_site_admins(&account.account_id);
        match account.right {
            Right::SiteAdmin if loses && left() => Right::User,
            right => right,
        }
    }

    /// Adds the account that logs in to the directory.
    pub(super) fn ensure_account(&mut self, account: &SimAccount) {
        let (id, name) = (&account.account_id, &account.display_name);
        self.directory.account(id, name, &account.email, true);
    }

    fn measured(&mut self, arrival: &RoutedRequest<'_>) -> Reply {
        let visit = arrival.visit;
        let endpoint = arrival.operation.endpoint();
        self.limited(visit.now, visit.request, endpoint, |site| {
            site.perform(arrival)
        })
        .unwrap_or_else(|refused| self.throttle(visit.request, visit.host, refused))
    }

    /// Performs a call, unless its endpoint's limit refuses it or a fault is due.
    pub(super) fn limited(
        &mut self,
        now: Timestamp,
        request: &SimRequest,
        endpoint: &'static str,
        perform: impl FnOnce(&mut Self) -> Reply,
    ) -> Result<Reply, RateLimited> {
        let limits = self.settings.limits.of_method(&request.method);
        match self.buckets.entry(endpoint).or_default().take(now, limits) {
            RateDecision::Unlimited => Ok(self.faulty(request, perform)),
            RateDecision::Pass { limit, remaining } => {
                let told = if request.method == "GET" {
                    TOLD_LIMIT
                } else {
                    limit
                };
                let reply = self
                    .faulty(request, perform)
                    .with("x-ratelimit-limit", told.to_string())
                    .with("x-ratelimit-remaining", remaining.to_string());
                let near = self.settings.profiles.near_limit == NearLimit::On
                    && RateDecision::is_near(limit, remaining)
                    && (200..300).contains(&reply.status);
                Ok(if near {
                    reply.with("x-ratelimit-nearlimit", "true")
                } else {
                    reply
                })
            }
            RateDecision::Refused { limit, wait, until } => Err(RateLimited { limit, wait, until }),
        }
    }

    /// A product's 429.
    pub(super) fn throttle(
        &mut self,
        request: &SimRequest,
        host: SimHost,
        refused: RateLimited,
    ) -> Reply {
        let profiles = &self.settings.profiles;
        let language = messages::language(request, profiles.language);
        let with_seconds = match profiles.reset_format {
            ResetFormat::Alternate => self.refusals.is_multiple_of(2),
            ResetFormat::Seconds => true,
            ResetFormat::Minutes => false,
        };
        let message = Text::Throttled.in_language(language);
        let reply = responses::throttled(profiles.refusal_body, self.refusals, message);
        self.refusals += 1;
        let reply = reply
            .with("x-ratelimit-limit", refused.limit.to_string())
            .with("x-ratelimit-remaining", "0")
            .with("x-ratelimit-reset", reset(refused.until, with_seconds));
        match host {
            // The gateway sends neither a wait nor a reason.
            SimHost::Gateway => reply,
            SimHost::Site => reply
                .with("retry-after", refused.wait.to_string())
                .with("ratelimit-reason", "jira-burst-based"),
        }
    }

    fn faulty(&mut self, request: &SimRequest, perform: impl FnOnce(&mut Self) -> Reply) -> Reply {
        let SimRequest {
            method,
            path,
            query,
            body,
            ..
        } = request;
        let call = of_text(&[method, path, query, body]);
        let fault = self
            .book
            .draw(&self.settings.faults, self.settings.seed, call);
        let Some(kind) = fault else {
            return perform(self);
        };
        if kind.takes_effect() {
            perform(self);
        }
        responses::fault(kind)
    }

    fn perform(&mut self, arrival: &RoutedRequest<'_>) -> Reply {
        let visit = arrival.visit;
        let (right, account_id) = match visit.caller {
            SimCaller::Known(account) => (
                Some(self.right_of(account)),
                Some(account.account_id.as_str()),
            ),
            SimCaller::Anonymous { .. } => (None, None),
        };
        let call = JiraCall {
            now: visit.now,
            settings: &self.settings,
            request: visit.request,
            query: &Query::parse(&visit.request.query),
            right,
            account_id,
            language: messages::language(visit.request, self.settings.profiles.language),
            base: &arrival.base,
            turn: self.turn,
        };
        let directory = &mut self.directory;
        match arrival.operation {
            Operation::RemoveMember => writes::remove_member(directory, &call),
            Operation::AddMember => writes::add_member(directory, &call),
            Operation::Members => reads::members(directory, &call),
            Operation::GroupBulk => reads::group_bulk(directory, &call),
            Operation::UserGroups => reads::user_groups(directory, &call),
            Operation::UserBulk => reads::user_bulk(directory, &call),
            Operation::GroupsPicker => reads::groups_picker(directory, &call),
            Operation::Myself => reads::myself(directory, &call),
            Operation::MyPermissions => reads::my_permissions(&call),
            Operation::ServerInfo => reads::server_info(&call),
            Operation::User => reads::user_by_id(directory, &call),
        }
    }
}
