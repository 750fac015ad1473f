//! The site says that there was nothing to do. What that means depends on two things: whether an earlier call of this
//! run may have done it, and what the check before the run saw. The whole table stands in `docs/answers.md`.

use crate::atlassian::Reason;
use crate::domain::Timestamp;
use crate::plan::{Action, Seen};

use super::engine::Run;
use super::outcome::Outcome;
use super::record::{Question, Reading, Step};

impl Run {
    /// What the check before the run saw of an item.
    #[must_use]
    pub fn check_saw(&self, item: usize) -> Seen {
        if self.was_seen(item) {
            return Seen::Member;
        }
        let before = &self.plan.summary().before;
        let planned = self.plan.items().get(item);
        planned.map_or(Seen::NotChecked, |planned| before.saw(planned.row))
    }

    /// Whether an item was as the plan wants it before the first call that may have changed it; `None` if nobody saw
    /// that. A call of the earlier run that left it in doubt came before the check.
    pub(super) fn was_as_wanted(&self, item: usize) -> Option<bool> {
        let was_there = match self.check_saw(item) {
            Seen::Member => true,
            Seen::Absent => false,
            Seen::NotChecked => return None,
        };
        let as_wanted = was_there == self.plan.action().leaves_listed();
        (!as_wanted || !self.stood_in_doubt(item)).then_some(as_wanted)
    }

    /// Whether an earlier run left an item in doubt, as the plan's file or record says.
    pub(super) fn stood_in_doubt(&self, item: usize) -> bool {
        let planned = self.plan.items().get(item);
        let in_doubt = &self.plan.summary().before.in_doubt;
        planned.is_some_and(|planned| in_doubt.contains(&planned.row.0))
    }

    /// Whether a call of an earlier run may have done what this run is to do, as far as the check shows.
    pub(super) fn may_be_done_before(&self, item: usize) -> bool {
        self.stood_in_doubt(item) && self.was_as_wanted(item) != Some(false)
    }

    /// Settles a row of which the site says that it is as wanted, without having changed it with this answer.
    pub(super) fn already(&mut self, item: usize, now: Timestamp) {
        self.groups.know(item);
        let action = self.plan.action();
        let was_as_wanted = self.was_as_wanted(item);
        let record = &self.records[item];
        let (outcome, why): (_, Reason) = match (was_as_wanted, record.response_lost) {
            // No call can have changed what stood so before the first one.
            (Some(true), _) => (Outcome::NoChange, as_the_check_found(action).into()),
            (Some(false), true) if record.step.is_question() => {
                (Outcome::Done, read_back(action).into())
            }
            (_, true) if record.was_confirmed() => (Outcome::Done, confirmed_before(action).into()),
            (Some(false), true) => (Outcome::Done, found_later(action).into()),
            // Nobody knows how it stood before: to call it this run's work would be a guess, and so would the opposite.
            (None, true) => (Outcome::InDoubt, changed_by_whom(action).into()),
            (Some(false), false) => (Outcome::SinceCheck, self.since_check().into()),
            (None, false) => (Outcome::NoChange, not_checked(action).into()),
        };
        // What the site said first stays: it may name a group or a user that is unknown. That the person is a member
        // is what the reading says too.
        let is_refusal = record.step.is_question() && record.step != Step::Ask(Question::Member);
        let said = record.reason.as_ref().filter(|_| is_refusal);
        let reason = said.map_or(why.clone(), |said| format!("{said} {why}").into());
        // The check saw it otherwise before the calls of this run: like an answer, this confirms them.
        if was_as_wanted == Some(false) && outcome == Outcome::Done {
            self.set_ambiguous(item, false);
        }
        if outcome == Outcome::InDoubt {
            self.records[item].reading = Reading::AsPlanned;
        }
        self.settle(item, outcome, Some(reason), now);
    }

    /// Both causes of a membership that changed between the check and its call.
    fn since_check(&self) -> String {
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

/// Why a row stays in doubt that is as wanted: an earlier call may have changed it, and no check saw it before.
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

/// A list contradicted the answer of an earlier try, and now the membership is as that answer said.
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
