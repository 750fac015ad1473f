//! The question before resuming a run that another tab has changed, or whose record is lost.

use std::sync::Arc;

use groupsweep_core::report::wording::{copy_dialog, resume_dialog};
use leptos::prelude::*;

use crate::ui::app_state::{AppState, ChangedRun, CopyOfRun, session};
use crate::ui::text;

#[component]
pub(super) fn Resuming(changed: Arc<ChangedRun>) -> impl IntoView {
    let words = resume_dialog(&changed.shown, &changed.now, changed.left);
    question(words, "Resume run", AppState::resume_changed)
}

#[component]
pub(super) fn ResumingCopy(copy: Arc<CopyOfRun>) -> impl IntoView {
    let words = copy_dialog(&copy.now, copy.goes_on, copy.left, text::READER);
    let button = copy.goes_on.button();
    question(words, button, move |session| {
        session.begin(copy.attempt.agreed());
    })
}

/// A title, its sentences and two buttons.
pub(super) fn question(
    (title, words): (String, Vec<String>),
    button: &'static str,
    go_on: impl Fn(AppState) + 'static,
) -> impl IntoView {
    let session = session();
    let confirm = move |_| {
        session.open_dialog.set(None);
        go_on(session);
    };
    view! {
        <h2 class="dialog__title">{title}</h2>
        {words.into_iter().map(|sentence| view! { <p>{sentence}</p> }).collect_view()}
        <div class="dialog__actions">
            <button type="button" class="button" autofocus on:click=move |_| session.open_dialog.set(None)>"Cancel"</button>
            <button type="button" class="button button--danger" on:click=confirm>{button}</button>
        </div>
    }
}
