//! What is known of one row of the plan.

use crate::domain::Moment;

use super::meaning::Reason;

/// How a row stands. Counting, label and file word are methods here, with no wildcard arm.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum Outcome {
    /// The site removed the membership.
    Removed,
    /// There was no membership to remove any more.
    AlreadyGone,
    /// The membership was not removed.
    Failed,
    /// A call was under way when the run was stopped, or its answer was lost: not known.
    InDoubt,
    /// Nothing has been settled for this row yet.
    NotTried,
}

impl Outcome {
    /// Every outcome, in the order of the counts.
    pub const ALL: [Self; 5] = [
        Self::Removed,
        Self::AlreadyGone,
        Self::Failed,
        Self::InDoubt,
        Self::NotTried,
    ];

    /// The word on the page.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Removed => "Removed",
            Self::AlreadyGone => "Already gone",
            Self::Failed => "Failed",
            Self::InDoubt => "In doubt",
            Self::NotTried => "Not tried",
        }
    }

    /// The word in the results file.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Removed => "removed",
            Self::AlreadyGone => "already_gone",
            Self::Failed => "failed",
            Self::InDoubt => "in_doubt",
            Self::NotTried => "not_tried",
        }
    }

    /// Nothing remains to be done for this row.
    #[must_use]
    pub fn is_done(self) -> bool {
        match self {
            Self::Removed | Self::AlreadyGone => true,
            Self::Failed | Self::InDoubt | Self::NotTried => false,
        }
    }
}

/// Where a row is inside the engine.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum State {
    /// Not released, or in the queue.
    Waiting,
    /// Waiting for the end of a back-off.
    Resting {
        /// When it may be sent again.
        until: Moment,
    },
    /// A call is under way.
    Sending,
    /// Settled, for now or for good.
    Settled(Outcome),
}

/// What the next call for a row is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Step {
    /// Send the removal.
    Remove,
    /// The removal's answer had no certain meaning: ask whether the account is still a member.
    LookBack,
}

/// One row's record.
#[derive(Clone, Debug)]
pub struct Record {
    pub(super) state: State,
    pub(super) step: Step,
    pub(super) attempts: u16,
    /// Tries that a passing fault used up; a 429 never does.
    pub(super) faults: u8,
    /// A removal was sent whose answer was lost: it may have taken effect.
    pub(super) ambiguous: bool,
    pub(super) http_status: Option<u16>,
    pub(super) reason: Option<Reason>,
    pub(super) finished_at: Option<Moment>,
}

impl Record {
    pub(super) const NEW: Self = Self {
        state: State::Waiting,
        step: Step::Remove,
        attempts: 0,
        faults: 0,
        ambiguous: false,
        http_status: None,
        reason: None,
        finished_at: None,
    };

    /// How the row stands.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        match self.state {
            // A removal whose answer was lost stays in doubt until a later answer settles it.
            State::Waiting | State::Resting { .. } | State::Sending if self.ambiguous => {
                Outcome::InDoubt
            }
            State::Waiting | State::Resting { .. } | State::Sending => Outcome::NotTried,
            State::Settled(outcome) => outcome,
        }
    }

    /// Whether a call is under way or a back-off is running.
    #[must_use]
    pub fn is_under_way(&self) -> bool {
        matches!(self.state, State::Sending | State::Resting { .. })
    }

    /// Not settled, and yet a removal may have taken effect: its call is under way or its answer was lost.
    #[must_use]
    pub fn may_be_gone(&self) -> bool {
        match self.state {
            State::Sending => self.ambiguous || self.step == Step::Remove,
            State::Waiting | State::Resting { .. } => self.ambiguous,
            State::Settled(_) => false,
        }
    }

    /// Removals sent for this row.
    #[must_use]
    pub fn attempts(&self) -> u16 {
        self.attempts
    }

    /// The status of the last answer to a removal.
    #[must_use]
    pub fn http_status(&self) -> Option<u16> {
        self.http_status
    }

    /// Why it stands so; none where the outcome says it all.
    #[must_use]
    pub fn reason(&self) -> Option<&Reason> {
        self.reason.as_ref()
    }

    /// When it was settled.
    #[must_use]
    pub fn finished_at(&self) -> Option<Moment> {
        self.finished_at
    }
}
