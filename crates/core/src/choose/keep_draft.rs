//! A keep list that was edited but not saved when its dialog was closed.

use std::collections::HashSet;

use super::keep_entry::keep_lines;

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
        // As lines, also if one of them has columns: a line after columns would be read as their row, and protect nobody.
        let [saved_lines, base, text] = [saved, &self.base, &self.text].map(keep_lines);
        let known: HashSet<&str> = saved_lines.lines().chain(base.lines()).collect();
        let is_new = |line: &&str| !known.contains(line);
        let new: Vec<&str> = text.lines().filter(is_new).collect();
        if new.is_empty() {
            return saved.to_owned();
        }
        let gap = if saved_lines.is_empty() { "" } else { "\n" };
        format!("{saved_lines}{gap}{}", new.join("\n"))
    }
}
