//! A protected row as the dialog shows it, and the decision about exactly this row.

use crate::plan::item::PlanItem;
use crate::plan::protection::{Protection, UnprotectError};

use super::Proposal;

/// What somebody sees who decides about a protected row. The check may end meanwhile, and another tab may change the keep
/// list: then the place may hold another row, or the row be protected for something that nobody has read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ShownRow {
    item: usize,
    planned: PlanItem,
    protections: Vec<Protection>,
    /// The person in the file and on the site, where they differ.
    person: Option<(String, String)>,
    /// The group on the site, where it has another name there.
    group: Option<String>,
    /// The rows that are held back for the same other name, this one among them.
    alike: Vec<usize>,
}

/// What is let go.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Included {
    Row,
    /// Every row that is held back for the same other name.
    Alike,
}

impl ShownRow {
    /// How many rows are held back for the same other name, this one among them.
    #[must_use]
    pub fn alike(&self) -> usize {
        self.alike.len()
    }
}

impl Proposal {
    /// What is to be shown of a row that may be let go; none where no such row is held back.
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

    /// Lets a row go that was shown, or with it every row that is held back for the same other name.
    ///
    /// # Errors
    /// [`UnprotectError::Changed`] if it is not as it was shown; else [`UnprotectError`] says why nothing goes.
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
