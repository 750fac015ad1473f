//! The imported file: how far it is, where its bytes are, and what the page has to say or ask about the one dropped
//! last.

use std::rc::Rc;
use std::sync::Arc;

use groupsweep_core::import::Table;
use leptos::prelude::*;

use crate::browser::FileSource;
use crate::ui::latest_task::{LatestTask, Task};

use super::candidate::ToMap;
use super::file::FileStatus;

/// The file; cheap to copy.
#[derive(Clone, Copy)]
pub(in crate::ui) struct FileState {
    status: RwSignal<FileStatus>,
    /// Where the bytes of the file are. They stay those of the file before while another one is being read.
    source: StoredValue<Option<FileSource>, LocalStorage>,
    reading: LatestTask,
    /// Why the file that was dropped last was not taken, where the file before it is still there.
    not_taken: RwSignal<Option<String>>,
    /// What to say of the files that were dropped last, on whatever step.
    notice: RwSignal<Option<String>>,
    /// A file that waits for its columns to be chosen. The file before it is still there.
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

    /// No file, and none that is waited for.
    pub(in crate::ui) fn reset(self) {
        self.reading.end();
        self.put_away();
        self.notice.set(None);
        self.source.set_value(None);
    }

    /// No file is shown, and nothing is said or asked of one. The bytes of the last one can still be saved.
    pub(in crate::ui) fn put_away(self) {
        self.forget_the_last();
        self.status.set(FileStatus::None);
    }

    /// Nothing is said or asked any more of the file that was dropped last.
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

    /// The same, for work that nobody waits to see again.
    pub(in crate::ui) fn table_untracked(self) -> Option<Arc<Table>> {
        self.status.with_untracked(FileStatus::table)
    }

    /// Whether this is still the file at hand.
    pub(in crate::ui) fn is_untracked(self, table: &Arc<Table>) -> bool {
        let now = self.table_untracked();
        now.is_some_and(|now| Arc::ptr_eq(&now, table))
    }

    /// Where the bytes of the file are.
    pub(in crate::ui) fn source(self) -> Option<FileSource> {
        self.source.get_value()
    }

    /// A file is being read. What is brought of one before is stale.
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

    /// The reading that is under way, to go on with it.
    pub(in crate::ui) fn reading(self) -> Task {
        self.reading.current()
    }

    /// How many bytes are read.
    pub(in crate::ui) fn reading_at(self, bytes: f64) {
        // The last frame may come after the file is read: it must not draw the findings anew under the focus.
        self.status.maybe_update(|status| match status {
            FileStatus::Reading { read, .. } => {
                *read = bytes;
                true
            }
            FileStatus::None | FileStatus::Refused { .. } | FileStatus::Ready(_) => false,
        });
    }

    /// Ends the reading; what was there before is there again.
    pub(in crate::ui) fn cancel_reading(self) {
        self.reading.end();
        self.status.update(|status| {
            if let FileStatus::Reading { before, .. } = status {
                *status = std::mem::replace(&mut **before, FileStatus::None);
            }
        });
    }

    /// A file is usable: its bytes take the place of those before.
    pub(in crate::ui) fn let_in(self, source: FileSource) {
        self.question.set(None);
        self.source.set_value(Some(source));
    }

    /// A file is read.
    pub(in crate::ui) fn take(self, table: Arc<Table>) {
        self.status.set(FileStatus::Ready(table));
    }

    /// A file waits for its columns to be chosen; the one before it stays.
    pub(in crate::ui) fn ask_for_columns(self, question: ToMap) {
        self.cancel_reading();
        self.question.set(Some(Rc::new(question)));
    }

    /// The file that waits for its columns to be chosen.
    pub(in crate::ui) fn question(self) -> Option<Rc<ToMap>> {
        self.question.get()
    }

    pub(in crate::ui) fn has_question(self) -> bool {
        self.question.with(Option::is_some)
    }

    /// A file could not be read: its columns are not asked for any more.
    pub(in crate::ui) fn drop_question_of(self, source: &FileSource) {
        let is_its = |question: &Option<Rc<ToMap>>| {
            let asked = question.as_ref().map(|question| &question.candidate.source);
            asked.is_some_and(|asked| asked.is_same(source))
        };
        if self.question.with_untracked(is_its) {
            self.drop_question();
        }
    }

    /// Nobody chooses the columns of that file.
    pub(in crate::ui) fn drop_question(self) {
        self.question.set(None);
    }

    /// A file cannot be used, and there was none before it.
    pub(in crate::ui) fn refuse(self, name: &str, why: &str) {
        self.status.set(FileStatus::Refused {
            name: name.to_owned(),
            why: why.to_owned(),
        });
    }

    /// A file cannot be used, and the one before it is still there.
    pub(in crate::ui) fn note_not_taken(self, why: String) {
        self.not_taken.set(Some(why));
    }

    /// The notice about the files that were dropped last.
    pub(in crate::ui) fn notice(self) -> RwSignal<Option<String>> {
        self.notice
    }

    /// Why the file that was dropped last was not taken.
    pub(in crate::ui) fn not_taken(self) -> Signal<Option<String>> {
        self.not_taken.into()
    }
}
