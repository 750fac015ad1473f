//! A keep list that was edited but not saved when its dialog was closed.

use std::collections::HashSet;

/// The edited text, and the saved list that it is based on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KeepDraft {
    /// The saved list when editing began.
    pub base: String,
    /// The edited text.
    pub text: String,
}

impl KeepDraft {
    /// The text to continue with, given the list as it is saved now. If another tab has changed the list, nothing that
    /// it saved is lost: the lines that only the draft has are appended.
    #[must_use]
    pub fn over(&self, saved: &str) -> String {
        if saved == self.base {
            return self.text.clone();
        }
        let known: HashSet<&str> = saved.lines().chain(self.base.lines()).collect();
        let is_new = |line: &&str| !known.contains(line);
        let new: Vec<&str> = self.text.lines().filter(is_new).collect();
        if new.is_empty() {
            return saved.to_owned();
        }
        let gap = if saved.is_empty() || saved.ends_with('\n') {
            ""
        } else {
            "\n"
        };
        format!("{saved}{gap}{}", new.join("\n"))
    }
}
