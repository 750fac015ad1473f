//! Browser features that are missing, shown before the first file.

use leptos::prelude::*;

use crate::browser::Need;
use crate::ui::app_state::{AppState, session};

impl AppState {
    /// Whether a feature turned out to be missing when it was used.
    pub(in crate::ui) fn is_missing(self, need: Need) {
        self.missing_needs.update(|missing| {
            if !missing.contains(&need) {
                missing.push(need);
            }
        });
    }
}

/// One line for each missing feature.
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
