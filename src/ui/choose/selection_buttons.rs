//! Ticking: the one way the screen changes the choice, and the buttons for many rows at once.

use std::sync::Arc;

use leptos::prelude::*;

use crate::choose::{SelectionHistory, VisibleRows};
use crate::import::Table;
use crate::ui::app_state::{AppState, session};
use crate::ui::text;

use super::fields::FieldMenu;

/// Changes the choice, unless a run has begun with it.
pub(super) fn change(session: AppState, change: impl FnOnce(&mut SelectionHistory)) {
    if !session.has_run() {
        session.choice.update(|choice| {
            if let Some(choice) = choice {
                change(choice);
            }
        });
        session.keep_draft();
    }
}

/// Ticks or unticks every row that is shown.
pub(super) fn select_shown(session: AppState, shown: Memo<Arc<VisibleRows>>, ticked: bool) {
    let shown = shown.get_untracked();
    change(session, |choice| choice.set_all(shown.set(), ticked));
}

#[component]
pub(super) fn Buttons(
    shown: Memo<Arc<VisibleRows>>,
    table: StoredValue<Arc<Table>>,
) -> impl IntoView {
    let session = session();
    let locked = move || session.has_run();
    let with_choice = move |ask: fn(&SelectionHistory) -> bool| {
        session
            .choice
            .with(|choice| choice.as_ref().is_some_and(ask))
    };
    // Ticking does not change what may be ticked: counted when the rows or the list change.
    let tickable = Memo::new(move |_| {
        session.table_version.track();
        session.choice.with_untracked(|choice| {
            choice.as_ref().map_or(0, |choice| {
                shown.with(|shown| choice.tickable().and(shown.set()).len())
            })
        })
    });
    let invert = move |_| {
        let shown = shown.get_untracked();
        change(session, |choice| choice.invert(shown.set()));
    };
    view! {
        <div class="tools tools--line">
            <button type="button" class="button" disabled=locked on:click=move |_| select_shown(session, shown, true)>
                "Select shown" <span class="button__count" aria-hidden="true">{move || text::number(tickable.get())}</span>
            </button>
            <button type="button" class="button" disabled=locked on:click=move |_| select_shown(session, shown, false)>"Clear shown"</button>
            <button type="button" class="button" disabled=locked on:click=invert>"Invert shown"</button>
            <button
                type="button"
                class="button"
                disabled=move || locked() || !with_choice(SelectionHistory::can_undo)
                on:click=move |_| change(session, SelectionHistory::undo)
            >
                "Undo selection"
            </button>
            <button
                type="button"
                class="button"
                disabled=move || locked() || !with_choice(SelectionHistory::can_redo)
                on:click=move |_| change(session, SelectionHistory::redo)
            >
                "Redo selection"
            </button>
            <FieldMenu table />
            <p class="sub" hidden=move || !locked()>
                "A run has begun with this selection. Start over (on Report) to choose again."
            </p>
        </div>
    }
}
