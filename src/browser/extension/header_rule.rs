//! The rule by which the browser sends this tab's calls to a site as a program's and not as a page's: an Atlassian site
//! refuses changes that look like a browser's.

use js_sys::Math;
use serde_json::{Value, json};
use wasm_bindgen::JsValue;

use super::chrome::{self, brought, call, own_tab, value};
use super::permission::without_port;

/// What a browser adds and no program sends.
const REMOVED: [&str; 14] = [
    "origin",
    "referer",
    "cookie",
    "sec-fetch-site",
    "sec-fetch-mode",
    "sec-fetch-dest",
    "sec-fetch-user",
    "sec-fetch-storage-access",
    "sec-ch-ua",
    "sec-ch-ua-mobile",
    "sec-ch-ua-platform",
    "sec-gpc",
    "dnt",
    "priority",
];
const RULES: &str = "declarativeNetRequest";
const OUR_NAME: &str = concat!("groupsweep-extension/", env!("CARGO_PKG_VERSION"));

/// The rule. It is removed when this is dropped, and by the browser at the end of its session.
pub(super) struct HeaderRule(u32);

impl HeaderRule {
    /// Sets the rule for calls to these origins; none if the browser refuses it. It holds for calls of this extension
    /// from this tab and for no others: the admin's own tabs of the site are not changed.
    pub(super) async fn set(origins: &[String]) -> Option<Self> {
        let number = draw_number();
        let own = web_sys::window()?.location().host().ok()?;
        let hosts: Vec<&str> = origins
            .iter()
            .filter_map(|origin| Some(without_port(origin).split_once("://")?.1))
            .collect();
        let mut condition = json!({
            "initiatorDomains": [own],
            "requestDomains": hosts,
            "resourceTypes": ["xmlhttprequest"],
        });
        if let Some(tab) = own_tab().await {
            condition["tabIds"] = json!([whole(tab)]);
        }
        let rule = json!({
            "id": number,
            "condition": condition,
            "action": { "type": "modifyHeaders", "requestHeaders": headers() },
        });
        let change = value(&json!({ "addRules": [rule] }));
        brought(call(RULES, "updateSessionRules", &change)).await?;
        Some(Self(number))
    }
}

impl Drop for HeaderRule {
    fn drop(&mut self) {
        let change = value(&json!({ "removeRuleIds": [self.0] }));
        let removed = call(RULES, "updateSessionRules", &change);
        wasm_bindgen_futures::spawn_local(async move {
            // Left in place it would change this tab's own calls only.
            let _ = brought(removed).await;
        });
    }
}

/// Removes the rules of pages that are gone: of this tab before it was loaded again, and of tabs that were closed. A page
/// calls this once, before it sets a rule of its own.
pub async fn remove_rules_left_by_earlier_pages() {
    let rules = chrome::json(call(RULES, "getSessionRules", &JsValue::UNDEFINED)).await;
    let tabs = chrome::json(call("tabs", "query", &value(&json!({})))).await;
    let (Some(Value::Array(rules)), Some(Value::Array(tabs)), Some(own)) =
        (rules, tabs, own_tab().await)
    else {
        return;
    };
    let is_open = |tab: &Value| tabs.iter().any(|open| open["id"] == *tab);
    let is_left = |rule: &&Value| {
        let tab = &rule["condition"]["tabIds"][0];
        tab.as_u64() == Some(whole(own).into()) || (tab.is_u64() && !is_open(tab))
    };
    let left: Vec<_> = rules
        .iter()
        .filter(is_left)
        .map(|rule| &rule["id"])
        .collect();
    if !left.is_empty() {
        let change = value(&json!({ "removeRuleIds": left }));
        // Unheard: left in place they would change this tab's own calls only.
        let _ = brought(call(RULES, "updateSessionRules", &change)).await;
    }
}

fn headers() -> Vec<Value> {
    let removed = REMOVED.map(|name| json!({ "header": name, "operation": "remove" }));
    let name = json!({ "header": "user-agent", "operation": "set", "value": OUR_NAME });
    removed.into_iter().chain([name]).collect()
}

/// A number of this rule's own: every tab of the extension has its rules in one list.
fn draw_number() -> u32 {
    let most = f64::from(i32::MAX - 1);
    whole(Math::random() * most) + 1
}

/// A whole number as JavaScript has it; the browser's tab numbers are 31 bits and not negative.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "not negative, and below 2^31"
)]
fn whole(number: f64) -> u32 {
    number as u32
}
