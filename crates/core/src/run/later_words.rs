//! What later runs showed of a run's memberships, by its items.

use std::collections::HashMap;

use crate::domain::Timestamp;

/// What a later run showed of a membership.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum SeenLater {
    /// It is as it was before this run.
    Reversed,
    /// It was as before this run then, and the later run changed it or may have changed it: its undo is about it.
    ChangedAgain,
}

/// What the latest of the later runs showed of an item.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct LaterWord {
    pub seen: SeenLater,
    /// When that run began.
    pub by: Timestamp,
}

/// The latest that another run showed of an item.
#[derive(Clone, Copy, Debug)]
pub(super) struct LatestWord {
    /// `None` if it was taken back before this run's own change: then that change is this run's again.
    pub(super) word: Option<LaterWord>,
    pub(super) at: Timestamp,
}

/// What later runs showed, by the items of this run.
#[derive(Clone, Debug, Default)]
pub struct LaterWords(pub(super) HashMap<usize, LatestWord>);

impl LaterWords {
    /// What was shown of an item; `None` if no later run is about it.
    #[must_use]
    pub fn of(&self, item: usize) -> Option<LaterWord> {
        self.0.get(&item).and_then(|latest| latest.word)
    }
}
