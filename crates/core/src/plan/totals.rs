//! The size of a part of the plan, for the confirmation.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::freeze::Plan;

/// Rows, people and groups of a part of the plan.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct PlanTotals {
    /// Number of memberships to change.
    pub rows: usize,
    pub people: usize,
    pub groups: usize,
    /// The group with the most rows, and their number.
    pub largest: Option<(Arc<str>, usize)>,
}

impl Plan {
    /// The totals of the items that `covered` selects, by index.
    #[must_use]
    pub fn reach(&self, covered: impl Fn(usize) -> bool) -> PlanTotals {
        let mut people = HashSet::new();
        let mut groups: HashMap<_, (usize, &Arc<str>)> = HashMap::new();
        let mut rows = 0;
        let items = self.items().iter().enumerate();
        for (_, item) in items.filter(|(at, _)| covered(*at)) {
            rows += 1;
            people.insert(&item.membership.account);
            let group = groups.entry(&item.membership.group);
            group.or_insert((0, &item.group_name)).0 += 1;
        }
        // Of equal groups, take the first by name, so that the dialog always shows the same one.
        let largest = groups
            .values()
            .max_by(|a, b| a.0.cmp(&b.0).then(b.1.cmp(a.1)));
        PlanTotals {
            rows,
            people: people.len(),
            groups: groups.len(),
            largest: largest.map(|(rows, name)| (Arc::clone(name), *rows)),
        }
    }
}
