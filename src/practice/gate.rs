//! What stands before the REST API: the edge, CORS, the XSRF check, the login.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::answers;
use super::profiles::{DeleteWithBody, GatewayCors, GatewayXsrf, NoCheck, Preflight, XsrfBody};
use super::request::{Reply, Request};
use super::settings::{Account, CLOUD_ID, Login, Settings};

/// Which host the request came to. The gateway is told by its path: `/ex/jira/{cloudId}/…`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Door {
    Site,
    Gateway,
}

/// The door of a path, and the path behind it. None: the gateway knows no such site.
pub(super) fn door(path: &str) -> Option<(Door, &str)> {
    let Some(rest) = path.strip_prefix("/ex/jira/") else {
        return Some((Door::Site, path));
    };
    let behind = rest.strip_prefix(CLOUD_ID)?;
    behind.starts_with('/').then_some((Door::Gateway, behind))
}

/// The edge refuses bodies where none belongs.
pub(super) fn edge(settings: &Settings, request: &Request) -> Option<Reply> {
    let refused = match request.method.as_str() {
        "GET" => true,
        "DELETE" => settings.profiles.delete_with_body == DeleteWithBody::Refuse,
        _ => false,
    };
    (refused && !request.body.is_empty()).then(answers::edge_refusal)
}

/// The answer to `OPTIONS`, without CORS headers: [`cors`] adds what belongs.
pub(super) fn preflight(settings: &Settings, door: Door) -> Reply {
    match (door, settings.profiles.preflight) {
        (Door::Gateway, _) => Reply::empty(204),
        (Door::Site, Preflight::Forbidden) => answers::page(403, "Forbidden"),
        (Door::Site, Preflight::Unauthorized) => answers::page(401, "Unauthorized (401)"),
        (Door::Site, Preflight::NotFound) => answers::page(404, "Not Found"),
        (Door::Site, Preflight::Fine) => Reply::empty(200),
    }
}

/// Adds the gateway's CORS headers. The site's own host never sends any.
pub(super) fn cors(settings: &Settings, door: Door, request: &Request, reply: Reply) -> Reply {
    let profile = settings.profiles.gateway_cors;
    let Some(origin) = request.header("origin") else {
        return reply;
    };
    if door == Door::Site || profile == GatewayCors::Off {
        return reply;
    }
    let mut reply = reply
        .with("access-control-allow-origin", origin)
        .with("access-control-allow-credentials", "true")
        .with("vary", "Origin");
    if request.method == "OPTIONS" {
        reply = reply
            .with("access-control-allow-methods", "GET,POST,PUT,DELETE")
            .with(
                "access-control-allow-headers",
                "authorization,content-type,x-atlassian-token,x-force-accept-language",
            );
    }
    if profile == GatewayCors::Expose {
        reply = reply.with(
            "access-control-expose-headers",
            "retry-after,ratelimit-reason,x-ratelimit-limit,x-ratelimit-remaining,x-ratelimit-reset,x-seraph-loginreason,x-failure-category",
        );
    }
    reply
}

/// The XSRF check: before login and rights, so its refusal is none of these.
pub(super) fn xsrf(settings: &Settings, door: Door, request: &Request) -> Option<Reply> {
    let profiles = &settings.profiles;
    let unchecked = door == Door::Gateway && profiles.gateway_xsrf == GatewayXsrf::Off;
    if unchecked || request.method == "GET" {
        return None;
    }
    let passes = if is_browser(request) {
        comes_from_the_site(settings, request)
    } else {
        has_no_check(request) || !looks_like_a_form(request, profiles.no_check)
    };
    if passes {
        return None;
    }
    Some(match profiles.xsrf_body {
        XsrfBody::Text => answers::text(403, "XSRF check failed"),
        XsrfBody::Html => answers::page(403, "XSRF check failed"),
    })
}

fn is_browser(request: &Request) -> bool {
    // Every browser still says so of itself, and so do few others.
    request
        .header("user-agent")
        .is_some_and(|agent| agent.contains("Mozilla/") || agent.contains("Opera/"))
}

fn comes_from_the_site(settings: &Settings, request: &Request) -> bool {
    let own = authority(&settings.origin);
    let host = request.header("host").unwrap_or(own);
    ["origin", "referer"]
        .iter()
        .filter_map(|name| request.header(name))
        .map(authority)
        .any(|claimed| !claimed.is_empty() && (claimed == own || claimed == host))
}

/// `host[:port]` of a URL; empty if it is none.
fn authority(url: &str) -> &str {
    let rest = url.split_once("://").map_or("", |(_, rest)| rest);
    rest.split('/').next().unwrap_or(rest)
}

fn has_no_check(request: &Request) -> bool {
    request
        .header("x-atlassian-token")
        .is_some_and(|value| matches!(value, "no-check" | "nocheck"))
}

/// Content types that an HTML form can send. None at all counts only on a strict site.
fn looks_like_a_form(request: &Request, profile: NoCheck) -> bool {
    const OF_FORMS: [&str; 3] = [
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "text/plain",
    ];
    match request.header("content-type") {
        Some(kind) => OF_FORMS.iter().any(|form| kind.starts_with(form)),
        None => profile == NoCheck::Strict,
    }
}

/// Who calls.
#[derive(Clone, Debug)]
pub(super) enum Caller {
    /// This account.
    Known(Account),
    /// Nobody: no login was tried, or (`refused`) the one tried was refused.
    Anonymous { refused: bool },
}

/// Finds out who calls. A token with scopes works on the gateway and nowhere
/// else, one without works on the site's own host and nowhere else.
pub(super) fn login(settings: &Settings, door: Door, request: &Request) -> Caller {
    let accounts = match &settings.login {
        Login::Open => return Caller::Known(Account::practice_admin()),
        Login::Accounts(accounts) => accounts,
    };
    let Some(authorization) = request.header("authorization") else {
        return Caller::Anonymous { refused: false };
    };
    let known = basic(authorization).and_then(|(email, token)| {
        accounts.iter().find(|account| {
            account.email.eq_ignore_ascii_case(&email)
                && account.token == token
                && account.scoped == (door == Door::Gateway)
        })
    });
    match known {
        Some(account) => Caller::Known(account.clone()),
        None => Caller::Anonymous { refused: true },
    }
}

/// Email and token of a Basic login.
fn basic(authorization: &str) -> Option<(String, String)> {
    let (scheme, encoded) = authorization.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let decoded = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (email, token) = decoded.split_once(':')?;
    Some((email.to_owned(), token.to_owned()))
}
