//! The result of reading the groups back.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use groupsweep_sheet::arrange_by_key;

use crate::atlassian::{RELAY_GONE, RELAY_REFUSES};
use crate::domain::{AccountId, Timestamp};
use crate::plan::MemberNames;
use crate::report::{RelayTrouble, VerificationFacts};
use crate::run::Reason;

use super::machine::Verifier;
use super::states::{CheckedRow, GroupRead, ReadState};

/// The result for the groups of a run. Items are indices in the plan.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Verification {
    /// The groups, in the order of the plan.
    pub groups: Vec<GroupReading>,
    /// When the last answer came. Zero if none did.
    pub read_at: Timestamp,
    listings: Vec<(usize, bool)>,
    is_read: bool,
    /// Site names of the people of the rows, by item, from this reading or the check.
    names: HashMap<usize, Arc<str>>,
}

/// The result for one group.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GroupReading {
    /// The group, as the file names it.
    pub name: Arc<str>,
    /// Number of its rows in the plan that were tried.
    pub rows: usize,
    /// Rows not as planned: still listed after a removal, or not listed after an addition. Includes failed rows that
    /// are unchanged.
    pub not_as_planned: Vec<usize>,
    /// Rows that were as planned after the run and were changed back by an undo or somebody else.
    pub changed_back: Vec<usize>,
    /// Rows that could not be read.
    pub unread: Option<Unread>,
    /// Others who left or joined since the check. `None` unless the whole list was read both times.
    pub others: Option<Others>,
}

/// Members of a group who are not in the plan, compared with the check before the run.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Others {
    /// In the group at the check and not listed now. Suspended accounts are not listed either.
    pub left: Vec<Other>,
    /// Listed now and not in the group at the check.
    pub came: Vec<Other>,
}

/// Somebody who is not in the plan.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Other {
    /// The name on the site, or the account id if there is none.
    pub name: Arc<str>,
    pub account: AccountId,
}

/// What could not be read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unread {
    pub items: Vec<usize>,
    /// The reason, as a lower-case clause without a full stop.
    pub why: Reason,
}

impl GroupReading {
    /// Whether every row was read and is as planned.
    #[must_use]
    pub fn is_as_planned(&self) -> bool {
        self.not_as_planned.is_empty() && self.changed_back.is_empty() && self.unread.is_none()
    }
}

impl Verification {
    pub(super) fn of(verifying: &Verifier, read_at: Timestamp) -> Self {
        let leaves_listed = verifying.leaves_listed;
        let items = |rows: &[usize], is_meant: &dyn Fn(&CheckedRow) -> bool| -> Vec<usize> {
            let rows = rows.iter().map(|row| &verifying.rows[*row]);
            rows.filter(|row| is_meant(row))
                .map(|row| row.item)
                .collect()
        };
        let otherwise = |row: &CheckedRow, was_as_planned: bool| {
            row.state == ReadState::NotAsPlanned && row.was_as_planned == was_as_planned
        };
        let groups = verifying.groups.iter().map(|group| {
            let unread = items(&group.rows, &|row| row.state == ReadState::Unread);
            GroupReading {
                name: Arc::clone(&group.name),
                rows: group.rows.len(),
                not_as_planned: items(&group.rows, &|row| otherwise(row, false)),
                changed_back: items(&group.rows, &|row| otherwise(row, true)),
                unread: (!unread.is_empty()).then(|| Unread {
                    items: unread,
                    why: group.why.clone().unwrap_or_default(),
                }),
                others: others(verifying, group),
            }
        });
        let mut is_read = false;
        let listed = verifying.rows.iter().filter_map(|row| {
            let as_planned = match row.state {
                ReadState::AsPlanned => true,
                ReadState::NotAsPlanned => false,
                ReadState::Open | ReadState::Asked | ReadState::Unread => return None,
            };
            is_read = true;
            if verifying.is_undone && otherwise(row, true) {
                return None;
            }
            Some((row.item, as_planned == leaves_listed))
        });
        let listings = listed.collect();
        Self {
            groups: groups.collect(),
            read_at,
            listings,
            is_read,
            names: names(verifying),
        }
    }

    /// The site's name for the person of an item. `None` if no list named them.
    #[must_use]
    pub fn name(&self, item: usize) -> Option<&str> {
        self.names.get(&item).map(|name| &**name)
    }

    /// Whether nothing could be read, so that there is no result and no time.
    #[must_use]
    pub fn is_unread(&self) -> bool {
        !self.is_read
    }

    /// What is wrong with the relay, if rows could not be read because of it.
    #[must_use]
    pub fn relay_trouble(&self) -> Option<RelayTrouble> {
        let unread = self.groups.iter().filter_map(|group| group.unread.as_ref());
        unread.into_iter().find_map(|unread| match &*unread.why {
            RELAY_GONE => Some(RelayTrouble::Gone),
            RELAY_REFUSES => Some(RelayTrouble::Refuses),
            _ => None,
        })
    }

    /// People outside the plan who left the groups since the check, each once.
    #[must_use]
    pub fn left(&self) -> Vec<Other> {
        self.each_once(|others| &others.left)
    }

    /// People outside the plan who joined the groups since the check, each once.
    #[must_use]
    pub fn came(&self) -> Vec<Other> {
        self.each_once(|others| &others.came)
    }

    /// Groups whose other members could be compared with the check.
    #[must_use]
    pub fn groups_compared(&self) -> usize {
        let compared = |group: &&GroupReading| group.others.is_some();
        self.groups.iter().filter(compared).count()
    }

    fn each_once(&self, which: impl Fn(&Others) -> &Vec<Other>) -> Vec<Other> {
        let groups = self.groups.iter().filter_map(|group| group.others.as_ref());
        let mut seen = HashSet::new();
        let people = groups.flat_map(which);
        let mut people: Vec<Other> = people
            .filter(|other| seen.insert(&other.account))
            .cloned()
            .collect();
        arrange_by_key(&mut people, Other::clone);
        people
    }

    /// For each conclusive item, whether the person is listed. Input of `run::Event::Verified`.
    #[must_use]
    pub fn listings(&self) -> Vec<(usize, bool)> {
        self.listings.clone()
    }

    /// Whether every group was read and is as planned.
    #[must_use]
    pub fn is_as_planned(&self) -> bool {
        self.groups.iter().all(GroupReading::is_as_planned)
    }

    /// The numbers for the receipt.
    #[must_use]
    pub fn facts(&self) -> VerificationFacts {
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let sum = |of: fn(&GroupReading) -> usize| count(self.groups.iter().map(of).sum());
        let unread = |group: &GroupReading| {
            let unread = group.unread.as_ref();
            unread.map_or(0, |unread| unread.items.len())
        };
        let rows = sum(|group| group.rows);
        let rows_not_as_planned = sum(|group| group.not_as_planned.len());
        let rows_changed_back = sum(|group| group.changed_back.len());
        let rows_unreadable = sum(unread);
        VerificationFacts {
            groups: count(self.groups.len()),
            groups_unreadable: sum(|group| usize::from(group.unread.is_some())),
            rows,
            rows_as_planned: rows - rows_not_as_planned - rows_changed_back - rows_unreadable,
            rows_not_as_planned,
            rows_changed_back,
            rows_unreadable,
            read_at: self.read_at,
        }
    }
}

/// Compares a group's list with the check's, without the people of the plan.
fn others(verifying: &Verifier, group: &GroupRead) -> Option<Others> {
    let before = verifying.seen.as_ref()?.of(&group.id)?;
    let now = group.members.as_ref()?;
    Some(Others {
        left: missing(before, now, group),
        came: missing(now, before, group),
    })
}

/// People in the one list and not in the other, by name.
fn missing(one: &MemberNames, other: &MemberNames, group: &GroupRead) -> Vec<Other> {
    let gone = one
        .iter()
        .filter(|(account, _)| !other.contains_key(*account) && !group.planned.contains(*account));
    let named = gone.map(|(account, name)| Other {
        name: if name.is_empty() {
            account.as_str().into()
        } else {
            Arc::clone(name)
        },
        account: account.clone(),
    });
    let mut people: Vec<Other> = named.collect();
    arrange_by_key(&mut people, Other::clone);
    people
}

fn names(verifying: &Verifier) -> HashMap<usize, Arc<str>> {
    let seen = verifying.seen.as_ref();
    let name = |row: &super::states::CheckedRow| {
        let person = &verifying.people[row.person];
        let at_check = || {
            let members = seen?.of(&verifying.groups[row.group].id)?;
            members.get(&person.account).filter(|name| !name.is_empty())
        };
        let listed = person.described.as_ref();
        let listed = listed.filter(|person| !person.name.is_empty());
        let name = listed.map(|person| Arc::from(person.name.as_str()));
        let name = name.or_else(|| at_check().map(Arc::clone))?;
        Some((row.item, name))
    };
    verifying.rows.iter().filter_map(name).collect()
}
