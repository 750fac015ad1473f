//! The machine: which calls are made when, and what becomes of calls that bring
//! nothing. What answers say stands in `reading`.

mod failed_calls;

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::Arc;

use crate::atlassian::Endpoint;
use crate::domain::{AccountId, Answer, GroupId, SiteCall, Timestamp, TransportError};
use crate::plan::{Action, MembersSeen, PlanItem};
use crate::run::{Listening, MAX_TRIES, Outcome, Pace, Rate, RateSignal, Run};

use super::answer::{NoApi, read_response};
use super::calls::{Actions, PendingRead, ReadCall, ReadEvent, ReadId};
use super::states::{CheckedRow, GroupRead, PersonRead, ReadProgress, ReadState};
use super::verification::Verification;
use super::waiting::ReadWait;

/// Calls under way at once: reading is no hurry.
const MAX_AT_ONCE: usize = 4;
/// What a 404 says of a group.
const NO_GROUP: &str = "the site does not know this group (404)";
/// Calls in a second unless asked otherwise.
const GENTLE: u16 = 10;

/// The groups of a run being read back.
pub struct Verifier {
    pub(super) endpoint: Endpoint,
    /// Whether whoever is as planned is listed.
    pub(super) leaves_listed: bool,
    pub(super) rows: Vec<CheckedRow>,
    pub(super) groups: Vec<GroupRead>,
    pub(super) people: Vec<PersonRead>,
    pub(super) person_of: HashMap<AccountId, usize>,
    pub(super) group_of: HashMap<GroupId, usize>,
    pub(super) ready: VecDeque<PendingRead>,
    pub(super) resting: Vec<(Timestamp, PendingRead)>,
    /// With the moment each was sent at.
    in_flight: Vec<(ReadId, Timestamp, PendingRead)>,
    next_ticket: u64,
    pace: Pace,
    listening: Listening,
    no_api: NoApi,
    max_concurrency: usize,
    /// Calls under way at once where the route carries them.
    pub(super) most_wanted: usize,
    pub(super) read_at: Timestamp,
    /// The run was undone since.
    pub(super) is_undone: bool,
    /// Who was in the groups at the check.
    pub(super) seen: Option<Arc<MembersSeen>>,
    /// Whether members are kept: for a comparison later, or with an earlier one.
    pub(super) keeps_members: bool,
    /// Members kept in all.
    pub(super) kept: usize,
}

impl Verifier {
    /// The gentle pace of a reading.
    #[must_use]
    pub fn gentle() -> Rate {
        Rate::per_second(GENTLE)
    }

    /// Everything of a run that was tried, as it stands now; none where nothing was tried yet.
    /// It keeps its own pace, which never passes `rate`: the site counts reads apart from changes.
    #[must_use]
    pub fn of(run: &Run, rate: Rate) -> Option<Self> {
        let endpoint = run.plan().connection().endpoint.clone();
        let mut verifying = Self::empty(endpoint, run.plan().action().leaves_listed(), rate);
        verifying.take_rows(run);
        for group in 0..verifying.groups.len() {
            verifying.begin(group);
        }
        (!verifying.rows.is_empty()).then_some(verifying)
    }

    /// The run was undone since: what the groups show against it, that undo did. It says nothing of the run.
    pub fn set_undone(&mut self) {
        self.is_undone = true;
        for row in &mut self.rows {
            row.was_as_planned |= row.awaits_consistency;
        }
    }

    pub(super) fn empty(endpoint: Endpoint, leaves_listed: bool, rate: Rate) -> Self {
        Self {
            endpoint,
            leaves_listed,
            rows: Vec::new(),
            groups: Vec::new(),
            people: Vec::new(),
            person_of: HashMap::new(),
            group_of: HashMap::new(),
            ready: VecDeque::new(),
            resting: Vec::new(),
            in_flight: Vec::new(),
            next_ticket: 0,
            pace: Pace::new(rate),
            listening: Listening::default(),
            no_api: NoApi::default(),
            max_concurrency: MAX_AT_ONCE,
            most_wanted: MAX_AT_ONCE,
            read_at: Timestamp(0),
            is_undone: false,
            seen: None,
            keeps_members: false,
            kept: 0,
        }
    }

    fn take_rows(&mut self, run: &Run) {
        let plan = Arc::clone(run.plan());
        for (item, (planned, record)) in plan.items().iter().zip(run.records()).enumerate() {
            let awaits_consistency = match record.outcome() {
                Outcome::Done | Outcome::NoChange | Outcome::SinceCheck | Outcome::InDoubt => true,
                Outcome::Failed => false,
                Outcome::NotTried => continue,
            };
            let row = self.take_row(item, planned);
            self.rows[row].awaits_consistency = awaits_consistency;
            self.rows[row].was_as_planned = record.was_seen_as_planned();
            // A list leaves suspended people out. Somebody whose removal the site confirmed is not asked about again.
            self.rows[row].absence_is_proof = plan.action() == Action::Remove
                && !matches!(record.outcome(), Outcome::InDoubt | Outcome::Failed);
        }
        self.compare_with(run);
    }

    /// Takes a row to be looked at.
    pub(super) fn take_row(&mut self, item: usize, planned: &PlanItem) -> usize {
        let membership = &planned.membership;
        let groups = &mut self.groups;
        let id = membership.group.clone();
        let group = *self.group_of.entry(id).or_insert_with_key(|id| {
            let name = Arc::clone(&planned.group_name);
            groups.push(GroupRead::new(id.clone(), name));
            groups.len() - 1
        });
        let people = &mut self.people;
        let account = membership.account.clone();
        let person = *self.person_of.entry(account).or_insert_with_key(|account| {
            people.push(PersonRead::new(account.clone()));
            people.len() - 1
        });
        let place = self.rows.len();
        self.groups[group].rows.push(place);
        self.people[person].rows.push(place);
        self.rows.push(CheckedRow {
            item,
            group,
            person,
            standing: ReadState::Open,
            awaits_consistency: false,
            was_as_planned: false,
            absence_is_proof: true,
        });
        place
    }

    /// Whoever was in a group at the check, and is in the plan: the others are compared.
    fn compare_with(&mut self, run: &Run) {
        let Some(seen) = run.members_seen() else {
            return;
        };
        self.seen = Some(Arc::clone(seen));
        self.keeps_members = true;
        let mut planned: HashMap<&GroupId, HashSet<AccountId>> = HashMap::new();
        for item in run.plan().items() {
            let people = planned.entry(&item.membership.group).or_default();
            people.insert(item.membership.account.clone());
        }
        for group in &mut self.groups {
            group.planned = planned.remove(&group.id).unwrap_or_default();
        }
    }

    /// Tells how many calls the route carries at once.
    pub fn set_ceiling(&mut self, calls: usize) {
        self.max_concurrency = calls.clamp(1, self.most_wanted);
    }

    /// How far it is.
    #[must_use]
    pub fn progress(&self) -> ReadProgress {
        ReadProgress {
            done: self.groups.iter().filter(|group| group.is_done).count(),
            all: self.groups.len(),
            waiting: self.waiting(),
        }
    }

    fn waiting(&self) -> ReadWait {
        let flying = self.in_flight.iter().map(|(.., task)| task);
        let resting = self.resting.iter().map(|(_, task)| task);
        let faults = flying.chain(resting).map(|task| task.faults).max();
        ReadWait::of(
            &self.pace,
            self.listening,
            faults.unwrap_or(0),
            MAX_TRIES + 1,
        )
        .again_at(self.reads_again_at())
    }

    /// When the next reading begins, if nothing is done before; `None` while something else is to be done.
    fn reads_again_at(&self) -> Option<Timestamp> {
        let is_again =
            |(_, task): &(Timestamp, PendingRead)| matches!(task.ask, ReadCall::Again(_));
        let waits =
            self.ready.is_empty() && self.in_flight.is_empty() && self.resting.iter().all(is_again);
        let moments = self.resting.iter().filter(|_| waits).map(|(at, _)| *at);
        moments.min()
    }

    /// Nothing is under way and nothing will be.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.ready.is_empty() && self.resting.is_empty() && self.in_flight.is_empty()
    }

    /// What is known by now. What is not done counts as unread.
    #[must_use]
    pub fn into_verification(mut self) -> Verification {
        self.end_all(&"the reading was not finished".into());
        Verification::of(&self, self.read_at)
    }

    /// Takes one event and says what to do.
    pub fn step(&mut self, event: ReadEvent, now: Timestamp) -> Actions {
        match event {
            ReadEvent::Timer => {}
            ReadEvent::Answered(ticket, result) => self.answered(ticket, &result, now),
            ReadEvent::Cancel => self.end_all(&"the reading was cancelled".into()),
        }
        self.wake_up(now);
        let calls = self.send(now);
        let wake_at = self.wake_at();
        Actions { calls, wake_at }
    }

    /// Whatever has rested enough is asked behind everything that has not been asked at all.
    fn wake_up(&mut self, now: Timestamp) {
        let (due, resting): (Vec<_>, Vec<_>) = std::mem::take(&mut self.resting)
            .into_iter()
            .partition(|(until, _)| *until <= now);
        self.resting = resting;
        for (_, task) in due {
            match task.ask {
                ReadCall::Again(group) => self.begin(group),
                ReadCall::Page { .. } | ReadCall::More(_) | ReadCall::Person(_) => {
                    self.ready.push_back(task)
                }
            }
        }
    }

    fn send(&mut self, now: Timestamp) -> Vec<(ReadId, SiteCall)> {
        let mut calls = Vec::new();
        while self.in_flight.len() < self.max_concurrency
            && !self.ready.is_empty()
            && self.pace.take(now)
        {
            let Some(task) = self.ready.pop_front() else {
                break;
            };
            let Some(call) = self.call(task.ask) else {
                continue;
            };
            let ticket = ReadId::numbered(self.next_ticket);
            self.next_ticket += 1;
            self.in_flight.push((ticket, now, task));
            self.listening.sent(now);
            calls.push((ticket, call));
        }
        calls
    }

    fn call(&self, ask: ReadCall) -> Option<SiteCall> {
        match ask {
            ReadCall::Again(_) => None,
            ReadCall::Page { group, start_at } => Some(SiteCall::Members {
                group: self.groups[group].id.clone(),
                start_at,
            }),
            ReadCall::More(group) => Some(SiteCall::MoreMembers {
                cursor: self.groups[group].cursor.clone()?,
                group: self.groups[group].id.clone(),
            }),
            ReadCall::Person(person) => {
                let account = self.people[person].account.clone();
                Some(match self.people[person].next.clone() {
                    None => SiteCall::GroupsOf(account),
                    Some(from) => SiteCall::MoreGroupsOf { account, from },
                })
            }
        }
    }

    fn wake_at(&self) -> Option<Timestamp> {
        if self.in_flight.len() >= self.max_concurrency {
            return None;
        }
        let ready = (!self.ready.is_empty()).then(|| self.pace.opens_at());
        let rested = self.resting.iter().map(|(until, _)| *until);
        rested.chain(ready).min()
    }

    fn answered(
        &mut self,
        ticket: ReadId,
        result: &Result<Answer, TransportError>,
        now: Timestamp,
    ) {
        let Some(at) = self.in_flight.iter().position(|(one, ..)| *one == ticket) else {
            return;
        };
        let (_, sent_at, task) = self.in_flight.swap_remove(at);
        self.pace.on_response(sent_at, now, RateSignal::of(result));
        self.listening
            .on_response(result, self.in_flight.len(), now);
        let missed = match task.ask {
            ReadCall::Again(_) => return,
            ReadCall::Page { group, start_at } => {
                let read = |answer: &Answer| self.endpoint.api().people(answer);
                let page = read_response(result, now, NO_GROUP, read);
                page.map(|page| self.page(group, Some(start_at), page, now))
            }
            ReadCall::More(group) => {
                let read = |answer: &Answer| self.endpoint.api().people(answer);
                let page = read_response(result, now, NO_GROUP, read);
                page.map(|page| self.page(group, None, page, now))
            }
            ReadCall::Person(person) => {
                let unknown = "the site does not know this user, or hides it (404)";
                let read = |answer: &Answer| {
                    let page = self.endpoint.api().groups(answer)?;
                    self.tells_all(person, &page).then_some(page)
                };
                read_response(result, now, unknown, read).map(|page| self.person(person, page, now))
            }
        };
        match missed {
            Ok(()) => {
                self.read_at = now;
                self.no_api.answered();
            }
            Err(missed) => self.missed(task, missed, now),
        }
    }
}
