//! The question before a past run is deleted. It names the run, so that no double click deletes one.

use std::sync::Arc;

use leptos::prelude::*;

use crate::browser::own_address;
use crate::journal::Head;
use crate::report::wording::{damaged, past_run};
use crate::ui::damaged::DamagedRun;
use crate::ui::session::session;
use crate::ui::text;

#[component]
pub(super) fn Forgetting(head: Arc<Head>) -> impl IntoView {
    let when = text::day_and_time(head.created);
    let title = format!("Delete the run of {when} on {}?", head.site_name());
    let what = past_run(&head);
    view! {
        <DeleteRecord
            id=head.id.clone()
            title
            what
            effect=format!("This deletes the record kept {}. Without it, the run can no longer be resumed, verified or undone from here. Nothing changes on the site.", own_address().here())
            submit="Delete run"
        />
    }
}

/// The same about a damaged record.
#[component]
pub(super) fn ForgettingDamaged(run: Arc<DamagedRun>) -> impl IntoView {
    let title = format!("Delete the record of {}?", run.title);
    let what = damaged(run.why, run.rows, run.lost_rows);
    view! {
        <DeleteRecord
            id=run.id.clone()
            title
            what
            effect=format!("This deletes what is left of the record kept {}. Nothing changes on the site.", own_address().here())
            submit="Delete record"
        />
    }
}

#[component]
fn DeleteRecord(
    id: String,
    title: String,
    what: String,
    effect: String,
    submit: &'static str,
) -> impl IntoView {
    let session = session();
    let forget = move |_| {
        session.asking.set(None);
        session.forget(id.clone());
    };
    view! {
        <h2 class="dialog__title">{title}</h2>
        <p>{what}</p>
        <p>{effect}</p>
        <div class="dialog__actions">
            <button type="button" class="button" autofocus on:click=move |_| session.asking.set(None)>"Cancel"</button>
            <button type="button" class="button button--danger" on:click=forget>{submit}</button>
        </div>
    }
}
