//! Additions that the site answers with "already a member". Jira was reported to do so for seconds after a removal,
//! about people who were gone. So the row ends as "already a member" only if the check or a reading saw the person in
//! the group.

use crate::atlassian::{HaltReason, ResponseKind};
use crate::domain::Timestamp;
use crate::plan::{Action, LATE, Purpose};

use super::engine::Run;
use super::record::{Question, Step};
use super::retry;

/// The site's answer before the reading.
const SAID: &str = "The site answered that this person is already a member.";

impl Run {
    /// Whether the answer "already a member" needs a reading to confirm it.
    pub(super) fn is_to_be_shown(&self, item: usize) -> bool {
        self.plan.action() == Action::Add
            && self.was_as_wanted(item) != Some(true)
            && !self.records[item].step.is_question()
    }

    /// Asks the site for the person's own groups.
    pub(super) fn look_for_member(&mut self, item: usize, now: Timestamp) {
        self.records[item].step = Step::Ask(Question::Member);
        self.records[item].reason = Some(SAID.into());
        self.rest_until(item, now);
    }

    /// Whether a list may still show people whom the undone run removed. That run ended before this one began.
    pub(super) fn list_may_be_late(&self, now: Timestamp) -> bool {
        // If the clock was fast when the run began, this start is the earlier of the two.
        let began = self.began_at.min(self.started_at).unwrap_or(now);
        let removed_at = match self.plan.purpose() {
            Purpose::UndoRemoval => Some(began),
            Purpose::Add => self.plan.summary().before.removed_at,
            Purpose::Remove | Purpose::UndoAddition => None,
        };
        // A file's clock may be fast.
        removed_at.is_some_and(|at| now < at.min(began) + LATE)
    }

    /// Sends the row again after a wait while no list shows the person: six times in all, over at least a minute.
    pub(super) fn send_once_more(&mut self, item: usize, now: Timestamp) {
        let record = &mut self.records[item];
        record.step = Step::Act;
        record.faults += 1;
        let faults = record.faults;
        if faults >= retry::MAX_TRIES {
            let said = record.reason.clone().unwrap_or(SAID.into());
            let reason = format!(
                "{said} No list has confirmed that the membership is there. Right after a removal the site may say so by mistake, so send the row again later."
            );
            return self.fail(item, reason.into(), now);
        }
        let until = now + retry::rest(faults + 1, None, item as u64);
        self.rest_until(item, until);
    }

    /// Settles a row whose membership could not be read. A failed reading says nothing about the right to change
    /// groups.
    pub(super) fn member_unread(
        &mut self,
        item: usize,
        meaning: ResponseKind,
        now: Timestamp,
    ) -> Option<ResponseKind> {
        let reason = match meaning {
            ResponseKind::RowRejected(reason) => reason,
            // The login may be able to change groups and not read them. A halt here would stop every resume at the
            // same row.
            ResponseKind::HaltReason(HaltReason::Scope) => SAID.into(),
            other => return Some(other),
        };
        let reason = format!("{reason} The membership could not be read back.");
        self.fail(item, reason.into(), now);
        None
    }
}
