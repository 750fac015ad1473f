//! How a row stands, and the words for it.

use serde::{Deserialize, Serialize};

use crate::plan::Action;

/// How a row stands. What the words are depends on the plan's action; counting,
/// labels and file words are methods here, with no wildcard arm.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash, Serialize, Deserialize)]
pub enum Outcome {
    /// The site did it: removed the membership, or added it.
    Done,
    /// There was nothing to do: no membership to remove, or one already there to add.
    Already,
    /// It was not done.
    Failed,
    /// A call was under way when the run was stopped, or its answer was lost: not known.
    InDoubt,
    /// Nothing has been settled for this row yet.
    NotTried,
}

impl Outcome {
    /// Every outcome, in the order of the counts.
    pub const ALL: [Self; 5] = [
        Self::Done,
        Self::Already,
        Self::Failed,
        Self::InDoubt,
        Self::NotTried,
    ];

    /// The word on the page.
    #[must_use]
    pub fn label(self, action: Action) -> &'static str {
        match (self, action) {
            (Self::Done, Action::Remove) => "Removed",
            (Self::Done, Action::Add) => "Added",
            (Self::Already, Action::Remove) => "Already gone",
            (Self::Already, Action::Add) => "Already a member",
            (Self::Failed, _) => "Failed",
            (Self::InDoubt, _) => "Unconfirmed",
            (Self::NotTried, _) => "Not started",
        }
    }

    /// The word in the results file.
    #[must_use]
    pub fn word(self, action: Action) -> &'static str {
        match (self, action) {
            (Self::Done, Action::Remove) => "removed",
            (Self::Done, Action::Add) => "added",
            (Self::Already, Action::Remove) => "already_gone",
            (Self::Already, Action::Add) => "already_member",
            (Self::Failed, _) => "failed",
            (Self::InDoubt, _) => "in_doubt",
            (Self::NotTried, _) => "not_tried",
        }
    }

    /// Nothing remains to be done for this row.
    #[must_use]
    pub fn is_done(self) -> bool {
        match self {
            Self::Done | Self::Already => true,
            Self::Failed | Self::InDoubt | Self::NotTried => false,
        }
    }
}
