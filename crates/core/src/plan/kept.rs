//! Which items are on the keep list by now: it may have changed since the plan was frozen, or the plan comes
//! out of a file or the journal.

use std::sync::Arc;

use crate::choose::{KeepList, Kept};
use crate::import::Table;

use super::freeze::{Plan, PlanItem};

impl Plan {
    /// The items that the keep list names. Where the file is not at hand, by group id and account id only:
    /// a plan has no emails, so people who are on the list by email alone are not found then.
    #[must_use]
    pub fn kept_by(&self, list: &Arc<KeepList>) -> Vec<usize> {
        kept_items(self.items(), self.table(), list)
    }
}

/// The same of items that are no plan yet.
pub(super) fn kept_items(
    items: &[PlanItem],
    table: Option<&Arc<Table>>,
    list: &Arc<KeepList>,
) -> Vec<usize> {
    let kept = table.map(|table| Kept::of(table, list));
    let items = items.iter().enumerate();
    let is_kept = items.filter(|(_, item)| match &kept {
        // By the ids too: they are what is sent.
        Some(kept) => kept.rows().contains(item.row.index()) || list.holds(&item.membership),
        None => list.holds(&item.membership),
    });
    is_kept.map(|(at, _)| at).collect()
}
