//! The state machine: which calls are made, and what happens to calls that fail. `reading` interprets the answers.

mod failed_calls;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::atlassian::{Endpoint, read_response};
use crate::domain::{AccountId, Answer, GroupId, SiteCall, Timestamp, TransportError};
use crate::plan::{Action, MembersSeen, PlanItem};
use crate::reads::{Actions, Asker, AtOnce, Queue, ReadEvent, ReadId};
use crate::run::{MAX_TRIES, Outcome, Pace, Rate, Run};

use super::calls::ReadCall;
use super::states::{CheckedRow, GroupRead, PersonRead, ReadProgress, ReadState};
use super::verification::Verification;

/// Calls in flight. A reading is not urgent.
const MAX_AT_ONCE: usize = 4;
/// The meaning of a 404 about a group.
const NO_GROUP: &str = "the site does not know this group (404)";
/// The reason after the admin cancelled the reading.
pub const CANCELLED: &str = "the reading was cancelled";
/// The default calls per second.
const GENTLE: u16 = 10;

/// A reading of a run's groups.
pub struct Verifier {
    pub(super) endpoint: Endpoint,
    /// Whether a row as planned is listed: true for additions.
    pub(super) leaves_listed: bool,
    pub(super) rows: Vec<CheckedRow>,
    pub(super) groups: Vec<GroupRead>,
    pub(super) people: Vec<PersonRead>,
    pub(super) person_of: HashMap<AccountId, usize>,
    pub(super) group_of: HashMap<GroupId, usize>,
    pub(super) queue: Queue<ReadCall>,
    pub(super) read_at: Timestamp,
    /// The run has been undone in the meantime.
    pub(super) is_undone: bool,
    /// The members that the check saw.
    pub(super) seen: Option<Arc<MembersSeen>>,
    /// Whether to keep members, to compare them with another reading.
    pub(super) keeps_members: bool,
    /// Number of members kept.
    pub(super) kept: usize,
}

impl Verifier {
    /// The gentle pace of a reading.
    #[must_use]
    pub fn gentle() -> Rate {
        Rate::per_second(GENTLE)
    }

    /// Reads every row of a run that was tried. `None` if nothing was tried yet. Has its own pace, at most `rate`: the
    /// site counts reads separately from changes.
    #[must_use]
    pub fn of(run: &Run, rate: Rate) -> Option<Self> {
        let endpoint = run.plan().connection().endpoint.clone();
        let leaves_listed = run.plan().action().leaves_listed();
        let mut verifying = Self::empty(endpoint, leaves_listed, rate, MAX_AT_ONCE);
        verifying.take_rows(run);
        for group in 0..verifying.groups.len() {
            verifying.begin(group);
        }
        (!verifying.rows.is_empty()).then_some(verifying)
    }

    /// Marks the run as undone: differences come from the undo and say nothing about the run.
    pub fn set_undone(&mut self) {
        self.is_undone = true;
        for row in &mut self.rows {
            row.was_as_planned |= row.awaits_consistency;
        }
    }

    pub(super) fn empty(
        endpoint: Endpoint,
        leaves_listed: bool,
        rate: Rate,
        at_once: usize,
    ) -> Self {
        Self {
            endpoint,
            leaves_listed,
            rows: Vec::new(),
            groups: Vec::new(),
            people: Vec::new(),
            person_of: HashMap::new(),
            group_of: HashMap::new(),
            queue: Queue::new(
                Asker::Lists,
                Pace::new(rate),
                AtOnce::Few(at_once),
                MAX_TRIES + 1,
            ),
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
            // A list leaves out suspended people. Absence is proof only for people it contained before, and for those
            // whom the site itself reported as not a member.
            self.rows[row].absence_is_proof = plan.action() == Action::Remove
                && match record.outcome() {
                    Outcome::Done => plan.summary().before.was_listed(planned.row),
                    Outcome::NoChange | Outcome::SinceCheck => true,
                    Outcome::InDoubt | Outcome::Failed | Outcome::NotTried => false,
                };
        }
        self.compare_with(run);
    }

    /// Adds a row to the reading.
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
            state: ReadState::Open,
            awaits_consistency: false,
            was_as_planned: false,
            absence_is_proof: true,
            was_asked: false,
        });
        place
    }

    /// Sets up the comparison of members who are not in the plan with the check.
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

    /// Sets how many calls the route carries at once.
    pub fn set_ceiling(&mut self, calls: usize) {
        self.queue.set_ceiling(calls);
    }

    /// The progress so far.
    #[must_use]
    pub fn progress(&self) -> ReadProgress {
        ReadProgress {
            done: self.groups.iter().filter(|group| group.is_done).count(),
            all: self.groups.len(),
            waiting: self
                .queue
                .waiting()
                .again_at(self.queue.only_rest(is_again)),
        }
    }

    /// Whether no call is in flight and none will be.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.queue.is_done()
    }

    /// The result so far. Rows that are not done count as unread.
    #[must_use]
    pub fn into_verification(mut self) -> Verification {
        self.end_all(&"the reading was not finished".into());
        Verification::of(&self, self.read_at)
    }

    /// Takes one event and returns what the driver has to do.
    pub fn step(&mut self, event: ReadEvent, now: Timestamp) -> Actions {
        match event {
            ReadEvent::Timer => {}
            ReadEvent::Answered(read_id, result) => self.answered(read_id, &result, now),
            ReadEvent::Cancel => self.end_all(&CANCELLED.into()),
        }
        for again in self.queue.take_rested(now, is_again) {
            if let ReadCall::Again(group) = again {
                self.begin(group);
            }
        }
        let (groups, people) = (&self.groups, &self.people);
        self.queue.send(now, |ask| call(*ask, groups, people))
    }

    fn answered(
        &mut self,
        read_id: ReadId,
        result: &Result<Answer, TransportError>,
        now: Timestamp,
    ) {
        let Some(task) = self.queue.on_response(read_id, result, now) else {
            return;
        };
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
                self.queue.answered();
            }
            Err(missed) => {
                let lost = self.queue.missed(task, missed, now);
                self.give_up_on(lost, now);
            }
        }
    }
}

fn is_again(ask: &ReadCall) -> bool {
    matches!(ask, ReadCall::Again(_))
}

fn call(ask: ReadCall, groups: &[GroupRead], people: &[PersonRead]) -> Option<SiteCall> {
    match ask {
        ReadCall::Again(_) => None,
        ReadCall::Page { group, start_at } => Some(SiteCall::Members {
            group: groups[group].id.clone(),
            start_at,
        }),
        ReadCall::More(group) => Some(SiteCall::MoreMembers {
            cursor: groups[group].cursor.clone()?,
            group: groups[group].id.clone(),
        }),
        ReadCall::Person(person) => {
            let account = people[person].account.clone();
            Some(match people[person].next.clone() {
                None => SiteCall::GroupsOf(account),
                Some(from) => SiteCall::MoreGroupsOf { account, from },
            })
        }
    }
}
