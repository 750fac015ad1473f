//! The site's directory: accounts and groups by number, and what readers see of
//! the memberships while a change is still settling.

use std::borrow::Cow;
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use super::membership_index::MembershipIndex;
use super::reads::grants;
use groupsweep_core::domain::{Span, Timestamp};

/// One membership as a site is seeded with it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct SeedMembership {
    pub group_id: String,
    pub group_name: String,
    pub account_id: String,
    /// The account's display name.
    pub display_name: String,
    /// The account's email; may be empty.
    pub email: String,
    /// Whether the account is active.
    pub active: bool,
}

#[derive(Clone, Debug)]
pub(super) struct SimPerson {
    pub(super) id: Arc<str>,
    pub(super) name: Box<str>,
    pub(super) email: Box<str>,
    pub(super) active: bool,
    /// Whether its membership of the directory is suspended: no list of members shows it.
    pub(super) suspended: bool,
}

impl SimPerson {
    /// Whether this account can log in.
    pub(super) fn is_active(&self) -> bool {
        self.active && !self.suspended
    }
}

#[derive(Clone, Debug)]
pub(super) struct SimGroup {
    pub(super) id: Arc<str>,
    pub(super) name: Arc<str>,
}

/// Accounts, groups and memberships.
#[derive(Clone, Debug, Default)]
pub(super) struct Directory {
    people: Vec<SimPerson>,
    person_by_id: BTreeMap<Arc<str>, u32>,
    groups: Vec<SimGroup>,
    group_by_id: BTreeMap<Arc<str>, u32>,
    group_by_name: BTreeMap<Arc<str>, u32>,
    truth: MembershipIndex,
    shown: Option<StaleView>,
    /// By group and account, when somebody was removed who has not been added since.
    removed: BTreeMap<(u32, u32), Timestamp>,
    suspended: usize,
}

/// What reads show while changes take time to arrive there.
#[derive(Clone, Debug)]
struct StaleView {
    roster: MembershipIndex,
    settling: VecDeque<Change>,
}

#[derive(Clone, Copy, Debug)]
struct Change {
    since: Timestamp,
    group: u32,
    account: u32,
    added: bool,
}

impl Directory {
    /// The number of an account. Adds it if it is new. Its data stay as first given.
    pub(super) fn account(&mut self, id: &str, name: &str, email: &str, active: bool) -> u32 {
        if let Some(number) = self.find_account(id) {
            return number;
        }
        let number = number_of(self.people.len());
        let id: Arc<str> = id.into();
        self.people.push(SimPerson {
            id: Arc::clone(&id),
            name: name.into(),
            email: email.into(),
            active,
            suspended: false,
        });
        self.person_by_id.insert(id, number);
        number
    }

    /// The number of a group. Adds it if it is new. Ids are UUIDs, so case does not matter.
    pub(super) fn group(&mut self, id: &str, name: &str) -> u32 {
        if let Some(number) = self.find_group(id) {
            return number;
        }
        let number = number_of(self.groups.len());
        let id: Arc<str> = id.to_ascii_lowercase().into();
        let name: Arc<str> = name.into();
        self.groups.push(SimGroup {
            id: Arc::clone(&id),
            name: Arc::clone(&name),
        });
        self.group_by_id.insert(id, number);
        self.group_by_name.entry(name).or_insert(number);
        number
    }

    pub(super) fn find_account(&self, id: &str) -> Option<u32> {
        self.person_by_id.get(id).copied()
    }

    pub(super) fn find_group(&self, id: &str) -> Option<u32> {
        match self.group_by_id.get(id) {
            Some(number) => Some(*number),
            None => self
                .group_by_id
                .get(id.to_ascii_lowercase().as_str())
                .copied(),
        }
    }

    pub(super) fn find_group_named(&self, name: &str) -> Option<u32> {
        self.group_by_name.get(name).copied()
    }

    /// Renames a group. False if there is none with this id.
    pub(super) fn rename_group(&mut self, id: &str, name: &str) -> bool {
        let Some(number) = self.find_group(id) else {
            return false;
        };
        let Some(group) = self.groups.get_mut(number as usize) else {
            return false;
        };
        if self.group_by_name.get(&group.name) == Some(&number) {
            self.group_by_name.remove(&group.name);
        }
        group.name = name.into();
        self.group_by_name.entry(name.into()).or_insert(number);
        true
    }

    /// Changes an account's data. False if there is none with this id.
    pub(super) fn change_person(&mut self, id: &str, change: impl FnOnce(&mut SimPerson)) -> bool {
        let number = self.find_account(id);
        let Some(person) = number.and_then(|number| self.people.get_mut(number as usize)) else {
            return false;
        };
        change(person);
        self.suspended = self.people.iter().filter(|person| person.suspended).count();
        true
    }

    /// The members of a group that its lists show.
    pub(super) fn listed(&self, group: u32, with_inactive: bool) -> Cow<'_, [u32]> {
        let members = self.shown().members(group, with_inactive);
        if self.suspended == 0 {
            return Cow::Borrowed(members);
        }
        let is_listed = |number: &u32| self.person(*number).is_none_or(|person| !person.suspended);
        Cow::Owned(members.iter().copied().filter(is_listed).collect())
    }

    pub(super) fn person(&self, number: u32) -> Option<&SimPerson> {
        self.people.get(number as usize)
    }

    #[cfg(feature = "cloud")]
    pub(super) fn people(&self) -> &[SimPerson] {
        &self.people
    }

    pub(super) fn group_at(&self, number: u32) -> Option<&SimGroup> {
        self.groups.get(number as usize)
    }

    /// Every group with its number.
    pub(super) fn groups(&self) -> impl Iterator<Item = (u32, &SimGroup)> {
        (0_u32..).zip(&self.groups)
    }

    /// Account ids of a group's members, inactive ones included, sorted.
    pub(super) fn member_ids(&self, group_id: &str) -> Vec<&str> {
        let Some(group) = self.find_group(group_id) else {
            return Vec::new();
        };
        let numbers = self.truth.members(group, true);
        let mut ids: Vec<&str> = numbers
            .iter()
            .filter_map(|number| self.person(*number))
            .map(|person| &*person.id)
            .collect();
        ids.sort_unstable();
        ids
    }

    /// The memberships as they are.
    pub(super) fn truth(&self) -> &MembershipIndex {
        &self.truth
    }

    /// The memberships as reads show them.
    pub(super) fn shown(&self) -> &MembershipIndex {
        self.shown
            .as_ref()
            .map_or(&self.truth, |shown| &shown.roster)
    }

    /// Adds a membership that reads show at once.
    pub(super) fn seed(&mut self, group: u32, account: u32) {
        let active = self.is_active(account);
        self.truth.insert(group, account, active);
        if let Some(shown) = &mut self.shown {
            shown.roster.insert(group, account, active);
        }
    }

    /// Adds or removes a membership; false if nothing changed.
    pub(super) fn change(&mut self, now: Timestamp, group: u32, account: u32, added: bool) -> bool {
        let active = self.is_active(account);
        let changed = if added {
            self.truth.insert(group, account, active)
        } else {
            self.truth.remove(group, account)
        };
        if added {
            self.removed.remove(&(group, account));
        } else if changed {
            self.removed.insert((group, account), now);
        }
        if let (true, Some(shown)) = (changed, &mut self.shown) {
            shown.settling.push_back(Change {
                since: now,
                group,
                account,
                added,
            });
        }
        changed
    }

    /// When an account was removed from a group that it is not in now. `None` if it never was.
    pub(super) fn removed_at(&self, group: u32, account: u32) -> Option<Timestamp> {
        self.removed.get(&(group, account)).copied()
    }

    /// Whether somebody was removed from every group by which they administered the site.
    pub(super) fn has_left_site_admins(&self, account_id: &str) -> bool {
        let Some(account) = self.find_account(account_id) else {
            return false;
        };
        let is_of_admins = |(_, group): &(u32, &SimGroup)| grants(&group.name, "site-admin", "");
        let mut left = false;
        for (group, _) in self.groups().filter(is_of_admins) {
            if self.truth.contains(group, account) {
                return false;
            }
            left |= self.removed_at(group, account).is_some();
        }
        left
    }

    /// Lets reads see every change older than `delay`.
    pub(super) fn settle(&mut self, now: Timestamp, delay: Span) {
        if delay == Span::ZERO {
            self.shown = None;
            return;
        }
        let mut shown = self.shown.take().unwrap_or_else(|| StaleView {
            roster: self.truth.clone(),
            settling: VecDeque::new(),
        });
        while let Some(change) = shown.settling.front().copied() {
            if now < change.since + delay {
                break;
            }
            shown.settling.pop_front();
            if change.added {
                let active = self.is_active(change.account);
                shown.roster.insert(change.group, change.account, active);
            } else {
                shown.roster.remove(change.group, change.account);
            }
        }
        self.shown = Some(shown);
    }

    fn is_active(&self, account: u32) -> bool {
        self.person(account).is_none_or(|person| person.active)
    }
}

/// Numbers have 32 bits. Four billion accounts would not fit in memory anyway.
fn number_of(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
