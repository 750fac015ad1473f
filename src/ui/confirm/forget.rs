//! The question before a past run or a damaged record is deleted. It names the run, and a double click cannot answer
//! it.

use groupsweep_core::journal::{Held, RunHeader};
use groupsweep_core::report::wording::{damaged, past_run};
use leptos::prelude::*;

use crate::browser::own_address;
use crate::ui::app_state::{DamagedRun, session};
use crate::ui::forget_run::DoomedRecord;
use crate::ui::text;

/// If the run is open in this tab.
const CLOSES: &str = " The run is open in this tab, and deleting it closes it. If you need the results, download them on Report first.";

/// A record that is about to be deleted, in words.
pub(super) struct ForgottenRecord {
    record: DoomedRecord,
    title: String,
    /// The run, or what is wrong with its record.
    what: String,
    effect: String,
    submit: &'static str,
}

impl ForgottenRecord {
    pub(super) fn of_run(head: &RunHeader, is_open: bool) -> Self {
        let when = text::day_and_time(head.created);
        let closes = if is_open { CLOSES } else { "" };
        Self {
            record: DoomedRecord::Run(head.id.clone(), Held::of(head)),
            title: format!("Delete the run of {when} on {}?", head.site_name()),
            what: past_run(head),
            effect: format!(
                "This deletes the record kept {}. Without it, the run can no longer be resumed, verified or undone from here. Nothing changes on the site.{closes}",
                own_address().here()
            ),
            submit: "Delete run",
        }
    }

    pub(super) fn of_damaged(run: &DamagedRun) -> Self {
        Self {
            record: DoomedRecord::Damaged(run.id.clone()),
            title: format!("Delete the record of {}?", run.title),
            what: damaged(run.why, run.rows, run.lost_rows),
            effect: format!(
                "This deletes what is left of the record kept {}. Nothing changes on the site.",
                own_address().here()
            ),
            submit: "Delete record",
        }
    }
}

#[component]
pub(super) fn Forgetting(question: ForgottenRecord) -> impl IntoView {
    let session = session();
    let ForgottenRecord {
        record,
        title,
        what,
        effect,
        submit,
    } = question;
    let forget = move |_| {
        session.open_dialog.set(None);
        session.forget(record.clone());
    };
    view! {
        <h2 class="dialog__title">{title}</h2>
        <p>{what}</p>
        <p>{effect}</p>
        <div class="dialog__actions">
            <button type="button" class="button" autofocus on:click=move |_| session.open_dialog.set(None)>"Cancel"</button>
            <button type="button" class="button button--danger" on:click=forget>{submit}</button>
        </div>
    }
}
