//! Reads batches of versions 2 and 3, in which some facts were only in a row's reason. In version 2 these
//! were all facts that have their own entries since version 3; in both, that a row had been in doubt. The
//! sentences here are those of the old versions and must not change, even if a run uses other ones today.

use crate::atlassian::Reason;
use crate::run::{JournalEntry, Outcome, OutcomeNote};

/// The run stopped before the row was settled. A resume sends the row again.
const STOPPED: [&str; 2] = [
    "The run was stopped while the call was under way.",
    "The run stopped before an unclear answer was looked into.",
];

/// The site does not know the person or the group.
const NOT_FOUND: &str = "Not found: ";

/// Reading the group back settled the row.
const READ: [&str; 3] = [
    "The answer was lost; reading the group back shows the membership gone.",
    "The answer was lost; reading the group back shows the membership there.",
    "The site showed the change late.",
];

/// A row was in doubt and a list did not show its change. It was recorded like a change that an answer had
/// confirmed.
const UNCHANGED: [&str; 2] = [
    "Reading the group back shows the membership still there.",
    "Reading the group back does not show the membership.",
];

/// The last sentence of a reason if a later reading shows that the row was changed back.
const LATER: &str = "The reading on ";

/// Converts the entries of a batch of this version to today's.
pub(super) fn brought_up(version: u8, mut entries: Vec<JournalEntry>) -> Vec<JournalEntry> {
    if version < 4 {
        entries.iter_mut().for_each(tell_doubt);
    }
    match version {
        2 => with_facts(entries),
        _ => entries,
    }
}

/// Restores that a row had been in doubt.
fn tell_doubt(entry: &mut JournalEntry) {
    let JournalEntry::Noted { note, .. } = entry else {
        return;
    };
    let reason = note.reason.as_deref().unwrap_or_default();
    let is_unchanged = note.settled == Some(Outcome::Failed) && UNCHANGED.contains(&reason);
    if is_unchanged && note.reported == Some(Outcome::Done) {
        note.reported = Some(Outcome::InDoubt);
    }
}

/// Adds to entries of version 2 those that version 3 would have written with them.
fn with_facts(entries: Vec<JournalEntry>) -> Vec<JournalEntry> {
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

/// Converts a row's reason to entries.
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

#[cfg(test)]
mod tests {
    use super::*;

    /// A row whose change a list did not show.
    fn unchanged() -> JournalEntry {
        let note = OutcomeNote {
            settled: Some(Outcome::Failed),
            look_back: false,
            attempts: 1,
            faults: 0,
            response_lost: true,
            reported: Some(Outcome::Done),
            http_status: None,
            reason: Some(UNCHANGED[0].into()),
            finished_at: None,
        };
        JournalEntry::Noted { item: 0, note }
    }

    fn reported(version: u8) -> Option<Outcome> {
        match &brought_up(version, vec![unchanged()])[0] {
            JournalEntry::Noted { note, .. } => note.reported,
            _ => None,
        }
    }

    #[test]
    fn what_versions_2_and_3_told_as_confirmed_was_in_doubt() {
        assert_eq!(reported(2), Some(Outcome::InDoubt));
        assert_eq!(reported(3), Some(Outcome::InDoubt));
        assert_eq!(reported(4), Some(Outcome::Done));
    }
}
