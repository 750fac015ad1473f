//! Why a selected row is not sent. A plan and the exported scripts write these reasons into results files, and Import
//! reads them when the results are dropped.

use std::collections::BTreeMap;

use groupsweep_sheet::arrange_by_key;

use crate::domain::{Action, RowNo};
use crate::import::Table;

use super::category::{Category, CategoryCounts};

/// How the reason of a protected row begins.
pub(crate) const PROTECTED: &str = "protected: ";
/// How the reason of a row begins that has another name on the site.
pub(crate) const OTHER_NAME: &str = "held back: ";
/// How the reason of a row begins that the plan left out. The name of its category follows.
pub(crate) const LEFT_OUT: &str = "left out: ";
/// How the reason of a row begins that could not be selected. It is not a row of the plan.
pub(crate) const NOT_SELECTED: &str = "not selected: ";
/// How scripts begin the reason of a row that has another name on the site.
const OTHER_NAME_IN_SCRIPTS: &str = "The plan calls this ";

/// Parses a reason. `None` if Groupsweep did not write it.
fn category_of(reason: &str, action: Action) -> Option<Category> {
    if reason.starts_with(PROTECTED) {
        return Some(Category::Protected);
    }
    if reason.starts_with(OTHER_NAME) || reason.starts_with(OTHER_NAME_IN_SCRIPTS) {
        return Some(Category::OtherName);
    }
    let name = reason.strip_prefix(LEFT_OUT)?;
    let mut categories = Category::ALL.into_iter();
    let is_of = |one: &Category| {
        let label = one.label(action).to_lowercase();
        let after = name.strip_prefix(&label);
        // A message from an earlier run may follow.
        after.is_some_and(|after| after.is_empty() || after.starts_with(". "))
    };
    categories.find(|one| one.may_be_left_out() && is_of(one))
}

/// The rows of a results file that were selected but not sent.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct HeldBackBefore {
    /// Reasons by row.
    pub rows: BTreeMap<u32, String>,
    pub(super) sorted: CategoryCounts,
}

impl HeldBackBefore {
    /// Reads the rows of a file whose run had this action.
    #[must_use]
    pub fn of(table: &Table, action: Action) -> Self {
        let mut held = Self::default();
        for (RowNo(row), reason) in table.kept_because() {
            let Some(category) = category_of(reason, action) else {
                continue;
            };
            let places = Category::ALL.iter().zip(&mut held.sorted.0);
            for (_, (count, _)) in places.filter(|(known, _)| **known == category) {
                *count += 1;
            }
            held.rows.insert(row, reason.to_owned());
        }
        held
    }

    /// The reasons with their counts, the most frequent first.
    #[must_use]
    pub fn reasons(&self) -> Vec<(String, usize)> {
        reasons(&self.rows)
    }
}

/// Counts reasons, the most frequent first.
#[must_use]
pub fn reasons(rows: &BTreeMap<u32, String>) -> Vec<(String, usize)> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for reason in rows.values() {
        *counts.entry(reason).or_default() += 1;
    }
    let mut reasons: Vec<(String, usize)> = counts
        .into_iter()
        .map(|(reason, rows)| (reason.to_owned(), rows))
        .collect();
    arrange_by_key(&mut reasons, |(_, rows)| std::cmp::Reverse(*rows));
    reasons
}
