//! Which items are on the current keep list. It may have changed since the plan was frozen, and a plan from a file or
//! the journal may never have been compared with it.

use std::sync::Arc;

use crate::choose::{KeepList, Kept};
use crate::import::Table;

use super::freeze::Plan;
use super::item::PlanItem;

impl Plan {
    /// Returns the items on the keep list. A plan from the journal has neither the file nor the emails that the check
    /// read, so people who are on the list only by email are not found.
    #[must_use]
    pub fn kept_by(&self, list: &Arc<KeepList>) -> Vec<usize> {
        let source = self.source();
        let on_site = |item| source.site_emails.of_item(item);
        kept_items(self.items(), source.table.as_ref(), on_site, list)
    }
}

/// Returns the items on the list: by the ids, which are what is sent, by the file's emails, and by the site's emails.
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
