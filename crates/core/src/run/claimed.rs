//! An addition that the site answers with "already a member". Jira was reported to say so for seconds after a removal,
//! of people who were gone. So the row ends as "already a member" only if the check saw the person in the group, or a
//! reading does.

use crate::atlassian::{HaltReason, ResponseKind};
use crate::domain::Timestamp;
use crate::plan::{Action, LATE, Purpose};

use super::engine::Run;
use super::record::{Question, Step};
use super::retry;

/// What the site said before the reading.
const SAID: &str = "The site answered that this person is already a member.";

impl Run {
    /// Whether the site's word that there is nothing to add needs a reading to show it.
    pub(super) fn is_to_be_shown(&self, item: usize) -> bool {
        self.plan.action() == Action::Add
            && self.was_as_wanted(item) != Some(true)
            && !self.records[item].step.is_question()
    }

    /// Asks for the person's own groups.
    pub(super) fn look_for_member(&mut self, item: usize, now: Timestamp) {
        self.records[item].step = Step::Ask(Question::Member);
        self.records[item].reason = Some(SAID.into());
        self.rest_until(item, now);
    }

    /// Whether a list may still show people whom the run that this one takes back has removed: that run ended before
    /// this one began.
    pub(super) fn list_may_be_late(&self, now: Timestamp) -> bool {
        // The clock may have been fast when the run began, which was not after this start.
        let began = self.began_at.min(self.started_at).unwrap_or(now);
        let removed_at = match self.plan.purpose() {
            Purpose::UndoRemoval => Some(began),
            Purpose::Add => self.plan.summary().before.removed_at,
            Purpose::Remove | Purpose::UndoAddition => None,
        };
        // A file's clock may be fast.
        removed_at.is_some_and(|at| now < at.min(began) + LATE)
    }

    /// No list has shown the person yet: the row is sent again after a wait, six times in all and for a minute at least.
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

    /// A reading that shows nothing of the membership refuses no change: it says nothing of the group or the right.
    pub(super) fn member_unread(
        &mut self,
        item: usize,
        meaning: ResponseKind,
        now: Timestamp,
    ) -> Option<ResponseKind> {
        let reason = match meaning {
            ResponseKind::RowRejected(reason) => reason,
            // The login may change groups and not read them: a halt here would meet the same row at every resume.
            ResponseKind::HaltReason(HaltReason::Scope) => SAID.into(),
            other => return Some(other),
        };
        let reason = format!("{reason} The membership could not be read back.");
        self.fail(item, reason.into(), now);
        None
    }
}
