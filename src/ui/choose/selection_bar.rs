//! The only way that the screen changes the selection, and the bar for many rows at once.

use std::sync::Arc;

use groupsweep_core::choose::{SelectionHistory, VisibleRows};
use groupsweep_core::report::wording::FixedUntil;
use leptos::prelude::*;

use crate::ui::app_state::{AppState, session};
use crate::ui::focus::give_lost_focus;
use crate::ui::text;
use crate::ui::widgets::ReadOut;

/// Changes the selection, unless a run has begun with it.
pub(super) fn change(session: AppState, change: impl FnOnce(&mut SelectionHistory)) {
    if !session.has_run() {
        session.check.take_ticks();
        session.selection.change(change);
        session.keep_draft();
    }
}

/// Undo or redo, which may change the list of people and the action together with the rows.
pub(super) fn step(session: AppState, step: fn(&mut SelectionHistory)) {
    let locks = || {
        session.selection.with_untracked(|choice| {
            let choice = choice.as_ref()?;
            let list = choice.guard().map(|list| list.what);
            Some((choice.action(), list, choice.tickable().clone()))
        })
    };
    let before = locks();
    change(session, step);
    // Redrawn rows lose the focus for a moment.
    if locks() != before {
        session.view.redraw();
    }
}

/// Ticks or unticks every row that is shown.
pub(super) fn select_shown(session: AppState, shown: Memo<Arc<VisibleRows>>, ticked: bool) {
    let shown = shown.get_untracked();
    change(session, |choice| choice.set_all(shown.set(), ticked));
}

/// The number of selected rows, the buttons for all shown rows, and Undo.
#[component]
pub(super) fn SelectionBar(
    shown: Memo<Arc<VisibleRows>>,
    /// The sentence with the number of shown rows.
    status: Signal<String>,
) -> impl IntoView {
    let session = session();
    let locked = move || session.has_run();
    let open_run = session.open_run();
    let with_choice = move |ask: fn(&SelectionHistory) -> bool| {
        session
            .selection
            .with(|choice| choice.as_ref().is_some_and(ask))
    };
    // Ticking does not change which rows can be ticked. Counted when the rows or the list change.
    let tickable = Memo::new(move |_| {
        session.view.version();
        session.selection.with_untracked(|choice| {
            choice.as_ref().map_or(0, |choice| {
                shown.with(|shown| choice.tickable().and(shown.set()).len())
            })
        })
    });
    let selected = Memo::new(move |_| format!("{} selected", text::number(session.chosen())));
    let invert = move |_| {
        let shown = shown.get_untracked();
        change(session, |choice| choice.invert(shown.set()));
    };
    let again = move |_| {
        session.run_again();
        give_lost_focus(&[]);
    };
    view! {
        <div class="selection" data-any=move || (session.chosen() > 0).to_string()>
            <b class="selection__count">{selected}</b>
            <ReadOut sentence=selected />
            <button type="button" class="link" disabled=locked on:click=move |_| select_shown(session, shown, true)>
                "Select shown" <span class="button__count" aria-hidden="true">{move || text::number(tickable.get())}</span>
            </button>
            <button type="button" class="link" disabled=locked on:click=move |_| select_shown(session, shown, false)>"Clear shown"</button>
            <button type="button" class="link" disabled=locked on:click=invert>"Invert shown"</button>
            <button
                type="button"
                class="link"
                aria-label="Undo selection"
                disabled=move || locked() || !with_choice(SelectionHistory::can_undo)
                on:click=move |_| step(session, SelectionHistory::undo)
            >
                "Undo"
            </button>
            <button
                type="button"
                class="link"
                aria-label="Redo selection"
                disabled=move || locked() || !with_choice(SelectionHistory::can_redo)
                on:click=move |_| step(session, SelectionHistory::redo)
            >
                "Redo"
            </button>
            <Show when=move || session.can_leave_practice_run()>
                <button type="button" class="link" on:click=move |_| session.leave_practice_run()>"Choose again"</button>
            </Show>
            <Show when=move || session.can_run_again()>
                <button type="button" class="link" on:click=again>"New run with same selection"</button>
            </Show>
            <p class="selection__shown sub" role="status">{move || {
                let is_practice = session.can_leave_practice_run();
                let until = match is_practice || session.can_run_again() {
                    true => FixedUntil::Closed,
                    false => FixedUntil::StartedOver,
                };
                match open_run.get() {
                    Some(open) => open.selection_is_fixed(is_practice, until),
                    None => status.get(),
                }
            }}</p>
        </div>
    }
}
