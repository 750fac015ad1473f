//! What a selection leaves of groups and people, as far as the file tells. Rows that are left out are rows of the file
//! all the same, so that "every" is said of what can be used only.

use crate::choose::SelectionImpact;
use crate::domain::plural;
use crate::import::Table;

/// Groups that keep nobody: `In 2 groups, every member in this file is selected`.
#[must_use]
pub fn emptied_groups(table: &Table, change: &SelectionImpact) -> String {
    let groups = plural(change.emptied.len(), "group", "groups");
    match table.leaves_rows_out() {
        true => format!("In {groups}, every usable row is selected"),
        false => format!("In {groups}, every member in this file is selected"),
    }
}

/// People who keep no group: `2 people lose every group in this file`.
#[must_use]
pub fn groupless_people(table: &Table, change: &SelectionImpact) -> String {
    let people = plural(change.groupless.len(), "person loses", "people lose");
    match table.leaves_rows_out() {
        true => format!("{people} all groups of their usable rows"),
        false => format!("{people} every group in this file"),
    }
}

/// What is added to `12 of 12`.
#[must_use]
pub fn all_of_group(table: &Table) -> &'static str {
    match table.leaves_rows_out() {
        true => ", all usable rows",
        false => ", all",
    }
}
