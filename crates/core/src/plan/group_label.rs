//! Distinguishes groups with the same name wherever the rows of a plan are shown.

use std::borrow::Cow;

use crate::import::Table;

use super::item::PlanItem;
use super::proposal::Proposal;

impl PlanItem {
    /// The group's name on the page. If the file has another group with that name, the beginning of the id follows.
    /// Without the file, this is the name alone.
    pub(super) fn group_label(&self, table: Option<&Table>) -> Cow<'_, str> {
        let name = Cow::Borrowed(&*self.group_name);
        let group = table.and_then(|table| table.group(table.row(self.row)?.group));
        match group {
            Some(group)
                if group.id.as_ref() == Ok(&self.membership.group)
                    && group.name == *self.group_name =>
            {
                Cow::Owned(group.label().into_owned())
            }
            Some(_) | None => name,
        }
    }
}

impl Proposal {
    /// The name of an item's group on the page, distinguished from other groups with that name.
    #[must_use]
    pub fn group_label<'a>(&'a self, item: &'a PlanItem) -> Cow<'a, str> {
        item.group_label(self.source().table.as_deref())
    }
}
