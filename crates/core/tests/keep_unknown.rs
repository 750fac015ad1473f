//! While the keep list is unknown, the selection waits for it. Rows deselected in the meantime stay deselected.

use std::sync::Arc;

use crate::support::{account, export, table};
use groupsweep_core::choose::{
    Keep, ListMode, PeopleFilter, PeopleList, SavedSelection, SelectionHistory,
};
use groupsweep_core::domain::{RowNo, Timestamp};
use groupsweep_core::import::Table;
use groupsweep_core::plan::is_selected_by_file;

/// Three rows of three people.
fn three() -> Arc<Table> {
    Arc::new(table(export(&[(0, 0), (1, 1), (2, 2)])))
}

/// All three are ticked and wait.
fn waiting() -> SelectionHistory {
    let table = three();
    let mut choice = SelectionHistory::new(Arc::clone(&table));
    choice.set(table.row_numbers(), true);
    choice.set_keep(Keep::Unknown);
    choice
}

/// What is ticked once it is known that there is no keep list.
fn once_known(mut choice: SelectionHistory) -> Vec<u32> {
    choice.set_keep(Keep::Off);
    choice.selection().iter().map(|row| row.0).collect()
}

#[test]
fn rows_that_were_all_unticked_stay_unticked() {
    let mut choice = waiting();
    choice.set_all(three().usable(), false);
    assert!(once_known(choice).is_empty());
}

#[test]
fn a_row_that_was_unticked_stays_unticked() {
    let mut choice = waiting();
    choice.set([RowNo(1)], false);
    assert_eq!(once_known(choice), [0, 2]);
}

#[test]
fn rows_that_were_cleared_stay_unticked() {
    let mut choice = waiting();
    choice.clear();
    assert!(once_known(choice).is_empty());
}

#[test]
fn rows_that_were_cleared_are_not_written_down() {
    let mut choice = waiting();
    choice.clear();
    assert_eq!(SavedSelection::of(&choice, Timestamp(0)), None);
}

#[test]
fn rows_that_a_list_of_people_locked_stay_unticked_without_it() {
    let mut choice = waiting();
    let list = Arc::new(PeopleList::read(&account(1)).unwrap());
    choice.set_guard(Some(PeopleFilter::of(&three(), &list, ListMode::Keep)));
    choice.set_guard(None);
    assert_eq!(once_known(choice), [0, 2]);
}

#[test]
fn a_list_of_people_leaves_the_other_rows_waiting() {
    let mut choice = waiting();
    let list = Arc::new(PeopleList::read(&account(1)).unwrap());
    choice.set_guard(Some(PeopleFilter::of(&three(), &list, ListMode::Only)));
    assert_eq!(once_known(choice), [1]);
}

#[test]
fn rows_that_wait_are_the_admins_own_choice() {
    assert!(!is_selected_by_file(&waiting()));
}
