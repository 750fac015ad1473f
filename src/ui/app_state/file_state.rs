//! The imported file: its status, its bytes, and the notices and questions about the file that was dropped last.

use std::rc::Rc;
use std::sync::Arc;

use groupsweep_core::import::Table;
use leptos::prelude::*;

use crate::browser::FileSource;
use crate::ui::latest_task::{LatestTask, Task};

use super::candidate::ToMap;
use super::file::FileStatus;

/// The file. Cheap to copy.
#[derive(Clone, Copy)]
pub(in crate::ui) struct FileState {
    status: RwSignal<FileStatus>,
    /// The source of the file's bytes. While another file is being read, still that of the previous one.
    source: StoredValue<Option<FileSource>, LocalStorage>,
    reading: LatestTask,
    /// Why the file that was dropped last was not accepted. The previous file is still there.
    not_taken: RwSignal<Option<String>>,
    /// The notice about the files that were dropped last, shown on every step.
    notice: RwSignal<Option<String>>,
    /// A file whose columns the admin has to choose. The previous file is still there.
    question: RwSignal<Option<Rc<ToMap>>, LocalStorage>,
}

impl FileState {
    pub(super) fn new() -> Self {
        Self {
            status: RwSignal::new(FileStatus::None),
            source: StoredValue::new_local(None),
            reading: LatestTask::new(),
            not_taken: RwSignal::new(None),
            notice: RwSignal::new(None),
            question: RwSignal::new_local(None),
        }
    }

    /// Drops the file and ends any reading.
    pub(in crate::ui) fn reset(self) {
        self.reading.end();
        self.put_away();
        self.notice.set(None);
        self.source.set_value(None);
    }

    /// Drops the file with its notices and questions. Its bytes can still be saved.
    pub(in crate::ui) fn put_away(self) {
        self.forget_the_last();
        self.status.set(FileStatus::None);
    }

    /// Drops the notice and the question about the file that was dropped last.
    pub(in crate::ui) fn forget_the_last(self) {
        self.not_taken.set(None);
        self.question.set(None);
    }

    pub(in crate::ui) fn status(self) -> FileStatus {
        self.status.get()
    }

    pub(in crate::ui) fn with_status<T>(self, read: impl FnOnce(&FileStatus) -> T) -> T {
        self.status.with(read)
    }

    pub(in crate::ui) fn table(self) -> Option<Arc<Table>> {
        self.status.with(FileStatus::table)
    }

    /// The same, without tracking.
    pub(in crate::ui) fn table_untracked(self) -> Option<Arc<Table>> {
        self.status.with_untracked(FileStatus::table)
    }

    /// Whether this is still the current file.
    pub(in crate::ui) fn is_untracked(self, table: &Arc<Table>) -> bool {
        let now = self.table_untracked();
        now.is_some_and(|now| Arc::ptr_eq(&now, table))
    }

    /// The source of the file's bytes.
    pub(in crate::ui) fn source(self) -> Option<FileSource> {
        self.source.get_value()
    }

    /// Starts reading a file. The result of an earlier reading becomes stale.
    pub(in crate::ui) fn begin_reading(self, name: String, size: f64) -> Task {
        self.not_taken.set(None);
        let before = match self.status.get_untracked() {
            FileStatus::Reading { before, .. } => before,
            status @ (FileStatus::None | FileStatus::Refused { .. } | FileStatus::Ready(_)) => {
                Box::new(status)
            }
        };
        self.status.set(FileStatus::Reading {
            name,
            read: 0.0,
            size,
            before,
        });
        self.reading.begin()
    }

    /// The reading in progress.
    pub(in crate::ui) fn reading(self) -> Task {
        self.reading.current()
    }

    /// Sets the number of bytes read.
    pub(in crate::ui) fn reading_at(self, bytes: f64) {
        // The last frame may come after the end of reading, and must not redraw the findings, which may have the focus.
        self.status.maybe_update(|status| match status {
            FileStatus::Reading { read, .. } => {
                *read = bytes;
                true
            }
            FileStatus::None | FileStatus::Refused { .. } | FileStatus::Ready(_) => false,
        });
    }

    /// Ends the reading and restores the previous status.
    pub(in crate::ui) fn cancel_reading(self) {
        self.reading.end();
        self.status.update(|status| {
            if let FileStatus::Reading { before, .. } = status {
                *status = std::mem::replace(&mut **before, FileStatus::None);
            }
        });
    }

    /// The file is usable: its bytes replace the previous ones.
    pub(in crate::ui) fn let_in(self, source: FileSource) {
        self.question.set(None);
        self.source.set_value(Some(source));
    }

    /// The file was read.
    pub(in crate::ui) fn take(self, table: Arc<Table>) {
        self.status.set(FileStatus::Ready(table));
    }

    /// Asks the admin to choose a file's columns. The previous file stays.
    pub(in crate::ui) fn ask_for_columns(self, question: ToMap) {
        self.cancel_reading();
        self.question.set(Some(Rc::new(question)));
    }

    /// The file whose columns the admin has to choose.
    pub(in crate::ui) fn question(self) -> Option<Rc<ToMap>> {
        self.question.get()
    }

    pub(in crate::ui) fn has_question(self) -> bool {
        self.question.with(Option::is_some)
    }

    /// Drops the question about the columns of a file that could not be read.
    pub(in crate::ui) fn drop_question_of(self, source: &FileSource) {
        let is_its = |question: &Option<Rc<ToMap>>| {
            let asked = question.as_ref().map(|question| &question.candidate.source);
            asked.is_some_and(|asked| asked.is_same(source))
        };
        if self.question.with_untracked(is_its) {
            self.drop_question();
        }
    }

    /// Drops the question about a file's columns.
    pub(in crate::ui) fn drop_question(self) {
        self.question.set(None);
    }

    /// The file cannot be used, and there was no previous one.
    pub(in crate::ui) fn refuse(self, name: &str, why: &str) {
        self.status.set(FileStatus::Refused {
            name: name.to_owned(),
            why: why.to_owned(),
        });
    }

    /// The file cannot be used, and the previous one is still there.
    pub(in crate::ui) fn note_not_taken(self, why: String) {
        self.not_taken.set(Some(why));
    }

    /// The notice about the files that were dropped last.
    pub(in crate::ui) fn notice(self) -> RwSignal<Option<String>> {
        self.notice
    }

    /// Why the file that was dropped last was not accepted.
    pub(in crate::ui) fn not_taken(self) -> Signal<Option<String>> {
        self.not_taken.into()
    }
}
