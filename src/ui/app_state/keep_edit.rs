//! What is written in the keep list's dialog. It outlives the dialog: what was not saved is there when the dialog is
//! opened again, and so is what a file brought that was read after the dialog was closed.

use groupsweep_core::choose::KeepDraft;
use leptos::prelude::*;

/// What is written and not saved yet; cheap to copy.
#[derive(Clone, Copy)]
pub(in crate::ui) struct KeepEdit {
    pub(in crate::ui) text: RwSignal<String>,
    /// The saved list that the text was written on.
    base: StoredValue<String>,
    pub(in crate::ui) trouble: RwSignal<Option<String>>,
    /// A notice of what the last file or another tab added.
    pub(in crate::ui) brought: RwSignal<Option<String>>,
}

impl KeepEdit {
    pub(super) fn new() -> Self {
        Self {
            text: RwSignal::new(String::new()),
            base: StoredValue::new(String::new()),
            trouble: RwSignal::new(None),
            brought: RwSignal::new(None),
        }
    }

    /// What is written, and on which list.
    pub(in crate::ui) fn draft(self) -> KeepDraft {
        KeepDraft {
            base: self.base.get_value(),
            text: self.text.get_untracked(),
        }
    }

    /// Goes on over the list as it is saved now.
    pub(in crate::ui) fn go_on_over(self, saved: String) {
        self.text.set(self.draft().over(&saved));
        self.base.set_value(saved);
    }

    /// Goes on with a list that is not saved, written over one that is.
    pub(in crate::ui) fn go_on_with(self, unsaved: &str, over: &str) {
        if self.base.with_value(|base| base != over) {
            self.text.set(self.draft().over(unsaved));
            self.base.set_value(over.to_owned());
        }
    }

    /// The text is the saved list now.
    pub(in crate::ui) fn is_saved(self, text: String) {
        self.base.set_value(text);
    }

    /// What was said of the last file or the last try to save has been read.
    pub(super) fn forget_words(self) {
        self.trouble.set(None);
        self.brought.set(None);
    }
}
