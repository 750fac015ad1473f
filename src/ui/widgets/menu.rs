//! A button that opens a small panel over the page.

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{EventTarget, KeyboardEvent, Node};

/// A panel over the page. Escape, a press outside, or moving the focus outside closes it.
#[component]
pub(crate) fn Menu(
    /// The button's label.
    #[prop(into)]
    label: Signal<String>,
    /// Set to whether the panel is open.
    #[prop(optional)]
    open: Option<RwSignal<bool>>,
    /// The panel's contents.
    children: Children,
) -> impl IntoView {
    let details = NodeRef::<html::Details>::new();
    let button = NodeRef::<html::Summary>::new();
    let is_open = move || {
        let element = details.get_untracked();
        element.is_some_and(|element| element.has_attribute("open"))
    };
    let told = move |is_open| {
        if let Some(open) = open {
            open.set(is_open);
        }
    };
    let shut = move || {
        if let Some(element) = details.get_untracked() {
            let _ = element.remove_attribute("open");
        }
    };
    let is_outside = move |target: Option<EventTarget>| {
        let node = target.and_then(|target| target.dyn_into::<Node>().ok());
        let element = details.get_untracked();
        element.is_some_and(|element| node.is_some_and(|node| !element.contains(Some(&node))))
    };
    let elsewhere = window_event_listener(leptos::ev::pointerdown, move |event| {
        if is_outside(event.target()) {
            shut();
        }
    });
    on_cleanup(move || elsewhere.remove());
    let key = move |event: KeyboardEvent| {
        if event.key() == "Escape" && is_open() {
            shut();
            if let Some(button) = button.get_untracked() {
                let _ = button.focus();
            }
        }
    };
    view! {
        <details
            class="menu"
            node_ref=details
            on:toggle=move |_| told(is_open())
            on:keydown=key
            on:focusout=move |event| if is_outside(event.related_target()) { shut() }
        >
            <summary class="button" node_ref=button>{label}</summary>
            {children()}
        </details>
    }
}
