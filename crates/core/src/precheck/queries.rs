//! The questions about groups and accounts, and what becomes of questions that bring nothing.

mod answers;
mod calls;

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::Arc;

use groupsweep_sheet::arrange_by_key;

use crate::atlassian::{Endpoint, GroupApi, Product, Reason};
use crate::domain::{Access, AccountId, Answer, GroupId, Timestamp, TransportError};
use crate::plan::{AdminCoverage, Proposal, SiteFacts, Why, is_administration};
use crate::run::{Listening, Pace, Rate, RateSignal, hold, rest};
use crate::verify::{
    Actions, MAX_TRIES_UNUSABLE, NoApi, ReadError, ReadId, ReadWait, read_response,
};

use calls::{PrecheckCall, call};

/// Calls under way at once.
const MAX_AT_ONCE: usize = 6;
/// Tries of a question after passing faults. Few: what is not known is said to be unknown, and it can be asked again.
const TRIES: u8 = 3;

/// Questions under way, and what they brought.
pub(super) struct Questions {
    endpoint: Endpoint,
    pub(super) facts: SiteFacts,
    pub(super) unknown: HashSet<AccountId>,
    /// Accounts that the site knows.
    pub(super) known: HashSet<AccountId>,
    /// Whoever answers is not the site's API: nothing else is worth asking.
    pub(super) hopeless: Option<Reason>,
    /// Groups that the organization does not know in its directory.
    pub(super) unknown_groups: HashSet<GroupId>,
    /// Groups of which nothing says who manages them.
    unmanaged: usize,
    /// The proposal's groups and their names.
    groups: HashMap<GroupId, Arc<str>>,
    ready: VecDeque<(PrecheckCall, u8)>,
    resting: Vec<(Timestamp, (PrecheckCall, u8))>,
    in_flight: Vec<(ReadId, Timestamp, (PrecheckCall, u8))>,
    next_ticket: u64,
    pace: Pace,
    listening: Listening,
    no_api: NoApi,
    ceiling: usize,
    staff_is_asked: bool,
    pub(super) asked: usize,
    pub(super) done: usize,
}

impl Questions {
    pub(super) fn about(proposal: &Proposal, rate: Rate) -> Self {
        let mut groups = HashMap::new();
        let mut seen = HashSet::new();
        let mut accounts = Vec::new();
        for item in proposal.items() {
            let group = &item.membership.group;
            if !groups.contains_key(group) {
                groups.insert(group.clone(), Arc::clone(&item.group_name));
            }
            if seen.insert(&item.membership.account) {
                accounts.push(item.membership.account.clone());
            }
        }
        let accesses = Access::ASKED.map(|access| PrecheckCall::Groups {
            access,
            start_at: 0,
        });
        let endpoint = proposal.connection().endpoint.clone();
        let per_call = endpoint.api().ids_per_call();
        // Where one call describes one account, lists of members describe most of them for nothing.
        if per_call == 1 {
            accounts.clear();
        }
        let people = accounts.chunks(per_call);
        let people = people.map(|chunk| PrecheckCall::Accounts(chunk.to_vec()));
        let mut named: Vec<GroupId> = groups.keys().cloned().collect();
        named.sort();
        let named = named.chunks(per_call);
        let named = named.map(|some| PrecheckCall::GroupsById(some.to_vec()));
        let asks: Vec<PrecheckCall> = accesses.into_iter().chain(people).chain(named).collect();
        let (can, cannot): (Vec<PrecheckCall>, Vec<PrecheckCall>) = asks
            .into_iter()
            .partition(|ask| endpoint.request(&call(ask)).is_some());
        let ready: VecDeque<_> = can.into_iter().map(|ask| (ask, 0)).collect();
        let coverage = match endpoint.product() {
            Product::Jira | Product::Organization => AdminCoverage::Jira,
            Product::Confluence => AdminCoverage::Confluence,
        };
        let mut questions = Self {
            endpoint,
            facts: SiteFacts {
                coverage,
                // Where they are asked for last, a check that ends early knows of none.
                accounts_unread: (per_call == 1).then(|| "the check ended before that".into()),
                ..SiteFacts::default()
            },
            unknown: HashSet::new(),
            known: HashSet::new(),
            hopeless: None,
            unknown_groups: HashSet::new(),
            unmanaged: 0,
            groups,
            asked: ready.len(),
            ready,
            resting: Vec::new(),
            in_flight: Vec::new(),
            next_ticket: 0,
            pace: Pace::new(rate),
            listening: Listening::default(),
            no_api: NoApi::default(),
            ceiling: MAX_AT_ONCE,
            staff_is_asked: false,
            done: 0,
        };
        let why = questions.endpoint.silence();
        for ask in cannot {
            questions.lost(&ask, &why);
        }
        if questions.is_done() {
            questions.fetch_group_admins();
        }
        questions
    }

    pub(super) fn set_ceiling(&mut self, calls: usize) {
        self.ceiling = calls.clamp(1, MAX_AT_ONCE);
    }

    /// Nothing is under way and nothing will be.
    pub(super) fn is_done(&self) -> bool {
        self.ready.is_empty() && self.resting.is_empty() && self.in_flight.is_empty()
    }

    pub(super) fn answered(
        &mut self,
        ticket: ReadId,
        result: &Result<Answer, TransportError>,
        now: Timestamp,
    ) {
        let Some(at) = self.in_flight.iter().position(|(one, ..)| *one == ticket) else {
            return;
        };
        let (_, sent_at, (ask, tries)) = self.in_flight.swap_remove(at);
        self.pace.on_response(sent_at, now, RateSignal::of(result));
        self.listening
            .on_response(result, self.in_flight.len(), now);
        match self.take(&ask, result, now) {
            Ok(()) => {
                self.done += 1;
                self.no_api.answered();
            }
            Err(missed) => self.missed(ask, tries, missed, now),
        }
        if self.is_done() {
            self.fetch_group_admins();
        }
    }

    /// The next calls, and when to come back.
    pub(super) fn send(&mut self, now: Timestamp) -> Actions {
        let (due, resting): (Vec<_>, Vec<_>) =
            self.resting.drain(..).partition(|(until, _)| *until <= now);
        self.resting = resting;
        self.ready.extend(due.into_iter().map(|(_, task)| task));
        let mut calls = Vec::new();
        while self.in_flight.len() < self.ceiling && !self.ready.is_empty() && self.pace.take(now) {
            let Some(task) = self.ready.pop_front() else {
                break;
            };
            let ticket = ReadId::numbered(self.next_ticket);
            self.next_ticket += 1;
            calls.push((ticket, call(&task.0)));
            self.listening.sent(now);
            self.in_flight.push((ticket, now, task));
        }
        let has_room = self.in_flight.len() < self.ceiling;
        let ready = (has_room && !self.ready.is_empty()).then(|| self.pace.opens_at());
        let rested = self.resting.iter().map(|(until, _)| *until);
        let wake_at = rested.filter(|_| has_room).chain(ready).min();
        Actions { calls, wake_at }
    }

    /// What is waited for.
    pub(super) fn waiting(&self) -> ReadWait {
        let flying = self.in_flight.iter().map(|(.., (_, tries))| *tries);
        let resting = self.resting.iter().map(|(_, (_, tries))| *tries);
        let tries = flying.chain(resting).max().unwrap_or(0);
        ReadWait::of(&self.pace, self.listening, tries, TRIES)
    }

    /// Whatever has no answer by now gets none.
    pub(super) fn end(&mut self, why: &Reason) {
        self.staff_is_asked = true;
        let waiting = self.ready.drain(..);
        let resting = self.resting.drain(..).map(|(_, task)| task);
        let flying = self.in_flight.drain(..).map(|(.., task)| task);
        let asks: Vec<PrecheckCall> = waiting
            .chain(resting)
            .chain(flying)
            .map(|(ask, _)| ask)
            .collect();
        for ask in asks {
            self.lost(&ask, why);
        }
    }

    fn take(
        &mut self,
        ask: &PrecheckCall,
        result: &Result<Answer, TransportError>,
        now: Timestamp,
    ) -> Result<(), ReadError> {
        let unknown = "the site does not provide this information (404)";
        let api = self.endpoint.api();
        let people =
            |api: &dyn GroupApi| read_response(result, now, unknown, |answer| api.people(answer));
        let groups =
            |api: &dyn GroupApi| read_response(result, now, unknown, |answer| api.groups(answer));
        match ask {
            PrecheckCall::Groups { access, start_at } => {
                let page = groups(api)?;
                self.groups_giving(*access, *start_at, &page);
            }
            PrecheckCall::Accounts(accounts) => {
                let page = people(api)?;
                self.accounts(accounts, &page);
            }
            PrecheckCall::GroupsById(asked) => {
                let page = groups(api)?;
                self.groups_by_id(asked, page);
            }
            PrecheckCall::Management { group, .. } => {
                let page = groups(api)?;
                self.management(group, &page);
            }
            PrecheckCall::ActiveMembers { group, start_at } => {
                let page = people(api)?;
                self.staff(group, *start_at, page);
            }
            PrecheckCall::MoreStaff { group, read, .. } => {
                let page = people(api)?;
                self.staff(group, *read, page);
            }
        }
        Ok(())
    }

    /// Asks for the accounts of the plan that nothing has described yet, where each takes a call of its own.
    pub(super) fn ask_for_names(&mut self, accounts: impl Iterator<Item = AccountId>) {
        if self.endpoint.api().ids_per_call() > 1 {
            return;
        }
        self.facts.accounts_unread = None;
        let mut asked = HashSet::new();
        for account in accounts {
            if !self.facts.people.contains_key(&account) && asked.insert(account.clone()) {
                self.ask(PrecheckCall::Accounts(vec![account]));
            }
        }
    }

    /// Once it is known which groups administer, their members are asked for.
    fn fetch_group_admins(&mut self) {
        if std::mem::replace(&mut self.staff_is_asked, true) {
            return;
        }
        let administer =
            |(group, name): &(&GroupId, &Arc<str>)| is_administration(&self.facts, group, name);
        let mut groups: Vec<GroupId> = self
            .groups
            .iter()
            .filter(administer)
            .map(|(group, _)| group.clone())
            .collect();
        arrange_by_key(&mut groups, GroupId::clone);
        for group in groups {
            self.ask(PrecheckCall::ActiveMembers { group, start_at: 0 });
        }
    }

    fn ask(&mut self, ask: PrecheckCall) {
        self.asked += 1;
        self.ready.push_back((ask, 0));
    }

    fn missed(&mut self, ask: PrecheckCall, tries: u8, missed: ReadError, now: Timestamp) {
        let salt = self.next_ticket;
        match missed {
            ReadError::Unknown(why) => {
                self.done += 1;
                match &ask {
                    // One call for one of them: the 404 is about this one.
                    PrecheckCall::Accounts(one) if one.len() == 1 => {
                        self.unknown.extend(one.iter().cloned())
                    }
                    PrecheckCall::GroupsById(one) if one.len() == 1 => {
                        self.unknown_groups.extend(one.iter().cloned());
                    }
                    _ => self.lost(&ask, &why),
                }
            }
            ReadError::Never(why) => {
                self.done += 1;
                self.lost(&ask, &why);
            }
            ReadError::Nothing(why) => {
                self.lost(&ask, &why);
                self.end(&why);
            }
            ReadError::Unusable { why, is_no_api } => {
                if is_no_api && self.no_api.is_hopeless_after(now) {
                    self.lost(&ask, &why);
                    self.end(&why);
                    self.hopeless = Some(why);
                    return;
                }
                if tries + 1 < MAX_TRIES_UNUSABLE {
                    let until = now + rest(1, None, salt);
                    self.resting.push((until, (ask, tries + 1)));
                    return;
                }
                self.done += 1;
                self.lost(&ask, &why);
            }
            ReadError::Throttled(wait) => {
                self.pace.hold(hold(wait, now, salt), now);
                self.ready.push_front((ask, tries));
            }
            ReadError::Transient(why, wait) => {
                if wait.is_some() {
                    self.pace.hold(hold(wait, now, salt), now);
                }
                if tries + 1 >= TRIES {
                    self.done += 1;
                    self.lost(&ask, &why);
                } else {
                    let until = now + rest(tries + 1, wait, salt);
                    self.resting.push((until, (ask, tries + 1)));
                }
            }
        }
    }

    /// A question without an answer: what it was about is not known.
    fn lost(&mut self, ask: &PrecheckCall, why: &Reason) {
        let why: Why = why.clone();
        match ask {
            PrecheckCall::Groups {
                access: Access::SiteAdmin | Access::Admin,
                ..
            } => {
                self.facts.by_name.get_or_insert(why);
            }
            PrecheckCall::Groups { .. } => {
                self.facts.apps_unread.get_or_insert(why);
            }
            PrecheckCall::Accounts(_) => {
                self.facts.accounts_unread.get_or_insert(why);
            }
            PrecheckCall::GroupsById(_) => self.groups_unread(&why),
            PrecheckCall::Management { .. } => {
                self.facts.kept_unread.get_or_insert(why);
            }
            PrecheckCall::ActiveMembers { group, .. } | PrecheckCall::MoreStaff { group, .. } => {
                // Somebody read on an earlier page stays; nobody read says nothing.
                let staff = self.facts.staff.entry(group.clone());
                staff.or_default().is_whole = false;
            }
        }
    }
}
