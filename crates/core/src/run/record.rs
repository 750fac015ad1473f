//! The record of one row of the plan.

use crate::domain::Timestamp;

use super::entry::OutcomeNote;
use super::outcome::Outcome;
use crate::atlassian::{Reason, Witness};

/// The state of a row inside the engine.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum State {
    /// Not released, or in the queue.
    Waiting,
    /// Waiting for the end of a back-off.
    BackingOff {
        /// When it may be sent again.
        until: Timestamp,
    },
    /// A call is under way.
    Sending,
    /// Settled, for now or for good.
    Settled(Outcome),
}

/// The next call for a row.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Step {
    /// Send the call that changes the site.
    Act,
    /// The answer was unclear: ask the site instead of guessing.
    Ask(Question),
}

impl Step {
    /// A question changes nothing.
    pub(super) fn is_question(self) -> bool {
        matches!(self, Self::Ask(_))
    }

    /// Whether a row that stops at this step may have been changed by the previous call. "Already a member" means that
    /// no call of this run changed it.
    pub(super) fn leaves_doubt(self) -> bool {
        matches!(self, Self::Ask(question) if question != Question::Member)
    }
}

/// The question to the site after an unclear answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Question {
    /// The person's own groups.
    Groups,
    /// The person's own groups, after the answer "already a member"; see `claimed`.
    Member,
    /// Whether the account or the group exists.
    Exists(Witness),
}

/// Whether the journal has the intent to call. No call that changes the site starts before that.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Intent {
    /// No call is announced.
    None,
    /// Handed to the journal as its entry of this number, and not yet stored. An older intent that was withdrawn may be
    /// stored before it and starts no call.
    Announced(u64),
    /// The journal stored it: the call may start.
    Kept,
}

/// What readings of the group showed about a settled row.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Reading {
    None,
    /// The membership was as the run leaves it.
    AsPlanned,
    /// The membership differed from the row's outcome.
    Otherwise {
        /// The outcome before this reading. A later reading that agrees restores it; a row in doubt is then done. A row
        /// that an answer had confirmed keeps this until another answer settles it.
        taken_for: Outcome,
    },
}

#[derive(Clone, Debug)]
pub struct ItemRecord {
    pub(super) state: State,
    pub(super) step: Step,
    pub(super) attempts: u16,
    /// Tries that transient faults used up. A 429 uses none.
    pub(super) faults: u8,
    /// A call was sent whose answer was lost: it may have taken effect.
    pub(super) response_lost: bool,
    pub(super) intent: Intent,
    pub(super) reading: Reading,
    /// A reading settled the row, not an answer.
    pub(super) is_by_reading: bool,
    /// The original reason, if a later reading showed the row changed back and the reason says so.
    pub(super) changed_back: Option<Box<Option<Reason>>>,
    /// How often the reason changed since it was settled; wraps.
    pub(super) rewordings: u8,
    pub(super) http_status: Option<u16>,
    pub(super) reason: Option<Reason>,
    /// It failed because the site does not know the person or the group.
    pub(super) is_not_found: bool,
    pub(super) finished_at: Option<Timestamp>,
}

impl ItemRecord {
    pub(super) const NEW: Self = Self {
        state: State::Waiting,
        step: Step::Act,
        attempts: 0,
        faults: 0,
        response_lost: false,
        intent: Intent::None,
        reading: Reading::None,
        is_by_reading: false,
        changed_back: None,
        rewordings: 0,
        http_status: None,
        reason: None,
        is_not_found: false,
        finished_at: None,
    };

    /// The outcome so far.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        match self.state {
            // A row whose answer was lost stays in doubt until a later answer settles it.
            State::Waiting | State::BackingOff { .. } | State::Sending if self.response_lost => {
                Outcome::InDoubt
            }
            State::Waiting | State::BackingOff { .. } | State::Sending => Outcome::NotTried,
            State::Settled(outcome) => outcome,
        }
    }

    /// Not settled, and no call is under way: the next one may start.
    pub(super) fn is_open(&self) -> bool {
        matches!(self.state, State::Waiting | State::BackingOff { .. })
    }

    /// Whether a call is under way or a back-off is running.
    #[must_use]
    pub fn is_under_way(&self) -> bool {
        matches!(self.state, State::Sending | State::BackingOff { .. })
    }

    /// Not settled, although a call may have taken effect: it is in flight or its answer was lost.
    #[must_use]
    pub fn may_be_done(&self) -> bool {
        match self.state {
            State::Sending => self.response_lost || self.step == Step::Act,
            State::Waiting | State::BackingOff { .. } => self.response_lost,
            State::Settled(_) => false,
        }
    }

    /// Whether an answer was lost. The outcome was then found out in another way.
    #[must_use]
    pub fn answer_was_lost(&self) -> bool {
        self.response_lost
    }

    /// Done according to the site's answers, but an undo asks about the row.
    #[must_use]
    pub fn is_done_unconfirmed(&self) -> bool {
        self.outcome() == Outcome::Done && self.response_lost
    }

    /// Calls for this row that change the site: sent, or about to be sent when the page closed.
    #[must_use]
    pub fn attempts(&self) -> u16 {
        self.attempts
    }

    /// The status of the last answer to such a call.
    #[must_use]
    pub fn http_status(&self) -> Option<u16> {
        self.http_status
    }

    /// The reason for the outcome. `None` if the outcome needs none.
    #[must_use]
    pub fn reason(&self) -> Option<&Reason> {
        self.reason.as_ref()
    }

    /// When it was settled.
    #[must_use]
    pub fn finished_at(&self) -> Option<Timestamp> {
        self.finished_at
    }

    /// Returns the row as the journal stores it.
    pub(super) fn note(&self) -> OutcomeNote {
        OutcomeNote {
            settled: match self.state {
                State::Settled(outcome) => Some(outcome),
                State::Waiting | State::BackingOff { .. } | State::Sending => None,
            },
            look_back: self.step.leaves_doubt(),
            attempts: self.attempts,
            faults: self.faults,
            response_lost: self.response_lost,
            reported: match (self.reading, self.state) {
                (Reading::AsPlanned, State::Settled(outcome)) => Some(outcome),
                (Reading::Otherwise { taken_for }, _) => Some(taken_for),
                (Reading::None | Reading::AsPlanned, _) => None,
            },
            http_status: self.http_status,
            reason: self.reason.clone(),
            finished_at: self.finished_at,
        }
    }

    /// Restores a row from the journal. An open row waits.
    pub(super) fn of(note: &OutcomeNote) -> Self {
        Self {
            state: note.settled.map_or(State::Waiting, State::Settled),
            step: if note.look_back {
                Step::Ask(Question::Groups)
            } else {
                Step::Act
            },
            attempts: note.attempts,
            faults: note.faults,
            response_lost: note.response_lost,
            intent: Intent::None,
            reading: match note.reported {
                None => Reading::None,
                shown if shown == note.settled => Reading::AsPlanned,
                Some(taken_for) => Reading::Otherwise { taken_for },
            },
            http_status: note.http_status,
            reason: note.reason.clone(),
            // Entries of their own say so.
            is_not_found: false,
            is_by_reading: false,
            changed_back: None,
            rewordings: 0,
            finished_at: note.finished_at,
        }
    }
}
