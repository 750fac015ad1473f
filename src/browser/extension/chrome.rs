//! The few functions of a browser for its extensions that the page uses: permissions of sites, and the rule for
//! headers. Called by name, so that the same code starts as a page where there are none.

use js_sys::{Array, Function, JSON, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// `chrome.AREA`. `None` if the page is not an extension.
fn area(name: &str) -> Option<JsValue> {
    let chrome = Reflect::get(&js_sys::global(), &"chrome".into()).ok()?;
    let area = Reflect::get(&chrome, &name.into()).ok()?;
    area.is_object().then_some(area)
}

/// Calls a function of an area and returns its promise. `None` if the browser refuses the call.
pub(super) fn call(of: &str, function: &str, argument: &JsValue) -> Option<Promise> {
    let area = area(of)?;
    let function = Reflect::get(&area, &function.into()).ok()?;
    let function: Function = function.dyn_into().ok()?;
    let arguments = if argument.is_undefined() {
        Array::new()
    } else {
        Array::of1(argument)
    };
    let promise = function.apply(&area, &arguments).ok()?;
    promise.dyn_into().ok()
}

/// The value of a promise. `None` if it is rejected, or there is none.
pub(super) async fn brought(promise: Option<Promise>) -> Option<JsValue> {
    JsFuture::from(promise?).await.ok()
}

/// A value from JSON.
pub(super) fn value(json: &serde_json::Value) -> JsValue {
    JSON::parse(&json.to_string()).unwrap_or(JsValue::UNDEFINED)
}

/// The value of a promise, as JSON.
pub(super) async fn json(promise: Option<Promise>) -> Option<serde_json::Value> {
    let text = String::from(JSON::stringify(&brought(promise).await?).ok()?);
    serde_json::from_str(&text).ok()
}

/// The id of this tab. `None` if the browser does not report it.
pub(super) async fn own_tab() -> Option<f64> {
    let tab = brought(call("tabs", "getCurrent", &JsValue::UNDEFINED)).await?;
    Reflect::get(&tab, &"id".into()).ok()?.as_f64()
}
