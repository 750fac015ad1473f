//! The calls about groups and accounts, and what stays unknown if one is given up.

mod answers;
mod calls;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use groupsweep_sheet::arrange_by_key;

use crate::atlassian::{Endpoint, GroupApi, Product, ReadError, Reason, read_response};
use crate::domain::{Access, AccountId, Answer, GroupId, Timestamp, TransportError};
use crate::plan::{AdminCoverage, Proposal, SiteFacts, Why, is_administration};
use crate::reads::{Actions, Asker, AtOnce, Lost, Queue, ReadId, ReadWait};
use crate::run::{Pace, Rate};

use calls::{PrecheckCall, call};

/// Calls under way at once.
const MAX_AT_ONCE: usize = 6;
/// Tries of a call with transient faults. Few, because unknown facts are reported and the check can be repeated.
const TRIES: u8 = 3;

/// The calls of a check, and the facts they brought.
pub(super) struct Questions {
    endpoint: Endpoint,
    pub(super) facts: SiteFacts,
    pub(super) unknown: HashSet<AccountId>,
    /// Accounts that the site knows.
    pub(super) known: HashSet<AccountId>,
    /// Set if whoever answers is not the site's API, so that no other call is worth making.
    pub(super) hopeless: Option<Reason>,
    /// Groups that are not in the organization's directory.
    pub(super) unknown_groups: HashSet<GroupId>,
    /// Number of groups whose manager is unknown.
    unmanaged: usize,
    /// Accounts whose kind the site does not report.
    unknown_kinds: HashSet<AccountId>,
    /// The proposal's groups and their names.
    groups: HashMap<GroupId, Arc<str>>,
    queue: Queue<PrecheckCall>,
    active_members_are_asked: bool,
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
            behind: None,
        });
        let endpoint = proposal.connection().endpoint.clone();
        let per_call = endpoint.api().ids_per_call();
        // If a call describes only one account, member lists describe most of them without extra calls.
        if per_call == 1 {
            accounts.clear();
        }
        let people = accounts.chunks(per_call);
        let people = people.map(|chunk| PrecheckCall::Accounts(chunk.to_vec()));
        let mut named: Vec<GroupId> = groups.keys().cloned().collect();
        arrange_by_key(&mut named, GroupId::clone);
        let named = named.chunks(per_call);
        let named = named.map(|some| PrecheckCall::GroupsById(some.to_vec()));
        let asks: Vec<PrecheckCall> = accesses.into_iter().chain(people).chain(named).collect();
        let (can, cannot): (Vec<PrecheckCall>, Vec<PrecheckCall>) = asks
            .into_iter()
            .partition(|ask| endpoint.request(&call(ask)).is_some());
        let asked = can.len();
        let mut queue = Queue::new(
            Asker::Questions,
            Pace::new(rate),
            AtOnce::Few(MAX_AT_ONCE),
            TRIES,
        );
        for ask in can {
            queue.last(ask);
        }
        let coverage = match endpoint.product() {
            Product::Jira | Product::Organization => AdminCoverage::Jira,
            Product::Confluence => AdminCoverage::Confluence,
        };
        let mut questions = Self {
            endpoint,
            facts: SiteFacts {
                coverage,
                // Accounts are requested last then, so a check that ends early has none.
                accounts_unread: (per_call == 1).then(|| "the check ended before that".into()),
                ..SiteFacts::default()
            },
            unknown: HashSet::new(),
            known: HashSet::new(),
            hopeless: None,
            unknown_groups: HashSet::new(),
            unmanaged: 0,
            unknown_kinds: HashSet::new(),
            groups,
            asked,
            queue,
            active_members_are_asked: false,
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
        self.queue.set_ceiling(calls);
    }

    /// Whether no call is in flight and none will be.
    pub(super) fn is_done(&self) -> bool {
        self.queue.is_done()
    }

    pub(super) fn answered(
        &mut self,
        read_id: ReadId,
        result: &Result<Answer, TransportError>,
        now: Timestamp,
    ) {
        let Some(task) = self.queue.on_response(read_id, result, now) else {
            return;
        };
        match self.take(&task.ask, result, now) {
            Ok(()) => {
                self.done += 1;
                self.queue.answered();
            }
            Err(missed) => {
                let lost = self.queue.missed(task, missed, now);
                self.give_up_on(lost);
            }
        }
        if self.is_done() {
            self.fetch_group_admins();
        }
    }

    /// Returns the next calls and the next timer.
    pub(super) fn send(&mut self, now: Timestamp) -> Actions {
        self.queue.send(now, |ask| Some(call(ask)))
    }

    /// What the reading waits for.
    pub(super) fn waiting(&self) -> ReadWait {
        self.queue.waiting()
    }

    /// Ends the calls. Those without an answer get none.
    pub(super) fn end(&mut self, why: &Reason) {
        self.active_members_are_asked = true;
        for ask in self.queue.drain() {
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
            PrecheckCall::Groups { access, behind } => {
                let page = groups(api)?;
                self.groups_giving(*access, behind.as_ref(), &page);
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
                self.active_members(group, *start_at, page);
            }
            PrecheckCall::MoreActiveMembers { group, read, .. } => {
                let page = people(api)?;
                self.active_members(group, *read, page);
            }
        }
        Ok(())
    }

    /// Asks for the plan's accounts that no list described, if each takes a call.
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

    /// Asks for the members of admin groups, once those are known.
    fn fetch_group_admins(&mut self) {
        if std::mem::replace(&mut self.active_members_are_asked, true) {
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
        self.queue.last(ask);
    }

    fn give_up_on(&mut self, lost: Lost<PrecheckCall>) {
        match lost {
            Lost::Nothing => {}
            Lost::Unknown(ask, why) => {
                self.done += 1;
                match &ask {
                    // A 404 to a call for one account is about that account.
                    PrecheckCall::Accounts(one) if one.len() == 1 => {
                        self.unknown.extend(one.iter().cloned())
                    }
                    PrecheckCall::GroupsById(one) if one.len() == 1 => {
                        self.unknown_groups.extend(one.iter().cloned());
                    }
                    _ => self.lost(&ask, &why),
                }
            }
            Lost::One(ask, why) => {
                self.done += 1;
                self.lost(&ask, &why);
            }
            Lost::All(ask, why) => {
                self.lost(&ask, &why);
                self.end(&why);
            }
            Lost::NoApi(ask, why) => {
                self.lost(&ask, &why);
                self.end(&why);
                self.hopeless = Some(why);
            }
        }
    }

    /// Notes that what a failed call was about is unknown.
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
                self.facts.external_management_unread.get_or_insert(why);
            }
            PrecheckCall::ActiveMembers { group, .. }
            | PrecheckCall::MoreActiveMembers { group, .. } => {
                // Members from earlier pages stay. An empty set proves nothing.
                let active_members = self.facts.active_members.entry(group.clone());
                active_members.or_default().is_whole = false;
            }
        }
    }
}
