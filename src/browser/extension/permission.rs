//! The permission to call a site. The browser asks the admin for exactly the hosts of the login, and the admin can
//! revoke it in the browser's settings at any time.

use std::cell::Cell;

use groupsweep_core::domain::SiteAddress;
use js_sys::Promise;
use serde_json::{Value, json};
use wasm_bindgen::JsValue;

use super::chrome::{self, brought, call, value};
use super::header_rule::hosts_of_other_tabs;

thread_local! {
    /// How often this page has asked for a permission.
    static ASKED: Cell<u32> = const { Cell::new(0) };
}

/// Gives back every permission except for the connected site and the sites of other tabs. Reads from the browser what
/// is permitted, because a reloaded page remembers nothing. Stops if the page asks for a permission meanwhile, which
/// may be one of these.
pub fn give_back_all_but(connected: Option<&SiteAddress>) {
    let here = connected.map(origins_of).unwrap_or_default();
    let asked = ASKED.get();
    wasm_bindgen_futures::spawn_local(async move {
        // Without the list of other tabs' sites, any permission may be in use by a run.
        let Some(elsewhere) = hosts_of_other_tabs().await else {
            return;
        };
        let is_used_elsewhere = |origin: &str| elsewhere.iter().any(|host| host == host_in(origin));
        for origin in permitted().await {
            if ASKED.get() != asked {
                return;
            }
            if !here.contains(&origin) && !is_used_elsewhere(&origin) {
                give_back(origin).await;
            }
        }
    });
}

/// The origins that the extension may call, without ports. Leaves out wildcard patterns: the page asks for none, so
/// the admin allowed them in the browser's settings.
async fn permitted() -> Vec<String> {
    let all = chrome::json(call("permissions", "getAll", &JsValue::UNDEFINED)).await;
    let patterns = all.as_ref().and_then(|all| all["origins"].as_array());
    let origin = |pattern: &Value| Some(pattern.as_str()?.strip_suffix("/*")?.to_owned());
    let origins = patterns.into_iter().flatten().filter_map(origin);
    origins.filter(|origin| !origin.contains('*')).collect()
}

/// The origins of the site and of its gateway, which any login to the site may use, without their ports.
fn origins_of(site: &SiteAddress) -> Vec<String> {
    let origins = [Some(site.origin()), site.gateway()];
    let origins = origins.into_iter().flatten();
    origins
        .map(|origin| without_port(&origin).to_owned())
        .collect()
}

/// The browser's question to the admin. Browsers ask only during a user gesture, so it starts at once and is awaited
/// later.
pub struct PermissionRequest {
    origins: Vec<String>,
    asked: Option<Promise>,
}

impl PermissionRequest {
    /// Starts to ask for these origins. If they are already allowed, the browser does not ask.
    #[must_use]
    pub fn begin(origins: Vec<String>) -> Self {
        ASKED.set(ASKED.get().wrapping_add(1));
        let asked = call("permissions", "request", &named(&origins));
        Self { origins, asked }
    }

    /// Whether the admin allowed them, now or before. Also works for a check without a user gesture.
    pub async fn is_granted(self) -> bool {
        let _ = brought(self.asked).await;
        is_permitted(&self.origins).await
    }
}

/// Whether every one of these origins may be called now.
pub(super) async fn is_permitted(origins: &[String]) -> bool {
    let said = brought(call("permissions", "contains", &named(origins))).await;
    said == Some(JsValue::TRUE)
}

/// Gives one permission back. One that an organization's policy gave stays.
async fn give_back(origin: String) {
    // If this fails, the browser's settings show what is left.
    let _ = brought(call("permissions", "remove", &named(&[origin]))).await;
}

/// As match patterns, which have no port: a permission is for every port of a host.
fn named(origins: &[String]) -> JsValue {
    let pattern = |origin: &String| format!("{}/*", without_port(origin));
    let patterns: Vec<String> = origins.iter().map(pattern).collect();
    value(&json!({ "origins": patterns }))
}

/// The host of an origin that has no port.
pub(super) fn host_in(origin: &str) -> &str {
    origin.split_once("://").map_or(origin, |(_, host)| host)
}

/// An origin without its port.
pub(super) fn without_port(origin: &str) -> &str {
    match origin.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|b| b.is_ascii_digit()) => host,
        _ => origin,
    }
}
