//! A request's way through the site: gate, login, limit, faults, answer.

use serde_json::json;

use super::answers;
use super::call::Call;
use super::chance::{mix, of_text};
use super::gate::{self, Caller, Door};
use super::operation::{self, Operation, Target};
use super::profiles::ResetFormat;
use super::rate::Verdict;
use super::reads;
use super::request::{Query, Reply, Request};
use super::settings::CLOUD_ID;
use super::site::Site;
use super::texts::{self, Text};
use super::writes;
use crate::domain::Moment;

/// A request that has found its operation.
struct Arrival<'a> {
    now: Moment,
    request: &'a Request,
    door: Door,
    operation: Operation,
    caller: Caller,
    /// In front of every link.
    base: String,
}

impl Site {
    /// Answers one request that arrives at `now`.
    pub fn answer(&mut self, now: Moment, request: &Request) -> Reply {
        self.turn += 1;
        self.directory.settle(now, self.settings.stale);
        let reply = match gate::door(&request.path) {
            Some((door, path)) => {
                let reply = self.behind(now, request, door, path);
                gate::cors(&self.settings, door, request, reply)
            }
            None => answers::json(404, &json!({ "code": 404, "message": "Not Found" })),
        };
        self.dress(reply)
    }

    /// The headers that every reply carries.
    fn dress(&self, mut reply: Reply) -> Reply {
        if reply.header("server").is_none() {
            reply = reply.with("server", "AtlassianEdge");
        }
        let high = mix(self.settings.seed, self.turn);
        let low = mix(!self.settings.seed, self.turn);
        reply
            .with("atl-traceid", format!("{high:016x}{low:016x}"))
            .with("atl-request-id", format!("{low:016x}-{}", self.turn))
    }

    fn behind(&mut self, now: Moment, request: &Request, door: Door, path: &str) -> Reply {
        let settings = &self.settings;
        if request.method == "OPTIONS" {
            return gate::preflight(settings, door);
        }
        let stopped = gate::edge(settings, request).or_else(|| gate::xsrf(settings, door, request));
        if let Some(reply) = stopped {
            return reply;
        }
        if path == "/_edge/tenant_info" && request.method == "GET" && door == Door::Site {
            return answers::json(200, &json!({ "cloudId": CLOUD_ID }));
        }
        match operation::find(&request.method, path) {
            Target::Operation(operation, version) => {
                let prefix = match door {
                    Door::Site => String::new(),
                    Door::Gateway => format!("/ex/jira/{CLOUD_ID}"),
                };
                self.admit(&Arrival {
                    now,
                    request,
                    door,
                    operation,
                    caller: gate::login(settings, door, request),
                    base: format!("{}{prefix}/rest/api/{version}", settings.origin),
                })
            }
            Target::WrongMethod(allowed) => {
                answers::page(405, "Method Not Allowed").with("allow", allowed.join(", "))
            }
            Target::Nowhere => answers::page(404, "Oops, you've found a dead link."),
        }
    }

    /// What the login lets through, and what it adds to the reply.
    fn admit(&mut self, arrival: &Arrival<'_>) -> Reply {
        match &arrival.caller {
            Caller::Known(account) => {
                let (id, name) = (&account.account_id, &account.display_name);
                self.directory.account(id, name, &account.email, true);
                self.limited(arrival).with("x-aaccountid", id)
            }
            Caller::Anonymous { .. } if arrival.door == Door::Gateway => {
                answers::gateway_unauthorized()
            }
            Caller::Anonymous { refused } if arrival.operation.is_open_to_anonymous() => {
                let reply = self.limited(arrival);
                if *refused {
                    answers::login_refused(reply)
                } else {
                    reply
                }
            }
            Caller::Anonymous { refused } => {
                let profile = self.settings.profiles.unauthorized;
                answers::unauthorized(profile, &self.settings.origin, *refused)
            }
        }
    }

    fn limited(&mut self, arrival: &Arrival<'_>) -> Reply {
        let limits = self.settings.limits.of_method(&arrival.request.method);
        let bucket = self.buckets.entry(arrival.operation).or_default();
        match bucket.take(arrival.now, limits) {
            Verdict::Unlimited => self.faulty(arrival),
            Verdict::Pass { limit, remaining } => {
                let reply = self
                    .faulty(arrival)
                    .with("x-ratelimit-limit", limit.to_string())
                    .with("x-ratelimit-remaining", remaining.to_string());
                if Verdict::is_near(limit, remaining) && (200..300).contains(&reply.status) {
                    reply.with("x-ratelimit-nearlimit", "true")
                } else {
                    reply
                }
            }
            Verdict::Refused { limit, wait, until } => {
                let reply = self
                    .throttle(arrival, until)
                    .with("x-ratelimit-limit", limit.to_string());
                match arrival.door {
                    // The gateway tells neither a wait nor a reason.
                    Door::Gateway => reply,
                    Door::Site => reply
                        .with("retry-after", wait.to_string())
                        .with("ratelimit-reason", "jira-burst-based"),
                }
            }
        }
    }

    /// A 429 with what both doors put on it.
    fn throttle(&mut self, arrival: &Arrival<'_>, until: Moment) -> Reply {
        let profiles = &self.settings.profiles;
        let language = texts::language(arrival.request, profiles.language);
        let with_seconds = match profiles.reset_format {
            ResetFormat::Alternate => self.refusals.is_multiple_of(2),
            ResetFormat::Seconds => true,
            ResetFormat::Minutes => false,
        };
        let message = Text::Throttled.in_language(language);
        let reply = answers::throttled(profiles.refusal_body, self.refusals, message);
        self.refusals += 1;
        reply
            .with("x-ratelimit-remaining", "0")
            .with("x-ratelimit-reset", reset(until, with_seconds))
    }

    fn faulty(&mut self, arrival: &Arrival<'_>) -> Reply {
        let Request {
            method,
            path,
            query,
            body,
            ..
        } = arrival.request;
        let call = of_text(&[method, path, query, body]);
        let fault = self
            .book
            .draw(&self.settings.faults, self.settings.seed, call);
        let Some(kind) = fault else {
            return self.perform(arrival);
        };
        if kind.takes_effect() {
            self.perform(arrival);
        }
        answers::fault(kind)
    }

    fn perform(&mut self, arrival: &Arrival<'_>) -> Reply {
        let (right, account_id) = match &arrival.caller {
            Caller::Known(account) => (Some(account.right), Some(account.account_id.as_str())),
            Caller::Anonymous { .. } => (None, None),
        };
        let call = Call {
            now: arrival.now,
            settings: &self.settings,
            request: arrival.request,
            query: &Query::parse(&arrival.request.query),
            right,
            account_id,
            language: texts::language(arrival.request, self.settings.profiles.language),
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
        }
    }
}

/// ISO 8601, rounded up to the second or to the minute: never earlier than the truth.
fn reset(until: Moment, with_seconds: bool) -> String {
    let step = if with_seconds { 1000 } else { 60_000 };
    let rounded = Moment(until.0.div_ceil(step).saturating_mul(step)).rfc3339();
    let length = if with_seconds { 19 } else { 16 };
    format!("{}Z", rounded.get(..length).unwrap_or(&rounded))
}
