//! A disclosure for things that few people need.

use leptos::prelude::*;

#[component]
pub(crate) fn Fold(
    /// The line that opens it.
    #[prop(into)]
    name: Signal<String>,
    /// Whether it starts open.
    #[prop(optional)]
    open: bool,
    children: Children,
) -> impl IntoView {
    view! {
        <details class="fold" open=open>
            <summary>{name}</summary>
            <div class="fold__body stack">{children()}</div>
        </details>
    }
}
