//! Moves the focus after the focused element was removed. Browsers lose the focus then, and the next Tab starts at the
//! top of the page.

use std::cell::Cell;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// The step's heading, which always exists.
const HEADING: &str = ".main h1";

/// Frames within which a busy page is redrawn, half a second or more. An element that has the focus may be gone in the
/// next frame.
const FRAMES: u32 = 30;
/// Frames in which only the first selector is tried, because its element may still be busy.
const FIRST_ALONE: u32 = 10;

thread_local! {
    /// The number of the latest call. Earlier calls stop trying.
    static LATEST: Cell<u32> = const { Cell::new(0) };
}

/// After the page is redrawn, focuses the first of these selectors that takes the focus, or else the step's heading.
/// Does nothing if an element has the focus.
pub(super) fn give_lost_focus(places: &[&str]) {
    let places = places.iter().map(ToString::to_string).collect();
    let call = LATEST.get().wrapping_add(1);
    LATEST.set(call);
    watch(places, call, 1);
}

fn watch(places: Vec<String>, call: u32, frame: u32) {
    request_animation_frame(move || {
        if LATEST.get() != call {
            return;
        }
        // The heading alone is there at once, and takes nothing from what is focused and drawn anew later.
        let is_last = frame == FRAMES || places.is_empty();
        if is_lost() {
            let known = if frame < FIRST_ALONE { 1 } else { places.len() };
            let known = places.iter().take(known).map(String::as_str);
            let _ = known.chain(is_last.then_some(HEADING)).any(focus);
        }
        if !is_last {
            watch(places, call, frame + 1);
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
