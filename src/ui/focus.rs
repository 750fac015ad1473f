//! Where the focus goes when what had it has gone: a browser leaves it nowhere, and the next Tab begins at the top of the
//! page.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// The step's heading, which there always is.
const HEADING: &str = ".main h1";

/// Once the page is drawn anew, focuses the first of these places that takes the focus, or else the step's heading;
/// unless something has it.
pub(super) fn give_lost_focus(places: &[&str]) {
    let places: Vec<String> = places.iter().map(ToString::to_string).collect();
    request_animation_frame(move || {
        if is_lost() {
            let places = places.iter().map(String::as_str).chain([HEADING]);
            let _ = places.into_iter().any(focus);
        }
    });
}

fn is_lost() -> bool {
    let focused = document().active_element();
    focused.is_none_or(|focused| focused.tag_name() == "BODY")
}

/// Whether the place took it: what is disabled, hidden or under a dialog does not.
fn focus(place: &str) -> bool {
    let found = document().query_selector(place).ok().flatten();
    let element = found.and_then(|element| element.dyn_into::<HtmlElement>().ok());
    element.is_some_and(|element| element.focus().is_ok() && !is_lost())
}
