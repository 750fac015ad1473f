//! Whether the admin has said at this address that no keep list and no past runs are kept at another one. Kept by the
//! browser for the address, beside the database: without it, the question would come again with every visit.

use js_sys::{Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};

const PLACE: &str = "groupsweep.nothing-kept-elsewhere";
const YES: &str = "yes";

/// Whether the answer is kept. False where the browser keeps nothing for this page.
#[must_use]
pub fn is_answered() -> bool {
    let answer = call("getItem", &[PLACE.into()]);
    answer.is_some_and(|answer| answer.as_string().as_deref() == Some(YES))
}

/// Keeps the answer, where the browser keeps anything for this page. Where it does not, the question comes again on
/// the next visit, which does no harm.
pub fn remember_answer() {
    let _ = call("setItem", &[PLACE.into(), YES.into()]);
}

/// Calls a function of the browser's `localStorage`; `None` if the browser has none here or refuses.
fn call(function: &str, arguments: &[JsValue]) -> Option<JsValue> {
    let window = web_sys::window()?;
    let storage = Reflect::get(&window, &"localStorage".into()).ok()?;
    let function: Function = Reflect::get(&storage, &function.into())
        .ok()?
        .dyn_into()
        .ok()?;
    function.apply(&storage, &arguments.iter().collect()).ok()
}
