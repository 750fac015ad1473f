//! Prints, one JSON object a line, every kind of request that Groupsweep makes by every route, with the answer of the simulated
//! site under every profile. `make contract` holds them against the description of the APIs in `tests/contract/openapi`.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[allow(dead_code, unused_imports, reason = "the tests use the rest")]
#[path = "../tests/agreement.rs"]
mod agreement;
#[allow(dead_code, reason = "the tests use the rest")]
#[path = "../tests/support.rs"]
mod support;

use std::collections::BTreeSet;
use std::io::{self, Write};

use groupsweep_atlassian_sim::{
    Delivery, Profiles, Reply, Right, SimAccount, SimLogin, SimRequest, Site, TokenScopes,
};
use groupsweep_core::atlassian::{ApiHost, Endpoint};
use groupsweep_core::domain::{GroupId, SiteCall};
use serde_json::{Value, json};

use support::{GROUP, NOBODY, START, SYNCED, UNKNOWN_GROUP, bearing, by, user};

/// How a request goes out.
#[derive(Clone, Copy, Debug)]
enum LoginState {
    Good,
    Wrong,
    /// Administers Jira and not the site.
    JiraAdmin,
    /// Uses Jira.
    User,
}

fn main() -> io::Result<()> {
    let mut seen = BTreeSet::new();
    let mut out = io::stdout().lock();
    for (profile, value) in profiles() {
        for login in logins(profile) {
            for endpoint in agreement::endpoints() {
                for call in every_call() {
                    for (said, line) in exchanges(&endpoint, &call, login, (profile, value)) {
                        if seen.insert(said) {
                            writeln!(out, "{line}")?;
                        }
                    }
                }
            }
        }
    }
    Ok(())
}

/// Every value of every switch, one switch at a time.
fn profiles() -> Vec<(&'static str, &'static str)> {
    let values = Profiles::LIST.iter();
    values
        .flat_map(|(name, values)| values.iter().map(move |value| (*name, *value)))
        .chain([
            ("fault-kinds", "503"),
            ("fault-kinds", "502"),
            ("fault-kinds", "504"),
        ])
        .collect()
}

/// Who calls matters where the profile says how somebody is refused.
fn logins(profile: &str) -> Vec<LoginState> {
    match profile {
        "unauthorized" | "language" => vec![LoginState::Good, LoginState::Wrong],
        "not-site-admin" => vec![LoginState::JiraAdmin, LoginState::User],
        _ => vec![LoginState::Good],
    }
}

/// The calls of every adapter, and the changes that change nothing or are refused.
fn every_call() -> Vec<SiteCall> {
    let mut calls = agreement::calls();
    for (group, account) in [
        (GROUP, user(121)),
        (GROUP, user(1)),
        (SYNCED, user(1)),
        (SYNCED, user(2)),
        (UNKNOWN_GROUP, user(1)),
        (GROUP, NOBODY.to_owned()),
    ] {
        let membership = agreement::membership(group, &account);
        calls.push(SiteCall::Remove(membership.clone()));
        calls.push(SiteCall::Add(membership));
    }
    // By one id Confluence is asked for one group or one person.
    let known = agreement::membership(GROUP, &user(1));
    calls.push(SiteCall::GroupsById(vec![known.group]));
    calls.push(SiteCall::Accounts(vec![known.account]));
    calls.push(SiteCall::Members {
        group: GroupId::parse(UNKNOWN_GROUP).unwrap(),
        start_at: 0,
    });
    calls.push(SiteCall::GroupsOf(
        agreement::membership(GROUP, NOBODY).account,
    ));
    calls
}

/// A request as the relay sends it, with each of the site's answers: as text, and with the profile that first gave it. None
/// where the API has no such call.
fn exchanges(
    endpoint: &Endpoint,
    call: &SiteCall,
    login: LoginState,
    profile: (&str, &str),
) -> Vec<(String, Value)> {
    let Some(worded) = endpoint.request(call) else {
        return Vec::new();
    };
    let request = with_login(endpoint, SimRequest::relayed(&worded), login);
    let mut site = site(login, profile);
    // The limit is met by what comes too often, and its forms come in turn.
    let times = if is_about_the_limit(profile.0) { 8 } else { 1 };
    let replies = (0..times).map(|_| site.answer(START, &request));
    replies
        .filter(|reply| reply.delivery == Delivery::Whole)
        .map(|reply| {
            let exchange = recorded(&request, &reply);
            let said = exchange.to_string();
            let mut line = exchange;
            line["profile"] = format!("{}={}", profile.0, profile.1).into();
            (said, line)
        })
        .collect()
}

fn recorded(request: &SimRequest, reply: &Reply) -> Value {
    json!({
        "request": {
            "method": request.method, "path": request.path, "query": request.query, "body": request.body,
            "headers": headers(&request.headers),
        },
        "reply": { "status": reply.status, "headers": reply_headers(reply), "body": reply.body },
    })
}

fn is_about_the_limit(profile: &str) -> bool {
    matches!(profile, "refusal-body" | "reset-format")
}

/// The login is left out: nothing here has to know one.
fn headers(all: &[(String, String)]) -> Value {
    let shown = all.iter().filter(|(name, _)| name != "authorization");
    shown
        .map(|(name, value)| (name.clone(), Value::from(value.as_str())))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

/// The ids of a reply differ from one to the next, and would make every line another.
fn reply_headers(reply: &Reply) -> Value {
    let same: Vec<_> = reply
        .headers
        .iter()
        .filter(|(name, _)| !name.starts_with("atl-"))
        .cloned()
        .collect();
    headers(&same)
}

fn with_login(endpoint: &Endpoint, request: SimRequest, login: LoginState) -> SimRequest {
    let token = match login {
        LoginState::Wrong => "wrong",
        LoginState::Good | LoginState::JiraAdmin | LoginState::User => "t",
    };
    match endpoint.api_host() {
        Some(ApiHost::Site) => by(request, "plain@example.com", token),
        Some(ApiHost::Gateway(_)) => by(request, "scoped@example.com", token),
        None => bearing(request, if token == "t" { "t-key" } else { token }),
    }
}

fn site(login: LoginState, (profile, value): (&str, &str)) -> Site {
    let mut site = agreement::site(&TokenScopes::All);
    let right = match login {
        LoginState::Good | LoginState::Wrong => Right::SiteAdmin,
        LoginState::JiraAdmin => Right::JiraAdmin,
        LoginState::User => Right::User,
    };
    let settings = site.settings_mut();
    if let SimLogin::Accounts(accounts) = &mut settings.login {
        let all = accounts.iter_mut();
        all.for_each(|account: &mut SimAccount| account.right = right);
    }
    settings.synced_groups = [SYNCED.to_owned()].into();
    settings.set_profile(profile, value).unwrap();
    if profile == "fault-kinds" {
        settings.faults.percent = 100;
    }
    if is_about_the_limit(profile) {
        settings.limits.rate = 1;
        settings.limits.burst = 1;
    }
    site
}
