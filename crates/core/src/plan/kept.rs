//! Which items are on the keep list by now: it may have changed since the plan was frozen, or the plan comes
//! out of a file or the journal.

use std::sync::Arc;

use crate::choose::{KeepList, Kept};
use crate::import::Table;

use super::freeze::Plan;
use super::item::PlanItem;

impl Plan {
    /// The items that the keep list names. Out of the journal a plan comes without the file and without the emails that
    /// the check read: then people who are on the list by email alone are not found.
    #[must_use]
    pub fn kept_by(&self, list: &Arc<KeepList>) -> Vec<usize> {
        let source = self.source();
        let on_site = |item| source.site_emails.of_item(item);
        kept_items(self.items(), source.table.as_ref(), on_site, list)
    }
}

/// The items that the list names: by the ids, which are what is sent, by the file's emails, and by the site's.
pub(super) fn kept_items<'a>(
    items: &'a [PlanItem],
    table: Option<&Arc<Table>>,
    email_on_site: impl Fn(&'a PlanItem) -> Option<&'a str>,
    list: &Arc<KeepList>,
) -> Vec<usize> {
    let kept = table.map(|table| Kept::of(table, list));
    let items = items.iter().enumerate();
    let is_kept = items.filter(|(_, item)| {
        let by_file = kept.as_ref();
        by_file.is_some_and(|kept| kept.rows().contains(item.row.index()))
            || list.holds(&item.membership)
            || email_on_site(item).and_then(|email| list.names_email(email)) == Some(true)
    });
    is_kept.map(|(at, _)| at).collect()
}
