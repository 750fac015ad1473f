//! The site reports that there was nothing to change. What that means depends on whether an earlier call of this run
//! may have made the change, and on what the check before the run saw. `docs/answers.md` has the whole table.

use crate::atlassian::Reason;
use crate::domain::Timestamp;
use crate::plan::{Action, Seen};

use super::engine::Run;
use super::outcome::Outcome;
use super::record::{Question, Reading, Step};

impl Run {
    /// The status of an item at the check before the run.
    #[must_use]
    pub fn check_saw(&self, item: usize) -> Seen {
        if self.was_seen(item) {
            return Seen::Member;
        }
        let before = &self.plan.summary().before;
        let planned = self.plan.items().get(item);
        planned.map_or(Seen::NotChecked, |planned| before.saw(planned.row))
    }

    /// Whether an item was as planned before the first call that may have changed it. `None` if unknown: an earlier run
    /// that left it in doubt called before the check.
    pub(super) fn was_as_wanted(&self, item: usize) -> Option<bool> {
        if self.was_put_back(item) {
            return Some(false);
        }
        let was_there = match self.check_saw(item) {
            Seen::Member => true,
            Seen::Absent => false,
            Seen::NotChecked => return None,
        };
        let as_wanted = was_there == self.plan.action().leaves_listed();
        (!as_wanted || !self.stood_in_doubt(item)).then_some(as_wanted)
    }

    pub(super) fn check_found_as_planned(&self, item: usize) -> bool {
        let as_planned = match self.plan.action() {
            Action::Remove => Seen::Absent,
            Action::Add => Seen::Member,
        };
        self.check_saw(item) == as_planned
    }

    /// Whether an earlier run left an item in doubt, according to the plan's file or record.
    pub(super) fn stood_in_doubt(&self, item: usize) -> bool {
        let planned = self.plan.items().get(item);
        let in_doubt = &self.plan.summary().before.in_doubt;
        planned.is_some_and(|planned| in_doubt.contains(&planned.row.0))
    }

    /// Whether a call of an earlier run may already have made the change of this run, according to the check.
    pub(super) fn may_be_done_before(&self, item: usize) -> bool {
        self.stood_in_doubt(item) && self.was_as_wanted(item) != Some(false)
    }

    /// Settles a row that the site reports as already in the wanted state.
    pub(super) fn already(&mut self, item: usize, now: Timestamp) {
        self.groups.know(item);
        let action = self.plan.action();
        let was_as_wanted = self.was_as_wanted(item);
        let record = &self.records[item];
        let (outcome, why): (_, Reason) = match (was_as_wanted, record.response_lost) {
            // It was so before the first call, so no call changed it.
            (Some(true), _) => (Outcome::NoChange, as_the_check_found(action).into()),
            (Some(false), true) if record.step.is_question() => {
                (Outcome::Done, read_back(action).into())
            }
            (_, true) if record.was_confirmed() => (Outcome::Done, confirmed_before(action).into()),
            (Some(false), true) => (Outcome::Done, found_later(action).into()),
            // The prior state is unknown: to call it this run's work would be a guess, and so would the opposite.
            (None, true) => (Outcome::InDoubt, changed_by_whom(action).into()),
            (Some(false), false) => (Outcome::SinceCheck, self.since_check(item).into()),
            (None, false) => (Outcome::NoChange, not_checked(action).into()),
        };
        // The site's first answer stays as the reason: it may name an unknown group or user. "Already a member" adds
        // nothing to what the reading shows.
        let is_refusal = record.step.is_question() && record.step != Step::Ask(Question::Member);
        let said = record.reason.as_ref().filter(|_| is_refusal);
        let reason = said.map_or(why.clone(), |said| format!("{said} {why}").into());
        // The check saw the other state before the calls of this run, so this confirms them as an answer would.
        if was_as_wanted == Some(false) && outcome == Outcome::Done {
            self.set_ambiguous(item, false);
        }
        if outcome == Outcome::InDoubt {
            self.records[item].reading = Reading::AsPlanned;
        }
        self.settle(item, outcome, Some(reason), now);
    }

    /// The two possible causes of a membership that changed between the check and its call.
    fn since_check(&self, item: usize) -> String {
        if self.was_put_back(item) {
            return put_back_since(self.plan.action()).to_owned();
        }
        let when = match self.plan.summary().before.checked_at {
            Some(at) => format!("The check on {}", at.day_and_time()),
            None => "The check before this run".to_owned(),
        };
        match self.plan.action() {
            Action::Remove => format!(
                "{when} saw this person in the group. Since then, either somebody else removed the membership, or a call of this run removed it and was sent twice on the way."
            ),
            Action::Add => format!(
                "{when} did not see this person in the group. Since then, either somebody else added the membership, or a call of this run added it and was sent twice on the way."
            ),
        }
    }
}

/// The same if another run of this browser changed the membership after the check.
fn put_back_since(action: Action) -> &'static str {
    match action {
        Action::Remove => {
            "Another run of this browser added this person after the check. Since then, the membership was removed by somebody else, or by a call of this run that was sent twice on the way."
        }
        Action::Add => {
            "Another run of this browser removed this person after the check. Since then, the membership was added by somebody else, or by a call of this run that was sent twice on the way."
        }
    }
}

pub(super) fn as_the_check_found(action: Action) -> &'static str {
    match action {
        Action::Remove => "Was not a member. The check found the same.",
        Action::Add => "Was a member already. The check found the same.",
    }
}

fn not_checked(action: Action) -> &'static str {
    match action {
        Action::Remove => "Was not a member. This row was not checked before the run.",
        Action::Add => "Was a member already. This row was not checked before the run.",
    }
}

/// Why a row in the wanted state stays in doubt: an earlier call may have changed it, and no check saw it before.
pub(super) fn changed_by_whom(action: Action) -> &'static str {
    match action {
        Action::Remove => {
            "The membership is gone. How it was before the first call is unknown: a call may have removed it, or the person was not a member before. Sending the row again would not show which."
        }
        Action::Add => {
            "The membership is there. How it was before the first call is unknown: a call may have added it, or the person was a member before. Sending the row again would not show which."
        }
    }
}

fn found_later(action: Action) -> &'static str {
    match action {
        Action::Remove => {
            "No answer confirmed an earlier try. A later try found the membership gone."
        }
        Action::Add => {
            "No answer confirmed an earlier try. A later try found the membership there."
        }
    }
}

/// A list contradicted the answer of an earlier try, and now the membership agrees with that answer.
fn confirmed_before(action: Action) -> &'static str {
    match action {
        Action::Remove => {
            "The site confirmed the removal at an earlier try. A later try found the membership gone."
        }
        Action::Add => {
            "The site confirmed the addition at an earlier try. A later try found the membership there."
        }
    }
}

fn read_back(action: Action) -> &'static str {
    match action {
        Action::Remove => "Reading it back found the membership gone.",
        Action::Add => "Reading it back found the membership there.",
    }
}
