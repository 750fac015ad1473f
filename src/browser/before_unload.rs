//! Asks before the page is left while something would be lost.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::BeforeUnloadEvent;

/// Makes the browser ask before leaving while `at_stake` returns true.
pub fn warn_before_leaving(at_stake: impl Fn() -> bool + 'static) {
    let listener = Closure::<dyn Fn(BeforeUnloadEvent)>::new(move |event: BeforeUnloadEvent| {
        if at_stake() {
            event.prevent_default();
            event.set_return_value("A run is in progress, or its record has not been downloaded.");
        }
    });
    if let Some(window) = web_sys::window() {
        let added = window
            .add_event_listener_with_callback("beforeunload", listener.as_ref().unchecked_ref());
        if added.is_ok() {
            listener.forget();
        }
    }
}
