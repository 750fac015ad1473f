//! Batches as version 2 wrote them. Some facts stood there in a row's reason only; from version 3 on each has an entry of
//! its own. The sentences are those of version 2 and must stay as they are here, whatever a run says today.

use crate::atlassian::Reason;
use crate::run::{JournalEntry, Outcome, OutcomeNote};

/// A run that stopped before a row was settled: a resume sends it again.
const STOPPED: [&str; 2] = [
    "The run was stopped while the call was under way.",
    "The run stopped before an unclear answer was looked into.",
];

/// The site does not know the person or the group.
const NOT_FOUND: &str = "Not found: ";

/// A reading settled the row.
const READ: [&str; 3] = [
    "The answer was lost; reading the group back shows the membership gone.",
    "The answer was lost; reading the group back shows the membership there.",
    "The site showed the change late.",
];

/// The last sentence of a reason: a later reading shows the row changed back.
const LATER: &str = "The reading on ";

/// The entries of version 2, with those that version 3 would have written beside them.
pub(super) fn brought_up(entries: Vec<JournalEntry>) -> Vec<JournalEntry> {
    let mut all = Vec::with_capacity(entries.len());
    for entry in entries {
        let facts = match &entry {
            JournalEntry::Noted { item, note } => facts(*item, note),
            _ => Vec::new(),
        };
        all.push(entry);
        all.extend(facts);
    }
    all
}

/// What the reason of a row says, as entries.
fn facts(item: u32, note: &OutcomeNote) -> Vec<JournalEntry> {
    let (Some(settled), Some(reason)) = (note.settled, &note.reason) else {
        return Vec::new();
    };
    let mut facts = Vec::new();
    if STOPPED.contains(&&**reason) {
        facts.push(JournalEntry::Halted { item });
    }
    if settled == Outcome::Failed && reason.starts_with(NOT_FOUND) {
        facts.push(JournalEntry::NotFound { item });
    }
    if READ.iter().any(|sentence| reason.starts_with(sentence)) {
        facts.push(JournalEntry::SettledByReading { item });
    }
    let was_seen = note.reported == note.settled;
    if let Some((before, _)) = reason.rsplit_once(LATER).filter(|_| was_seen) {
        let before = Some(before.trim_end()).filter(|before| !before.is_empty());
        let before = before.map(|before| Reason::from(before.to_owned()));
        facts.push(JournalEntry::ChangedBack { item, before });
    }
    facts
}
