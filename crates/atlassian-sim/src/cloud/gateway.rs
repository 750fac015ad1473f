//! `https://api.atlassian.com/ex/{product}/{cloudId}/…`: credentials with scopes, CORS,
//! and refusals of its own.

use serde_json::json;

use super::confluence;
use super::credentials::{self, CredentialHost};
use super::scopes::{self, Needs};
use crate::account::SimAccount;
use crate::edge::{self, SimCaller, SimHost};
use crate::operation::{self, RouteMatch};
use crate::profiles::{GatewayCors, GatewayXsrf, Products};
use crate::request::{Reply, SimRequest};
use crate::request_context::RequestContext;
use crate::responses;
use crate::settings::{CLOUD_ID, Settings};
use crate::site::Site;
use groupsweep_core::domain::Timestamp;

/// A product that the gateway serves.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum GatewayProduct {
    Jira,
    Confluence,
}

/// Answers a call below `/ex/`.
pub(super) fn answer(site: &mut Site, now: Timestamp, request: &SimRequest) -> Reply {
    let Some((product, path)) = route(&request.path) else {
        return cors(&site.settings, request, not_found());
    };
    let reply = before(&site.settings, request)
        .unwrap_or_else(|| forward(site, now, request, product, path));
    cors(&site.settings, request, reply)
}

/// The product and the path that it sees. `None` if the gateway does not know the site.
fn route(path: &str) -> Option<(GatewayProduct, &str)> {
    let (product, rest) = path.strip_prefix("/ex/")?.split_once('/')?;
    let product = match product {
        "jira" => GatewayProduct::Jira,
        "confluence" => GatewayProduct::Confluence,
        _ => return None,
    };
    let forward = rest.strip_prefix(CLOUD_ID)?;
    forward.starts_with('/').then_some((product, forward))
}

/// What the gateway answers before it checks the credential.
pub(super) fn before(settings: &Settings, request: &SimRequest) -> Option<Reply> {
    if request.method == "OPTIONS" {
        return Some(Reply::empty(204));
    }
    edge::edge(settings, request).or_else(|| {
        (settings.profiles.gateway_xsrf == GatewayXsrf::On)
            .then(|| edge::xsrf(settings, request))
            .flatten()
    })
}

fn forward(
    site: &mut Site,
    now: Timestamp,
    request: &SimRequest,
    product: GatewayProduct,
    path: &str,
) -> Reply {
    let missing = match product {
        GatewayProduct::Jira => Products::Confluence,
        GatewayProduct::Confluence => Products::Jira,
    };
    if site.settings.profiles.products == missing {
        return not_found();
    }
    let caller = credentials::caller(&site.settings, CredentialHost::Gateway, request);
    let needs = match product {
        GatewayProduct::Jira => match operation::find(&request.method, path) {
            RouteMatch::Operation(operation, _) => Some(scopes::of_jira(operation)),
            RouteMatch::WrongMethod(_) | RouteMatch::Nowhere => None,
        },
        GatewayProduct::Confluence => confluence::needs(&request.method, path),
    };
    // An unknown call: the product answers, for any caller.
    if let Some(refused) = needs.and_then(|needs| refusal(&caller, needs)) {
        return refused;
    }
    let name = match product {
        GatewayProduct::Jira => "jira",
        GatewayProduct::Confluence => "confluence",
    };
    let root = format!("{}/ex/{name}/{CLOUD_ID}", site.settings.origin);
    let visit = RequestContext {
        now,
        request,
        path,
        host: SimHost::Gateway,
        caller: &caller,
        root: &root,
    };
    match product {
        GatewayProduct::Jira => site.jira(&visit),
        GatewayProduct::Confluence => confluence::answer(site, &visit),
    }
}

fn refusal(caller: &SimCaller, needs: Needs) -> Option<Reply> {
    match caller {
        SimCaller::Known(account) => out_of_scope(account, needs),
        SimCaller::Anonymous { .. } => Some(mismatch()),
    }
}

/// The refusal of a call that the credential's scopes do not cover.
pub(super) fn out_of_scope(account: &SimAccount, needs: Needs) -> Option<Reply> {
    if needs.are_met(credentials::scopes(account)) {
        return None;
    }
    let body = json!({ "code": 401, "message": "Unauthorized; scope does not match" });
    Some(responses::json(401, &body).with("x-failure-category", "FAILURE_CLIENT_SCOPE_CHECK"))
}

/// The refusal of a credential that is missing, unknown, or for another host.
pub(super) fn mismatch() -> Reply {
    responses::json(401, &json!({ "code": 401, "message": "Unauthorized" }))
        .with("x-failure-category", "FAILURE_CLIENT_AUTH_MISMATCH")
}

/// The gateway's own 404.
pub(super) fn not_found() -> Reply {
    responses::json(404, &json!({ "code": 404, "message": "Not Found" }))
}

/// Adds the gateway's CORS headers.
pub(super) fn cors(settings: &Settings, request: &SimRequest, reply: Reply) -> Reply {
    let profile = settings.profiles.gateway_cors;
    let Some(origin) = request.header("origin") else {
        return reply;
    };
    if profile == GatewayCors::Off {
        return reply;
    }
    let mut reply = reply
        .with("access-control-allow-origin", origin)
        .with("access-control-allow-credentials", "true")
        .with("vary", "Origin");
    if request.method == "OPTIONS" {
        reply = reply
            .with("access-control-allow-methods", "GET,POST,PUT,DELETE")
            .with("access-control-allow-headers", "authorization,content-type");
    }
    if profile == GatewayCors::Expose {
        reply = reply.with(
            "access-control-expose-headers",
            "retry-after,ratelimit-reason,x-ratelimit-limit,x-ratelimit-remaining,x-ratelimit-reset,x-seraph-loginreason,x-failure-category",
        );
    }
    reply
}
