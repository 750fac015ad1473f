//! The permission to call a site. The browser asks the admin for it, for exactly the hosts of the login, and the admin can
//! take it back in the browser's settings at any time.

use js_sys::Promise;
use serde_json::json;
use wasm_bindgen::JsValue;

use super::chrome::{brought, call, value};

/// The question to the admin, which a browser puts only during a press: hence it is begun at once and waited for later.
pub struct PermissionRequest {
    origins: Vec<String>,
    asked: Option<Promise>,
}

impl PermissionRequest {
    /// Begins to ask for these origins. Where they are allowed already, the browser asks nobody.
    #[must_use]
    pub fn begin(origins: Vec<String>) -> Self {
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

/// Gives the permission for these origins back. One that an organization's policy gave stays.
pub(super) fn give_back(origins: &[String]) {
    // Unheard: the browser's settings show what is left.
    let _ = call("permissions", "remove", &named(origins)).map(|promise| {
        wasm_bindgen_futures::spawn_local(async move {
            let _ = brought(Some(promise)).await;
        });
    });
}

/// As the browser wants them: patterns name no port, and a permission holds for every port of a host.
fn named(origins: &[String]) -> JsValue {
    let pattern = |origin: &String| format!("{}/*", without_port(origin));
    let patterns: Vec<String> = origins.iter().map(pattern).collect();
    value(&json!({ "origins": patterns }))
}

/// An origin without its port.
pub(super) fn without_port(origin: &str) -> &str {
    match origin.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|b| b.is_ascii_digit()) => host,
        _ => origin,
    }
}
