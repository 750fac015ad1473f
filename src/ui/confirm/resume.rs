//! The question before a run goes on that another tab has changed since this tab showed it.

use std::sync::Arc;

use leptos::prelude::*;

use crate::report::wording::resume_dialog;
use crate::ui::session::{ChangedRun, session};

#[component]
pub(super) fn Resuming(changed: Arc<ChangedRun>) -> impl IntoView {
    let session = session();
    let (title, words) = resume_dialog(&changed.shown, &changed.now, changed.left);
    let resume = move |_| {
        session.asking.set(None);
        session.resume_changed();
    };
    view! {
        <h2 class="dialog__title">{title}</h2>
        {words.into_iter().map(|sentence| view! { <p>{sentence}</p> }).collect_view()}
        <div class="dialog__actions">
            <button type="button" class="button" autofocus on:click=move |_| session.asking.set(None)>"Cancel"</button>
            <button type="button" class="button button--danger" on:click=resume>"Resume run"</button>
        </div>
    }
}
