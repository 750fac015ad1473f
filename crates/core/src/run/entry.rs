//! What the journal holds of a run. Entries are written in batches, a call's
//! intent before the call may start; replayed in order they give the run back
//! (see `recover`). No entry holds a credential: there is none down here.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::domain::Timestamp;
use crate::plan::Scope;

use super::outcome::Outcome;
use super::proof::ProofVerdict;
use crate::atlassian::Reason;

/// One line of the journal. Items are places in the plan.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum JournalEntry {
    /// The gate opened.
    Released { scope: Scope, at: Timestamp },
    /// A call that changes the site may start for this item from now on.
    Intent { item: u32 },
    /// Calls announced and not started will not start for now.
    Withdrawn { items: Vec<u32> },
    /// How an item stands after an answer, a stop or a reading back.
    Noted { item: u32, note: OutcomeNote },
    /// The trial's group was read back.
    ReadBack {
        verdict: ProofVerdict,
        at: Timestamp,
    },
    /// This item is tried first; stands before the release of the trial.
    Trial { item: u32 },
    /// The run halted at this item: a resume sends it again. Stands after how it was settled.
    Halted { item: u32 },
    /// Somebody confirmed to go on although the trial proved nothing; stands before the release of the rest.
    UnprovenAccepted,
    /// The site asked for a pause: a resume waits for its end.
    SitePause {
        /// The end; `None` once the site takes calls again before it.
        until: Option<Timestamp>,
    },
    /// The site does not know the person or the group of this item. Stands after how it was settled.
    NotFound { item: u32 },
    /// A reading settled this item, not an answer. Stands after how it was settled.
    SettledByReading { item: u32 },
    /// A reading after the one that showed this item as planned shows it changed back. Stands after the note whose
    /// reason says so.
    ChangedBack {
        item: u32,
        /// The reason without that.
        before: Option<Reason>,
    },
}

/// How an item stands.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct OutcomeNote {
    /// Settled, and as what; none while it is open.
    pub settled: Option<Outcome>,
    /// The next call asks how things stand instead of changing them.
    pub look_back: bool,
    /// Calls sent that change the site.
    pub attempts: u16,
    /// Tries that passing faults used up.
    pub faults: u8,
    /// An answer was lost: the call may have taken effect.
    pub response_lost: bool,
    /// What readings showed of it, as its record says it: nothing; equal to `settled`, that it is as planned;
    /// otherwise what it had been taken for until one showed that it is not so.
    pub reported: Option<Outcome>,
    /// The status of the last answer.
    pub http_status: Option<u16>,
    /// Why it stands so.
    pub reason: Option<Reason>,
    /// When it was settled.
    pub finished_at: Option<Timestamp>,
}

impl OutcomeNote {
    /// Settled by the same answer: only what readings said of it differs.
    pub(super) fn is_settled_as(&self, other: &Self) -> bool {
        self.settled.is_some()
            && self.settled == other.settled
            && self.finished_at == other.finished_at
            && self.attempts == other.attempts
    }
}

/// Entries that are written together.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Batch {
    /// Its place in the run's journal, from 0 without gaps. A batch that could not be written comes again under its
    /// number.
    pub number: u64,
    pub entries: Arc<[JournalEntry]>,
}

/// An item's place as the journal keeps it.
pub(super) fn place(item: usize) -> u32 {
    u32::try_from(item).unwrap_or(u32::MAX)
}
