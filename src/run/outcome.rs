//! How a row stands, and the words for it.

use serde::{Deserialize, Serialize};

use crate::import::Earlier;
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
    Already,
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
        Self::Already,
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
            (Self::Already, Action::Remove) => "Already gone",
            (Self::Already, Action::Add) => "Already a member",
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
    pub fn in_a_file(self, action: Action) -> Earlier {
        match (self, action) {
            (Self::Done, Action::Remove) => Earlier::Removed,
            (Self::Done, Action::Add) => Earlier::Added,
            (Self::Already, Action::Remove) => Earlier::AlreadyGone,
            (Self::Already, Action::Add) => Earlier::AlreadyMember,
            (Self::SinceCheck, Action::Remove) => Earlier::GoneSinceCheck,
            (Self::SinceCheck, Action::Add) => Earlier::ThereSinceCheck,
            (Self::Failed, _) => Earlier::Failed,
            (Self::InDoubt, _) => Earlier::InDoubt,
            (Self::NotTried, _) => Earlier::NotTried,
        }
    }

    /// What a results file's word says; `None` for words about rows that no run sent.
    #[must_use]
    pub fn of_file(word: Earlier) -> Option<Self> {
        match word {
            Earlier::Removed | Earlier::Added => Some(Self::Done),
            Earlier::AlreadyGone | Earlier::AlreadyMember => Some(Self::Already),
            Earlier::GoneSinceCheck | Earlier::ThereSinceCheck => Some(Self::SinceCheck),
            Earlier::Failed => Some(Self::Failed),
            Earlier::InDoubt => Some(Self::InDoubt),
            Earlier::NotTried => Some(Self::NotTried),
            Earlier::Kept | Earlier::Unusable | Earlier::ToRestore => None,
        }
    }

    /// Nothing remains to be done for this row.
    #[must_use]
    pub fn is_done(self) -> bool {
        match self {
            Self::Done | Self::Already | Self::SinceCheck => true,
            Self::Failed | Self::InDoubt | Self::NotTried => false,
        }
    }
}
