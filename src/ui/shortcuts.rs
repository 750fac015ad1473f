//! Keys that work anywhere on the page, and the dialog that names them all.

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent};

/// Keys and what they do, as the dialog lists them.
const SHORTCUTS: [(&str, &str); 9] = [
    ("/", "Go to the search field"),
    ("?", "Show these shortcuts"),
    (
        "Arrow keys, Page Up, Page Down, Home, End",
        "Move between rows",
    ),
    ("Space", "Select or clear the row"),
    ("Shift + arrow key", "Extend the selection by one row"),
    ("Ctrl + A", "Select all rows shown (in the table)"),
    (
        "Ctrl + Z",
        "Undo the last change to the selection (in the table)",
    ),
    (
        "Ctrl + Y",
        "Redo the last change to the selection (in the table)",
    ),
    ("Esc", "Close a dialog or a menu"),
];

/// The button in the bar, and the dialog it opens.
#[component]
pub(super) fn Shortcuts() -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    let open = move || {
        if let Some(dialog) = dialog.get_untracked().filter(|dialog| !dialog.open()) {
            let _ = dialog.show_modal();
        }
    };
    let pressed = window_event_listener(leptos::ev::keydown, move |event| {
        if is_typed(&event) {
            return;
        }
        match event.key().as_str() {
            "?" => open(),
            "/" if focus_search() => {}
            _ => return,
        }
        event.prevent_default();
    });
    on_cleanup(move || pressed.remove());
    view! {
        <button type="button" class="button button--help" aria-label="Keyboard shortcuts" title="Keyboard shortcuts (?)" on:click=move |_| open()>
            "?"
        </button>
        <dialog class="dialog" aria-label="Keyboard shortcuts" node_ref=dialog>
            <form method="dialog">
                <h2 class="dialog__title">"Keyboard shortcuts"</h2>
                <dl class="dialog__facts">
                    {SHORTCUTS.map(|(keys, does)| view! { <dt><kbd>{keys}</kbd></dt><dd>{does}</dd> })}
                </dl>
                <div class="dialog__actions">
                    <button type="submit" class="button">"Close"</button>
                </div>
            </form>
        </dialog>
    }
}

/// Whether the key belongs to a text field, to the browser, or to a dialog that is open.
fn is_typed(event: &KeyboardEvent) -> bool {
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok());
    let in_field = target.is_some_and(|element| {
        element
            .closest("input:not([type=checkbox], [type=radio]), textarea, select, dialog[open]")
            .is_ok_and(|field| field.is_some())
    });
    in_field || event.ctrl_key() || event.meta_key() || event.alt_key()
}

/// Focuses the step's search field; false where it has none.
fn focus_search() -> bool {
    let found = document()
        .query_selector(".main > .split .tools__search")
        .ok()
        .flatten();
    let field = found.and_then(|element| element.dyn_into::<HtmlElement>().ok());
    field.is_some_and(|field| field.focus().is_ok())
}
