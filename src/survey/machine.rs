//! The questions first, then who is a member: which calls are made when.

use std::collections::HashSet;
use std::sync::Arc;

use crate::domain::{AccountId, Membership, Moment};
use crate::plan::{Proposal, SiteFacts, Standing};
use crate::run::Rate;
use crate::verify::{Event, Todo, Verifying};

use super::questions::Questions;

/// What is being asked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stage {
    /// Who administers, which groups give apps, which accounts there are; counted in calls.
    Rules,
    /// Who is a member; counted in groups.
    Members,
    /// What accounts are called that no list described; counted in accounts.
    Names,
}

/// How far a survey is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SurveyProgress {
    /// What is being asked.
    pub stage: Stage,
    /// How much of it is done.
    pub done: usize,
    /// All of it, as far as is known yet.
    pub all: usize,
}

impl SurveyProgress {
    /// Nothing is asked yet.
    pub const BEGUN: Self = Self {
        stage: Stage::Rules,
        done: 0,
        all: 0,
    };
}

/// A survey under way.
pub struct Survey {
    questions: Questions,
    reading: Verifying,
    stage: Stage,
    /// Questions that were answered before the names were asked for.
    before_names: usize,
}

impl Survey {
    /// About every row of a proposal. It keeps its own pace, which never passes `rate`.
    #[must_use]
    pub fn of(proposal: &Proposal, rate: Rate) -> Self {
        Self {
            questions: Questions::about(proposal, rate),
            reading: Verifying::before(
                proposal.connection().endpoint.clone(),
                proposal.items(),
                rate,
            ),
            stage: Stage::Rules,
            before_names: 0,
        }
    }

    /// Tells how many calls the route carries at once.
    pub fn set_ceiling(&mut self, calls: usize) {
        self.questions.set_ceiling(calls);
        self.reading.set_ceiling(calls);
    }

    /// Nothing is under way and nothing will be.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.questions.is_done() && self.reading.is_done()
    }

    /// How far it is.
    #[must_use]
    pub fn progress(&self) -> SurveyProgress {
        let (done, all) = match self.stage {
            Stage::Rules => (self.questions.done, self.questions.asked),
            Stage::Names => (
                self.questions.done - self.before_names,
                self.questions.asked - self.before_names,
            ),
            Stage::Members => {
                let progress = self.reading.progress();
                (progress.done, progress.all)
            }
        };
        SurveyProgress {
            stage: self.stage,
            done,
            all,
        }
    }

    /// Takes one event and says what to do.
    pub fn step(&mut self, event: Event, now: Moment) -> Todo {
        if matches!(event, Event::Cancel) {
            self.questions.end(&"the check was cancelled".into());
            if self.stage == Stage::Names {
                return Todo::default();
            }
            self.stage = Stage::Members;
            return self.reading.step(Event::Cancel, now);
        }
        // Where a stage ends nothing of it is under way any more: its tickets cannot be taken for the next one's.
        match self.stage {
            Stage::Rules => {
                let todo = self.questions_step(&event, now);
                if !self.questions.is_done() {
                    return todo;
                }
                self.stage = Stage::Members;
                self.members_step(Event::Woke, now)
            }
            Stage::Members => self.members_step(event, now),
            Stage::Names => self.questions_step(&event, now),
        }
    }

    fn questions_step(&mut self, event: &Event, now: Moment) -> Todo {
        if let Event::Answered(ticket, result) = event {
            self.questions.answered(*ticket, result, now);
        }
        self.questions.send(now)
    }

    fn members_step(&mut self, event: Event, now: Moment) -> Todo {
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
        self.stage = Stage::Names;
        self.questions.send(now)
    }

    /// What the site said.
    #[must_use]
    pub fn into_facts(self) -> SiteFacts {
        let Self {
            mut questions,
            reading,
            ..
        } = self;
        questions.end(&"the check was not finished".into());
        for (_, person) in reading.described() {
            // What the question about the account itself brought is more.
            if let Some(account) = &person.account
                && !questions.facts.people.contains_key(account)
            {
                questions.describe(person);
            }
        }
        for (group, name) in reading.group_names() {
            let names = &mut questions.facts.group_names;
            names
                .entry(group.clone())
                .or_insert_with(|| Arc::clone(name));
        }
        let (unknown, unknown_groups) = (questions.unknown, questions.unknown_groups);
        let memberships: Vec<_> = reading.memberships().collect();
        let (mut standings, unchecked) = reading.into_foreseen();
        for (standing, Membership { group, account }) in standings.iter_mut().zip(&memberships) {
            // Who is listed in the group is there, and so is the group, whatever else was said.
            if *standing == Standing::NoMember && unknown_groups.contains(group) {
                *standing = Standing::GroupUnknown;
            } else if *standing == Standing::NoMember && unknown.contains(account) {
                *standing = Standing::UserUnknown;
            }
        }
        SiteFacts {
            standings,
            unchecked,
            ..questions.facts
        }
    }
}
