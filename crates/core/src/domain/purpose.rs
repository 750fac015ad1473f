//! What a plan is for. Every sentence about a plan or its run belongs to one of these four journeys.

use serde::{Deserialize, Serialize};

use super::action::Action;

/// Why memberships are removed or added.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash, Serialize, Deserialize)]
pub enum Purpose {
    /// Removes what was selected.
    Remove,
    /// Adds what was selected.
    Add,
    /// Adds back what a run of this browser removed.
    UndoRemoval,
    /// Removes what a run of this browser added.
    UndoAddition,
}

impl Purpose {
    /// Every purpose.
    pub const ALL: [Self; 4] = [
        Self::Remove,
        Self::Add,
        Self::UndoRemoval,
        Self::UndoAddition,
    ];

    /// What is done with each membership.
    #[must_use]
    pub fn action(self) -> Action {
        match self {
            Self::Remove | Self::UndoAddition => Action::Remove,
            Self::Add | Self::UndoRemoval => Action::Add,
        }
    }

    /// Whether it takes an earlier run back.
    #[must_use]
    pub fn is_undo(self) -> bool {
        match self {
            Self::UndoRemoval | Self::UndoAddition => true,
            Self::Remove | Self::Add => false,
        }
    }

    /// What takes a run of this purpose back. What an undo added is removed again as an addition is, and the
    /// other way round: there is no undo of an undo.
    #[must_use]
    pub fn undo(self) -> Self {
        match self.action() {
            Action::Remove => Self::UndoRemoval,
            Action::Add => Self::UndoAddition,
        }
    }
}

/// Memberships that were selected for this action, which takes nothing back.
impl From<Action> for Purpose {
    fn from(action: Action) -> Self {
        match action {
            Action::Remove => Self::Remove,
            Action::Add => Self::Add,
        }
    }
}
