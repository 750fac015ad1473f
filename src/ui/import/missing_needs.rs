//! What this browser does not offer to the page, said before the first file.

use leptos::prelude::*;

use crate::browser::Need;
use crate::ui::app_state::{AppState, session};

impl AppState {
    /// That something is missing showed only when it was used.
    pub(in crate::ui) fn is_missing(self, need: Need) {
        self.missing_needs.update(|missing| {
            if !missing.contains(&need) {
                missing.push(need);
            }
        });
    }
}

/// One line for each thing that is missing. Nothing where nothing is.
#[component]
pub(super) fn MissingNeeds() -> impl IntoView {
    let session = session();
    move || {
        let missing = session.missing_needs.get();
        (!missing.is_empty()).then(|| {
            let lines = missing.into_iter().map(Need::sentence);
            view! {
                <div class="note note--warn" role="note" aria-label="This browser">
                    {lines.map(|line| view! { <p>{line}</p> }).collect_view()}
                </div>
            }
        })
    }
}
