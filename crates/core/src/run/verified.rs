//! Applies readings to the records. A confirmed change that a reading does not show counts as failed, one that shows
//! late counts as done, and rows in doubt are settled. Once a reading agreed with a row, a later reading that differs
//! means that somebody else changed it.

use crate::atlassian::Reason;
use crate::domain::{Span, Timestamp};
use crate::import::CONTRADICTED;
use crate::plan::Action;

use super::already::{as_the_check_found, changed_by_whom};
use super::engine::Run;
use super::entry::JournalEntry;
use super::event::Phase;
use super::outcome::Outcome;
use super::proof::ProofVerdict;
use super::record::{ItemRecord, Reading, State};
use super::settle::SettledBy;

impl Run {
    /// Applies the reading of a trial's group. Ignored if another row is the trial now.
    pub(super) fn read_back_trial(&mut self, item: usize, verdict: ProofVerdict, now: Timestamp) {
        match &verdict {
            ProofVerdict::Gone { .. } | ProofVerdict::NotOnOwnList => {
                self.verified(&[(item, false)], now)
            }
            ProofVerdict::StillListed => self.verified(&[(item, true)], now),
            ProofVerdict::Unreadable(_) => {}
        }
        if item != self.trial {
            return;
        }
        self.log.note(JournalEntry::ReadBack {
            verdict: verdict.clone(),
            at: now,
        });
        self.proof = Some((verdict, now));
    }

    /// Applies what groups list: for each item whether the person is there. Leaves out items not tried or in flight.
    pub(super) fn verified(&mut self, listings: &[(usize, bool)], now: Timestamp) {
        if !self.calls_are_at_rest() {
            return;
        }
        for (item, listed) in listings {
            self.verify(*item, *listed, now);
        }
        self.take_out_settled();
        // As after a reload.
        if self.phase == Phase::Stopped && self.left_to_resume() == 0 {
            self.phase = Phase::Finished;
        }
    }

    fn verify(&mut self, item: usize, listed: bool, now: Timestamp) {
        if item >= self.records.len() {
            return;
        }
        let is_put_back = self.is_put_back_since_call(item);
        let was_as_wanted = self.was_as_wanted(item).filter(|_| !is_put_back);
        let record = &mut self.records[item];
        let action = self.plan.action();
        let as_planned = listed == action.leaves_listed();
        let (outcome, reason, reading) = match (record.outcome(), as_planned) {
            (_, false) if record.was_seen_as_planned() => return self.changed_back(item, now),
            (Outcome::Done | Outcome::NoChange | Outcome::SinceCheck, true) => {
                return self.shown_as_planned(item);
            }
            (Outcome::InDoubt, true) if record.was_seen_as_planned() => {
                return self.shown_as_planned(item);
            }
            (taken_for @ (Outcome::Done | Outcome::NoChange | Outcome::SinceCheck), false) => {
                let reading = Reading::Otherwise { taken_for };
                let since = record.finished_at.map_or(Span::ZERO, |at| now - at);
                (
                    Outcome::Failed,
                    disproved(action, taken_for, since, now),
                    reading,
                )
            }
            // A refusal stays a refusal, also if somebody else made the change since: a retry finds out.
            (Outcome::Failed, true) => match record.reading {
                Reading::Otherwise { taken_for } => {
                    let outcome = match taken_for {
                        Outcome::InDoubt => Outcome::Done,
                        other => other,
                    };
                    (outcome, LATE.into(), Reading::AsPlanned)
                }
                Reading::None | Reading::AsPlanned => return,
            },
            (Outcome::InDoubt, true) => {
                let (outcome, reason) = match was_as_wanted {
                    // A state that the check found already is not this run's work.
                    Some(true) => (Outcome::NoChange, as_the_check_found(action)),
                    _ if record.was_confirmed() => (Outcome::Done, LATE),
                    Some(false) => (Outcome::Done, found(action)),
                    None => (Outcome::InDoubt, changed_by_whom(action)),
                };
                let reason: Reason = reason.into();
                (outcome, reason, Reading::AsPlanned)
            }
            (Outcome::InDoubt, false) => {
                // The list may lag, or the call may take effect later, so a later reading still counts.
                let taken_for = match record.was_confirmed() {
                    true => Outcome::Done,
                    false => Outcome::InDoubt,
                };
                (
                    Outcome::Failed,
                    without_effect(action).into(),
                    Reading::Otherwise { taken_for },
                )
            }
            (Outcome::Failed, false) | (Outcome::NotTried, _) => return,
        };
        record.reading = reading;
        // The check saw the other state before the calls of this run, so the reading confirms them.
        if outcome == Outcome::Done && was_as_wanted == Some(false) {
            self.set_ambiguous(item, false);
        }
        self.settle_by(SettledBy::Reading, item, outcome, Some(reason), now);
    }

    /// Removes settled rows from the queue, so that a resume does not send them again. A row in doubt may wait there
    /// if a resume queued it and never sent it.
    fn take_out_settled(&mut self) {
        let records = &self.records;
        let is_open = |item: &usize| records[*item].is_open();
        self.queue.retain(is_open);
        let is_asked_for = |item: &usize| !records[*item].was_found_by_reading();
        self.send_again.retain(is_asked_for);
    }
}

impl Run {
    /// Notes a reading that agrees with a row's outcome.
    fn shown_as_planned(&mut self, item: usize) {
        let record = &mut self.records[item];
        let before = record.changed_back.take();
        if record.was_seen_as_planned() && before.is_none() {
            return;
        }
        record.reading = Reading::AsPlanned;
        if let Some(before) = before {
            record.reason = *before;
            record.rewordings = record.rewordings.wrapping_add(1);
            self.rewordings = self.rewordings.wrapping_add(1);
        }
        self.note(item);
    }

    /// Notes a reading that shows a row changed back since an earlier reading.
    fn changed_back(&mut self, item: usize, now: Timestamp) {
        let action = self.plan.action();
        let record = &mut self.records[item];
        let before = match record.changed_back.take() {
            Some(before) => *before,
            None => record.reason.clone(),
        };
        let since = undone_since(action, now);
        record.reason = Some(match &before {
            Some(before) => format!("{before} {since}").into(),
            None => since.into(),
        });
        record.changed_back = Some(Box::new(before));
        record.rewordings = record.rewordings.wrapping_add(1);
        self.rewordings = self.rewordings.wrapping_add(1);
        self.note(item);
    }
}

impl ItemRecord {
    /// Whether a reading after the answer, or the answer itself, showed the row as planned.
    #[must_use]
    pub fn was_seen_as_planned(&self) -> bool {
        matches!(self.state, State::Settled(_)) && self.reading == Reading::AsPlanned
    }

    /// Whether a reading contradicted the outcome, and no answer has settled the row since.
    #[must_use]
    pub fn is_disproved(&self) -> bool {
        matches!(self.reading, Reading::Otherwise { .. })
    }

    /// Whether a reading contradicted a change that this run may have made.
    pub(super) fn may_be_changed_after_all(&self) -> bool {
        matches!(self.reading, Reading::Otherwise { taken_for } if taken_for != Outcome::NoChange)
    }

    /// Whether an answer confirmed the change before a reading contradicted it. The list may have lagged, so the
    /// change may still have been made.
    pub(super) fn was_confirmed(&self) -> bool {
        let taken_for = Outcome::Done;
        self.reading == Reading::Otherwise { taken_for }
    }

    /// Whether the last reading shows the row changed back since an earlier reading.
    pub(super) fn was_changed_back(&self) -> bool {
        self.changed_back.is_some()
    }

    /// A reading settled the row, not an answer.
    pub(crate) fn was_found_by_reading(&self) -> bool {
        self.is_by_reading
    }
}

/// The reason of a row that a later reading shows changed back.
fn undone_since(action: Action, now: Timestamp) -> String {
    let what = match action {
        Action::Remove => {
            "shows this person in the group: an earlier reading showed the membership gone, so it was added back after that."
        }
        Action::Add => {
            "does not show this person in the group: an earlier reading showed the membership there, so it was removed after that."
        }
    };
    format!("The reading on {} {what}", now.day_and_time())
}

/// A reading that ends within this time after an answer has waited a minute for the change to show.
const SHORTLY: Span = Span::seconds(300);

/// A change that a first reading did not show.
const LATE: &str = "The site showed the change late.";

/// The reason of a row whose answer a reading disproves. It begins with [`CONTRADICTED`] only if the site had
/// confirmed the change: an undo of the results file asks about such a row.
fn disproved(action: Action, taken_for: Outcome, since: Span, now: Timestamp) -> Reason {
    let when = now.day_and_time();
    let [gone, there] = CONTRADICTED;
    let (lead, site, it) = match (taken_for, action) {
        (Outcome::Done, Action::Remove) => (gone.to_owned(), "", "it"),
        (Outcome::Done, Action::Add) => (there.to_owned(), "", "it"),
        (other, _) => {
            let label = other.label(action);
            let lead = format!("This row first ended as \u{201c}{label}\u{201d}, but ");
            (lead, "the site ", "the membership")
        }
    };
    match action {
        Action::Remove if since > SHORTLY => format!(
            "{lead}the reading on {when} lists {it}. Somebody may have added it back, or the group is synced from an identity provider."
        ),
        Action::Add if since > SHORTLY => format!(
            "{lead}the reading on {when} does not list {it}. Somebody may have removed it, or the group is synced from an identity provider."
        ),
        Action::Remove => format!(
            "{lead}{site}still lists {it} a minute later. The group may be synced from an identity provider."
        ),
        Action::Add => format!(
            "{lead}{site}does not list {it} a minute later. The group may be synced from an identity provider."
        ),
    }
    .into()
}

fn found(action: Action) -> &'static str {
    match action {
        Action::Remove => "The answer was lost; reading the group back shows the membership gone.",
        Action::Add => "The answer was lost; reading the group back shows the membership there.",
    }
}

fn without_effect(action: Action) -> &'static str {
    match action {
        Action::Remove => "Reading the group back shows the membership still there.",
        Action::Add => "Reading the group back does not show the membership.",
    }
}
