//! How far a part of the plan reaches: what the confirmation names.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::freeze::Plan;

/// Rows, people and groups of a part of the plan.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct PlanTotals {
    /// Memberships that would be removed.
    pub rows: usize,
    pub people: usize,
    pub groups: usize,
    /// The group that loses most, and how many.
    pub largest: Option<(Arc<str>, usize)>,
}

impl Plan {
    /// The reach of the items that `covered` says yes to, by their place in the plan.
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
        // Of equal groups the first by name, so that the dialog says the same each time.
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
