//! The journal entries of a run. They are written in batches, and a call's intent is stored before the call may start.
//! Replayed in order, they restore the run (see `recover`). No entry holds a credential: the engine never has one.
//!
//! Entries are stored by position: append variants, and never reorder them.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::domain::Timestamp;
use crate::plan::Scope;

use super::outcome::Outcome;
use super::proof::ProofVerdict;
use crate::atlassian::Reason;

/// One entry of the journal. Items are indices in the plan.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum JournalEntry {
    /// The gate opened.
    Released { scope: Scope, at: Timestamp },
    /// A call that changes the site may start for this item from now on.
    Intent { item: u32 },
    /// These items' announced calls did not start, and will not until a new intent.
    Withdrawn { items: Vec<u32> },
    /// The state of an item after an answer, a stop or a reading.
    Noted { item: u32, note: OutcomeNote },
    /// The trial's group was read back.
    ReadBack {
        verdict: ProofVerdict,
        at: Timestamp,
    },
    /// This item is the trial. Precedes the release of the trial.
    Trial { item: u32 },
    /// The run halted at this item, so a resume sends it again. Follows the item's [`JournalEntry::Noted`].
    Halted { item: u32 },
    /// The admin chose to continue although the trial proved nothing. Precedes the release of the rest.
    UnprovenAccepted,
    /// The site asked for a pause. A resume waits for its end.
    SitePause {
        /// The end. `None` if the site accepts calls again before it.
        until: Option<Timestamp>,
    },
    /// The site does not know the person or the group of this item. Follows the item's [`JournalEntry::Noted`].
    NotFound { item: u32 },
    /// A reading settled this item, not an answer. Follows the item's [`JournalEntry::Noted`].
    SettledByReading { item: u32 },
    /// A reading showed this item as planned, and a later one shows it changed back. Follows the
    /// [`JournalEntry::Noted`] whose reason reports that.
    ChangedBack {
        item: u32,
        /// The reason before the later reading.
        before: Option<Reason>,
    },
}

/// The state of an item.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct OutcomeNote {
    /// The outcome that it was settled with. `None` while it is open.
    pub settled: Option<Outcome>,
    /// The next call reads the state instead of changing it.
    pub look_back: bool,
    /// Calls sent that change the site.
    pub attempts: u16,
    /// Tries that transient faults used up.
    pub faults: u8,
    /// An answer was lost: the call may have taken effect.
    pub response_lost: bool,
    /// What readings showed. `None`: nothing. Equal to `settled`: the item is as planned. Otherwise the outcome before
    /// a reading contradicted it.
    pub reported: Option<Outcome>,
    /// The status of the last answer.
    pub http_status: Option<u16>,
    pub reason: Option<Reason>,
    pub finished_at: Option<Timestamp>,
}

impl OutcomeNote {
    /// Whether both were settled by the same answer, so that at most what readings showed differs.
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
    /// Its number in the run's journal, from 0 without gaps. A batch that could not be written is retried under the
    /// same number.
    pub number: u64,
    pub entries: Arc<[JournalEntry]>,
}

/// An index as the journal stores it.
pub(super) fn place(item: usize) -> u32 {
    u32::try_from(item).unwrap_or(u32::MAX)
}
