//! The text in the keep list's dialog. It outlives the dialog: unsaved text is there when the dialog opens again, and
//! so are lines of a file that was read after the dialog was closed.

use groupsweep_core::choose::KeepDraft;
use leptos::prelude::*;

/// The unsaved text. Cheap to copy.
#[derive(Clone, Copy)]
pub(in crate::ui) struct KeepEdit {
    pub(in crate::ui) text: RwSignal<String>,
    /// The saved list that the text is an edit of.
    base: RwSignal<String>,
    pub(in crate::ui) trouble: RwSignal<Option<String>>,
    /// A notice of what the last file or another tab added.
    pub(in crate::ui) brought: RwSignal<Option<String>>,
}

impl KeepEdit {
    pub(super) fn new() -> Self {
        Self {
            text: RwSignal::new(String::new()),
            base: RwSignal::new(String::new()),
            trouble: RwSignal::new(None),
            brought: RwSignal::new(None),
        }
    }

    /// The text, and the list that it is an edit of.
    pub(in crate::ui) fn draft(self) -> KeepDraft {
        KeepDraft {
            base: self.base.get_untracked(),
            text: self.text.get_untracked(),
        }
    }

    /// Bases the text on the list that is saved now.
    pub(in crate::ui) fn go_on_over(self, saved: String) {
        self.text.set(self.draft().over(&saved));
        self.base.set(saved);
    }

    /// Sets an unsaved text, based on a saved list.
    pub(in crate::ui) fn go_on_with(self, unsaved: &str, over: &str) {
        if self.base.with_untracked(|base| base != over) {
            self.text.set(self.draft().over(unsaved));
            self.base.set(over.to_owned());
        }
    }

    /// Whether the text differs from the list that it is an edit of, and from the list that applies, `now`.
    pub(super) fn is_unsaved(self, now: &str) -> bool {
        let is_edited = || self.text.with(|text| self.base.with(|base| text != base));
        is_edited() && self.text.with(|text| text != now)
    }

    /// The text was saved.
    pub(in crate::ui) fn is_saved(self, text: String) {
        self.base.set(text);
    }

    /// Drops the notices about the last file and the last save.
    pub(super) fn forget_words(self) {
        self.trouble.set(None);
        self.brought.set(None);
    }
}
