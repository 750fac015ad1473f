//! What the ticked rows are for: to be removed, or added.

use leptos::prelude::*;

use crate::plan::{Action, Purpose as For};
use crate::ui::app_state::session;

/// The choice between the two. It is fixed once a run has begun.
#[component]
pub(super) fn Purpose() -> impl IntoView {
    let session = session();
    let is_add = move || session.action() == Action::Add;
    view! {
        <div class="purpose">
            <label for="purpose">"Selected rows"</label>
            <select
                id="purpose"
                disabled=move || session.has_run()
                on:change:target=move |event| {
                    let adds = event.target().value() == "add";
                    session.purpose.set(if adds { For::Add } else { For::Remove });
                }
            >
                <option value="remove" selected=move || !is_add()>"Remove from groups"</option>
                <option value="add" selected=is_add>"Add to groups"</option>
            </select>
        </div>
    }
}
