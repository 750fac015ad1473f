//! Restores a run from its journal. A call whose intent has no answer in the journal may or may not have been sent. Its
//! row is in doubt and goes first when the run is resumed. Removals and additions can both be repeated safely.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::domain::Timestamp;
use crate::plan::Plan;

use super::engine::Run;
use super::entry::{Batch, JournalEntry};
use super::event::Phase;
use super::outcome::Outcome;
use super::pace::Rate;
use super::record::{ItemRecord, State};
use super::tally::Tally;
use super::write_ahead_log::WriteAheadLog;

/// Why a row is in doubt after a crash.
pub(super) const UNANSWERED: &str = "The page closed while the call for this row was under way or about to start. Resume sends it again, even if somebody has changed the membership back since.";
const UNCLEAR: &str = "The page closed before an unclear answer could be checked.";

/// Why a row is in doubt if its outcome may be in a damaged part of the journal.
const DAMAGED: &str = "The record of this run is damaged, so the outcome of this row is unknown. Check the group on the site.";

/// What the journal contains besides the records.
#[derive(Default)]
struct Replay {
    announced: BTreeSet<usize>,
    /// Items that a resume sends again.
    again: BTreeSet<usize>,
    /// Items noted as open since the gate last opened.
    open: BTreeSet<usize>,
    batches: u64,
    latest: Timestamp,
    /// The row that was noted last and when it was settled. A following entry may say that a reading settled it.
    answered: Option<(usize, Timestamp)>,
}

impl Replay {
    fn take_answered(&mut self) -> Option<Timestamp> {
        self.answered.take().map(|(_, time)| time)
    }
}

impl Run {
    /// Restores the run at rest: stopped if something is left to do. Ignores entries about items that are not in the
    /// plan. If the journal is not `complete`, every row that is not done is in doubt, because a missing entry may have
    /// released it.
    #[must_use]
    pub fn recover(
        plan: Arc<Plan>,
        rate: Rate,
        batches: impl IntoIterator<Item = Batch>,
        complete: bool,
    ) -> Self {
        let mut run = Self::new(plan, rate);
        let mut replay = Replay::default();
        for batch in batches {
            replay.batches = replay.batches.max(batch.number + 1);
            for entry in batch.entries.iter() {
                run.replay(entry, &mut replay);
            }
        }
        if !complete {
            for item in std::mem::take(&mut replay.announced) {
                run.count_unanswered(item);
            }
            for item in 0..run.records.len() {
                run.doubt(item, DAMAGED, &mut replay);
            }
        }
        run.end_replay(replay);
        run
    }

    fn replay(&mut self, entry: &JournalEntry, replay: &mut Replay) {
        match entry {
            JournalEntry::Released { scope, at } => {
                // The gate opens only at rest, so a call without an answer by then lost it in a crash.
                self.doubt_open(replay);
                self.queue_up(*scope, *at);
                replay.again.clear();
                replay.open.clear();
                replay.latest = *at;
            }
            JournalEntry::Intent { item } => {
                replay.announced.insert(*item as usize);
            }
            JournalEntry::Withdrawn { items } => {
                for item in items {
                    replay.announced.remove(&(*item as usize));
                }
            }
            JournalEntry::Noted { item, note } => {
                let at = *item as usize;
                let Some(record) = self.records.get_mut(at) else {
                    return;
                };
                // A reading that agrees does not settle the row again.
                let is_same = record.note().is_settled_as(note);
                // A stop and a resume write a row again that was answered once.
                let is_new_call = note.attempts > record.attempts;
                *record = ItemRecord::of(note);
                self.answered_at = replay.take_answered().max(self.answered_at);
                replay.answered = note.finished_at.map(|time| (at, time));
                replay.announced.remove(&at);
                replay.again.remove(&at);
                if note.settled.is_none() {
                    replay.open.insert(at);
                }
                if is_same {
                    return;
                }
                replay.latest = note.finished_at.unwrap_or(replay.latest);
                if note.settled.is_some() {
                    self.list_settled(at);
                }
                if note.http_status == Some(429) && note.settled.is_none() && is_new_call {
                    self.throttled = self.throttled.saturating_add(1);
                }
            }
            JournalEntry::Halted { item } => {
                replay.again.insert(*item as usize);
            }
            JournalEntry::NotFound { item } => {
                if let Some(record) = self.records.get_mut(*item as usize) {
                    record.is_not_found = true;
                }
            }
            JournalEntry::SettledByReading { item } => {
                replay
                    .answered
                    .take_if(|(noted, _)| *noted == *item as usize);
                if let Some(record) = self.records.get_mut(*item as usize) {
                    record.is_by_reading = true;
                }
            }
            JournalEntry::ChangedBack { item, before } => {
                if let Some(record) = self.records.get_mut(*item as usize) {
                    record.changed_back = Some(Box::new(before.clone()));
                }
            }
            JournalEntry::ReadBack { verdict, at } => self.proof = Some((verdict.clone(), *at)),
            JournalEntry::SitePause { until: Some(until) } => self.pace.recall_pause(*until),
            JournalEntry::SitePause { until: None } => self.pace.end_pause(),
            JournalEntry::UnprovenAccepted => self.unproven_is_accepted = true,
            JournalEntry::Trial { item } => {
                let item = *item as usize;
                if item < self.records.len() {
                    self.trial = item;
                }
            }
        }
    }

    /// Puts in doubt what was in flight when the page closed: calls without an answer, and unclear answers.
    fn doubt_open(&mut self, replay: &mut Replay) {
        for item in std::mem::take(&mut replay.announced) {
            self.count_unanswered(item);
            self.doubt(item, UNANSWERED, replay);
        }
        for item in 0..self.records.len() {
            let record = &self.records[item];
            let is_open = matches!(record.state, State::Waiting);
            if is_open && (record.step.is_question() || record.response_lost) {
                let known = record.reason.clone().filter(|_| !record.step.is_question());
                self.doubt(item, UNCLEAR, replay);
                self.records[item].reason = known.or_else(|| Some(UNCLEAR.into()));
            }
        }
    }

    fn end_replay(&mut self, mut replay: Replay) {
        self.answered_at = replay.take_answered().max(self.answered_at);
        self.doubt_open(&mut replay);
        self.send_again.clear();
        // One by one: collecting them would add a sort to the page's code.
        let mut queued = BTreeSet::new();
        queued.extend(self.queue.iter().copied());
        for item in 0..self.records.len() {
            let record = &self.records[item];
            let open = matches!(record.state, State::Waiting);
            if open && replay.open.contains(&item) && !queued.contains(&item) {
                // It was open when the page closed, so a resume sends it again.
                self.queue.push_back(item);
            } else if replay.again.contains(&item) && !record.outcome().is_done() {
                self.send_again.push(item);
            }
        }
        let open = |item: &usize| matches!(self.records[*item].state, State::Waiting);
        self.queue = self.queue.iter().copied().filter(open).collect();
        self.tally = Tally::of_records(&self.records);
        self.phase = match self.began_at {
            None => Phase::Ready,
            Some(_) if self.queue.is_empty() && self.send_again.is_empty() => Phase::Finished,
            Some(_) => Phase::Stopped,
        };
        self.log = WriteAheadLog::after(replay.batches, self.if_closed());
    }

    /// Counts the announced call as an attempt. The journal cannot say whether it was sent, and a call that may have
    /// changed the site must not be missing from the record.
    fn count_unanswered(&mut self, item: usize) {
        if let Some(record) = self.records.get_mut(item)
            && !record.outcome().is_done()
        {
            record.attempts = record.attempts.saturating_add(1);
            // The status would be that of an earlier call.
            record.http_status = None;
        }
    }

    /// Puts an item in doubt: a resume sends it again.
    fn doubt(&mut self, item: usize, reason: &'static str, replay: &mut Replay) {
        let Some(record) = self.records.get_mut(item) else {
            return;
        };
        if record.outcome().is_done() {
            return;
        }
        record.state = State::Settled(Outcome::InDoubt);
        record.response_lost = true;
        record.is_by_reading = false;
        record.reason = Some(reason.into());
        record.finished_at = Some(replay.latest);
        replay.again.insert(item);
        self.list_settled(item);
    }
}
