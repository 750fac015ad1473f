//! The end of the report: undo the run, or start a new one.

use groupsweep_core::report::wording::undo_lead;
use groupsweep_core::run::Run;
use leptos::prelude::*;

use crate::ui::app_state::{Asking, RecordLoss, StorageState, session};
use crate::ui::run::Exports;

#[component]
pub(super) fn Ending() -> impl IntoView {
    let session = session();
    let warned = RwSignal::new(false);
    let at_rest = move || session.with_run(Run::is_at_rest).unwrap_or(true);
    let done = move || session.with_run(Run::can_be_undone).unwrap_or(false);
    let is_undone = Memo::new(move |_| session.is_run_undone());
    let is_over = Memo::new(move |_| session.nothing_is_left_to_undo());
    let is_deleted = move || session.record_loss() == Some(RecordLoss::Deleted);
    let can_undo = Memo::new(move |_| {
        at_rest()
            && !is_over.get()
            && done()
            && session.connection().is_some()
            && session.is_record_safe()
            && !is_deleted()
            && session.elsewhere().is_none()
    });
    let why_not = move || {
        if !done() || !at_rest() || can_undo.get() || session.elsewhere().is_some() {
            None
        } else if is_undone.get() {
            Some("This run was undone: nothing is left to undo.")
        } else if is_over.get() {
            Some(
                "A later run reversed the undo of this run. To undo these changes again, press \"Undo\" on that later run, under Past runs on Import.",
            )
        } else if is_deleted() {
            Some(
                "The record was deleted, so this run cannot be undone from here. To undo it, download the results, start over, and drop that file on Import.",
            )
        } else if session.connection().is_none() {
            Some("To undo this run, connect to its site first.")
        } else {
            Some("Download the results first: this browser does not keep the record.")
        }
    };
    let undo = move || undo_lead(session.purpose_now(), session.evidence());
    let press = move |_| {
        if untrack(|| session.only_in_page()).is_some() && !warned.get_untracked() {
            warned.set(true);
        } else if session.is_kept() && untrack(|| session.not_sent().is_any()) {
            session.open_dialog.set(Some(Asking::StartOver));
        } else {
            session.start_over();
        }
    };
    view! {
        <section class="panel panel--pad stack" aria-label="The way back">
            <div class="side__head">
                <h2>"Undo"</h2>
                <button type="button" class="button button--small" disabled=move || !can_undo.get() on:click=move |_| session.ask_undo()>"Undo this run"</button>
            </div>
            <p class="sub">{undo}</p>
            {move || session.check.taken().filter(|_| session.is_elsewhere()).map(|plan| view! { <Exports plan /> })}
            {move || why_not().map(|why| view! { <p class="sub">{why}</p> })}
        </section>
        <Show when=move || session.is_sealed_practice()>
            <section class="panel panel--pad stack" aria-label="From practice to your site">
                <h2>"That was practice"</h2>
                <p class="sub">"This plan was sealed for the practice site and cannot run on any other site. To use it on your site, the first admin connects there and saves the sealed plan again. Then press Start over and drop the new file."</p>
            </section>
        </Show>
        <section class="panel panel--pad stack" aria-label="Ending">
            <div class="side__head">
                <h2>"New run"</h2>
                <button type="button" class="button button--small" disabled=move || !at_rest() on:click=press>"Start over"</button>
            </div>
            <p class="sub">{move || match session.storage.state() {
                _ if session.is_imported() => "Clears the file, the selection and the token. This report comes from the results file, so keep that file.",
                _ if session.record_loss().is_some() || !session.has_record() => "Clears the file, the selection, the token and this record.",
                StorageState::Kept(_) => "Clears the file, the selection and the token. The record stays under Past runs on Import until you delete it.",
                StorageState::Opening | StorageState::Not(_) => "Clears the file, the selection, the token and this record.",
            }}</p>
            <Show when=move || session.can_run_again()>
                <div class="stack">
                    <button type="button" class="button button--small" on:click=move |_| session.run_again()>"New run with same selection"</button>
                    <p class="sub">"Goes back to Choose with the file and the selection. Every row is checked and confirmed again."</p>
                </div>
            </Show>
            {move || (warned.get() && !session.run.is_saved()).then(|| view! {
                <p class="note note--warn" role="alert">"The results are not downloaded yet. Download them, or press Start over again to discard them."</p>
            })}
        </section>
    }
}
