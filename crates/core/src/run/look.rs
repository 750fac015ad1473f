//! Looking into an unclear answer: first at the person's own groups, then, where those do not hold the group, at
//! whether the account and the group exist at all. A row is "already gone" only if both do.

use crate::atlassian::{
    Existence, HaltReason, ReadBack, Reason, ResponseKind, Witness, not_found, read_back,
};
use crate::domain::{Answer, SiteCall, Timestamp, TransportError};

use super::engine::Run;
use super::record::{Question, Step};

impl Run {
    /// The call that asks it; `None` if the product has no such call.
    pub(super) fn question(&self, item: usize, question: Question) -> Option<SiteCall> {
        let membership = &self.plan.items()[item].membership;
        match question {
            Question::Groups | Question::Member => {
                Some(SiteCall::GroupsOf(membership.account.clone()))
            }
            Question::Exists(witness) => witness.call(&self.plan.connection().endpoint, membership),
        }
    }

    /// Takes the answer to a question; `None` if another question is asked next.
    pub(super) fn looked(
        &mut self,
        item: usize,
        question: Question,
        result: &Result<Answer, TransportError>,
        now: Timestamp,
    ) -> Option<ResponseKind> {
        let unclear = self.unclear(item);
        match self.told(item, question, result, now) {
            // The login may be able to change groups and not read them. A halt here would stop every resume at the
            // same row.
            // It is no refusal of the change, so it says nothing about the group.
            Some(ResponseKind::HaltReason(HaltReason::Scope)) => {
                let reason = format!("{unclear} The membership could not be read back.");
                self.fail(item, reason.into(), now);
                None
            }
            other => other,
        }
    }

    fn told(
        &mut self,
        item: usize,
        question: Question,
        result: &Result<Answer, TransportError>,
        now: Timestamp,
    ) -> Option<ResponseKind> {
        let unclear = self.unclear(item);
        let plan = std::sync::Arc::clone(&self.plan);
        let endpoint = &plan.connection().endpoint;
        let membership = &plan.items()[item].membership;
        match question {
            Question::Groups | Question::Member => {
                let group = &membership.group;
                match read_back(endpoint.api(), plan.action(), result, group, &unclear, now) {
                    ReadBack::Settled(ResponseKind::Already) if self.list_may_be_late(now) => {
                        self.send_once_more(item, now);
                        None
                    }
                    ReadBack::Settled(meaning) if question == Question::Member => {
                        self.member_unread(item, meaning, now)
                    }
                    ReadBack::Settled(meaning) => Some(meaning),
                    ReadBack::NotThere if question == Question::Member => {
                        self.send_once_more(item, now);
                        None
                    }
                    ReadBack::NotThere => Some(ResponseKind::RowRejected(
                        format!("{unclear} The membership is not there.").into(),
                    )),
                    ReadBack::Unlisted { has_groups } => {
                        let is_known = has_groups || self.was_seen(item);
                        self.ask_for_witness(item, is_known, now)
                    }
                }
            }
            Question::Exists(witness) => match witness.read(endpoint, membership, result, now) {
                Err(meaning) => Some(meaning),
                Ok(Existence::NotShown(clause)) => Some(not_found(witness, &clause, &unclear)),
                Ok(Existence::Known) => match witness {
                    Witness::Account => self.ask_for_witness(item, true, now),
                    Witness::Group => {
                        self.groups.know(item);
                        Some(ResponseKind::Already)
                    }
                },
            },
        }
    }

    /// What the site said first.
    fn unclear(&self, item: usize) -> Reason {
        self.records[item].reason.clone().unwrap_or_default()
    }

    /// The check before the run saw the person in the group: both exist.
    pub(super) fn was_seen(&self, item: usize) -> bool {
        let membership = &self.plan.items()[item].membership;
        let seen = self.seen.as_ref();
        seen.is_some_and(|seen| seen.holds(&membership.group, &membership.account))
            || self.was_checked_member(item)
    }

    /// The person's own groups do not hold the group: asks for what is not known to exist yet.
    fn ask_for_witness(
        &mut self,
        item: usize,
        account_known: bool,
        now: Timestamp,
    ) -> Option<ResponseKind> {
        // That the check saw the person in the group says nothing of it now: it may have been deleted since.
        let group_known = self.groups.is_known(item);
        let witness = match (account_known, group_known) {
            (false, _) => Witness::Account,
            (true, false) => Witness::Group,
            (true, true) => return Some(ResponseKind::Already),
        };
        let question = Question::Exists(witness);
        if self.question(item, question).is_none() {
            return Some(not_found(witness, witness.not_shown(), &self.unclear(item)));
        }
        self.records[item].step = Step::Ask(question);
        self.rest_until(item, now);
        None
    }
}
