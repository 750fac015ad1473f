//! Changes to a row's record that the counts and the journal must follow. A change of the outcome goes through
//! [`Run::change`], which updates the counts, and [`Run::note`] writes the record to the journal.

use crate::domain::Timestamp;

use super::engine::Run;
use super::entry::{JournalEntry, place};
use super::record::{ItemRecord, State};

impl Run {
    pub(super) fn rest_until(&mut self, item: usize, until: Timestamp) {
        self.set_state(item, State::BackingOff { until });
        self.note(item);
        self.resting.push(item);
    }

    /// Marks the record if a call's answer is lost, because the call may have taken effect.
    pub(super) fn note_lost_answer(&mut self, item: usize, lost: bool) {
        if lost {
            self.set_ambiguous(item, true);
        }
    }

    pub(super) fn set_ambiguous(&mut self, item: usize, is_ambiguous: bool) {
        self.change(item, |record| record.response_lost = is_ambiguous);
    }

    /// Changes a record and updates the counts.
    pub(super) fn change(&mut self, item: usize, change: impl FnOnce(&mut ItemRecord)) {
        let record = &mut self.records[item];
        let (before, was_unconfirmed) = (record.outcome(), record.is_done_unconfirmed());
        change(record);
        self.tally.moved(before, record.outcome());
        self.tally
            .confirmed(was_unconfirmed, record.is_done_unconfirmed());
    }

    /// Appends an item to the list of settled items.
    pub(super) fn list_settled(&mut self, item: usize) {
        if let Some(latest) = self.latest.get_mut(item) {
            *latest = place(self.settled.len());
            self.settled.push(place(item));
        }
    }

    /// Writes the current state of an item to the journal.
    pub(super) fn note(&mut self, item: usize) {
        let record = &self.records[item];
        let (note, item) = (record.note(), place(item));
        let before = record.changed_back.as_deref().cloned();
        let facts = [
            record
                .is_not_found
                .then_some(JournalEntry::NotFound { item }),
            record
                .is_by_reading
                .then_some(JournalEntry::SettledByReading { item }),
            before.map(|before| JournalEntry::ChangedBack { item, before }),
        ];
        self.log.note(JournalEntry::Noted { item, note });
        for fact in facts.into_iter().flatten() {
            self.log.note(fact);
        }
    }

    pub(super) fn set_state(&mut self, item: usize, state: State) {
        self.change(item, |record| record.state = state);
    }
}
