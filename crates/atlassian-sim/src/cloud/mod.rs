//! What tests need beside a Jira site: logins of every kind, the gateway,
//! Confluence, the organization.
//!
//! THE SEAM: none of this is compiled for the page, which practises on a Jira site
//! without a login and should not grow by what it never calls. `Site::route` in
//! `dispatch` is the one place that knows both: natively it comes here, in the page
//! it goes straight to Jira. Nothing outside this folder imports from it.
//!
//! One simulated origin is several hosts at once, told apart by path: `/ex/…` and
//! `/admin/…` are `api.atlassian.com`, everything else is the site's own host.

mod confluence;
mod credentials;
mod gateway;
mod organization;
mod scopes;

pub use organization::{DIRECTORY_ID, ORG_ID, OTHER_DIRECTORY_ID};

use serde_json::json;

use super::edge::{self, SimHost};
use super::profiles::Products;
use super::request::{Reply, SimRequest};
use super::request_context::RequestContext;
use super::responses;
use super::settings::CLOUD_ID;
use super::site::Site;
use credentials::CredentialHost;
use groupsweep_core::domain::Timestamp;

/// Answers a request to any of the hosts.
pub(super) fn answer(site: &mut Site, now: Timestamp, request: &SimRequest) -> Reply {
    let path = request.path.as_str();
    if path.starts_with("/ex/") {
        return gateway::answer(site, now, request);
    }
    if path.starts_with("/admin/") {
        return organization::answer(site, now, request);
    }
    if path == "/_edge/tenant_info" && request.method == "GET" {
        return edge::of_the_site(&site.settings, request)
            .unwrap_or_else(|| responses::json(200, &json!({ "cloudId": CLOUD_ID })));
    }
    let of_confluence = path == "/wiki" || path.starts_with("/wiki/");
    let products = site.settings.profiles.products;
    let missing = if of_confluence {
        products == Products::Jira
    } else {
        products == Products::Confluence
    };
    if missing {
        return edge::of_the_site(&site.settings, request)
            .unwrap_or_else(|| responses::page(404, "Oops, you've found a dead link."));
    }
    if of_confluence {
        return confluence_on_site(site, now, request);
    }
    let caller = credentials::caller(&site.settings, CredentialHost::Site, request);
    site.own_host(now, request, &caller)
}

fn confluence_on_site(site: &mut Site, now: Timestamp, request: &SimRequest) -> Reply {
    if let Some(stopped) = edge::of_the_site(&site.settings, request) {
        return stopped;
    }
    let caller = credentials::confluence_caller(&site.settings, request);
    let root = site.settings.origin.clone();
    confluence::answer(
        site,
        &RequestContext {
            now,
            request,
            path: &request.path,
            host: SimHost::Site,
            caller: &caller,
            root: &root,
        },
    )
}
