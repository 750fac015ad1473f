//! A protected row as the dialog shows it, and the decision about exactly this row.

use crate::plan::item::PlanItem;
use crate::plan::protection::{Protection, UnprotectError};

use super::Proposal;

/// What the admin sees when deciding about a protected row. While the dialog is open, the check may end, and another
/// tab may change the keep list. Then another row may have this index, or an unread reason may protect the row.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ShownRow {
    item: usize,
    planned: PlanItem,
    protections: Vec<Protection>,
    /// The person in the file and on the site, if they differ.
    person: Option<(String, String)>,
    /// The group's name on the site, if it differs.
    group: Option<String>,
    /// The rows that are held back for the same other name, including this one.
    alike: Vec<usize>,
}

/// What to include.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Included {
    Row,
    /// Every row that is held back for the same other name.
    Alike,
}

impl ShownRow {
    /// Number of rows that are held back for the same other name, including this one.
    #[must_use]
    pub fn alike(&self) -> usize {
        self.alike.len()
    }
}

impl Proposal {
    /// Returns what to show of a row that is held back. `None` if it is not held back.
    #[must_use]
    pub fn shown_row(&self, item: usize) -> Option<ShownRow> {
        let planned = self.items.get(item)?.clone();
        if !self.is_protected(item) {
            return None;
        }
        let protections = self.protections(item).to_vec();
        let is_about = |protection| protections.contains(&protection);
        let (_, group) = self.site_names(item);
        let group = group.map(str::to_owned);
        Some(ShownRow {
            item,
            planned,
            person: is_about(Protection::OtherPerson).then(|| self.descriptions(item)),
            group: group.filter(|_| is_about(Protection::OtherGroup)),
            alike: self.held_alike(item),
            protections,
        })
    }

    /// Includes a row that was shown, or all rows that are held back for the same other name.
    ///
    /// # Errors
    /// [`UnprotectError::Changed`] if the row no longer matches what was shown, or another [`UnprotectError`].
    pub fn include(
        &mut self,
        shown: &ShownRow,
        what: Included,
        reason: &str,
    ) -> Result<(), UnprotectError> {
        if self.shown_row(shown.item).as_ref() != Some(shown) {
            return Err(UnprotectError::Changed);
        }
        match what {
            Included::Row => self.unprotect(shown.item, reason),
            Included::Alike => self.unprotect_alike(shown.item, reason),
        }
    }
}
