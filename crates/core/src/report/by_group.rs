//! A run's results by group.

use std::cmp::Reverse;
use std::collections::HashMap;

use groupsweep_sheet::arrange_by_key;

use crate::domain::GroupId;
use crate::run::{Outcome, Run};

/// A run's results in one group.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GroupOutcome {
    /// The group's name, else its id.
    pub name: String,
    /// Rows of the run in this group.
    pub rows: u32,
    /// Rows whose membership this run changed.
    pub changed: u32,
    /// Rows that are not done: failed, unconfirmed or not started.
    pub open: u32,
    /// `None` if the check did not read the whole group.
    pub members: Option<ListedMembers>,
}

/// A group's list of members, as the check read it. A site may leave people out of it, for example suspended
/// ones.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ListedMembers {
    /// People on the list.
    pub before: u32,
    /// Rows of people on the list whose membership this run changed.
    pub changed: u32,
}

/// The groups of a run, with the most changes first.
#[must_use]
pub fn by_group(run: &Run) -> Vec<GroupOutcome> {
    let plan = run.plan();
    let summary = plan.summary();
    let listed = |group: &GroupId| {
        let before = *summary.group_sizes.get(group)?;
        Some(ListedMembers { before, changed: 0 })
    };
    let mut places: HashMap<&GroupId, usize> = HashMap::new();
    let mut groups: Vec<GroupOutcome> = Vec::new();
    for (item, record) in plan.items().iter().zip(run.records()) {
        let group = &item.membership.group;
        let place = *places.entry(group).or_insert_with(|| {
            groups.push(GroupOutcome {
                name: plan.group_label(item).into_owned(),
                rows: 0,
                changed: 0,
                open: 0,
                members: listed(group),
            });
            groups.len() - 1
        });
        let group = &mut groups[place];
        group.rows += 1;
        match record.outcome() {
            Outcome::Done => {
                group.changed += 1;
                let listed = group.members.as_mut();
                if let Some(listed) = listed.filter(|_| summary.before.was_listed(item.row)) {
                    listed.changed += 1;
                }
            }
            Outcome::NoChange | Outcome::SinceCheck => {}
            Outcome::Failed | Outcome::InDoubt | Outcome::NotTried => group.open += 1,
        }
    }
    arrange_by_key(&mut groups, |group| {
        (Reverse(group.changed), group.name.clone())
    });
    groups
}
