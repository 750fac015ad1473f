//! Ticking: the one way the screen changes the choice, and the buttons for many rows at once.

use std::sync::Arc;

use leptos::prelude::*;

use crate::choose::Choice;
use crate::domain::RowNo;
use crate::ui::session::{Session, session};
use crate::ui::text;

/// Changes the choice, unless a run has begun with it.
pub(super) fn change(session: Session, change: impl FnOnce(&mut Choice)) {
    if !session.is_locked() {
        session.choice.update(|choice| {
            if let Some(choice) = choice {
                change(choice)
            }
        });
    }
}

#[component]
pub(super) fn Buttons(shown: Memo<Arc<Vec<RowNo>>>) -> impl IntoView {
    let session = session();
    let locked = move || session.is_locked();
    let with_choice = move |ask: fn(&Choice) -> bool| {
        session
            .choice
            .with(|choice| choice.as_ref().is_some_and(ask))
    };
    let tickable = Memo::new(move |_| {
        let table = session.table();
        let usable = |row: &&RowNo| {
            let entry = table.as_ref().and_then(|table| table.row(**row));
            entry.is_some_and(|entry| entry.usable)
        };
        shown.with(|shown| shown.iter().filter(usable).count())
    });
    let set_shown = move |ticked: bool| {
        let rows = shown.get_untracked();
        change(session, |choice| choice.set(rows.iter().copied(), ticked));
    };
    view! {
        <div class="tools tools--line">
            <button type="button" class="button" disabled=locked on:click=move |_| set_shown(true)>
                "Select shown" <span class="button__count" aria-hidden="true">{move || text::number(tickable.get())}</span>
            </button>
            <button type="button" class="button" disabled=locked on:click=move |_| set_shown(false)>"Clear shown"</button>
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
            <p class="sub" hidden=move || !locked()>
                "A run has begun with this selection. Start over (on Report) to choose again."
            </p>
        </div>
    }
}
