//! Choosing rows: what can be ticked, what a filter shows, what will change.

use std::sync::Arc;

use crate::support::{Dice, HEADINGS, account, export, group, line, table};
use groupsweep_core::choose::{
    Filter, ListMode, PeopleFilter, PeopleList, SelectionHistory, SelectionImpact,
};
use groupsweep_core::domain::{Action, RowNo};
use groupsweep_core::import::{GroupIndex, NameIndex, SAMPLE, Table};
use groupsweep_core::report::wording::{emptied_groups, groupless_people};

fn ticked(choice: &SelectionHistory) -> Vec<u32> {
    choice.selection().iter().map(|row| row.0).collect()
}

fn rows(numbers: impl IntoIterator<Item = u32>) -> impl Iterator<Item = RowNo> {
    numbers.into_iter().map(RowNo)
}

/// Rows 0 and 4 are good; 1 has no group, 2 a damaged user id, 3 repeats row 0.
fn with_unusable_rows() -> Arc<Table> {
    let no_group = format!(",No group,{},A,a@b.example,Active,None", account(9));
    let damaged = format!("{},G,7.12E+20,B,b@b.example,Active,None", group(1));
    let lines = [
        HEADINGS,
        &line(0, 0),
        &no_group,
        &damaged,
        &line(0, 0),
        &line(1, 1),
    ];
    Arc::new(table(lines.join("\n")))
}

#[test]
fn a_row_that_cannot_be_sent_cannot_be_ticked() {
    let table = with_unusable_rows();
    let mut choice = SelectionHistory::new(Arc::clone(&table));
    choice.set(table.row_numbers(), true);
    assert_eq!(ticked(&choice), [0, 4]);
    assert_eq!(choice.selection().len(), 2);
}

#[test]
fn a_row_outside_the_file_cannot_be_ticked() {
    let mut choice = SelectionHistory::new(Arc::new(table(export(&[(0, 0)]))));
    choice.set(rows([1, 63, 64, 5000, u32::MAX]), true);
    assert!(choice.selection().is_empty());
    assert!(!choice.can_undo());
}

#[test]
fn selecting_what_is_shown_leaves_the_rest_alone() {
    let table = Arc::new(table(SAMPLE));
    let mut choice = SelectionHistory::new(Arc::clone(&table));
    choice.set(rows([1]), true);
    let engineering = Filter {
        groups: [GroupIndex(0)].into(),
        ..Filter::default()
    };
    choice.set_all(&engineering.rows(&table), true);
    assert_eq!(ticked(&choice), [0, 1, 3, 5, 6, 7, 8]);
    choice.set_all(&engineering.rows(&table), false);
    assert_eq!(ticked(&choice), [1]);
}

#[test]
fn one_step_is_undone_and_redone_as_a_whole() {
    let mut choice = SelectionHistory::new(Arc::new(table(SAMPLE)));
    choice.set(rows(0..9), true);
    choice.set(rows([2, 4]), false);
    assert_eq!(choice.selection().len(), 7);
    choice.undo();
    assert_eq!(choice.selection().len(), 9);
    choice.undo();
    assert!(choice.selection().is_empty() && !choice.can_undo());
    choice.redo();
    choice.redo();
    assert_eq!(choice.selection().len(), 7);
    assert!(!choice.can_redo());
    choice.undo();
    choice.set(rows([0]), false);
    assert!(!choice.can_redo(), "a new step forgets what was undone");
}

#[test]
fn a_step_that_changes_nothing_is_no_step() {
    let mut choice = SelectionHistory::new(Arc::new(table(SAMPLE)));
    choice.set(rows([0]), true);
    choice.set(rows([0]), true);
    choice.set(rows([1]), false);
    choice.undo();
    assert!(!choice.can_undo());
    choice.set([], true);
    assert!(
        choice.can_redo(),
        "nothing was done, so nothing is forgotten"
    );
}

#[test]
fn the_history_ends_after_a_hundred_steps() {
    let memberships: Vec<_> = (0..150).map(|row| (0, row)).collect();
    let mut choice = SelectionHistory::new(Arc::new(table(export(&memberships))));
    (0..150).for_each(|row| choice.set(rows([row]), true));
    let mut steps = 0;
    while choice.can_undo() {
        choice.undo();
        steps += 1;
    }
    assert_eq!((steps, choice.selection().len()), (100, 50));
}

#[test]
fn a_random_walk_of_ticks_equals_a_plain_list() {
    let memberships: Vec<_> = (0..200).map(|row| (row % 7, row)).collect();
    let table = Arc::new(table(export(&memberships)));
    let mut dice = Dice(7);
    let mut choice = SelectionHistory::new(table);
    let mut plain = [false; 200];
    for _ in 0..2000 {
        let (from, length, tick) = (dice.below(200), dice.below(20), dice.below(2) == 0);
        let until = (from + length).min(200);
        plain[from..until].fill(tick);
        let (from, until) = (u32::try_from(from).unwrap(), u32::try_from(until).unwrap());
        choice.set(rows(from..until), tick);
        let expected: Vec<u32> = (0..200_u32).filter(|row| plain[*row as usize]).collect();
        assert_eq!(ticked(&choice), expected);
        assert_eq!(choice.selection().len(), expected.len());
    }
}

#[test]
fn filters_combine() {
    let table = table(SAMPLE);
    let engineering = Some(GroupIndex(0));
    let status = |text: &str| {
        (0..)
            .zip(table.statuses())
            .find(|(_, known)| *known == text)
            .map(|(at, _)| NameIndex(at))
    };
    let inactive = status("Inactive");
    for (search, group, status, shown) in [
        ("", None, None, vec![0, 1, 2, 3, 4, 5, 6, 7, 8]),
        ("", engineering, None, vec![0, 3, 5, 6, 7, 8]),
        ("", None, inactive, vec![4, 8]),
        ("", engineering, inactive, vec![8]),
        ("  TEMP ", None, None, vec![8]),
        ("temp", None, status("Active"), vec![]),
        ("sales", None, None, vec![1]),
        ("syncpolicytestuser3@", engineering, None, vec![0]),
        ("61CB3F2F", None, None, vec![1]),
        ("63b6efb248b367d78a18988d", None, None, vec![6]),
        ("nobody", None, None, vec![]),
    ] {
        let filter = Filter {
            search: search.into(),
            groups: group.into_iter().collect(),
            status,
            ..Filter::default()
        };
        let got = filter.rows(&table).to_vec();
        assert_eq!(got, shown, "{search:?} {group:?} {status:?}");
    }
}

#[test]
fn an_open_filter_shows_unusable_rows_too() {
    let table = with_unusable_rows();
    assert!(Filter::default().is_open());
    assert_eq!(Filter::default().rows(&table).len(), 5);
    assert!(
        Filter {
            search: "  ".into(),
            ..Filter::default()
        }
        .is_open()
    );
}

#[test]
fn what_goes_and_what_stays_is_every_usable_row() {
    let mut dice = Dice(11);
    for _ in 0..300 {
        let memberships: Vec<_> = (0..60).map(|_| (dice.below(6), dice.below(20))).collect();
        let table = Arc::new(table(export(&memberships)));
        let mut choice = SelectionHistory::new(Arc::clone(&table));
        choice.set(table.row_numbers().filter(|_| dice.below(2) == 0), true);
        let change = SelectionImpact::of(&table, choice.selection());
        assert_eq!(change.memberships, choice.selection().len());
        let by_group: u32 = change.groups.iter().map(|group| group.go).sum();
        let by_person: u32 = change.most_affected.iter().map(|(_, go)| go).sum();
        assert_eq!(by_group as usize, change.memberships);
        assert_eq!(by_person as usize, change.memberships);
        for group in &change.groups {
            let rows = table.row_numbers().filter_map(|row| table.row(row));
            let usable = rows.filter(|row| row.usable && row.group == group.group);
            assert_eq!((group.go + group.stay) as usize, usable.count());
            assert_eq!(group.stay == 0, change.emptied.contains(&group.group));
        }
        assert!(
            change
                .groups
                .is_sorted_by_key(|group| std::cmp::Reverse(group.go))
        );
        assert!(change.groupless.len() <= change.people);
    }
}

#[test]
fn every_is_said_of_usable_rows_only_where_rows_are_left_out() {
    let with = |more: &str| {
        let lines = [HEADINGS, &line(1, 1), &line(2, 1), &line(1, 1), more];
        let table = Arc::new(table(lines.join("\n")));
        let mut choice = SelectionHistory::new(Arc::clone(&table));
        choice.set(table.row_numbers(), true);
        let change = SelectionImpact::of(&table, choice.selection());
        [
            emptied_groups(&table, &change),
            groupless_people(&table, &change),
        ]
    };
    assert_eq!(
        with(""),
        [
            "In 2 groups, every member in this file is selected",
            "1 person loses every group in this file"
        ]
    );
    let left_out = line(1, 2).replace(&account(2), "5.57E+23");
    assert_eq!(
        with(&left_out),
        [
            "In 2 groups, every usable row is selected",
            "1 person loses every group in their usable rows"
        ]
    );
}

#[test]
fn the_consequences_of_the_sample_are_counted() {
    let table = Arc::new(table(SAMPLE));
    let mut choice = SelectionHistory::new(Arc::clone(&table));
    choice.set(rows([0, 1, 2, 4]), true);
    let change = SelectionImpact::of(&table, choice.selection());
    assert_eq!(
        (change.memberships, change.people, change.groups.len()),
        (4, 2, 4)
    );
    assert_eq!(
        (
            change.emptied.len(),
            change.groupless.len(),
            change.org_admins.len()
        ),
        (3, 2, 0)
    );
}

#[test]
fn organization_admins_are_counted_once_each() {
    let admin = line(0, 0).replace(",None", ",Organization admin");
    let also = line(1, 0).replace(",None", ",Organization admin");
    let table = Arc::new(table([HEADINGS, &admin, &also, &line(0, 1)].join("\n")));
    let mut choice = SelectionHistory::new(Arc::clone(&table));
    choice.set(table.row_numbers(), true);
    assert_eq!(
        SelectionImpact::of(&table, choice.selection())
            .org_admins
            .len(),
        1
    );
}

#[test]
fn undoing_a_switch_of_the_action_brings_back_the_action_with_the_rows() {
    let mut choice = SelectionHistory::new(Arc::new(table(SAMPLE)));
    choice.set(rows([0, 1]), true);
    choice.switch_to(Action::Add);
    assert_eq!((ticked(&choice), choice.action()), (vec![], Action::Add));
    choice.undo();
    assert_eq!(
        (ticked(&choice), choice.action()),
        (vec![0, 1], Action::Remove)
    );
    choice.redo();
    assert_eq!((ticked(&choice), choice.action()), (vec![], Action::Add));
}

#[test]
fn a_switch_with_nothing_ticked_is_a_step_too() {
    let mut choice = SelectionHistory::new(Arc::new(table(SAMPLE)));
    choice.switch_to(Action::Add);
    assert!(choice.can_undo());
    choice.undo();
    assert_eq!(choice.action(), Action::Remove);
}

#[test]
fn no_step_of_rows_that_a_file_selects_leads_to_another_action() {
    let mut choice = SelectionHistory::new(Arc::new(table(SAMPLE)));
    choice.set(rows([0]), true);
    let mut choice = choice.with_action(Action::Add);
    choice.undo();
    assert_eq!(choice.action(), Action::Add);
}

/// Persons 0 and 1 in one group, both ticked, and a list of person 0.
fn two_and_a_list(what: ListMode) -> (SelectionHistory, PeopleFilter) {
    let table = Arc::new(table(export(&[(0, 0), (0, 1)])));
    let mut choice = SelectionHistory::new(Arc::clone(&table));
    choice.set(rows([0, 1]), true);
    let list = Arc::new(PeopleList::read(&account(0)).unwrap());
    let filter = PeopleFilter::of(&table, &list, what);
    (choice, filter)
}

#[test]
fn undoing_a_list_that_took_ticks_brings_them_back_and_takes_the_list_away() {
    let (mut choice, list) = two_and_a_list(ListMode::Keep);
    choice.set_guard(Some(list));
    assert_eq!(ticked(&choice), [1]);
    choice.undo();
    assert_eq!(ticked(&choice), [0, 1]);
    assert_eq!(choice.guard(), None);
    choice.redo();
    assert_eq!(ticked(&choice), [1]);
    assert!(!choice.tickable().contains(0), "the list is laid again");
}

#[test]
fn a_list_that_took_no_tick_stays_whatever_is_undone() {
    let (mut choice, list) = two_and_a_list(ListMode::Keep);
    choice.set(rows([0]), false);
    choice.set_guard(Some(list));
    choice.undo();
    assert_eq!(ticked(&choice), [1], "row 0 is on the list");
    assert!(choice.guard().is_some());
}

#[test]
fn a_list_that_took_no_tick_stays_when_the_one_under_it_is_undone() {
    let (mut choice, list) = two_and_a_list(ListMode::Keep);
    choice.set_guard(Some(list));
    let both = listed(&choice, &[0, 1]);
    choice.set(rows([1]), false);
    choice.set_guard(Some(both.clone()));
    choice.undo();
    choice.undo();
    assert_eq!(choice.guard(), Some(&both));
    assert!(ticked(&choice).is_empty(), "both are on the list");
}

#[test]
fn a_list_that_took_no_tick_is_not_replaced_by_one_that_was_undone() {
    let (mut choice, list) = two_and_a_list(ListMode::Keep);
    choice.set(rows([1]), false);
    choice.set_guard(Some(list));
    choice.undo();
    let other = listed(&choice, &[1]);
    choice.set_guard(Some(other.clone()));
    choice.redo();
    assert_eq!(choice.guard(), Some(&other));
    assert!(!choice.tickable().contains(1));
}

#[test]
fn a_list_that_is_laid_again_leaves_what_was_undone() {
    let (mut choice, list) = two_and_a_list(ListMode::Only);
    choice.set_guard(Some(list.clone()));
    choice.clear();
    choice.undo();
    choice.set_guard(Some(list));
    choice.redo();
    assert!(ticked(&choice).is_empty());
}

/// A list of these people that keeps them.
fn listed(choice: &SelectionHistory, people: &[usize]) -> PeopleFilter {
    let ids: Vec<String> = people.iter().map(|person| account(*person)).collect();
    let list = Arc::new(PeopleList::read(&ids.join("\n")).unwrap());
    PeopleFilter::of(choice.table(), &list, ListMode::Keep)
}
