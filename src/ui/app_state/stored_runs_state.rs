//! The runs stored for this address: the list, damaged records, and what other tabs do to them.

use std::rc::Rc;
use std::sync::Arc;

use groupsweep_core::domain::Timestamp;
use groupsweep_core::journal::{Elsewhere, RunHeader, elsewhere_in};
use leptos::prelude::*;

use crate::ui::latest_task::{LatestTask, Task};

use super::damaged_run::{CheckedRecord, CheckedRecords, DamagedRun};
use super::other_tabs::OtherTabs;
use super::run::RecordLoss;

/// The stored runs. Cheap to copy.
#[derive(Clone, Copy)]
pub(in crate::ui) struct StoredRunsState {
    /// Newest first.
    heads: RwSignal<Vec<Rc<RunHeader>>, LocalStorage>,
    damaged: RwSignal<Vec<Arc<DamagedRun>>>,
    /// The results of checking the records.
    checked: StoredValue<CheckedRecords>,
    is_checking: StoredValue<bool>,
    /// Ids of the runs that other tabs drive.
    driven: RwSignal<Vec<String>>,
    /// Ids of those that are paused.
    paused: RwSignal<Vec<String>>,
    /// Whether the list will be read again shortly.
    is_reread_soon: StoredValue<bool>,
    /// The run that, according to the admin, no other address resumed, and when its record had been saved.
    resumed_nowhere_else: RwSignal<Option<(String, Timestamp)>>,
    /// What became of loading a record from a file, where it was loaded.
    loaded: RwSignal<Option<String>>,
    /// The run whose record is not stored any more, by its id.
    lost: RwSignal<Option<(String, RecordLoss)>>,
    /// The run that is being brought back into the page.
    opening: LatestTask,
    is_opening: RwSignal<bool>,
    /// They say that a run began, ended or was deleted.
    other_tabs: OtherTabs,
}

impl StoredRunsState {
    /// Not listed yet.
    pub(super) fn new() -> Self {
        Self {
            heads: RwSignal::new_local(Vec::new()),
            damaged: RwSignal::new(Vec::new()),
            checked: StoredValue::new(CheckedRecords::new()),
            is_checking: StoredValue::new(false),
            driven: RwSignal::new(Vec::new()),
            paused: RwSignal::new(Vec::new()),
            is_reread_soon: StoredValue::new(false),
            resumed_nowhere_else: RwSignal::new(None),
            loaded: RwSignal::new(None),
            lost: RwSignal::new(None),
            opening: LatestTask::new(),
            is_opening: RwSignal::new(false),
            other_tabs: OtherTabs::new(),
        }
    }

    /// Forgets what the page said of them. The runs themselves are the browser's, and stay.
    pub(in crate::ui) fn reset(self) {
        self.loaded.set(None);
        self.opening.end();
        self.is_opening.set(false);
    }

    /// A run is being read, to bring it back into the page.
    pub(in crate::ui) fn begin_opening(self) -> Task {
        self.is_opening.set(true);
        self.opening.begin()
    }

    /// That run is read; false if nobody waits for it any more.
    pub(in crate::ui) fn end_opening(self, task: Task) -> bool {
        let is_awaited = task.is_latest();
        if is_awaited {
            self.is_opening.set(false);
        }
        is_awaited
    }

    /// Whether a run is being read, to bring it back into the page.
    pub(in crate::ui) fn is_being_opened(self) -> bool {
        self.is_opening.get()
    }

    /// The listed runs. They are drawn anew only where something changed: a list that is read again keeps the focus.
    pub(in crate::ui) fn list(self, heads: Vec<Rc<RunHeader>>, damaged: Vec<Arc<DamagedRun>>) {
        if self.heads.with_untracked(|before| *before != heads) {
            self.heads.set(heads);
        }
        set_if_changed(self.damaged, damaged);
    }

    /// Neither a run nor what is left of one.
    pub(in crate::ui) fn is_empty(self) -> bool {
        self.heads.with(Vec::is_empty) && !self.has_damaged()
    }

    pub(in crate::ui) fn with_heads<T>(self, read: impl FnOnce(&[Rc<RunHeader>]) -> T) -> T {
        self.heads.with(|heads| read(heads))
    }

    pub(in crate::ui) fn heads_untracked(self) -> Vec<Rc<RunHeader>> {
        self.heads.get_untracked()
    }

    /// The head of a run as it is listed.
    pub(in crate::ui) fn head(self, id: &str) -> Option<Rc<RunHeader>> {
        self.heads.with(|heads| head_of(heads, id))
    }

    pub(in crate::ui) fn head_untracked(self, id: &str) -> Option<Rc<RunHeader>> {
        self.heads.with_untracked(|heads| head_of(heads, id))
    }

    pub(in crate::ui) fn damaged(self) -> Vec<Arc<DamagedRun>> {
        self.damaged.get()
    }

    pub(in crate::ui) fn has_damaged(self) -> bool {
        self.damaged.with(|damaged| !damaged.is_empty())
    }

    /// What checking a record showed, if it was checked.
    pub(in crate::ui) fn with_checked<T>(
        self,
        id: &str,
        read: impl FnOnce(&CheckedRecord) -> Option<T>,
    ) -> Option<T> {
        self.checked
            .with_value(|checked| checked.get(id).and_then(read))
    }

    pub(in crate::ui) fn note_checked(self, id: &str, checked: CheckedRecord) {
        self.checked.update_value(|all| {
            all.insert(id.to_owned(), checked);
        });
    }

    /// Checking begins; false if the records are being checked already.
    pub(in crate::ui) fn begin_checking(self) -> bool {
        !self
            .is_checking
            .try_update_value(|is| std::mem::replace(is, true))
            .unwrap_or(true)
    }

    pub(in crate::ui) fn end_checking(self) {
        self.is_checking.set_value(false);
    }

    /// Which runs other tabs drive, and which of those are paused.
    pub(in crate::ui) fn driven_elsewhere_are(self, driven: Vec<String>, paused: Vec<String>) {
        set_if_changed(self.driven, driven);
        set_if_changed(self.paused, paused);
    }

    pub(in crate::ui) fn is_driven_elsewhere_untracked(self, id: &str) -> bool {
        self.driven
            .with_untracked(|driven| driven.iter().any(|it| it == id))
    }

    /// What another tab is doing to a run.
    pub(in crate::ui) fn elsewhere(self, id: &str) -> Option<Elsewhere> {
        let (driven, paused) = (self.driven.get(), self.paused.get());
        self.with_heads(|heads| {
            elsewhere_in(id, &driven, &paused, heads.iter().map(|head| &**head))
        })
    }

    /// The list is to be read again later; false if somebody waits to do that already.
    pub(in crate::ui) fn begin_waiting_to_reread(self) -> bool {
        !self
            .is_reread_soon
            .try_update_value(|is| std::mem::replace(is, true))
            .unwrap_or(true)
    }

    pub(in crate::ui) fn end_waiting_to_reread(self) {
        self.is_reread_soon.set_value(false);
    }

    /// The admin said that no other address resumed this run since its record was saved.
    pub(in crate::ui) fn clear_to_resume(self, id: &str, saved: Timestamp) {
        let cleared = (id.to_owned(), saved);
        self.resumed_nowhere_else.set(Some(cleared));
    }

    pub(in crate::ui) fn is_cleared_to_resume(self, id: &str, saved: Timestamp) -> bool {
        self.resumed_nowhere_else.with_untracked(|cleared| {
            cleared
                .as_ref()
                .is_some_and(|it| it.0 == id && it.1 == saved)
        })
    }

    /// What became of loading a record from a file.
    pub(in crate::ui) fn loaded(self) -> Option<String> {
        self.loaded.get()
    }

    pub(in crate::ui) fn set_loaded(self, sentence: Option<String>) {
        self.loaded.set(sentence);
    }

    /// What became of the stored record of a run, if it is gone.
    pub(in crate::ui) fn loss(self, id: &str) -> Option<RecordLoss> {
        let of_run = |lost: &(String, RecordLoss)| (lost.0 == id).then_some(lost.1);
        self.lost.with(|lost| lost.as_ref().and_then(of_run))
    }

    pub(in crate::ui) fn note_lost(self, id: &str, why: RecordLoss) {
        set_if_changed(self.lost, Some((id.to_owned(), why)));
    }

    /// The record of the run in the page is stored.
    pub(in crate::ui) fn note_not_lost(self) {
        set_if_changed(self.lost, None);
    }

    /// The channel to the other tabs.
    pub(in crate::ui) fn other_tabs(self) -> OtherTabs {
        self.other_tabs
    }
}

fn head_of(heads: &[Rc<RunHeader>], id: &str) -> Option<Rc<RunHeader>> {
    heads.iter().find(|head| head.id == id).map(Rc::clone)
}

/// Nothing is drawn anew for what is as it was.
fn set_if_changed<T: PartialEq + Send + Sync + 'static>(signal: RwSignal<T>, now: T) {
    if signal.with_untracked(|before| *before != now) {
        signal.set(now);
    }
}
