//! Files dropped anywhere on the window, or chosen on Import.

use groupsweep_core::choose::SelectionHistory;
use groupsweep_core::import::{SAMPLE, SAMPLE_NAME, SeamError};
use groupsweep_core::plan::is_selected_by_file;
use groupsweep_sheet::arrange_by_key;
use leptos::prelude::*;
use web_sys::{DragEvent, File, FileList};

use crate::browser::FileSource;

use super::app_state::{AppState, session};
use super::step::Step;
use super::text;

/// The files being dropped, and the notice about the last ones.
#[derive(Clone, Copy)]
pub(super) struct FileDrop {
    session: AppState,
    /// A file is dragged over the window.
    pub(super) is_over: RwSignal<bool>,
    /// The notice about the files that were dropped last.
    pub(super) notice: RwSignal<Option<String>>,
    /// Files that would replace a selection. Read once the admin confirms.
    pub(super) waiting: RwSignal<Option<Offered>, LocalStorage>,
}

/// What would replace the current file.
#[derive(Clone)]
pub(super) enum Offered {
    /// A file, or the parts of one.
    Files(Vec<File>),
    /// The built-in sample.
    Sample,
}

impl Offered {
    /// The name of the first file.
    fn name(&self) -> String {
        match self {
            Self::Files(files) => files.first().map_or_else(String::new, File::name),
            Self::Sample => SAMPLE_NAME.to_owned(),
        }
    }
}

/// The page's one place for it.
pub(super) fn file_drop() -> FileDrop {
    expect_context()
}

impl FileDrop {
    pub(super) fn new() -> Self {
        let session = session();
        let files = Self {
            session,
            is_over: RwSignal::new(false),
            notice: session.file.notice(),
            waiting: RwSignal::new_local(None),
        };
        // The question goes with its reason: the selection was cleared, the page started over, or a run has begun.
        Effect::new(move |_| {
            let Some(question) = files
                .waiting
                .with(|offered| Some(files.question(offered.as_ref()?)))
            else {
                return;
            };
            if files.session.selection.remembered() == 0 || files.session.takes_no_file() {
                files.dismiss();
            } else {
                files.notice.set(Some(question));
            }
        });
        files
    }

    /// Without this, the browser would open a dropped file instead of the page.
    pub(super) fn over(self, event: &DragEvent) {
        event.prevent_default();
        self.is_over.set(has_files(event));
    }

    /// The drag left the window: the event has no related target.
    pub(super) fn left(self, event: &DragEvent) {
        if event.related_target().is_none() {
            self.is_over.set(false);
        }
    }

    /// The file was dropped. A list or a dialog under the pointer may have taken it already.
    pub(super) fn dropped(self, event: &DragEvent) {
        self.is_over.set(false);
        if event.default_prevented() {
            return;
        }
        event.prevent_default();
        let files = event.data_transfer().and_then(|data| data.files());
        self.offer_files(files);
    }

    /// Dropped or chosen, also before the page was there.
    pub(super) fn offer_files(self, files: Option<FileList>) {
        // Taken out of the list at once: a browser empties it with its field.
        let mut files: Vec<File> = files.map_or_else(Vec::new, |files| {
            (0..files.length()).filter_map(|at| files.get(at)).collect()
        });
        // Sorted by name, so that the same files make the same table, however they were picked.
        arrange_by_key(&mut files, File::name);
        if !files.is_empty() {
            self.offer(Offered::Files(files));
        }
    }

    /// Reads it, or asks first if a selection would be lost.
    pub(super) fn offer(self, offered: Offered) {
        if self.session.takes_no_file() {
            self.waiting.set(None);
            self.notice.set(Some(
                "The file was not read, because a run has begun. To import another file, press Start over on Report."
                    .to_owned(),
            ));
            return;
        }
        if untrack(|| self.has_selection_to_lose()) {
            self.waiting.set(Some(offered));
        } else {
            self.take(offered);
        }
    }

    /// On Import a file is what is asked for: there only what the admin chose counts, not what the file selects by
    /// itself. On another step any file may be a slip.
    fn has_selection_to_lose(self) -> bool {
        let session = self.session;
        let is_on_import = session.step.get() == Step::Import;
        let is_any = session.selection.remembered() > 0;
        !session.has_run() && is_any && (!is_on_import || session.has_chosen_rows())
    }

    /// The same file keeps its selection, and a record goes to the past runs: it may only be so.
    fn question(self, offered: &Offered) -> String {
        format!(
            "Read {}? It may replace the current file and its selection ({}).",
            text::shown(&offered.name()),
            text::count(self.session.selection.remembered(), "row", "rows")
        )
    }

    /// The admin confirmed.
    pub(super) fn replace(self) {
        if let Some(offered) = self.waiting.try_update(Option::take).flatten() {
            self.take(offered);
        }
    }

    /// The notice was read, or the file is not to be replaced.
    pub(super) fn dismiss(self) {
        self.notice.set(None);
        self.waiting.set(None);
    }

    /// Reads a file, or the parts of one export as one table. Names files that are not part of it.
    fn take(self, offered: Offered) {
        let (session, notice) = (self.session, self.notice);
        self.dismiss();
        session.step.set(Step::Import);
        let mut files = match offered {
            Offered::Files(files) => files.into_iter(),
            Offered::Sample => {
                return session.read(FileSource::Built {
                    name: SAMPLE_NAME,
                    bytes: SAMPLE,
                });
            }
        };
        let Some(first) = files.next() else {
            return;
        };
        let others: Vec<File> = files.collect();
        if others.is_empty() {
            return session.read(FileSource::Chosen(first));
        }
        let size = others.iter().map(|file| file.size()).sum::<f64>() + first.size();
        let task = session.file.begin_reading(first.name(), size);
        leptos::task::spawn_local(async move {
            let joined = FileSource::joined(&first, &others).await;
            // If another file was dropped in the meantime, that one counts.
            if !task.is_latest() {
                return;
            }
            match joined {
                Ok((source, left_out)) => {
                    let left = left_out_in_words(&first.name(), &left_out);
                    notice.set((!left_out.is_empty()).then(|| left.clone()));
                    let parts = 1 + others.len() - left_out.len();
                    session.read_parts(source, parts_in_words(&first.name(), parts, &left));
                }
                Err(why) => {
                    session.file.cancel_reading();
                    notice.set(Some(why.to_owned()));
                }
            }
        });
    }
}

impl AppState {
    /// The admin chose rows, and not the file by itself.
    pub(super) fn has_chosen_rows(self) -> bool {
        let is_own = |choice: &Option<SelectionHistory>| {
            choice
                .as_ref()
                .is_some_and(|choice| !is_selected_by_file(choice))
        };
        self.selection.remembered() > 0 && self.selection.with(is_own)
    }
}

/// Whether files are dragged, and not a selected text or a link.
fn has_files(event: &DragEvent) -> bool {
    let types = event.data_transfer().map(|data| data.types());
    types.is_some_and(|types| types.includes(&"Files".into(), 0))
}

/// The notice about several files that were dropped together.
fn parts_in_words(first: &str, parts: usize, left_out: &str) -> String {
    let read = match parts {
        1 => format!("Only {} was read.", text::shown(first)),
        n => format!(
            "{} files were read as one table, because their headings are the same. Row numbers continue from one file to the next.",
            text::number(n)
        ),
    };
    format!("{read} {left_out}").trim_end().to_owned()
}

/// The files that do not belong to the first one, and why.
fn left_out_in_words(first: &str, left_out: &[(String, SeamError)]) -> String {
    let not_read = left_out.iter().map(|(name, why)| {
        format!(
            "{} was not read together with {}: {why}.",
            text::shown(name),
            text::shown(first)
        )
    });
    not_read.collect::<Vec<_>>().join(" ")
}

impl AppState {
    /// Whether a run has begun and has its file.
    pub(super) fn takes_no_file(self) -> bool {
        let has_file = self.with_run(|run| run.plan().table().is_some());
        has_file.unwrap_or(false)
    }
}
