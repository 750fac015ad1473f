//! What the selected rows are for: to be removed, or added.

use groupsweep_core::choose::SelectionHistory;
use groupsweep_core::plan::{Action, Purpose as For};
use groupsweep_core::report::wording::deselected_for;
use leptos::prelude::*;

use crate::ui::app_state::{AppState, session};

/// The choice between the two, at the end of the title. It is fixed once a run has begun.
#[component]
pub(super) fn Purpose() -> impl IntoView {
    let session = session();
    let is_add = move || session.action() == Action::Add;
    let cleared = RwSignal::new(None::<String>);
    view! {
        <select
            class="purpose"
            aria-label="Selected rows"
            disabled=move || session.has_run()
            on:change:target=move |event| {
                let adds = event.target().value() == "add";
                cleared.set(session.select_for(if adds { For::Add } else { For::Remove }));
            }
        >
            <option value="remove" selected=move || !is_add()>"remove"</option>
            <option value="add" selected=is_add>"add"</option>
        </select>
        <p role="status" aria-label="Change of action">{cleared}</p>
    }
}

impl AppState {
    /// What was selected to be removed is not selected to be added, and the other way round. Says so where rows were
    /// selected.
    fn select_for(self, purpose: For) -> Option<String> {
        let before = self.selection.remembered_untracked();
        self.check.take_ticks();
        self.selection.set_purpose(purpose);
        self.table()?;
        self.selection.change(SelectionHistory::clear);
        self.view.redraw();
        self.keep_draft();
        (before > 0).then(|| deselected_for(purpose.action(), before))
    }
}
