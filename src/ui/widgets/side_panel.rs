//! The column beside a table. In a narrow window it is one line above the footer, which opens it.

use leptos::prelude::*;

#[component]
pub(crate) fn SidePanel(
    /// What is in it: the line that opens it in a narrow window.
    #[prop(into)]
    name: Signal<String>,
    children: Children,
) -> impl IntoView {
    let is_open = RwSignal::new(false);
    view! {
        <div class="split__side" data-open=move || is_open.get().to_string()>
            <button
                type="button"
                class="side__bar"
                aria-expanded=move || is_open.get().to_string()
                on:click=move |_| is_open.update(|open| *open = !*open)
            >
                {name}
            </button>
            <div class="side__body stack">{children()}</div>
        </div>
    }
}
