//! What a selection leaves of groups and people, according to the file. Left-out rows are in the file too, so
//! "every" refers to usable rows only.

use crate::choose::SelectionImpact;
use crate::domain::plural;
use crate::import::Table;

/// Groups that lose every member: `In 2 groups, every member in this file is selected`.
#[must_use]
pub fn emptied_groups(table: &Table, change: &SelectionImpact) -> String {
    let groups = plural(change.emptied.len(), "group", "groups");
    match table.leaves_rows_out() {
        true => format!("In {groups}, every usable row is selected"),
        false => format!("In {groups}, every member in this file is selected"),
    }
}

/// People who lose every group: `2 people lose every group in this file`.
#[must_use]
pub fn groupless_people(table: &Table, change: &SelectionImpact) -> String {
    let people = plural(change.groupless.len(), "person loses", "people lose");
    match table.leaves_rows_out() {
        true => format!("{people} every group in their usable rows"),
        false => format!("{people} every group in this file"),
    }
}

/// The text after `12 of 12`.
#[must_use]
pub fn all_of_group(table: &Table) -> &'static str {
    match table.leaves_rows_out() {
        true => ", all usable rows",
        false => ", all",
    }
}
