//! The question before a run is taken back.

use std::sync::Arc;

use groupsweep_core::plan::{Plan, Purpose, Scope};
use groupsweep_core::report::wording::{
    damaged_rows_of, left_to_later, nothing_left_to_undo, nothing_to_undo, undo_also, undo_dialog,
};
use groupsweep_core::run::{Run, UndoScope};
use leptos::prelude::*;

use crate::ui::app_state::session;
use crate::ui::text;
use crate::ui::widgets::UncertainRows;

use super::Question;

/// How many rows there are to take back, and whether those count of which it is not certain that this run changed them.
#[component]
pub(super) fn Undoing() -> impl IntoView {
    let session = session();
    let scope = RwSignal::new(UndoScope::suggested(session.action()));
    let uncertain = move || {
        let rows = |run: &Run| {
            run.count_to_undo(UndoScope::EVERYTHING)
                .iter()
                .skip(1)
                .sum()
        };
        session.with_run(rows).unwrap_or(0)
    };
    let later = move || session.with_run(Run::left_to_later).unwrap_or_default();
    let nothing = move || {
        let purpose = session.purpose_now();
        let why = match (uncertain(), later().is_empty()) {
            (0, false) => nothing_left_to_undo(purpose).to_owned(),
            (rows, _) => nothing_to_undo(purpose, rows),
        };
        view! {
            <h2 class="dialog__title">"Nothing to undo"</h2>
            <p>{why}</p>
            <div class="dialog__actions">
                <button type="button" class="button" on:click=move |_| session.open_dialog.set(None)>"Cancel"</button>
            </div>
        }
    };
    view! {
        <UncertainRows scope words=undo_also count=Run::count_left class="check dialog__option" />
        {move || {
            let said = later().into_iter().map(|rows| left_to_later(session.purpose_now(), rows, text::READER));
            let said: Vec<String> = said.collect();
            (!said.is_empty()).then(|| view! {
                <div class="note" role="note" aria-label="Left out of the undo">
                    {said.into_iter().map(|sentence| view! { <p>{sentence}</p> }).collect_view()}
                </div>
            })
        }}
        {move || {
            let damaged = session.with_run(damaged_rows_of).flatten();
            damaged.map(|words| view! { <p class="note note--warn">{words}</p> })
        }}
        {move || match session.way_back(scope.get()) {
            None => nothing().into_any(),
            // Only what this browser's own record shows as removed is added back without a check.
            Some(plan) if plan.purpose() == Purpose::UndoRemoval => view! { <Question plan scope=Scope::Remaining elsewhere=session.is_elsewhere() /> }.into_any(),
            Some(plan) => view! { <OnRun plan /> }.into_any(),
        }}
    }
}

/// The way back that begins on Run: a removal begins with its trial, and what only a file tells of is checked first.
#[component]
fn OnRun(plan: Arc<Plan>) -> impl IntoView {
    let session = session();
    let (title, words) = undo_dialog(plan.purpose(), plan.items().len());
    let go = move |_| {
        session.open_dialog.set(None);
        session.take_back_on_run(Arc::clone(&plan));
    };
    view! {
        <h2 class="dialog__title">{title}</h2>
        <p>{words}</p>
        <div class="dialog__actions">
            <button type="button" class="button" on:click=move |_| session.open_dialog.set(None)>"Cancel"</button>
            <button type="button" class="button button--primary" on:click=go>"Go to Run"</button>
        </div>
    }
}
