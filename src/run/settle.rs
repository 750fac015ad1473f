//! Settling: an answer gets its meaning, and the meaning goes into the row's record.

use crate::domain::{Answer, Fault, Moment};

use super::engine::{InFlight, Run};
use super::event::{Halt, Pause, Phase, Ticket};
use super::meaning::{Meaning, Reason, RefusedAll, read_back, removal};
use super::record::{Outcome, Record, State, Step};
use super::retry;

/// Rows refused one after the other before the run halts: most likely a right is missing.
const REFUSED_IN_A_ROW: u32 = 3;
/// Rows failed one after the other, whatever the reason, before the run pauses and asks.
const FAILED_IN_A_ROW: u32 = 10;

impl Run {
    /// Ends every back-off without a call: a row that may be gone is in doubt, the others go back to the queue.
    pub(super) fn rest_no_longer(&mut self, now: Moment) {
        for item in std::mem::take(&mut self.resting) {
            if self.records[item].ambiguous || self.records[item].step == Step::LookBack {
                self.send_again.push(item);
                self.settle(
                    item,
                    Outcome::InDoubt,
                    Some("The run stopped before an unclear answer was looked into.".into()),
                    now,
                );
            } else {
                self.set_state(item, State::Waiting);
                self.queue.push_front(item);
            }
        }
    }

    pub(super) fn answered(&mut self, ticket: Ticket, result: &Result<Answer, Fault>, now: Moment) {
        let Some(at) = self.in_flight.iter().position(|call| call.ticket == ticket) else {
            return;
        };
        let InFlight { item, step, .. } = self.in_flight.swap_remove(at);
        let meaning = match step {
            Step::Remove => {
                self.records[item].http_status = result.as_ref().ok().map(|answer| answer.status);
                let lost = match result {
                    Ok(answer) => (201..=299).contains(&answer.status),
                    Err(fault) => fault.may_have_taken_effect(),
                };
                self.note_lost_answer(item, lost);
                removal(result, now)
            }
            Step::LookBack => {
                let unclear = self.records[item].reason.clone().unwrap_or_default();
                read_back(
                    result,
                    &self.plan.items()[item].membership.group,
                    &unclear,
                    now,
                )
            }
        };
        self.apply(item, meaning, now);
        if matches!(self.phase, Phase::Halted(_)) {
            self.rest_no_longer(now);
        }
    }

    fn apply(&mut self, item: usize, meaning: Meaning, now: Moment) {
        let salt = item as u64;
        match meaning {
            Meaning::Removed => self.settle(item, Outcome::Removed, self.tries_note(item), now),
            Meaning::AlreadyGone if self.records[item].ambiguous => {
                let note =
                    "The answer to an earlier try was lost; a later one found the membership gone.";
                self.settle(item, Outcome::Removed, Some(note.into()), now);
            }
            Meaning::AlreadyGone => self.settle(
                item,
                Outcome::AlreadyGone,
                Some("Was not a member.".into()),
                now,
            ),
            Meaning::Unclear(reason) => {
                self.records[item].step = Step::LookBack;
                self.records[item].reason = Some(reason);
                self.rest_until(item, now);
            }
            Meaning::RefusedRow(reason) => self.refused(item, reason, now),
            Meaning::RefusedAll(why) => {
                self.send_again.push(item);
                self.halt(why);
                self.fail(item, why.sentence().into(), now);
            }
            Meaning::Throttled { wait } => {
                self.pace.hold(retry::hold(wait, now, salt));
                self.rest_until(item, now);
            }
            Meaning::Passing {
                reason,
                wait,
                ambiguous,
                maybe_permanent,
            } => {
                if wait.is_some() {
                    self.pace.hold(retry::hold(wait, now, salt));
                }
                let record = &mut self.records[item];
                record.faults += 1;
                let lost = ambiguous && record.step == Step::Remove;
                self.note_lost_answer(item, lost);
                let most = if maybe_permanent {
                    retry::MOST_TRIES_500
                } else {
                    retry::MOST_TRIES
                };
                if self.records[item].faults >= most {
                    self.give_up(item, &reason, now);
                } else {
                    let until = now + retry::rest(self.records[item].faults, wait, salt);
                    self.rest_until(item, until);
                }
            }
        }
    }

    /// A note on a removal that needed more than one try.
    fn tries_note(&self, item: usize) -> Option<Reason> {
        let tries = self.records[item].attempts;
        (tries > 1).then(|| format!("Removed at try {tries}.").into())
    }

    fn refused(&mut self, item: usize, reason: Reason, now: Moment) {
        self.refused_in_a_row += 1;
        if self.refused_in_a_row >= REFUSED_IN_A_ROW {
            self.halt(RefusedAll::Right);
        }
        self.fail(item, reason, now);
    }

    fn give_up(&mut self, item: usize, reason: &Reason, now: Moment) {
        let record = &self.records[item];
        let reason = reason.trim_end_matches('.');
        let reason = match (record.step, &record.reason) {
            (Step::LookBack, Some(unclear)) => {
                format!(
                    "{unclear} Whether the membership is still there could not be read: {reason}."
                )
            }
            (Step::Remove | Step::LookBack, _) if record.attempts == 1 => {
                format!("Given up after 1 try: {reason}.")
            }
            (Step::Remove | Step::LookBack, _) => {
                format!("Given up after {} tries: {reason}.", record.attempts)
            }
        };
        self.fail(item, reason.into(), now);
    }

    /// Settles a row that was not removed as far as its last answer tells. A lost
    /// answer before it may hide a removal: that is doubt, not failure.
    fn fail(&mut self, item: usize, reason: Reason, now: Moment) {
        if self.records[item].ambiguous {
            let reason = format!(
                "{reason} The answer to a removal was lost, so the membership may be gone all the same."
            );
            self.settle(item, Outcome::InDoubt, Some(reason.into()), now);
        } else {
            self.settle(item, Outcome::Failed, Some(reason), now);
        }
    }

    fn halt(&mut self, why: Halt) {
        if matches!(self.phase, Phase::Running | Phase::Paused(_)) {
            self.phase = Phase::Halted(why);
        }
    }

    fn rest_until(&mut self, item: usize, until: Moment) {
        self.set_state(item, State::Resting { until });
        self.resting.push(item);
    }

    pub(super) fn settle(
        &mut self,
        item: usize,
        outcome: Outcome,
        reason: Option<Reason>,
        now: Moment,
    ) {
        self.set_state(item, State::Settled(outcome));
        let record = &mut self.records[item];
        record.reason = reason;
        record.finished_at = Some(now);
        self.settled.push(u32::try_from(item).unwrap_or(u32::MAX));
        if outcome.is_done() {
            self.refused_in_a_row = 0;
            self.failed_in_a_row = 0;
        } else {
            self.failed_in_a_row += 1;
            if self.failed_in_a_row >= FAILED_IN_A_ROW && self.phase == Phase::Running {
                self.phase = Phase::Paused(Pause::ManyFailed);
            }
        }
        self.finish_if_done();
    }

    /// A removal was sent and its answer is lost: the row may be gone.
    pub(super) fn note_lost_answer(&mut self, item: usize, lost: bool) {
        let before = self.records[item].outcome();
        self.records[item].ambiguous |= lost;
        self.tally.moved(before, self.records[item].outcome());
    }

    /// What reading the trial's group back said. A removal that the site answered
    /// and does not show is none; one that shows late is one after all.
    pub(super) fn read_back_trial(&mut self, still_listed: bool, now: Moment) {
        let outcome = self.records.first().map(Record::outcome);
        match (outcome, still_listed) {
            (Some(Outcome::Removed | Outcome::AlreadyGone), true) => {
                self.disproved = outcome;
                let reason = "The site answered that the membership is gone, and still lists it a minute later. The group may be synced from an identity provider.";
                self.settle(0, Outcome::Failed, Some(reason.into()), now);
            }
            (Some(Outcome::Failed), false) => {
                if let Some(answered) = self.disproved.take() {
                    let reason = "The site went on listing the membership for a while.";
                    self.settle(0, answered, Some(reason.into()), now);
                }
            }
            _ => {}
        }
    }

    pub(super) fn set_state(&mut self, item: usize, state: State) {
        let before = self.records[item].outcome();
        self.records[item].state = state;
        self.tally.moved(before, self.records[item].outcome());
    }

    pub(super) fn finish_if_done(&mut self) {
        let nothing_left =
            self.queue.is_empty() && self.resting.is_empty() && self.in_flight.is_empty();
        if nothing_left && matches!(self.phase, Phase::Running | Phase::Paused(_)) {
            self.phase = Phase::Finished;
        }
    }
}
