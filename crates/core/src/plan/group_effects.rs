//! What a part of a plan does to whole groups: which ones it empties, and which ones grant app access.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use groupsweep_sheet::arrange_by_key;

use crate::domain::GroupId;
use crate::import::label_of_namesake;

use super::freeze::Plan;
use super::item::PlanItem;
use super::summary::AccessLoss;

/// The first row of each group that becomes empty.
#[derive(Debug, Default)]
pub struct EmptiedGroups<'a> {
    /// By the whole member list that the check read.
    pub on_site: Vec<&'a PlanItem>,
    /// By the file alone.
    pub in_file: Vec<&'a PlanItem>,
}

/// A group of some rows: its first row, and its number of rows.
type InGroup<'a> = (&'a PlanItem, usize);

impl Plan {
    /// The groups that become empty if these items are sent, because every other row of the group that may change
    /// something is done. Does not include a group that the trial already emptied.
    #[must_use]
    pub fn emptied_by(
        &self,
        items: impl Iterator<Item = usize>,
        is_done: impl Fn(usize) -> bool,
    ) -> EmptiedGroups<'_> {
        let sent: HashSet<usize> = items.collect();
        let group = |item: usize| &self.items()[item].membership.group;
        let stays = |item: &usize| {
            self.foreseen(*item).may_change() && !sent.contains(item) && !is_done(*item)
        };
        let staying = (0..self.items().len()).filter(stays);
        let kept: HashSet<&GroupId> = staying.map(group).collect();
        let is_sent = (0..self.items().len()).filter(|item| sent.contains(item));
        let groups = self.by_label(is_sent.filter(|item| !kept.contains(group(*item))));
        let first = |label: &Arc<str>| groups.get(&**label).map(|(item, _)| *item);
        let summary = self.summary();
        EmptiedGroups {
            on_site: summary.emptied.iter().filter_map(first).collect(),
            in_file: summary.emptied_in_file.iter().filter_map(first).collect(),
        }
    }

    /// The apps that these items take away, by group, most rows first. Ignores rows that change nothing.
    #[must_use]
    pub fn access_lost_by(&self, items: impl Iterator<Item = usize>) -> Vec<AccessLoss> {
        let changing = items.filter(|item| self.foreseen(*item).may_change());
        let groups = self.by_label(changing);
        let of_these = |loss: &AccessLoss| {
            let (_, rows) = *groups.get(&*loss.group)?;
            Some(AccessLoss {
                rows,
                ..loss.clone()
            })
        };
        let mut lost: Vec<AccessLoss> = self.summary().access.iter().filter_map(of_these).collect();
        arrange_by_key(&mut lost, |loss| Reverse(loss.rows));
        lost
    }

    /// The groups of these items, by both labels that a summary may use for them. The summary knows whether the file
    /// has another group of that name. A plan without its file does not.
    fn by_label(&self, items: impl Iterator<Item = usize>) -> HashMap<String, InGroup<'_>> {
        let mut of_group: HashMap<(&GroupId, &str), InGroup<'_>> = HashMap::new();
        for item in items.filter_map(|item| self.items().get(item)) {
            let group = (&item.membership.group, &*item.group_name);
            of_group.entry(group).or_insert((item, 0)).1 += 1;
        }
        let mut by_label = HashMap::with_capacity(2 * of_group.len());
        for ((id, name), group) in of_group {
            by_label.insert(label_of_namesake(name, id), group);
            // A plan that never had its file cannot distinguish groups of one name, so their rows count together.
            let named = by_label.entry(name.to_owned()).or_insert((group.0, 0));
            named.1 += group.1;
        }
        by_label
    }
}
