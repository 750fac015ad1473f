//! What a plan is for. Every sentence about a plan or its run belongs to one of four purposes.

use serde::{Deserialize, Serialize};

use super::action::Action;

/// Why memberships are removed or added.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash, Serialize, Deserialize)]
pub enum Purpose {
    /// Removes the selected memberships.
    Remove,
    /// Adds the selected memberships.
    Add,
    /// Adds back what an earlier run in this browser removed.
    UndoRemoval,
    /// Removes what an earlier run in this browser added.
    UndoAddition,
}

impl Purpose {
    pub const ALL: [Self; 4] = [
        Self::Remove,
        Self::Add,
        Self::UndoRemoval,
        Self::UndoAddition,
    ];

    #[must_use]
    pub fn action(self) -> Action {
        match self {
            Self::Remove | Self::UndoAddition => Action::Remove,
            Self::Add | Self::UndoRemoval => Action::Add,
        }
    }

    /// Whether it undoes an earlier run.
    #[must_use]
    pub fn is_undo(self) -> bool {
        match self {
            Self::UndoRemoval | Self::UndoAddition => true,
            Self::Remove | Self::Add => false,
        }
    }

    /// The purpose of an undo of such a run. An undo is undone like any removal or addition: there is no
    /// separate undo of an undo.
    #[must_use]
    pub fn undo(self) -> Self {
        match self.action() {
            Action::Remove => Self::UndoRemoval,
            Action::Add => Self::UndoAddition,
        }
    }
}

/// Selected memberships, not an undo.
impl From<Action> for Purpose {
    fn from(action: Action) -> Self {
        match action {
            Action::Remove => Self::Remove,
            Action::Add => Self::Add,
        }
    }
}
