//! What later runs showed about a run's memberships, by item.

use std::collections::HashMap;

use crate::domain::Timestamp;

/// What a later run showed about a membership.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum SeenLater {
    /// It is as before this run.
    Reversed,
    /// It was as before this run, and the later run changed it or may have. The undo of the later run covers it.
    ChangedAgain,
}

/// What the latest of the later runs showed about an item.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct LaterWord {
    pub seen: SeenLater,
    /// When that run began.
    pub by: Timestamp,
}

/// The latest that another run showed about an item.
#[derive(Clone, Copy, Debug)]
pub(super) struct LatestWord {
    /// `None` if it was undone before this run changed it. Then the change is this run's again.
    pub(super) word: Option<LaterWord>,
    pub(super) at: Timestamp,
    /// Whether the row was as before then, and nothing shows that it has changed again.
    pub(super) is_put_back: bool,
}

/// What later runs showed, by item of this run.
#[derive(Clone, Debug, Default)]
pub struct LaterWords(pub(super) HashMap<usize, LatestWord>);

impl LaterWords {
    /// Drops what was shown about an item, because an answer that came after it settled the item. That it was put back
    /// before this run's call stays known, because the check found it otherwise.
    pub(super) fn forget(&mut self, item: usize) {
        if self.is_put_back(item) {
            self.0.entry(item).and_modify(|latest| latest.word = None);
        } else {
            self.0.remove(&item);
        }
    }

    /// Whether another run has put an item back, before or after this run's call.
    pub(super) fn is_put_back(&self, item: usize) -> bool {
        self.0.get(&item).is_some_and(|latest| latest.is_put_back)
    }

    /// What was shown about an item. `None` if no later run showed anything that still applies.
    #[must_use]
    pub fn of(&self, item: usize) -> Option<LaterWord> {
        self.0.get(&item).and_then(|latest| latest.word)
    }
}
