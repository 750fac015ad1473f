//! Ticks that wait for their file: they come back where every ticked row is there as it was, and else not one.

use std::sync::Arc;

use crate::support::{account, export, table};
use groupsweep_core::choose::{
    ListMode, PeopleFilter, PeopleList, SavedSelection, SelectionHistory,
};
use groupsweep_core::domain::{Action, RowNo, Timestamp};
use groupsweep_core::import::SAMPLE;
use groupsweep_core::journal::{read_draft, write_draft};

fn rows<const N: usize>(numbers: [u32; N]) -> [RowNo; N] {
    numbers.map(RowNo)
}

/// What is ticked, written down and read again.
fn kept(choice: &SelectionHistory) -> SavedSelection {
    let draft = SavedSelection::of(choice, Timestamp(1_800_000_000_000)).unwrap();
    read_draft(&write_draft(&draft)).unwrap()
}

#[test]
fn rows_that_were_ticked_to_be_added_come_back_as_such() {
    let table = Arc::new(table(SAMPLE));
    for action in [Action::Remove, Action::Add] {
        let mut choice = SelectionHistory::new(Arc::clone(&table)).with_action(action);
        choice.set(rows([0]), true);
        let back = kept(&choice).choice(&table).unwrap();
        assert_eq!(back.action(), action);
    }
}

#[test]
fn ticks_and_their_list_come_back_with_the_same_file() {
    let text = export(&[(0, 0), (1, 0), (0, 1), (1, 1), (2, 2)]);
    let before = Arc::new(table(&text));
    let mut choice = SelectionHistory::new(Arc::clone(&before));
    let list = Arc::new(PeopleList::read(&account(1)).unwrap());
    choice.set_guard(Some(PeopleFilter::of(&before, &list, ListMode::Keep)));
    choice.set(rows([0, 2, 4]), true);

    let again = Arc::new(table(&text));
    let back = kept(&choice).choice(&again).unwrap();
    let ticked: Vec<_> = back.selection().iter().collect();
    assert_eq!(
        ticked,
        rows([0, 4]),
        "the second person's rows are kept by the list"
    );
    assert_eq!(back.guard().map(|guard| guard.people), Some(1));
    assert_eq!(back.tickable().len(), 3);
}

#[test]
fn ticks_do_not_come_back_where_a_ticked_row_is_about_somebody_else() {
    // The same name, size and first 64 KiB: fingerprints do not distinguish these files.
    let memberships: Vec<_> = (0..1500).map(|row| (row % 3, row)).collect();
    let text = export(&memberships);
    let other = text.replace(&account(1400), &account(9400));
    assert!(text.len() == other.len() && text != other);
    let (one, another) = (Arc::new(table(&text)), Arc::new(table(&other)));
    assert!(one.mark().is_same_file(&another.mark()));

    let mut choice = SelectionHistory::new(Arc::clone(&one));
    choice.set(rows([3, 1400]), true);
    assert!(kept(&choice).choice(&one).is_some());
    assert!(kept(&choice).choice(&another).is_none());
    choice.set(rows([1400]), false);
    assert!(
        kept(&choice).choice(&another).is_some(),
        "this row is about the same person in both"
    );
}

#[test]
fn a_list_holds_in_a_file_that_it_was_not_made_for() {
    let before = Arc::new(table(export(&[(0, 0), (1, 1)])));
    let mut choice = SelectionHistory::new(Arc::clone(&before));
    let list = Arc::new(PeopleList::read(&account(1)).unwrap());
    choice.set_guard(Some(PeopleFilter::of(&before, &list, ListMode::Keep)));
    let after = Arc::new(table(export(&[(0, 0), (1, 1), (2, 1)])));
    let guard = kept(&choice).list_on(&after).unwrap();
    assert_eq!((guard.people, guard.theirs().len()), (1, 2));
    assert_eq!(guard.allowed(after.usable()).len(), 1);
}

#[test]
fn where_nothing_is_ticked_there_is_nothing_to_keep() {
    let table = Arc::new(table(SAMPLE));
    assert!(SavedSelection::of(&SelectionHistory::new(table), Timestamp(0)).is_none());
}

#[test]
fn ticks_of_another_file_are_not_taken() {
    let (one, other) = (Arc::new(table(SAMPLE)), Arc::new(table(export(&[(0, 0)]))));
    let mut choice = SelectionHistory::new(one);
    choice.set(rows([0]), true);
    assert!(!kept(&choice).is_of(&other) && kept(&choice).choice(&other).is_none());
}
