//! How a row stands, and the words for it.

use serde::{Deserialize, Serialize};

use crate::import::PreviousOutcome;
use crate::plan::Action;

/// How many outcomes there are.
pub const OUTCOMES: usize = 6;

/// How a row stands. What the words are depends on the plan's action; counting,
/// labels and file words are methods here, with no wildcard arm.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash, Serialize, Deserialize)]
pub enum Outcome {
    /// The site did it: removed the membership, or added it.
    Done,
    /// There was nothing to do: no membership to remove, or one already there to add.
    NoChange,
    /// It was not done.
    Failed,
    /// A call was under way when the run was stopped, or its answer was lost: not known.
    InDoubt,
    /// Nothing has been settled for this row yet.
    NotTried,
    /// The membership is as wanted, and the check before the run saw it otherwise: somebody else changed it since,
    /// or this run's own call was sent twice on the way and the first one did it. Last: stored by its place.
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

    /// The word on the page.
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

    /// How a results file names it.
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

    /// What a results file's word says; `None` for words about rows that no run sent.
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

    /// Nothing remains to be done for this row.
    #[must_use]
    pub fn is_done(self) -> bool {
        match self {
            Self::Done | Self::NoChange | Self::SinceCheck => true,
            Self::Failed | Self::InDoubt | Self::NotTried => false,
        }
    }
}
