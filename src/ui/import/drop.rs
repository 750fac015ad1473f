//! The drop zone, and the progress of reading.

use groupsweep_core::import::SAMPLE_NAME;
use groupsweep_core::run::Run;
use leptos::html;
use leptos::prelude::*;

use crate::ui::app_state::{FileStatus, session};
use crate::ui::file_drop::{Offered, file_drop};
use crate::ui::text;
use crate::ui::widgets::ReadOut;

use super::file_summary::FileStrip;

#[component]
pub(super) fn DropZone() -> impl IntoView {
    let session = session();
    let files = file_drop();
    let input = NodeRef::<html::Input>::new();
    let chosen = move |_| {
        let Some(input) = input.get_untracked() else {
            return;
        };
        files.offer_files(input.files());
        // Lets the admin choose the same file again after changing it.
        input.set_value("");
    };
    // Whether a restored run waits for the sample, like it would for any other file.
    let is_of_sample = move || {
        let of_run = |run: &Run| run.plan().file().name == SAMPLE_NAME;
        session.with_run(of_run).unwrap_or(false)
    };
    view! {
        <section
            class="drop"
            aria-label="File"
            data-filled=move || session.table().is_some().to_string()
            data-over=move || files.is_over.get().to_string()
        >
            {move || match session.table() {
                Some(table) => view! { <FileStrip table /> }.into_any(),
                // While a run is open, a file would be refused. The line below says why.
                None if session.has_run() => view! { <p class="drop__title">"A run is open in this tab"</p> }.into_any(),
                None => view! { <DropHere /> }.into_any(),
            }}
            <div class="drop__choices">
                <label class="button button--file" class:button--primary=move || session.table().is_none()>
                    <span aria-hidden="true">{move || if session.table().is_some() { "Replace" } else { "Choose file" }}</span>
                    <input
                        type="file"
                        multiple
                        aria-label="Membership export"
                        accept=".csv,.txt,.tsv,text/csv,.json,.groupsweep"
                        node_ref=input
                        disabled=move || session.takes_no_file()
                        on:change=chosen
                    />
                </label>
                <button
                    type="button"
                    class="button"
                    disabled=move || session.takes_no_file() || session.has_run() && !is_of_sample()
                    on:click=move |_| files.offer(Offered::Sample)
                >
                    "Use the sample"
                </button>
            </div>
            <p class="sub" hidden=move || !session.has_run()>
                {move || if session.takes_no_file() {
                    "A run is open in this tab. To import another file, press Start over on Report.".to_owned()
                } else if is_of_sample() {
                    "This run was restored without its file. Press \"Use the sample\" to include its other columns in the results.".to_owned()
                } else {
                    let name = session.with_run(|run| run.plan().file().name.clone()).unwrap_or_default();
                    format!("This run was restored without its file. Drop {} again to include its other columns in the results.", text::shown(&name))
                }}
            </p>
        </section>
    }
}

/// What Groupsweep does, and the file that it needs.
#[component]
fn DropHere() -> impl IntoView {
    view! {
        <p class="drop__title">"Drop export-users.csv here"</p>
        <p class="drop__about">"Groupsweep removes people from many Atlassian groups at once. You choose the rows, test one removal, and can undo the run."</p>
        <p class="sub drop__hint">"Use the file as downloaded; no editing needed. You can drop several parts of one export together. You can also drop Groupsweep's own results, restore files, sealed plans and records here."</p>
    }
}

/// The progress of reading, and Cancel.
#[component]
pub(super) fn Reading() -> impl IntoView {
    let session = session();
    // The panel is not redrawn while the numbers change: a button cannot be pressed while it is replaced.
    let so_far = Memo::new(move |_| match session.file.status() {
        FileStatus::Reading {
            name, read, size, ..
        } => (name, read, size),
        FileStatus::None | FileStatus::Refused { .. } | FileStatus::Ready(_) => {
            (String::new(), 0.0, 1.0)
        }
    });
    let sentence = Memo::new(move |_| {
        let (name, read, size) = so_far.get();
        format!(
            "Reading {}: {} of {}",
            text::shown(&name),
            text::bytes(whole(read)),
            text::bytes(whole(size))
        )
    });
    view! {
        <div class="panel panel--pad stack">
            <p role="status" aria-live="off">{sentence}</p>
            <ReadOut sentence />
            <progress
                max=move || so_far.with(|(_, _, size)| whole(size.max(1.0)).to_string())
                prop:value=move || so_far.with(|(_, read, _)| *read)
                aria-label="Reading progress"
            ></progress>
            <div class="actions">
                <button type="button" class="button" on:click=move |_| session.file.cancel_reading()>"Cancel"</button>
            </div>
        </div>
    }
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "bytes of a file"
)]
fn whole(bytes: f64) -> u64 {
    bytes as u64
}
