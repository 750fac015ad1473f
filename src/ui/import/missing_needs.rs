//! What this browser does not offer to the page, said before the first file.

use leptos::prelude::*;

use crate::browser::{Need, missing_needs};

/// One line for each thing that is missing. Nothing where nothing is.
#[component]
pub(super) fn MissingNeeds() -> impl IntoView {
    let missing = missing_needs();
    (!missing.is_empty()).then(|| {
        let lines = missing.into_iter().map(Need::sentence);
        view! {
            <div class="note note--warn" role="note" aria-label="This browser">
                {lines.map(|line| view! { <p>{line}</p> }).collect_view()}
            </div>
        }
    })
}
