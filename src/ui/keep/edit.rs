//! The actions of the keep list's dialog: add a file, download the list, save it, delete it.

use groupsweep_core::choose::{KeepDraft, KeepList, KeepListError, keep_lines};
use groupsweep_core::domain::Timestamp;
use groupsweep_core::import::text_of;
use leptos::prelude::*;
use web_sys::File;

use crate::browser::read_small_file;
use crate::ui::app_state::{AppState, KeepEdit, KeepListState, ListKept};
use crate::ui::downloads::{BROWSER_REFUSED, file_name, save};
use crate::ui::focus::give_lost_focus;
use crate::ui::text;

use super::in_words;
use super::save::NotSaved;

const EDITOR_TEXT: &str = "dialog[open] textarea";
const MERGED: &str = "Another tab changed the list while this dialog was open. Both lists were saved as one. Lines that you deleted may be back. Check the list.";
const JOINED: &str =
    "A keep list was already saved here. Both lists were saved as one. Check the list.";
const NOT_DELETED: &str = "Another tab changed the list while this dialog was open, so nothing was deleted. Check the list, then press Delete the list again.";

/// The dialog's text and its actions.
#[derive(Clone, Copy)]
pub(super) struct Edit {
    pub(super) session: AppState,
    pub(super) text: RwSignal<String>,
    pub(super) trouble: RwSignal<Option<String>>,
    /// A notice of what the last file or another tab added.
    pub(super) brought: RwSignal<Option<String>>,
    state: KeepEdit,
}

impl Edit {
    /// Opens the dialog with the unsaved text of before, based on the list that is saved now.
    pub(super) fn open(session: AppState) -> Self {
        let state = session.keep.edit();
        match session.keep.known_untracked() {
            KeepListState::List {
                list,
                kept: ListKept::Visit { over: Some(over) },
            } => state.go_on_with(list.text(), &over),
            KeepListState::List { list, .. } => state.go_on_over(list.text().to_owned()),
            _ => state.go_on_over(String::new()),
        }
        Self {
            session,
            text: state.text,
            trouble: state.trouble,
            brought: state.brought,
            state,
        }
    }

    pub(super) fn is_changed(self) -> bool {
        let known = self.session.keep.known();
        let is_kept = self.session.storage.is_kept();
        self.text.with(|text| match known {
            KeepListState::List {
                kept: ListKept::Visit { .. },
                ..
            } if is_kept => true,
            KeepListState::List { list, .. } => list.text() != text,
            KeepListState::Opening
            | KeepListState::None
            | KeepListState::Unreadable(_)
            | KeepListState::Without(_) => !text.trim().is_empty(),
        })
    }

    pub(super) fn write(self, text: String) {
        self.text.set(text);
        self.trouble.set(None);
    }

    /// Appends the lines of a file to the text. If the dialog is closed before the file is read, they are there when
    /// it opens again.
    pub(super) fn take_file(self, file: File) {
        leptos::task::spawn_local(async move {
            let name = file.name();
            let bytes = match read_small_file(&file).await {
                Ok(bytes) => bytes,
                Err(why) => return self.trouble.set(Some(why.to_owned())),
            };
            let lines = text_of(&bytes);
            let added = match read(&lines) {
                Ok(added) => added,
                Err(why) => return self.trouble.set(Some(format!("{name}: {why}"))),
            };
            let before = self.text.with_untracked(|text| keep_lines(text));
            let gap = if before.is_empty() { "" } else { "\n" };
            self.write(format!("{before}{gap}{}\n", keep_lines(&lines)));
            let strange = match added.ignored() {
                0 => String::new(),
                n => format!(", {} not understood", text::count(n, "line", "lines")),
            };
            self.brought.set(Some(format!(
                "{name} added: {}{strange}. Not saved yet.",
                in_words(added.named())
            )));
        });
    }

    /// Downloads the saved list unchanged.
    pub(super) fn save_to_file(self) {
        self.trouble.set(None);
        let Some(list) = self.session.keep.list() else {
            return;
        };
        let name = file_name("keep-list", "txt");
        if !save(&name, "text/plain", list.text().as_bytes()) {
            self.trouble.set(Some(BROWSER_REFUSED.to_owned()));
        }
    }

    /// Saves the text. Lines that another tab saved in the meantime stay.
    pub(super) fn save(self) {
        self.brought.set(None);
        leptos::task::spawn_local(async move {
            // If another tab was quicker, read its list and try again.
            let saved = loop {
                match self.try_to_save().await {
                    Err(NotSaved::Overtaken) => {}
                    Err(NotSaved::Because(why)) => break Some(why),
                    Ok(()) => break None,
                }
            };
            self.trouble.set(saved);
        });
    }

    async fn try_to_save(self) -> Result<(), NotSaved> {
        let replaced = self.session.list_to_replace().await;
        let was_unseen = replaced.was_unseen;
        if was_unseen {
            self.state.is_saved(String::new());
        }
        let draft = self.state.draft();
        let text = match &replaced.text {
            Some(stored) => draft.over(stored),
            None => draft.text.clone(),
        };
        let saved = self
            .session
            .save_keep_list(&replaced, Some(text.clone()))
            .await;
        if matches!(saved, Err(NotSaved::Overtaken)) {
            return saved;
        }
        if text != draft.text {
            let words = if was_unseen { JOINED } else { MERGED };
            self.brought.set(saved.is_ok().then(|| words.to_owned()));
            // Text that was typed during the save.
            let typed = KeepDraft {
                base: draft.text,
                text: self.text.get_untracked(),
            };
            self.text.set(typed.over(&text));
        }
        match (&saved, replaced.text) {
            (Ok(()), _) => self.state.is_saved(text),
            // The text is still based on what is stored.
            (Err(_), Some(stored)) => self.state.is_saved(stored),
            (Err(_), None) => {}
        }
        saved
    }

    /// Deletes the list, unless another tab has changed it since it was shown here.
    pub(super) fn delete(self) {
        self.brought.set(None);
        leptos::task::spawn_local(async move {
            let stored = self.session.list_to_replace().await;
            if stored.was_unseen {
                self.state.is_saved(String::new());
            }
            let is_other = |text: &&String| **text != self.state.draft().base;
            if let Some(other) = stored.text.as_ref().filter(is_other) {
                return self.not_deleted(other.clone());
            }
            let deleted = match self.session.save_keep_list(&stored, None).await {
                Err(NotSaved::Overtaken) => {
                    let now = self.session.list_to_replace().await;
                    return self.not_deleted(now.text.unwrap_or_default());
                }
                Err(NotSaved::Because(why)) => Some(why),
                Ok(()) => {
                    self.text.set(String::new());
                    self.state.is_saved(String::new());
                    None
                }
            };
            self.trouble.set(deleted);
            give_lost_focus(&[EDITOR_TEXT]);
        });
    }

    fn not_deleted(self, now: String) {
        self.state.go_on_over(now);
        self.trouble.set(Some(NOT_DELETED.to_owned()));
    }
}

/// Parses a list that is not saved.
pub(super) fn read(text: &str) -> Result<KeepList, KeepListError> {
    KeepList::read(text, Timestamp(0))
}
