//! Stopping: abandons the calls in flight and ends every back-off.

use crate::domain::Timestamp;

use super::engine::Run;
use super::entry::{JournalEntry, place};
use super::event::{Command, Phase};
use super::outcome::Outcome;
use super::record::{Question, State, Step};

/// Why a row is in doubt after a stop: its call was in flight, or its unclear answer was not followed up.
const STOPPED: [&str; 2] = [
    "The run was stopped while the call was under way.",
    "The run stopped before an unclear answer could be checked.",
];

impl Run {
    /// Stops the run at the admin's request.
    pub(super) fn stop(&mut self, now: Timestamp, commands: &mut Vec<Command>) {
        if self.is_at_rest() {
            return;
        }
        match self.phase {
            Phase::Running | Phase::Paused(_) => self.phase = Phase::Stopped,
            // A halt keeps its reason. Only its calls in flight are abandoned.
            Phase::Halted(_) => {}
            // Nothing is left to stop: the last batch is being written.
            Phase::Ready | Phase::Stopped | Phase::Finished => return,
        }
        commands.push(Command::CancelAll);
        for call in std::mem::take(&mut self.in_flight) {
            self.let_go(call.item, STOPPED[0], now);
        }
        self.rest_no_longer(now);
    }

    /// Leaves a row in doubt. A resume sends it again.
    fn leave_in_doubt(&mut self, item: usize, why: &'static str, now: Timestamp) {
        self.note_lost_answer(item, true);
        self.send_again.push(item);
        self.settle(item, Outcome::InDoubt, Some(why.into()), now);
        self.log.note(JournalEntry::Halted { item: place(item) });
    }

    /// Ends every back-off without a call. Rows that may be gone are in doubt; the others return to the queue.
    pub(super) fn rest_no_longer(&mut self, now: Timestamp) {
        for item in std::mem::take(&mut self.resting) {
            let record = &self.records[item];
            if record.response_lost || record.step.leaves_doubt() {
                // The row stays in doubt until an answer settles it, also while it waits for its next call.
                self.leave_in_doubt(item, STOPPED[1], now);
            } else {
                self.put_back(item);
            }
        }
    }

    /// Abandons a call in flight. Its change may have been made. So may the change before a question, unless its
    /// answer said that there was nothing to change.
    fn let_go(&mut self, item: usize, why: &'static str, now: Timestamp) {
        let record = &self.records[item];
        if record.step == Step::Ask(Question::Member) && !record.response_lost {
            self.put_back(item);
        } else {
            self.leave_in_doubt(item, why, now);
        }
    }

    /// Puts a row at the front of the queue, to send its change again.
    fn put_back(&mut self, item: usize) {
        let record = &mut self.records[item];
        if record.step == Step::Ask(Question::Member) {
            record.step = Step::Act;
            record.reason = None;
        }
        self.set_state(item, State::Waiting);
        self.note(item);
        self.queue.push_front(item);
    }
}
