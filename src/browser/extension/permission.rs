//! The permission to call a site. The browser asks the admin for it, for exactly the hosts of the login, and the admin can
//! take it back in the browser's settings at any time.

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

/// Gives back every permission but those of the site that is connected now, if one is, and of the sites that other tabs
/// are connected to. The browser says what is permitted: a page that was loaded again remembers nothing. Ends where the page
/// asks for a permission meanwhile: it may be one of these.
pub fn give_back_all_but(connected: Option<&SiteAddress>) {
    let here = connected.map(origins_of).unwrap_or_default();
    let asked = ASKED.get();
    wasm_bindgen_futures::spawn_local(async move {
        // Without the list of the other tabs' sites, each permission may be one that a run is using.
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

/// The origins that the browser lets the extension call, without their ports. Not the patterns for many hosts: the page asks
/// for none, so the admin allowed them in the browser's settings.
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

/// The question to the admin, which a browser puts only during a press: hence it is begun at once and waited for later.
pub struct PermissionRequest {
    origins: Vec<String>,
    asked: Option<Promise>,
}

impl PermissionRequest {
    /// Begins to ask for these origins. Where they are allowed already, the browser asks nobody.
    #[must_use]
    pub fn begin(origins: Vec<String>) -> Self {
        ASKED.set(ASKED.get().wrapping_add(1));
        let asked = call("permissions", "request", &named(&origins));
        Self { origins, asked }
    }

    /// Whether the admin allowed them, now or before: a check that nobody pressed for may use what is allowed.
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
    // Unheard: the browser's settings show what is left.
    let _ = brought(call("permissions", "remove", &named(&[origin]))).await;
}

/// As the browser wants them: patterns name no port, and a permission holds for every port of a host.
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
