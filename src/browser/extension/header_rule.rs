//! The rule that removes browser headers from this tab's calls to a site, because Atlassian sites refuse changes that
//! look like a browser's.

use js_sys::Math;
use serde_json::{Value, json};
use wasm_bindgen::JsValue;

use super::chrome::{self, brought, call, own_tab, value};
use super::permission::{host_in, without_port};

/// Headers that only browsers send.
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

/// The rule. Dropping this removes it, and so does the end of the browser's session.
pub(super) struct HeaderRule(u32);

impl HeaderRule {
    /// Sets the rule for calls to these origins. `None` if the browser refuses it. It applies only to calls of this
    /// extension from this tab, and not to the admin's own tabs of the site.
    pub(super) async fn set(origins: &[String]) -> Option<Self> {
        let number = draw_number();
        let own = web_sys::window()?.location().host().ok()?;
        let hosts: Vec<&str> = origins
            .iter()
            .map(|origin| host_in(without_port(origin)))
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
            // If it stays, it changes only this tab's calls.
            let _ = brought(removed).await;
        });
    }
}

/// The rules of the extension, and the open tabs.
struct SessionRules {
    rules: Vec<Value>,
    tabs: Vec<Value>,
    own: u32,
}

impl SessionRules {
    /// `None` if the browser does not report them.
    async fn read() -> Option<Self> {
        let rules = chrome::json(call(RULES, "getSessionRules", &JsValue::UNDEFINED)).await;
        let tabs = chrome::json(call("tabs", "query", &value(&json!({})))).await;
        match (rules, tabs, own_tab().await) {
            (Some(Value::Array(rules)), Some(Value::Array(tabs)), Some(own)) => Some(Self {
                rules,
                tabs,
                own: whole(own),
            }),
            _ => None,
        }
    }

    fn is_own(&self, rule: &Value) -> bool {
        tab_of(rule) == Some(self.own.into())
    }

    /// Whether the rule belongs to a closed tab.
    fn is_left(&self, rule: &Value) -> bool {
        let is_open = |tab: u64| self.tabs.iter().any(|open| open["id"] == tab);
        tab_of(rule).is_some_and(|tab| !is_open(tab))
    }
}

fn tab_of(rule: &Value) -> Option<u64> {
    rule["condition"]["tabIds"][0].as_u64()
}

/// Removes rules of pages that are gone: those of this tab before a reload, and of closed tabs. Called once, before
/// the page sets its own rule.
pub async fn remove_rules_left_by_earlier_pages() {
    let Some(all) = SessionRules::read().await else {
        return;
    };
    let rules = all.rules.iter();
    let left: Vec<_> = rules
        .filter(|rule| all.is_own(rule) || all.is_left(rule))
        .map(|rule| &rule["id"])
        .collect();
    if !left.is_empty() {
        let change = value(&json!({ "removeRuleIds": left }));
        // If this fails, the rules change only this tab's calls.
        let _ = brought(call(RULES, "updateSessionRules", &change)).await;
    }
}

/// The hosts of the sites that other tabs are connected to. `None` if the browser does not report them.
pub(super) async fn hosts_of_other_tabs() -> Option<Vec<String>> {
    let all = SessionRules::read().await?;
    let rules = all.rules.iter();
    let of_others = rules.filter(|rule| !all.is_own(rule) && !all.is_left(rule));
    let hosts = of_others.filter_map(|rule| rule["condition"]["requestDomains"].as_array());
    let host = |host: &Value| host.as_str().map(str::to_owned);
    Some(hosts.flatten().filter_map(host).collect())
}

fn headers() -> Vec<Value> {
    let removed = REMOVED.map(|name| json!({ "header": name, "operation": "remove" }));
    let name = json!({ "header": "user-agent", "operation": "set", "value": OUR_NAME });
    removed.into_iter().chain([name]).collect()
}

/// A unique number for this rule: the rules of all tabs of the extension are in one list.
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
