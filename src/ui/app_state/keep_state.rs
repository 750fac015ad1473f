//! The keep list: what is known of it, and whether its dialog is open.

use std::sync::Arc;

use futures_channel::oneshot::{Receiver, Sender, channel};
use groupsweep_core::choose::{Keep, KeepList, Kept};
use groupsweep_core::import::Table;
use leptos::prelude::*;

use super::keep_edit::KeepEdit;
use super::keep_list::{KeepListState, ListKept};
use super::other_tabs::OtherTabs;

/// The keep list; cheap to copy. It is never reset: it holds for this address, whatever file is chosen.
#[derive(Clone, Copy)]
pub(in crate::ui) struct KeepState {
    known: RwSignal<KeepListState>,
    is_dialog_open: RwSignal<bool>,
    /// What is written in the dialog.
    edit: KeepEdit,
    /// The opening of the database in which the saved list was last seen there; see `Store::opening`.
    seen_in: StoredValue<u32>,
    /// Ticked rows that lost their tick when the list was last laid.
    unticked: RwSignal<usize>,
    /// Who waits for the list to be known.
    waiting: StoredValue<Vec<Sender<()>>, LocalStorage>,
    /// They say that the list was changed.
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

    /// What is known of the list.
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

    /// The list that holds.
    pub(in crate::ui) fn list(self) -> Option<Arc<KeepList>> {
        match self.known.get_untracked() {
            KeepListState::List { list, .. } => Some(list),
            KeepListState::Opening
            | KeepListState::None
            | KeepListState::Unreadable(_)
            | KeepListState::Without(_) => None,
        }
    }

    /// The list that holds and is saved, unless it was seen in this opening of the database. If it is not stored there,
    /// it was cleared and not taken away: whoever takes it away says so to all tabs.
    pub(in crate::ui) fn saved_before(self, opening: u32) -> Option<Arc<KeepList>> {
        match self.known.get_untracked() {
            KeepListState::List {
                list,
                kept: ListKept::Saved,
            } if self.seen_in.get_value() != opening => Some(list),
            _ => None,
        }
    }

    /// The saved list is stored in this opening of the database.
    pub(in crate::ui) fn note_seen_in(self, opening: u32) {
        self.seen_in.set_value(opening);
    }

    /// The list over a file.
    pub(in crate::ui) fn over(self, table: &Table) -> Keep {
        match self.known.get_untracked() {
            KeepListState::None | KeepListState::Without(_) => Keep::Off,
            KeepListState::List { list, .. } => Keep::On(Arc::new(Kept::of(table, &list))),
            KeepListState::Opening | KeepListState::Unreadable(_) => Keep::Unknown,
        }
    }

    /// Takes what is known by now. Nothing has lost its tick to it yet.
    pub(in crate::ui) fn set_known(self, known: KeepListState) {
        self.known.set(known);
        self.unticked.set(0);
    }

    /// Hears once the list is known.
    pub(in crate::ui) fn wait(self) -> Receiver<()> {
        let (tell, told) = channel();
        self.waiting.update_value(|waiting| waiting.push(tell));
        told
    }

    /// Tells everybody who waits for the list to be known.
    pub(in crate::ui) fn tell_waiting(self) {
        let waiting = self.waiting.try_update_value(std::mem::take);
        for tell in waiting.into_iter().flatten() {
            // Whoever does not wait any more needs no word.
            let _ = tell.send(());
        }
    }

    /// Ticked rows lost their tick as the list was laid.
    pub(in crate::ui) fn note_unticked(self, rows: usize) {
        self.unticked.set(rows);
    }

    /// Ticked rows that lost their tick when the list was last laid.
    pub(in crate::ui) fn unticked(self) -> usize {
        self.unticked.get()
    }

    pub(in crate::ui) fn open_dialog(self) {
        self.is_dialog_open.set(true);
    }

    pub(in crate::ui) fn close_dialog(self) {
        // Once: what a file brings after that is told when the dialog is opened again.
        if self.is_dialog_open.get_untracked() {
            self.edit.forget_words();
        }
        self.is_dialog_open.set(false);
    }

    /// What is written in the dialog, also while it is closed.
    pub(in crate::ui) fn edit(self) -> KeepEdit {
        self.edit
    }

    pub(in crate::ui) fn is_dialog_open(self) -> bool {
        self.is_dialog_open.get()
    }

    /// The line to the other tabs.
    pub(in crate::ui) fn other_tabs(self) -> OtherTabs {
        self.other_tabs
    }
}
