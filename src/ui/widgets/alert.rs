//! A sentence that appears when something is wrong.

use leptos::prelude::*;

/// Shows the sentence while there is one; screen readers say it at once.
#[component]
pub(crate) fn Alert(
    /// What is wrong and what to do; none: nothing is shown.
    #[prop(into)]
    what: Signal<Option<String>>,
) -> impl IntoView {
    move || {
        what.get()
            .map(|what| view! { <p class="note note--stop" role="alert">{what}</p> })
    }
}
