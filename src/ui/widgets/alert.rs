//! An error message.

use leptos::prelude::*;

/// Shows the message while there is one. Screen readers announce it at once.
#[component]
pub(crate) fn Alert(
    /// What is wrong and what to do. `None` shows nothing.
    #[prop(into)]
    what: Signal<Option<String>>,
) -> impl IntoView {
    move || {
        what.get()
            .map(|what| view! { <p class="note note--stop" role="alert">{what}</p> })
    }
}
