//! The keep list: its state, and its dialog.

use std::sync::Arc;

use futures_channel::oneshot::{Receiver, Sender, channel};
use groupsweep_core::choose::{Keep, KeepList, Kept};
use groupsweep_core::import::Table;
use leptos::prelude::*;

use super::keep_edit::KeepEdit;
use super::keep_list::{KeepListState, ListKept};
use super::other_tabs::OtherTabs;

/// The keep list. Cheap to copy. Never reset, because it applies to every file at this address.
#[derive(Clone, Copy)]
pub(in crate::ui) struct KeepState {
    known: RwSignal<KeepListState>,
    is_dialog_open: RwSignal<bool>,
    /// The text in the dialog.
    edit: KeepEdit,
    /// The opening of the database in which the saved list was last seen there; see `Store::opening`.
    seen_in: StoredValue<u32>,
    /// Number of rows that the list deselected when it was last applied.
    unticked: RwSignal<usize>,
    /// Tasks that wait until the list is known.
    waiting: StoredValue<Vec<Sender<()>>, LocalStorage>,
    /// Other tabs report on it that they changed the list.
    other_tabs: OtherTabs,
}

impl KeepState {
    /// Not read yet.
    pub(super) fn new() -> Self {
        Self {
            known: RwSignal::new(KeepListState::Opening),
            is_dialog_open: RwSignal::new(false),
            edit: KeepEdit::new(),
            seen_in: StoredValue::new(0),
            unticked: RwSignal::new(0),
            waiting: StoredValue::new_local(Vec::new()),
            other_tabs: OtherTabs::new(),
        }
    }

    /// The state of the list.
    pub(in crate::ui) fn known(self) -> KeepListState {
        self.known.get()
    }

    pub(in crate::ui) fn known_untracked(self) -> KeepListState {
        self.known.get_untracked()
    }

    /// Whether the storage has not answered yet.
    pub(in crate::ui) fn is_opening_untracked(self) -> bool {
        self.known
            .with_untracked(|known| *known == KeepListState::Opening)
    }

    /// The list that applies.
    pub(in crate::ui) fn list(self) -> Option<Arc<KeepList>> {
        match self.known.get_untracked() {
            KeepListState::List { list, .. } => Some(list),
            KeepListState::Opening
            | KeepListState::None
            | KeepListState::Unreadable(_)
            | KeepListState::Without(_) => None,
        }
    }

    /// The saved list, unless it was seen in this opening of the database. If it is missing there, the storage was
    /// cleared: a tab that deletes the list tells all others.
    pub(in crate::ui) fn saved_before(self, opening: u32) -> Option<Arc<KeepList>> {
        match self.known.get_untracked() {
            KeepListState::List {
                list,
                kept: ListKept::Saved,
            } if self.seen_in.get_value() != opening => Some(list),
            _ => None,
        }
    }

    /// Notes that the saved list was seen in this opening of the database.
    pub(in crate::ui) fn note_seen_in(self, opening: u32) {
        self.seen_in.set_value(opening);
    }

    /// The list applied to a file.
    pub(in crate::ui) fn over(self, table: &Table) -> Keep {
        match self.known.get_untracked() {
            KeepListState::None | KeepListState::Without(_) => Keep::Off,
            KeepListState::List { list, .. } => Keep::On(Arc::new(Kept::of(table, &list))),
            KeepListState::Opening | KeepListState::Unreadable(_) => Keep::Unknown,
        }
    }

    /// Sets the state. No row was deselected by it yet.
    pub(in crate::ui) fn set_known(self, known: KeepListState) {
        self.known.set(known);
        self.unticked.set(0);
    }

    /// Resolves once the list is known.
    pub(in crate::ui) fn wait(self) -> Receiver<()> {
        let (tell, told) = channel();
        self.waiting.update_value(|waiting| waiting.push(tell));
        told
    }

    /// Wakes the tasks that wait for the list.
    pub(in crate::ui) fn tell_waiting(self) {
        let waiting = self.waiting.try_update_value(std::mem::take);
        for tell in waiting.into_iter().flatten() {
            // A task that no longer waits needs no message.
            let _ = tell.send(());
        }
    }

    /// Notes how many rows the list deselected.
    pub(in crate::ui) fn note_unticked(self, rows: usize) {
        self.unticked.set(rows);
    }

    /// Number of rows that the list deselected when it was last applied.
    pub(in crate::ui) fn unticked(self) -> usize {
        self.unticked.get()
    }

    pub(in crate::ui) fn open_dialog(self) {
        self.is_dialog_open.set(true);
    }

    pub(in crate::ui) fn close_dialog(self) {
        // Shown once. Later notices are shown when the dialog opens again.
        if self.is_dialog_open.get_untracked() {
            self.edit.forget_words();
        }
        self.is_dialog_open.set(false);
    }

    /// The text in the dialog, even while it is closed.
    pub(in crate::ui) fn edit(self) -> KeepEdit {
        self.edit
    }

    pub(in crate::ui) fn is_dialog_open(self) -> bool {
        self.is_dialog_open.get()
    }

    /// Whether the dialog was closed with changes that are not saved.
    pub(in crate::ui) fn has_unsaved_edit(self) -> bool {
        let list = self.list();
        let now = list.as_ref().map_or("", |list| list.text());
        !self.is_dialog_open() && self.edit.is_unsaved(now)
    }

    /// The channel to the other tabs.
    pub(in crate::ui) fn other_tabs(self) -> OtherTabs {
        self.other_tabs
    }
}
