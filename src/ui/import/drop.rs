//! The place to drop a file on, and its reading.

use groupsweep_sheet::arrange_by_key;
use leptos::html;
use leptos::prelude::*;
use web_sys::{DragEvent, File, FileList};

use crate::browser::FileSource;
use crate::import::{NotOne, SAMPLE, SAMPLE_NAME};
use crate::ui::app_state::{AppState, FileState, session};
use crate::ui::text;

#[component]
pub(super) fn DropZone() -> impl IntoView {
    let session = session();
    let over = RwSignal::new(false);
    let input = NodeRef::<html::Input>::new();
    let notice = RwSignal::new(None::<String>);
    let chosen = move |_| {
        let Some(input) = input.get_untracked() else {
            return;
        };
        take(session, input.files(), notice);
        // The same file can be chosen again after it was changed.
        input.set_value("");
    };
    let dropped = move |event: DragEvent| {
        event.prevent_default();
        over.set(false);
        let files = event.data_transfer().and_then(|data| data.files());
        if !shut(session) {
            take(session, files, notice);
        }
    };
    view! {
        <section
            class="drop"
            aria-label="File"
            data-over=move || over.get().to_string()
            on:dragover=move |event: DragEvent| { event.prevent_default(); over.set(true); }
            on:dragleave=move |_: DragEvent| over.set(false)
            on:drop=dropped
        >
            <p class="drop__title">"Drop export-users.csv here"</p>
            <p class="sub">"Use the file as downloaded. Headings renamed to groupId and accountId work too. You can drop several parts of one export together."</p>
            <div class="drop__choices">
                <label class="button button--file">
                    <span>"Membership export"</span>
                    <input
                        type="file"
                        multiple
                        accept=".csv,.txt,.tsv,text/csv,.json,.groupsweep"
                        node_ref=input
                        disabled=move || shut(session)
                        on:change=chosen
                    />
                </label>
                <button
                    type="button"
                    class="button"
                    disabled=move || session.has_run()
                    on:click=move |_| session.read(FileSource::Built { name: SAMPLE_NAME, bytes: SAMPLE }, None)
                >
                    "Use the sample"
                </button>
            </div>
            {move || notice.get().map(|words| view! { <p class="note note--warn" role="status">{words}</p> })}
            <p class="sub" hidden=move || !session.has_run()>
                {move || if shut(session) {
                    "A run has begun with this file. Start over (on Report) to import another.".to_owned()
                } else {
                    let name = session.with_run(|run| run.plan().file().name.clone()).unwrap_or_default();
                    format!("This run was restored without its file. Drop {} again to include its other columns in the results.", text::shown(&name))
                }}
            </p>
        </section>
    }
}

/// Reads a file, or the parts of one export as one table. A file that is no part of it is named.
fn take(session: AppState, files: Option<FileList>, notice: RwSignal<Option<String>>) {
    notice.set(None);
    let all = files.map_or_else(Vec::new, |files| {
        (0..files.length()).filter_map(|at| files.get(at)).collect()
    });
    let mut all: Vec<File> = all;
    // In the order of their names: the same files make the same table, however they were picked.
    arrange_by_key(&mut all, File::name);
    let mut files = all.into_iter();
    let Some(first) = files.next() else {
        return;
    };
    let others: Vec<File> = files.collect();
    if others.is_empty() {
        return session.read(FileSource::Chosen(first), None);
    }
    leptos::task::spawn_local(async move {
        match FileSource::joined(&first, &others).await {
            Ok((source, left_out)) => {
                notice.set(Some(parts_in_words(&first.name(), others.len(), &left_out)));
                session.read(source, None);
            }
            Err(why) => notice.set(Some(why.to_owned())),
        }
    });
}

/// What became of several files that were dropped together.
fn parts_in_words(first: &str, others: usize, left_out: &[(String, NotOne)]) -> String {
    let read = match others - left_out.len() {
        0 => format!("Only {} was read.", text::shown(first)),
        n => format!(
            "{} files were read as one table, because their headings are the same. Row numbers continue from one file to the next.",
            text::number(n + 1)
        ),
    };
    let not_read = left_out.iter().map(|(name, why)| {
        format!(
            " {} was not read together with {}: {why}.",
            text::shown(name),
            text::shown(first)
        )
    });
    std::iter::once(read).chain(not_read).collect()
}

/// No file is taken: a run has begun, and has its file.
fn shut(session: AppState) -> bool {
    let has_file = session.with_run(|run| run.plan().table().is_some());
    has_file.unwrap_or(false)
}

/// How far the file is read, and the way out of it.
#[component]
pub(super) fn Reading() -> impl IntoView {
    let session = session();
    // The panel stays while the numbers move: a button that is drawn anew can not be pressed.
    let so_far = Memo::new(move |_| match session.file.get() {
        FileState::Reading {
            name, read, size, ..
        } => (name, read, size),
        FileState::None | FileState::Refused { .. } | FileState::Ready(_) => {
            (String::new(), 0.0, 1.0)
        }
    });
    let sentence = move || {
        let (name, read, size) = so_far.get();
        format!(
            "Reading {}: {} of {}",
            text::shown(&name),
            text::bytes(whole(read)),
            text::bytes(whole(size))
        )
    };
    view! {
        <div class="panel panel--pad stack">
            <p role="status">{sentence}</p>
            <progress
                max=move || so_far.with(|(_, _, size)| whole(size.max(1.0)).to_string())
                prop:value=move || so_far.with(|(_, read, _)| *read)
                aria-label="Reading progress"
            ></progress>
            <div class="actions">
                <button type="button" class="button" on:click=move |_| session.cancel_reading()>"Cancel"</button>
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
