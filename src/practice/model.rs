//! The site's directory: accounts and groups by number, and what readers see of
//! the memberships while a change is still settling.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use super::roster::Roster;
use crate::domain::{Moment, Span};

/// One membership as a site is seeded with it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Seat {
    /// The group's id.
    pub group_id: String,
    /// The group's name.
    pub group_name: String,
    /// The account's id.
    pub account_id: String,
    /// The account's display name.
    pub display_name: String,
    /// The account's email; may be empty.
    pub email: String,
    /// Whether the account is active.
    pub active: bool,
}

/// One account.
#[derive(Clone, Debug)]
pub(super) struct Person {
    pub(super) id: Arc<str>,
    pub(super) name: Box<str>,
    pub(super) email: Box<str>,
    pub(super) active: bool,
}

/// One group.
#[derive(Clone, Debug)]
pub(super) struct Group {
    pub(super) id: Arc<str>,
    pub(super) name: Arc<str>,
}

/// Accounts, groups and memberships.
#[derive(Clone, Debug, Default)]
pub(super) struct Directory {
    people: Vec<Person>,
    person_by_id: BTreeMap<Arc<str>, u32>,
    groups: Vec<Group>,
    group_by_id: BTreeMap<Arc<str>, u32>,
    group_by_name: BTreeMap<Arc<str>, u32>,
    truth: Roster,
    shown: Option<Shown>,
}

/// What reads show while changes take time to arrive there.
#[derive(Clone, Debug)]
struct Shown {
    roster: Roster,
    settling: VecDeque<Change>,
}

#[derive(Clone, Copy, Debug)]
struct Change {
    since: Moment,
    group: u32,
    account: u32,
    added: bool,
}

impl Directory {
    /// The number of an account, made if it is new. What is known of an account stays as first told.
    pub(super) fn account(&mut self, id: &str, name: &str, email: &str, active: bool) -> u32 {
        if let Some(number) = self.find_account(id) {
            return number;
        }
        let number = number_of(self.people.len());
        let id: Arc<str> = id.into();
        self.people.push(Person {
            id: Arc::clone(&id),
            name: name.into(),
            email: email.into(),
            active,
        });
        self.person_by_id.insert(id, number);
        number
    }

    /// The number of a group, made if it is new. Ids are UUIDs: case does not count.
    pub(super) fn group(&mut self, id: &str, name: &str) -> u32 {
        if let Some(number) = self.find_group(id) {
            return number;
        }
        let number = number_of(self.groups.len());
        let id: Arc<str> = id.to_ascii_lowercase().into();
        let name: Arc<str> = name.into();
        self.groups.push(Group {
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

    pub(super) fn person(&self, number: u32) -> Option<&Person> {
        self.people.get(number as usize)
    }

    pub(super) fn people(&self) -> &[Person] {
        &self.people
    }

    pub(super) fn group_at(&self, number: u32) -> Option<&Group> {
        self.groups.get(number as usize)
    }

    /// Every group with its number.
    pub(super) fn groups(&self) -> impl Iterator<Item = (u32, &Group)> {
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
    pub(super) fn truth(&self) -> &Roster {
        &self.truth
    }

    /// The memberships as reads show them.
    pub(super) fn shown(&self) -> &Roster {
        self.shown
            .as_ref()
            .map_or(&self.truth, |shown| &shown.roster)
    }

    /// A membership that was always there: reads show it at once.
    pub(super) fn seed(&mut self, group: u32, account: u32) {
        let active = self.is_active(account);
        self.truth.insert(group, account, active);
        if let Some(shown) = &mut self.shown {
            shown.roster.insert(group, account, active);
        }
    }

    /// Adds or removes a membership; false if nothing changed.
    pub(super) fn change(&mut self, now: Moment, group: u32, account: u32, added: bool) -> bool {
        let active = self.is_active(account);
        let changed = if added {
            self.truth.insert(group, account, active)
        } else {
            self.truth.remove(group, account)
        };
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

    /// Lets reads see every change older than `delay`.
    pub(super) fn settle(&mut self, now: Moment, delay: Span) {
        if delay == Span::ZERO {
            self.shown = None;
            return;
        }
        let mut shown = self.shown.take().unwrap_or_else(|| Shown {
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

/// Numbers are 32 bits wide: a model of four thousand million accounts does not fit in memory anyway.
fn number_of(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
