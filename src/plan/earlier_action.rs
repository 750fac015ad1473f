//! What the run did whose results file this is.

use crate::domain::Action;
use crate::import::{Earlier, Origin, Table};

/// None where the file does not tell, or tells of both, and for every file that holds no results. Without that
/// its open rows must not be ticked: the open rows of an undo are to be added, not removed.
#[must_use]
pub fn action_of_results(table: &Table) -> Option<Action> {
    if table.origin() != Origin::Results {
        return None;
    }
    let words = table.row_numbers().filter_map(|row| table.earlier(row));
    let mut actions = words.filter_map(|word| match word {
        Earlier::Removed | Earlier::AlreadyGone => Some(Action::Remove),
        Earlier::Added | Earlier::AlreadyMember => Some(Action::Add),
        Earlier::Failed
        | Earlier::InDoubt
        | Earlier::NotTried
        | Earlier::Kept
        | Earlier::Unusable
        | Earlier::ToRestore => None,
    });
    let first = actions.next()?;
    // Two files in one: for half of its rows the way back would be the way on.
    actions.all(|action| action == first).then_some(first)
}
