//! The files of a run: results, receipt, record, restore file.

use groupsweep_core::plan::Action;
use groupsweep_core::report::FormulaGuard;
use groupsweep_core::report::wording::{RECEIPT, RESULTS, restore_after, restore_also};
use groupsweep_core::run::{Run, UndoScope};
use leptos::prelude::*;

use crate::browser::own_address;
use crate::ui::app_state::{AppState, session};
use crate::ui::carry::SaveRecord;
use crate::ui::widgets::{Alert, Fold, UncertainRows};

#[component]
pub(super) fn Record(
    own_cells: RwSignal<FormulaGuard>,
    trouble: RwSignal<Option<String>>,
) -> impl IntoView {
    let session = session();
    let is_practice = Memo::new(move |_| session.can_leave_practice_run());
    let guard = move |event: web_sys::Event| {
        own_cells.set(if event_target_checked(&event) {
            FormulaGuard::On
        } else {
            FormulaGuard::Off
        });
    };
    let has_file = move || session.table().is_some();
    let lacks = move || session.results_lack();
    let scope = RwSignal::new(UndoScope::suggested(Action::Remove));
    let restorable = move || {
        let rows = |run: &Run| run.count_to_restore(scope.get());
        session.with_run(rows).unwrap_or_default()
    };
    view! {
        <section class="panel panel--pad stack" aria-label="Record">
            <h2>"Downloads"</h2>
            {move || lacks().map(|lacks| view! { <p class="note note--warn" role="note" aria-label="What the results lack">{lacks}</p> })}
            <div class="actions">
                // After practice, the footer has another primary button.
                <Show when=move || is_practice.get()><ResultsButton own_cells trouble class="button button--small" /></Show>
                <button type="button" class="button button--small" on:click=move |_| session.download_receipt(trouble)>"Download receipt"</button>
                {move || stored_id(session).map(|id| view! { <SaveRecord id trouble /> })}
                <Show when=move || session.action() == Action::Remove>
                    <button type="button" class="button button--small" disabled=move || restorable() == [0; 3] on:click=move |_| session.download_restore_file(scope.get(), trouble)>"Download restore file"</button>
                </Show>
            </div>
            <Show when=move || session.action() == Action::Remove>
                <UncertainRows scope words=restore_also count=Run::count_changed class="check" />
            </Show>
            <Fold name="What the files contain">
                {move || lacks().is_none().then(|| view! { <p class="sub">{RESULTS}</p> })}
                <p class="sub">{RECEIPT}</p>
                <Show when=move || session.action() == Action::Remove>
                    <p class="sub">{move || {
                        let [removed, unconfirmed, since_check] = restorable();
                        restore_after(removed, unconfirmed, since_check)
                    }}</p>
                </Show>
                <Show when=move || stored_id(session).is_some()>
                    <p class="sub">
                        {format!("The whole record is kept {}, under Past runs on Import. To use this run at another address or in another browser, save the record here and load it there.", own_address().here())}
                    </p>
                </Show>
            </Fold>
            <Show when=has_file>
                <Fold name="Guard against formulas">
                <label class="check">
                    <input type="checkbox" prop:checked=move || own_cells.get() == FormulaGuard::On on:change=guard />
                    <span>"Also guard the file's own cells against formulas"</span>
                </label>
                <p class="sub">
                    "Spreadsheets treat a cell that begins with =, +, - or @ as a formula. Cells that Groupsweep adds are always guarded. Your own cells are not changed unless you select this: then cells that look like formulas get an apostrophe in front."
                </p>
                </Fold>
            </Show>
            <Alert what=trouble />
        </section>
    }
}

/// The results download, with the option to guard the file's own cells.
#[component]
pub(super) fn ResultsButton(
    own_cells: RwSignal<FormulaGuard>,
    trouble: RwSignal<Option<String>>,
    class: &'static str,
) -> impl IntoView {
    let session = session();
    view! {
        <button type="button" class=class on:click=move |_| session.download_results(own_cells.get_untracked(), trouble)>"Download results"</button>
    }
}

/// The id of the run in the page, if it is at rest and its record is stored.
fn stored_id(session: AppState) -> Option<String> {
    let head = session.head_now()?;
    let is_listed = session.stored_runs.head(&head.id).is_some();
    let at_rest = session.with_run(Run::is_at_rest).unwrap_or(false);
    (is_listed && at_rest).then(|| head.id.clone())
}
