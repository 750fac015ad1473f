//! The place to drop a file on, and its reading.

use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;

use leptos::html;
use leptos::prelude::*;
use web_sys::{DragEvent, File};

use crate::browser::{Frame, read_file};
use crate::choose::{Choice, Filter};
use crate::import::{SAMPLE, SAMPLE_NAME, Table, read};
use crate::plan::Action;
use crate::ui::form::SiteKind;
use crate::ui::session::{FileState, Link, Session, session};
use crate::ui::text;

#[component]
pub(super) fn DropZone() -> impl IntoView {
    let session = session();
    let over = RwSignal::new(false);
    let input = NodeRef::<html::Input>::new();
    let chosen = move |_| {
        let Some(input) = input.get_untracked() else {
            return;
        };
        if let Some(file) = input.files().and_then(|files| files.get(0)) {
            take(session, file);
        }
        // The same file can be chosen again after it was changed.
        input.set_value("");
    };
    let dropped = move |event: DragEvent| {
        event.prevent_default();
        over.set(false);
        let file = event
            .data_transfer()
            .and_then(|data| data.files())
            .and_then(|files| files.get(0));
        if let Some(file) = file.filter(|_| !shut(session)) {
            take(session, file);
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
            <p class="sub">"as downloaded, or with the headings renamed to groupId and accountId"</p>
            <div class="drop__choices">
                <label class="button button--file">
                    <span>"Membership export"</span>
                    <input
                        type="file"
                        accept=".csv,.txt,.tsv,text/csv"
                        node_ref=input
                        disabled=move || shut(session)
                        on:change=chosen
                    />
                </label>
                <button
                    type="button"
                    class="button"
                    disabled=move || session.is_locked()
                    on:click=move |_| session.take_file(
                        read(SAMPLE_NAME, SAMPLE, None).map_err(|why| (SAMPLE_NAME.to_owned(), why.to_string())),
                    )
                >
                    "Use the sample"
                </button>
            </div>
            <p class="sub" hidden=move || !session.is_locked()>
                {move || if shut(session) {
                    "A run has begun with this file. Start over (on Report) to import another.".to_owned()
                } else {
                    let name = session.with_run(|run| run.plan().file().name.clone()).unwrap_or_default();
                    format!("This run is back without its file. Drop {name} again to have its other columns in the results.")
                }}
            </p>
        </section>
    }
}

/// No file is taken: a run has begun, and has its file.
fn shut(session: Session) -> bool {
    let has_file = session.with_run(|run| run.plan().table().is_some());
    has_file.unwrap_or(false)
}

impl Session {
    /// Takes an imported file; everything chosen before is gone. A run that came back takes its own file only.
    pub(super) fn take_file(self, read: Result<Table, (String, String)>) {
        if self.is_locked() {
            let why = match read.map(Arc::new) {
                Ok(table) if self.attach(&table) => return,
                Ok(table) => (table.name().to_owned(), "This is not the file that the run was chosen from. Drop that one, or start over on Report.".to_owned()),
                Err(why) => why,
            };
            let (name, why) = why;
            self.file.set(FileState::Refused { name, why });
            return;
        }
        match read {
            Ok(table) => {
                let table = Arc::new(table);
                // Nothing is ticked in an export; a results file has its open rows ticked, and Import says so.
                let action = Action::of_results(&table);
                self.choice.set(Some(match action {
                    Some(_) => Choice::of_open_rows(Arc::clone(&table)),
                    None => Choice::new(Arc::clone(&table)),
                }));
                self.purpose.set(action.unwrap_or(Action::Remove));
                self.filter.set(Filter::default());
                self.file.set(FileState::Ready(table));
            }
            Err((name, why)) => {
                self.choice.set(None);
                self.file.set(FileState::Refused { name, why });
            }
        }
        self.practice.set_value(None);
        if self.form.kind.get_untracked() == SiteKind::Practice {
            self.link.set(Link::None);
            self.connect_practice();
        }
    }
}

fn take(session: Session, file: File) {
    let name = file.name();
    let size = file.size();
    session.file.set(FileState::Reading {
        name: name.clone(),
        read: 0.0,
        size,
    });
    leptos::task::spawn_local(async move {
        let result = read_file(&file, progress(session, name.clone())).await;
        // Another file may have been dropped meanwhile: the last one counts.
        if session
            .file
            .with_untracked(|state| is_reading(state, &name))
        {
            session.take_file(result.map_err(|why| (name, why.to_string())));
        }
    });
}

/// Shows how far the file is read, once per frame.
fn progress(session: Session, name: String) -> impl Fn(f64) {
    let so_far = Rc::new(Cell::new(0.0));
    let shown = Rc::clone(&so_far);
    let frame = Frame::new(move || {
        session.file.update(|state| match state {
            FileState::Reading {
                name: current,
                read,
                ..
            } if *current == name => *read = shown.get(),
            FileState::Reading { .. }
            | FileState::None
            | FileState::Refused { .. }
            | FileState::Ready(_) => {}
        });
    });
    move |read| {
        so_far.set(read);
        frame.changed();
    }
}

fn is_reading(state: &FileState, wanted: &str) -> bool {
    matches!(state, FileState::Reading { name, .. } if name == wanted)
}

pub(super) fn reading(name: &str, read: f64, size: f64) -> impl IntoView + use<> {
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "bytes of a file"
    )]
    let (done, all) = (read as usize, size as usize);
    view! {
        <div class="panel panel--pad" role="status">
            <p>{format!("Reading {name}: {} of {}", text::bytes(done), text::bytes(all))}</p>
            <progress max=all.to_string() prop:value=read aria-label="Reading progress"></progress>
        </div>
    }
}
