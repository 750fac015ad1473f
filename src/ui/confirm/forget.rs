//! The question before a past run is deleted. It names the run, so that no double click deletes one.

use std::sync::Arc;

use leptos::prelude::*;

use crate::journal::Head;
use crate::report::wording::past_run;
use crate::ui::session::session;
use crate::ui::text;

#[component]
pub(super) fn Forgetting(head: Arc<Head>) -> impl IntoView {
    let session = session();
    let when = text::day_and_time(head.created);
    let when = format!("{when} on {}", head.site_name());
    let what = past_run(&head);
    let forget = move |_| {
        session.asking.set(None);
        session.forget(head.id.clone());
    };
    view! {
        <h2 class="dialog__title">{format!("Delete the run of {when}?")}</h2>
        <p>{what}</p>
        <p>"This deletes the record in this browser. Without it, the run can no longer be resumed, verified or undone from here. Nothing changes on the site."</p>
        <div class="dialog__actions">
            <button type="button" class="button" autofocus on:click=move |_| session.asking.set(None)>"Cancel"</button>
            <button type="button" class="button button--danger" on:click=forget>"Delete run"</button>
        </div>
    }
}
