//! The column beside a table. In a narrow window it is a line above the footer that opens it.

use leptos::html;
use leptos::prelude::*;

#[component]
pub(crate) fn SidePanel(
    /// The line that opens it in a narrow window.
    #[prop(into)]
    name: Signal<String>,
    children: Children,
) -> impl IntoView {
    let is_open = RwSignal::new(false);
    let body = NodeRef::<html::Div>::new();
    let press = move |_| {
        is_open.update(|open| *open = !*open);
        if is_open.get_untracked() {
            // In a low window the opened panel would be below the fold. It has its height from the next frame on.
            request_animation_frame(move || {
                if let Some(body) = body.get_untracked() {
                    body.scroll_into_view();
                }
            });
        }
    };
    view! {
        <div class="split__side" data-open=move || is_open.get().to_string()>
            <button
                type="button"
                class="side__bar"
                aria-expanded=move || is_open.get().to_string()
                on:click=press
            >
                {name}
            </button>
            <div class="side__body stack" node_ref=body>{children()}</div>
        </div>
    }
}
