//! The question before a run is taken back.

use std::sync::Arc;

use leptos::prelude::*;

use crate::plan::{Plan, Purpose, Scope};
use crate::report::wording::{nothing_to_undo, undo_dialog, undo_unconfirmed};
use crate::run::{Run, Unconfirmed};
use crate::ui::session::session;

use super::Question;

/// How many rows there are to take back, and whether those count that could not be confirmed.
#[component]
pub(super) fn Undoing() -> impl IntoView {
    let session = session();
    let include = RwSignal::new(true);
    let unconfirmed = session.with_run(Run::unconfirmed).unwrap_or(0);
    let purpose = session.purpose_now();
    let with = move || match include.get() {
        true => Unconfirmed::Include,
        false => Unconfirmed::LeaveOut,
    };
    let nothing = move || {
        view! {
            <h2 class="dialog__title">"Nothing to undo"</h2>
            <p>{nothing_to_undo(purpose, unconfirmed)}</p>
            <div class="dialog__actions">
                <button type="button" class="button" on:click=move |_| session.asking.set(None)>"Cancel"</button>
            </div>
        }
    };
    view! {
        {move || match session.way_back(with()) {
            None => nothing().into_any(),
            // Only what this browser's own record shows as removed is added back without a check.
            Some(plan) if plan.purpose() == Purpose::UndoRemoval => view! { <Question plan scope=Scope::Rest elsewhere=session.is_elsewhere() /> }.into_any(),
            Some(plan) => view! { <OnRun plan /> }.into_any(),
        }}
        {(unconfirmed > 0).then(|| view! {
            <label class="check dialog__option">
                <input
                    type="checkbox"
                    prop:checked=move || include.get()
                    on:change:target=move |event| include.set(event.target().checked())
                />
                <span>{undo_unconfirmed(purpose, unconfirmed)}</span>
            </label>
        })}
    }
}

/// The way back that begins on Run: a removal begins with its trial, and what only a file tells of is checked first.
#[component]
fn OnRun(plan: Arc<Plan>) -> impl IntoView {
    let session = session();
    let (title, words) = undo_dialog(plan.purpose(), plan.items().len());
    let go = move |_| {
        session.asking.set(None);
        session.take_back_on_run(Arc::clone(&plan));
    };
    view! {
        <h2 class="dialog__title">{title}</h2>
        <p>{words}</p>
        <div class="dialog__actions">
            <button type="button" class="button" on:click=move |_| session.asking.set(None)>"Cancel"</button>
            <button type="button" class="button button--primary" on:click=go>"Go to Run"</button>
        </div>
    }
}
