//! What a refusal stops: the row, its group, or the run.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::atlassian::{HaltReason, Reason, Witness};
use crate::domain::Timestamp;

use super::engine::Run;
use super::entry::{JournalEntry, place};
use super::groups::RefusalScope;
use super::outcome::Outcome;
use super::record::{Intent, State};

/// As in the scripts.
const ODD_IN_A_ROW: u32 = 3;

impl Run {
    /// Handles a refusal whose text does not show what it is about.
    pub(super) fn refused(&mut self, item: usize, reason: Reason, now: Timestamp) {
        // A proxy's page instead of the site's answer says nothing about the group or the right to change it.
        if self.got_odd_answer(item) {
            return self.fail(item, reason, now);
        }
        match self.groups.refused(item) {
            RefusalScope::Row => self.fail(item, reason, now),
            RefusalScope::Group => {
                let why = format!(
                    "Not sent: the site refused three rows of the group \u{201c}{}\u{201d} one after another. The last reason: {reason}",
                    self.groups.name(item)
                );
                self.fail(item, reason, now);
                self.close_group(item, &why.into(), now);
            }
            RefusalScope::Everything => {
                self.halt(HaltReason::Right);
                self.fail(item, reason, now);
            }
        }
    }

    /// Handles a refusal that the site says is about the whole group.
    pub(super) fn refused_group(&mut self, item: usize, reason: Reason, now: Timestamp) {
        let why = format!(
            "Not sent: the site refuses changes to the group \u{201c}{}\u{201d}. {reason}",
            self.groups.name(item)
        );
        self.fail(item, reason, now);
        self.close_group(item, &why.into(), now);
    }

    /// Handles an account or a group that does not exist. This says nothing about the caller's right, so it is not a
    /// refusal.
    pub(super) fn not_found(
        &mut self,
        item: usize,
        missing: Witness,
        reason: Reason,
        now: Timestamp,
    ) {
        self.fail(item, reason, now);
        self.note_not_found(item);
        if missing == Witness::Group {
            let why = format!(
                "Not found: the site does not show that the group \u{201c}{}\u{201d} exists. Not sent.",
                self.groups.name(item)
            );
            for other in self.close_group(item, &why.into(), now) {
                self.note_not_found(other);
            }
        }
    }

    /// Whether the last answer to the row's change had a success status but was not the product's own confirmation. For
    /// rows that this answer did not settle.
    fn got_odd_answer(&self, item: usize) -> bool {
        let status = self.records[item].http_status;
        status.is_some_and(|status| (200..300).contains(&status))
    }

    /// Counts consecutive rows that odd answers left in doubt. The third halts the run.
    pub(super) fn count_odd(&mut self, item: usize, outcome: Outcome) {
        let is_unseen = !self.records[item].was_seen_as_planned();
        let is_odd = outcome == Outcome::InDoubt && is_unseen && self.got_odd_answer(item);
        self.odd_in_a_row = if is_odd { self.odd_in_a_row + 1 } else { 0 };
        if self.odd_in_a_row >= ODD_IN_A_ROW {
            self.halt(HaltReason::NotTheSite);
        }
    }

    fn note_not_found(&mut self, item: usize) {
        self.records[item].is_not_found = true;
        self.log.note(JournalEntry::NotFound { item: place(item) });
    }

    /// Fails the queued rows of an item's group without a call, and returns them. A row whose answer was lost is still
    /// sent, because only the site can settle it.
    fn close_group(&mut self, item: usize, why: &Reason, now: Timestamp) -> VecDeque<usize> {
        if !self.groups.close(item) {
            return VecDeque::new();
        }
        let (held, queue): (VecDeque<usize>, _) = self.queue.iter().copied().partition(|other| {
            self.groups.is_same(item, *other) && !self.records[*other].response_lost
        });
        self.queue = queue;
        for &other in &held {
            if self.records[other].intent != Intent::None {
                self.announced = self.announced.saturating_sub(1);
            }
            self.hold(other, why.clone(), now);
        }
        self.finish_if_done();
        held
    }

    /// Fails a row without counting it towards the pause after ten failures.
    fn hold(&mut self, item: usize, why: Reason, now: Timestamp) {
        debug_assert!(self.records[item].state == State::Waiting);
        let failed = self.failed_in_a_row;
        self.fail(item, why, now);
        self.failed_in_a_row = failed;
        // It took no time, so it says nothing about the rate.
        self.settled_before += 1;
    }

    /// Groups that refused their rows since the run was last started. Their other rows were not sent.
    pub fn refusing_groups(&self) -> impl Iterator<Item = &Arc<str>> {
        self.groups.closed()
    }
}
