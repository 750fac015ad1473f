//! The outcome of a row, and the words for it.

use serde::{Deserialize, Serialize};

use crate::import::PreviousOutcome;
use crate::plan::Action;

pub const OUTCOMES: usize = 6;

/// The outcome of a row. Its words depend on the plan's action. Labels and file words are methods here, without a
/// wildcard arm. The journal stores variants by position: append them, and never reorder them.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash, Serialize, Deserialize)]
pub enum Outcome {
    /// The membership was removed, or added.
    Done,
    /// There was nothing to change: no membership to remove, or one that was already there.
    NoChange,
    /// The membership was not changed.
    Failed,
    /// Unknown: a call may have changed it, for example one that was cut off by a stop or whose answer was lost.
    InDoubt,
    /// The row is not settled yet.
    NotTried,
    /// The membership is as wanted, but the check before the run saw it otherwise. Either somebody else has changed it
    /// since, or this run's call was sent twice on the way and the first one changed it.
    SinceCheck,
}

impl Outcome {
    /// Every outcome, in the order of the counts.
    pub const ALL: [Self; OUTCOMES] = [
        Self::Done,
        Self::NoChange,
        Self::SinceCheck,
        Self::Failed,
        Self::InDoubt,
        Self::NotTried,
    ];

    /// The label on the page.
    #[must_use]
    pub fn label(self, action: Action) -> &'static str {
        match (self, action) {
            (Self::Done, Action::Remove) => "Removed",
            (Self::Done, Action::Add) => "Added",
            (Self::NoChange, Action::Remove) => "Already gone",
            (Self::NoChange, Action::Add) => "Already a member",
            (Self::SinceCheck, Action::Remove) => "Gone since the check",
            (Self::SinceCheck, Action::Add) => "There since the check",
            (Self::Failed, _) => "Failed",
            (Self::InDoubt, _) => "Unconfirmed",
            (Self::NotTried, _) => "Not started",
        }
    }

    /// The word in the results file.
    #[must_use]
    pub fn word(self, action: Action) -> &'static str {
        self.in_a_file(action).word()
    }

    /// The value in a results file.
    #[must_use]
    pub fn in_a_file(self, action: Action) -> PreviousOutcome {
        match (self, action) {
            (Self::Done, Action::Remove) => PreviousOutcome::Removed,
            (Self::Done, Action::Add) => PreviousOutcome::Added,
            (Self::NoChange, Action::Remove) => PreviousOutcome::AlreadyGone,
            (Self::NoChange, Action::Add) => PreviousOutcome::AlreadyMember,
            (Self::SinceCheck, Action::Remove) => PreviousOutcome::GoneSinceCheck,
            (Self::SinceCheck, Action::Add) => PreviousOutcome::ThereSinceCheck,
            (Self::Failed, _) => PreviousOutcome::Failed,
            (Self::InDoubt, _) => PreviousOutcome::InDoubt,
            (Self::NotTried, _) => PreviousOutcome::NotTried,
        }
    }

    /// The outcome that a results file's word means. `None` for words about rows that no run sent.
    #[must_use]
    pub fn of_file(word: PreviousOutcome) -> Option<Self> {
        match word {
            PreviousOutcome::Removed | PreviousOutcome::Added => Some(Self::Done),
            PreviousOutcome::AlreadyGone | PreviousOutcome::AlreadyMember => Some(Self::NoChange),
            PreviousOutcome::GoneSinceCheck | PreviousOutcome::ThereSinceCheck => {
                Some(Self::SinceCheck)
            }
            PreviousOutcome::Failed => Some(Self::Failed),
            PreviousOutcome::InDoubt => Some(Self::InDoubt),
            PreviousOutcome::NotTried => Some(Self::NotTried),
            PreviousOutcome::Kept | PreviousOutcome::Unusable | PreviousOutcome::ToRestore => None,
        }
    }

    /// Whether nothing remains to be done for this row.
    #[must_use]
    pub fn is_done(self) -> bool {
        match self {
            Self::Done | Self::NoChange | Self::SinceCheck => true,
            Self::Failed | Self::InDoubt | Self::NotTried => false,
        }
    }
}
