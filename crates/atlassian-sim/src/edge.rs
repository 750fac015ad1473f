//! What a request passes before the REST API: the edge and the XSRF check. Also who the caller is.

use super::account::SimAccount;
use super::profiles::{DeleteWithBody, NoCheck, Preflight, XsrfBody};
use super::request::{Reply, SimRequest};
use super::responses;
use super::settings::Settings;

/// Which host the request came to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum SimHost {
    Site,
    /// `api.atlassian.com`, below `/ex/{product}/{cloudId}`.
    #[cfg_attr(
        target_arch = "wasm32",
        expect(dead_code, reason = "the page practises on the site's own host")
    )]
    Gateway,
}

/// The checks before everything else on the site's own host: preflights, the edge, XSRF.
pub(super) fn of_the_site(settings: &Settings, request: &SimRequest) -> Option<Reply> {
    if request.method == "OPTIONS" {
        return Some(preflight(settings));
    }
    edge(settings, request).or_else(|| xsrf(settings, request))
}

/// The edge refuses bodies on requests that should have none.
pub(super) fn edge(settings: &Settings, request: &SimRequest) -> Option<Reply> {
    let refused = match request.method.as_str() {
        "GET" => true,
        "DELETE" => settings.profiles.delete_with_body == DeleteWithBody::Refuse,
        _ => false,
    };
    (refused && !request.body.is_empty()).then(responses::edge_refusal)
}

/// The answer to `OPTIONS`; the site's own host never sends CORS headers.
fn preflight(settings: &Settings) -> Reply {
    match settings.profiles.preflight {
        Preflight::Forbidden => responses::page(403, "Forbidden"),
        Preflight::Unauthorized => responses::page(401, "Unauthorized (401)"),
        Preflight::NotFound => responses::page(404, "Not Found"),
        Preflight::Fine => Reply::empty(200),
    }
}

/// The XSRF check. It comes before login and rights, so its refusal says nothing about them.
pub(super) fn xsrf(settings: &Settings, request: &SimRequest) -> Option<Reply> {
    let profiles = &settings.profiles;
    if request.method == "GET" {
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
        XsrfBody::Text => responses::text(403, "XSRF check failed"),
        XsrfBody::Html => responses::page(403, "XSRF check failed"),
    })
}

fn is_browser(request: &SimRequest) -> bool {
    // Every browser still sends this, and few other programs do.
    request
        .header("user-agent")
        .is_some_and(|agent| agent.contains("Mozilla/") || agent.contains("Opera/"))
}

fn comes_from_the_site(settings: &Settings, request: &SimRequest) -> bool {
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

fn has_no_check(request: &SimRequest) -> bool {
    request
        .header("x-atlassian-token")
        .is_some_and(|value| matches!(value, "no-check" | "nocheck"))
}

/// Content types that an HTML form can send. None at all counts only on a strict site.
fn looks_like_a_form(request: &SimRequest, profile: NoCheck) -> bool {
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

#[derive(Clone, Debug)]
pub(super) enum SimCaller {
    Known(SimAccount),
    /// No account: no login was sent, or (`refused`) it was refused.
    #[cfg_attr(
        target_arch = "wasm32",
        expect(dead_code, reason = "everybody is known where the page practises")
    )]
    Anonymous {
        refused: bool,
    },
}
