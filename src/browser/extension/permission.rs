//! The permission to call a site. The browser asks the admin for it, for exactly the hosts of the login, and the admin can
//! take it back in the browser's settings at any time.

use groupsweep_core::domain::SiteAddress;
use js_sys::Promise;
use serde_json::json;
use wasm_bindgen::JsValue;

use super::chrome::{brought, call, value};

/// What becomes of a site's permission when the connection to it ends.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PermissionAfter {
    /// The browser keeps it for the next visit.
    Kept,
    /// The extension gives it back.
    GivenBack,
}

/// The sites that this tab asked permission for and has not let go of: the connected one, and those of checks that
/// failed since.
#[derive(Debug, Default)]
pub struct SitePermissions(Vec<SiteAddress>);

impl SitePermissions {
    /// Begins to ask for these origins of a site. Where they are allowed already, the browser asks nobody.
    #[must_use]
    pub fn ask(&mut self, site: &SiteAddress, origins: Vec<String>) -> PermissionRequest {
        if !self.0.contains(site) {
            self.0.push(site.clone());
        }
        PermissionRequest::begin(origins)
    }

    /// Lets go of every site but the one that is connected now, if one is.
    pub fn let_go_of_others(&mut self, connected: Option<&SiteAddress>, after: PermissionAfter) {
        let (used, left): (Vec<_>, Vec<_>) = std::mem::take(&mut self.0)
            .into_iter()
            .partition(|site| Some(site) == connected);
        self.0 = used;
        if after == PermissionAfter::Kept {
            return;
        }
        let in_use: Vec<_> = connected.map(hosts_of).unwrap_or_default();
        let mut unused: Vec<_> = left.iter().flat_map(hosts_of).collect();
        unused.retain(|origin| !in_use.contains(origin));
        unused.into_iter().for_each(give_back);
    }
}

/// The site's host and its gateway's, which any login to the site may use.
fn hosts_of(site: &SiteAddress) -> Vec<String> {
    let mut hosts: Vec<_> = [Some(site.origin()), site.gateway()]
        .into_iter()
        .flatten()
        .map(|origin| without_port(&origin).to_owned())
        .collect();
    hosts.dedup();
    hosts
}

/// The question to the admin, which a browser puts only during a press: hence it is begun at once and waited for later.
pub struct PermissionRequest {
    origins: Vec<String>,
    asked: Option<Promise>,
}

impl PermissionRequest {
    fn begin(origins: Vec<String>) -> Self {
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

/// Gives the permission for a host back. One that an organization's policy gave stays.
fn give_back(host: String) {
    // Unheard: the browser's settings show what is left.
    let _ = call("permissions", "remove", &named(&[host])).map(|promise| {
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
