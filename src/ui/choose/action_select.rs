//! The menu with the action for the selected rows: remove or add.

use groupsweep_core::plan::Action;
use groupsweep_core::report::wording::deselected_for;
use leptos::prelude::*;

use crate::ui::app_state::{AppState, Deselected, session};

/// The menu, at the end of the title. Fixed once a run has begun.
#[component]
pub(super) fn Purpose() -> impl IntoView {
    let session = session();
    let is_add = move || session.action() == Action::Add;
    let words = move || match session.selection.deselected()? {
        Deselected::BySwitch(action, rows) => Some(deselected_for(action, rows)),
        Deselected::ByList(_) => None,
    };
    view! {
        <select
            class="purpose"
            aria-label="Selected rows"
            disabled=move || session.has_run()
            on:change:target=move |event| {
                let adds = event.target().value() == "add";
                session.select_for(if adds { Action::Add } else { Action::Remove });
            }
        >
            // Undo changes it too. After a choice by hand only the property shows that, not the attribute.
            <option value="remove" prop:selected=move || !is_add()>"remove"</option>
            <option value="add" prop:selected=is_add>"add"</option>
        </select>
        <p role="status" aria-label="Change of action">{words}</p>
    }
}

impl AppState {
    /// Changes the action. Rows that were selected to be removed are not selected to be added, and vice versa, so this
    /// deselects them and says so.
    fn select_for(self, action: Action) {
        let before = self.selection.remembered_untracked();
        super::selection_bar::change(self, |choice| choice.switch_to(action));
        if before > 0 {
            self.selection
                .note_deselected(Deselected::BySwitch(action, before));
        }
        self.view.redraw();
    }
}
