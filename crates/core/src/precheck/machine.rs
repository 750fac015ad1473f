//! The stages of a check: questions first, then memberships, then names.

use std::collections::HashSet;
use std::sync::Arc;

use crate::atlassian::Endpoint;
use crate::domain::{AccountId, Action, Membership, SiteCall, Timestamp};
use crate::plan::{LATE, MembershipStatus, Proposal, SiteFacts};
use crate::reads::{Actions, ReadEvent, ReadWait};
use crate::run::Rate;
use crate::verify::Verifier;

use super::queries::Questions;

/// The stage of a check.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PrecheckStage {
    /// Admin groups, app access and accounts. Counted in calls.
    Rules,
    /// Memberships. Counted in groups.
    Members,
    /// Names of accounts that no list described. Counted in accounts.
    Names,
}

/// The progress of a check.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PrecheckProgress {
    pub stage: PrecheckStage,
    /// How much of the stage is done.
    pub done: usize,
    /// The total, as far as known.
    pub all: usize,
    /// What the reading waits for.
    pub waiting: ReadWait,
}

impl PrecheckProgress {
    /// No call was sent yet.
    pub const BEGUN: Self = Self {
        stage: PrecheckStage::Rules,
        done: 0,
        all: 0,
        waiting: ReadWait::NOTHING,
    };

    /// What it waits for, until when, and what to do. `None` while answers come. `time` formats a time.
    #[must_use]
    pub fn wait_sentence(
        self,
        now: Timestamp,
        time: impl Fn(Timestamp) -> String,
    ) -> Option<String> {
        let wait = self.waiting.at(now)?;
        let what = wait.sentence(time);
        Some(format!("{what} Wait, or go on without the check."))
    }
}

/// A check under way.
pub struct Precheck {
    endpoint: Endpoint,
    questions: Questions,
    reading: Verifier,
    stage: PrecheckStage,
    /// When the last membership that the rows add again was removed. Lists read soon after may still show it.
    removed_at: Option<Timestamp>,
    /// When the first member list was requested.
    members_asked_at: Option<Timestamp>,
    /// Calls that were answered before the names stage.
    before_names: usize,
    action: Action,
}

impl Precheck {
    /// Starts a check of every row of a proposal, at its own pace of at most `rate`.
    #[must_use]
    pub fn of(proposal: &Proposal, rate: Rate) -> Self {
        Self {
            endpoint: proposal.connection().endpoint.clone(),
            questions: Questions::about(proposal, rate),
            reading: Verifier::before(
                proposal.connection().endpoint.clone(),
                proposal.items(),
                rate,
            ),
            stage: PrecheckStage::Rules,
            removed_at: proposal.removed_at(),
            members_asked_at: None,
            before_names: 0,
            action: proposal.action(),
        }
    }

    /// Sets how many calls the route carries at once.
    pub fn set_ceiling(&mut self, calls: usize) {
        self.questions.set_ceiling(calls);
        self.reading.set_ceiling(calls);
    }

    /// Whether no call is in flight and none will be.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.questions.is_done() && self.reading.is_done()
    }

    /// The progress so far.
    #[must_use]
    pub fn progress(&self) -> PrecheckProgress {
        let (done, all, waiting) = match self.stage {
            PrecheckStage::Rules => {
                let questions = &self.questions;
                (questions.done, questions.asked, questions.waiting())
            }
            PrecheckStage::Names => {
                let questions = &self.questions;
                (
                    questions.done - self.before_names,
                    questions.asked - self.before_names,
                    questions.waiting(),
                )
            }
            PrecheckStage::Members => {
                let progress = self.reading.progress();
                (progress.done, progress.all, progress.waiting)
            }
        };
        PrecheckProgress {
            stage: self.stage,
            done,
            all,
            waiting,
        }
    }

    /// Takes one event and returns what the driver has to do.
    pub fn step(&mut self, event: ReadEvent, now: Timestamp) -> Actions {
        if matches!(event, ReadEvent::Cancel) {
            self.questions.end(&"the check was cancelled".into());
            if self.stage == PrecheckStage::Names {
                return Actions::default();
            }
            self.stage = PrecheckStage::Members;
            return self.reading.step(ReadEvent::Cancel, now);
        }
        // Calls of a stage that ended early may still be in flight. Their ids differ from those of the next stage.
        match self.stage {
            PrecheckStage::Rules => {
                let todo = self.questions_step(&event, now);
                if !self.questions.is_done() {
                    return todo;
                }
                self.stage = PrecheckStage::Members;
                self.prepare_members();
                self.members_step(ReadEvent::Timer, now)
            }
            PrecheckStage::Members => self.members_step(event, now),
            PrecheckStage::Names => self.questions_step(&event, now),
        }
    }

    fn questions_step(&mut self, event: &ReadEvent, now: Timestamp) -> Actions {
        if let ReadEvent::Answered(read_id, result) = event {
            self.questions.answered(*read_id, result, now);
        }
        self.questions.send(now)
    }

    fn prepare_members(&mut self) {
        if let Some(why) = &self.questions.hopeless {
            self.reading.give_up(why);
        }
        let questions = &self.questions;
        let api = self.endpoint.api();
        // People to add are usually in no list, and each would take a call. If the product answers "already a member",
        // it reports those whom a list leaves out.
        let trusts_active =
            api.reports_suspension() || (self.action == Action::Add && api.reports_no_op());
        let is_active = |account: &AccountId| {
            let person = questions.facts.people.get(account);
            trusts_active && person.is_some_and(|person| person.active == Some(true))
        };
        // A member list leaves out suspended people, so absence from it is proof only for these.
        self.reading.trust_absence_of(|account: &AccountId| {
            is_active(account) || questions.unknown.contains(account)
        });
    }

    fn members_step(&mut self, event: ReadEvent, now: Timestamp) -> Actions {
        self.members_asked_at.get_or_insert(now);
        let todo = self.reading.step(event, now);
        if !self.reading.is_done() {
            return todo;
        }
        self.before_names = self.questions.done;
        let described: HashSet<AccountId> = self
            .reading
            .described()
            .map(|(account, _)| account.clone())
            .collect();
        let accounts = self.reading.memberships().map(|one| one.account);
        let accounts = accounts.filter(|account| !described.contains(account));
        self.questions.ask_for_names(accounts);
        if self.questions.is_done() {
            return todo;
        }
        self.stage = PrecheckStage::Names;
        self.questions.send(now)
    }

    /// Whether the lists may still show people who were removed before.
    fn lists_may_be_late(&self) -> bool {
        let times = self.removed_at.zip(self.members_asked_at);
        times.is_some_and(|(removed, asked)| asked < removed + LATE)
    }

    /// The facts that the site reported.
    #[must_use]
    pub fn into_facts(self) -> SiteFacts {
        let may_be_late = self.lists_may_be_late();
        let Self {
            endpoint,
            mut questions,
            reading,
            members_asked_at,
            ..
        } = self;
        questions.end(&"the check was not finished".into());
        questions.count_unmanaged();
        for (_, person) in reading.described() {
            // The answer about the account itself has more.
            if let Some(account) = &person.account
                && !questions.facts.people.contains_key(account)
            {
                questions.describe(person);
            }
        }
        questions.count_unknown_kinds();
        for (group, name) in reading.group_names() {
            let names = &mut questions.facts.group_names;
            names
                .entry(group.clone())
                .or_insert_with(|| Arc::clone(name));
        }
        let (unknown, unknown_groups) = (questions.unknown, questions.unknown_groups);
        let memberships: Vec<_> = reading.memberships().collect();
        // A product without a call for accounts shows only by a person's groups that the account exists.
        let can_ask = |account: &AccountId| {
            let call = SiteCall::Accounts(vec![account.clone()]);
            endpoint.request(&call).is_some()
        };
        let known = &questions.known;
        let is_shown = |account: &AccountId| {
            known.contains(account) || unknown.contains(account) || !can_ask(account)
        };
        let members_seen = reading.members_seen();
        let checked_at = reading.last_read_at().and(members_asked_at);
        let is_known = |account: &AccountId| known.contains(account);
        let (mut statuses, unchecked) = reading.into_foreseen(is_shown, is_known);
        for (status, Membership { group, account }) in statuses.iter_mut().zip(&memberships) {
            // A listed member exists, and so does the group, whatever other answers reported.
            if *status == MembershipStatus::NoMember && unknown_groups.contains(group) {
                *status = MembershipStatus::GroupUnknown;
            } else if *status == MembershipStatus::NoMember && unknown.contains(account) {
                *status = MembershipStatus::UserUnknown;
            }
        }
        let mut facts = SiteFacts {
            statuses,
            unchecked,
            checked_at,
            members_seen: members_seen.into(),
            ..questions.facts
        };
        if may_be_late {
            facts.doubt_members();
        }
        facts
    }
}
