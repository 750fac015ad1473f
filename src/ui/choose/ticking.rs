//! Ticking: the one way the screen changes the choice, and the buttons for many rows at once.

use std::sync::Arc;

use leptos::prelude::*;

use crate::choose::{Choice, Shown};
use crate::import::Table;
use crate::ui::session::{Session, session};
use crate::ui::text;

use super::fields::FieldMenu;

/// Changes the choice, unless a run has begun with it.
pub(super) fn change(session: Session, change: impl FnOnce(&mut Choice)) {
    if !session.is_locked() {
        session.choice.update(|choice| {
            if let Some(choice) = choice {
                change(choice);
            }
        });
        session.keep_draft();
    }
}

/// Ticks or unticks every row that is shown.
pub(super) fn select_shown(session: Session, shown: Memo<Arc<Shown>>, ticked: bool) {
    let shown = shown.get_untracked();
    change(session, |choice| choice.set_all(shown.set(), ticked));
}

#[component]
pub(super) fn Buttons(shown: Memo<Arc<Shown>>, table: StoredValue<Arc<Table>>) -> impl IntoView {
    let session = session();
    let locked = move || session.is_locked();
    let with_choice = move |ask: fn(&Choice) -> bool| {
        session
            .choice
            .with(|choice| choice.as_ref().is_some_and(ask))
    };
    // Ticking does not change what may be ticked: counted when the rows or the list change.
    let tickable = Memo::new(move |_| {
        session.drawn.track();
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
                disabled=move || locked() || !with_choice(Choice::can_undo)
                on:click=move |_| change(session, Choice::undo)
            >
                "Undo selection"
            </button>
            <button
                type="button"
                class="button"
                disabled=move || locked() || !with_choice(Choice::can_redo)
                on:click=move |_| change(session, Choice::redo)
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
