//! Settling: interprets an answer and writes the result into the row's record.

use crate::atlassian::{GroupApi, HaltReason, Reason, ResponseKind, change};
use crate::domain::{Answer, Timestamp, TransportError};
use crate::plan::{Action, Effect};

use super::engine::{InFlight, Run};
use super::entry::{JournalEntry, place};
use super::event::{CallId, Halt, Pause, Phase};
use super::offline::is_unsent;
use super::outcome::Outcome;
use super::pace::RateSignal;
use super::prior_unknown::{all_the_same, contradicted, done_before, prior_unknown};
use super::record::{Intent, Question, Reading, State, Step};
use super::recover::UNANSWERED;
use super::retry;

/// Consecutive failures, for any reason, before the run pauses and asks.
const FAILED_IN_A_ROW: u32 = 10;

/// What settles a row.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum SettledBy {
    /// An answer, or that none came.
    Answer,
    /// A reading of the group.
    Reading,
}

impl Run {
    pub(super) fn answered(
        &mut self,
        call_id: CallId,
        result: &Result<Answer, TransportError>,
        now: Timestamp,
    ) {
        let Some(at) = self
            .in_flight
            .iter()
            .position(|call| call.call_id == call_id)
        else {
            return;
        };
        let call = self.in_flight.swap_remove(at);
        let InFlight {
            item,
            step,
            sent_at,
            ..
        } = call;
        self.listening
            .on_response(result, self.in_flight.len(), now);
        let sign = RateSignal::of(result);
        if self.waits_for_connection(call, result, now) {
            self.heard_extra(call_id, step, sign, now);
            if matches!(self.phase, Phase::Halted(_)) {
                self.rest_no_longer(now);
            }
            return;
        }
        // Questions have their own limit, so they say nothing about the pace of changes.
        if step == Step::Act {
            self.pace.on_response(sent_at, now, sign);
        }
        self.heard_extra(call_id, step, sign, now);
        let action = self.plan.action();
        let meaning = match step {
            Step::Act => {
                self.records[item].http_status = result.as_ref().ok().map(|answer| answer.status);
                // What a lost answer means is found out below. That it was lost stays on record.
                let lost = result.as_ref().err().copied();
                let lost = lost.is_some_and(TransportError::may_have_taken_effect);
                self.note_lost_answer(item, lost);
                Some(change(self.api(), action, result, now))
            }
            Step::Ask(question) => self.looked(item, question, result, now),
        };
        match meaning {
            // The call never reached the site: the row returns to the queue.
            Some(ResponseKind::HaltReason(why)) if is_unsent(result) => {
                self.halt(why);
                if step == Step::Act {
                    self.forget_unsent(item, result);
                }
                self.rest_until(item, now);
            }
            Some(meaning) => self.apply(item, meaning, now),
            None => {}
        }
        if matches!(self.phase, Phase::Halted(_)) {
            self.rest_no_longer(now);
        }
    }

    fn api(&self) -> &dyn GroupApi {
        self.plan.connection().endpoint.api()
    }

    fn apply(&mut self, item: usize, meaning: ResponseKind, now: Timestamp) {
        let salt = item as u64;
        match meaning {
            ResponseKind::Done => self.done(item, now),
            ResponseKind::Already if self.is_to_be_shown(item) => self.look_for_member(item, now),
            ResponseKind::Already => self.already(item, now),
            ResponseKind::Unproven(reason) => {
                self.note_lost_answer(item, true);
                self.look_into(item, reason, now);
            }
            ResponseKind::Ambiguous(reason) => self.look_into(item, reason, now),
            ResponseKind::RowRejected(reason) => self.refused(item, reason, now),
            ResponseKind::RefusedGroup(reason) => self.refused_group(item, reason, now),
            ResponseKind::NotFound { missing, reason } => {
                self.not_found(item, missing, reason, now)
            }
            // The refusal may be about this row alone. The row must not come first again, or each resume would halt at
            // it.
            ResponseKind::RightMissing(reason) => {
                self.halt(HaltReason::Right);
                self.fail(item, reason, now);
            }
            ResponseKind::HaltReason(why) => {
                self.send_again.push(item);
                self.halt(why);
                self.fail(item, why.sentence().into(), now);
                self.log.note(JournalEntry::Halted { item: place(item) });
            }
            ResponseKind::Throttled { wait } => {
                // The journal stores answers to changes only.
                let is_change = !self.records[item].step.is_question();
                self.throttled = self.throttled.saturating_add(u32::from(is_change));
                self.hold_until(retry::hold(wait, now, salt), now);
                self.rest_until(item, now);
            }
            ResponseKind::Transient {
                reason,
                wait,
                response_lost,
                maybe_permanent,
            } => {
                if wait.is_some() {
                    self.hold_until(retry::hold(wait, now, salt), now);
                }
                let record = &mut self.records[item];
                record.faults += 1;
                let lost = response_lost && record.step == Step::Act;
                self.note_lost_answer(item, lost);
                let most = if maybe_permanent {
                    retry::MAX_TRIES_500
                } else {
                    retry::MAX_TRIES
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

    /// Asks the site about the row instead of guessing. `reason` is the site's first answer.
    fn look_into(&mut self, item: usize, reason: Reason, now: Timestamp) {
        self.records[item].step = Step::Ask(Question::Groups);
        self.records[item].reason = Some(reason);
        self.rest_until(item, now);
    }

    /// The site reports success. Some products also do so if there was nothing to change, and a server may do so
    /// against its documentation, so the check before the run decides. If the row was not checked and the product does
    /// not report no-ops, the reason says that the prior state is unknown.
    fn done(&mut self, item: usize, now: Timestamp) {
        let plan = &self.plan;
        let effect = if self.was_put_back(item) {
            Effect::Done
        } else if self.check_found_as_planned(item) {
            Effect::None
        } else {
            plan.summary().before.effect(plan.items()[item].row)
        };
        // The check saw it after the call that left it in doubt.
        let stood_in_doubt = effect == Effect::None && self.stood_in_doubt(item);
        let product = plan.connection().endpoint.product().in_sentence();
        let reports_no_op = plan.connection().endpoint.api().reports_no_op();
        match effect {
            Effect::Done => {
                // This answer confirms the change, whatever happened to earlier calls.
                self.set_ambiguous(item, false);
                self.settle(item, Outcome::Done, self.tries_note(item), now);
            }
            Effect::None if stood_in_doubt => {
                let note = done_before(plan.action());
                self.note_lost_answer(item, true);
                self.settle(item, Outcome::Done, Some(note.into()), now);
            }
            Effect::None => {
                let note = all_the_same(plan.action(), product, reports_no_op);
                self.settle(item, Outcome::NoChange, Some(note.into()), now);
            }
            Effect::Unknown => {
                let note = match reports_no_op {
                    true => contradicted(plan.action()),
                    false => prior_unknown(plan.action(), product),
                };
                self.note_lost_answer(item, true);
                self.settle(item, Outcome::Done, Some(note.into()), now);
            }
        }
    }

    /// A note on a change that needed more than one try.
    fn tries_note(&self, item: usize) -> Option<Reason> {
        let record = &self.records[item];
        let tries = record.attempts;
        let done = Outcome::Done.label(self.plan.action());
        if record.reason.as_deref() == Some(UNANSWERED) {
            return Some(
                format!("{done} when it was sent again after the page had closed.").into(),
            );
        }
        (tries > 1).then(|| format!("{done} at try {tries}.").into())
    }

    fn give_up(&mut self, item: usize, reason: &Reason, now: Timestamp) {
        let record = &self.records[item];
        let reason = reason.trim_end_matches('.');
        let reason = match (record.step, &record.reason) {
            (Step::Ask(_), Some(unclear)) => {
                format!("{unclear} Whether the membership is there could not be read: {reason}.")
            }
            // Nobody knows how often it was sent.
            (Step::Act, Some(before)) if **before == *UNANSWERED => {
                format!("Given up: {reason}.")
            }
            (Step::Act | Step::Ask(_), _) if record.attempts == 1 => {
                format!("Given up after 1 try: {reason}.")
            }
            (Step::Act | Step::Ask(_), _) => {
                format!("Given up after {} tries: {reason}.", record.attempts)
            }
        };
        self.fail(item, reason.into(), now);
    }

    /// Settles a row that its last answer did not change. If an earlier answer was lost, it may hide a change, so the
    /// row is in doubt and not failed.
    pub(super) fn fail(&mut self, item: usize, reason: Reason, now: Timestamp) {
        if self.may_be_done_before(item) {
            self.note_lost_answer(item, true);
        }
        if self.records[item].response_lost {
            // The fact comes first: what to do about it may be long.
            let fact = match (self.plan.action(), self.records[item].was_confirmed()) {
                (Action::Remove, true) => {
                    "The site confirmed an earlier removal, but its member list still showed this person. The membership may be gone or not."
                }
                (Action::Add, true) => {
                    "The site confirmed an earlier addition, but its member list did not show this person. The membership may be there or not."
                }
                (Action::Remove, false) => {
                    "No answer confirms the removal. It may have taken effect, or may do so later."
                }
                (Action::Add, false) => {
                    "No answer confirms the addition. It may have taken effect, or may do so later."
                }
            };
            let reason = format!("{fact} {reason}");
            self.settle(item, Outcome::InDoubt, Some(reason.into()), now);
        } else {
            self.settle(item, Outcome::Failed, Some(reason), now);
        }
    }

    /// Starts nothing before `until`, as the site asked. The journal stores it, so that a reopened page waits too.
    fn hold_until(&mut self, until: Timestamp, now: Timestamp) {
        let before = self.pace.asked_until();
        self.pace.hold(until, now);
        let asked = self.pace.asked_until();
        if asked != before {
            let until = Some(asked);
            self.log.note(JournalEntry::SitePause { until });
        }
    }

    pub(super) fn halt(&mut self, why: Halt) {
        if matches!(self.phase, Phase::Running | Phase::Paused(_)) {
            self.phase = Phase::Halted(why);
        }
    }

    pub(super) fn settle(
        &mut self,
        item: usize,
        outcome: Outcome,
        reason: Option<Reason>,
        now: Timestamp,
    ) {
        self.settle_by(SettledBy::Answer, item, outcome, reason, now);
    }

    pub(super) fn settle_by(
        &mut self,
        by: SettledBy,
        item: usize,
        outcome: Outcome,
        reason: Option<Reason>,
        now: Timestamp,
    ) {
        self.set_state(item, State::Settled(outcome));
        let record = &mut self.records[item];
        record.reason = reason;
        record.is_not_found = false;
        record.is_by_reading = by == SettledBy::Reading;
        if by == SettledBy::Answer && outcome.is_done() {
            // Earlier readings say nothing about this answer.
            record.reading = Reading::None;
        }
        record.changed_back = None;
        let finished_at = Some(now + self.slept);
        record.finished_at = finished_at;
        if by == SettledBy::Answer {
            self.later.forget(item);
            self.answered_at = self.answered_at.max(finished_at);
        }
        let record = &mut self.records[item];
        record.intent = Intent::None;
        self.list_settled(item);
        self.note(item);
        if outcome.is_done() || self.records[item].was_seen_as_planned() {
            self.groups.done(item);
            self.failed_in_a_row = 0;
        } else {
            self.failed_in_a_row += 1;
            if self.failed_in_a_row >= FAILED_IN_A_ROW && self.phase == Phase::Running {
                self.phase = Phase::Paused(Pause::ManyFailed);
            }
        }
        self.count_odd(item, outcome);
        self.finish_if_done();
    }

    pub(super) fn finish_if_done(&mut self) {
        let nothing_left =
            self.queue.is_empty() && self.resting.is_empty() && self.in_flight.is_empty();
        if nothing_left && matches!(self.phase, Phase::Running | Phase::Paused(_)) {
            self.phase = Phase::Finished;
        }
    }
}
