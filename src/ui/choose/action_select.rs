//! What the selected rows are for: to be removed, or added.

use groupsweep_core::plan::{Action, Purpose as For};
use leptos::prelude::*;

use crate::ui::app_state::session;

/// The choice between the two, at the end of the title. It is fixed once a run has begun.
#[component]
pub(super) fn Purpose() -> impl IntoView {
    let session = session();
    let is_add = move || session.action() == Action::Add;
    view! {
        <select
            class="purpose"
            aria-label="Selected rows"
            disabled=move || session.has_run()
            on:change:target=move |event| {
                let adds = event.target().value() == "add";
                session.selection.set_purpose(if adds { For::Add } else { For::Remove });
            }
        >
            <option value="remove" selected=move || !is_add()>"remove"</option>
            <option value="add" selected=is_add>"add"</option>
        </select>
    }
}
