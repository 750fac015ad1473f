//! A keep list that was written and not saved when its dialog was closed.

use std::collections::HashSet;

/// The text, and the saved list that it was written on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KeepDraft {
    /// The saved list at that time.
    pub base: String,
    /// What was made of it.
    pub text: String,
}

impl KeepDraft {
    /// The text to go on with over the list as it is saved now. If another tab has changed the list, nothing that it
    /// saved is dropped: the lines that only the draft has follow.
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
