//! Lists of people: what in them is a person, what they say of a file, and what they do not.

mod unclear;

use std::sync::Arc;

use crate::support::{account, export, group, table};
use groupsweep_core::choose::{ListError, ListMode, Objection, PeopleFilter, PeopleList};

/// The entries of a list.
fn entries(text: &str) -> Vec<String> {
    PeopleList::read(text).unwrap().entries().to_vec()
}

/// What a list of these people says of a file: person 0 in groups 0 and 1, person 1 in group 0.
fn said(people: &[usize], what: ListMode, tickable: usize) -> String {
    let table = table(export(&[(0, 0), (1, 0), (0, 1)]));
    let ids: Vec<String> = people.iter().map(|person| account(*person)).collect();
    let list = Arc::new(PeopleList::read(&ids.join("\n")).unwrap());
    PeopleFilter::of(&table, &list, what).sentence(tickable)
}

#[test]
fn a_line_that_begins_with_a_hash_names_nobody() {
    let text = "# bo@acme.example\n  #uma@acme.example\neve@acme.example";
    assert_eq!(entries(text), ["eve@acme.example"]);
}

#[test]
fn a_row_that_begins_with_a_hash_names_nobody() {
    let text = "Name,email\n# Bo,bo@acme.example\nEve,eve@acme.example\n";
    assert_eq!(entries(text), ["eve@acme.example"]);
    let list = PeopleList::read(text).unwrap();
    assert_eq!(list.not_understood, ["# Bo, bo@acme.example"], "it is told");
}

#[test]
fn a_comment_is_not_among_the_lines_without_anybody() {
    let list = PeopleList::read("# the board\neve@acme.example").unwrap();
    assert!(list.not_understood.is_empty());
}

#[test]
fn a_list_of_comments_names_nobody() {
    assert_eq!(
        PeopleList::read("# bo@acme.example"),
        Err(ListError::NoEntry)
    );
}

#[test]
fn a_word_with_a_colon_before_an_email_is_not_a_second_person() {
    let text = format!("email: user0@domain.example\nemail: {}", "b@acme.example");
    let table = table(export(&[(0, 0)]));
    let list = Arc::new(PeopleList::read(&text).unwrap());
    let laid = PeopleFilter::of(&table, &list, ListMode::Only);
    let objection = laid.objection();
    assert!(!matches!(objection, Some(Objection::SeveralInALine { .. })));
}

#[test]
fn a_word_without_a_digit_is_not_an_account_id() {
    assert_eq!(PeopleList::read("Khan"), Err(ListError::NoEntry));
}

#[test]
fn one_person_is_told_in_the_singular() {
    assert_eq!(
        said(&[1], ListMode::Keep, 2),
        "1 person on the list is in this file. Their row cannot be selected."
    );
}

#[test]
fn several_people_are_told_in_the_plural() {
    assert_eq!(
        said(&[0, 1], ListMode::Keep, 0),
        "2 people on the list are in this file. Their 3 rows cannot be selected."
    );
}

#[test]
fn a_row_that_is_listed_twice_is_not_counted_among_those_of_its_person() {
    let table = table(export(&[(0, 0), (0, 0), (0, 1)]));
    let list = Arc::new(PeopleList::read(&account(0)).unwrap());
    assert_eq!(
        PeopleFilter::of(&table, &list, ListMode::Keep).sentence(1),
        "1 person on the list is in this file. Their row cannot be selected."
    );
}

#[test]
fn a_person_whose_rows_are_all_left_out_of_the_table_has_none_to_be_kept() {
    let rounded = export(&[(0, 0), (0, 1)]).replacen(&group(0), "", 1);
    let table = table(rounded);
    let list = Arc::new(PeopleList::read(&account(0)).unwrap());
    assert_eq!(
        PeopleFilter::of(&table, &list, ListMode::Keep).sentence(1),
        "1 person on the list is in this file. None of their rows can be used."
    );
}

#[test]
fn only_the_rows_that_can_be_selected_are_counted() {
    assert_eq!(
        said(&[0], ListMode::Only, 1),
        "1 person on the list is in this file. Only 1 of their rows can be selected."
    );
    assert_eq!(
        said(&[1], ListMode::Only, 1),
        "1 person on the list is in this file. Only their row can be selected."
    );
}

#[test]
fn nothing_is_counted_where_none_of_their_rows_can_be_selected() {
    assert_eq!(
        said(&[0], ListMode::Only, 0),
        "1 person on the list is in this file. None of their rows can be selected."
    );
}

#[test]
fn a_list_of_nobody_here_says_so() {
    assert_eq!(
        said(&[9], ListMode::Only, 0),
        "Nobody on the list is in this file. No row can be selected."
    );
}

/// A list with an id column and an email column, over a file with persons 0 and 1.
fn laid(id: &str, email: &str, what: ListMode) -> PeopleFilter {
    let table = table(export(&[(0, 0), (0, 1)]));
    let list = PeopleList::read(&format!("User id,email\n{id},{email}\n")).unwrap();
    PeopleFilter::of(&table, &Arc::new(list), what)
}

const OF_ANOTHER_SYSTEM: &str = "0f9d3c5e7a1b2c4d6e8f0a1b2c3d4e5f";

#[test]
fn the_email_beside_an_id_of_another_system_counts() {
    for what in [ListMode::Only, ListMode::Keep] {
        let laid = laid(OF_ANOTHER_SYSTEM, "user1@domain.example", what);
        assert_eq!((laid.people, laid.missing.len()), (1, 0));
        assert_eq!(
            laid.other_ids_in_words().unwrap(),
            "1 id on the list is not in this file and may be another system's. The email beside it is used."
        );
    }
}

#[test]
fn an_id_beside_an_email_that_nobody_has_is_not_told_as_anothers() {
    for what in [ListMode::Only, ListMode::Keep] {
        let laid = laid(OF_ANOTHER_SYSTEM, "user9@domain.example", what);
        assert_eq!(laid.other_ids_in_words(), None);
    }
}

#[test]
fn an_id_that_the_file_has_is_not_told_as_anothers() {
    let id = format!("{OF_ANOTHER_SYSTEM}77");
    let text = export(&[(0, 0), (0, 1)]).replace(&account(0), &id);
    let list = format!("User id,email\n{id},user0@domain.example\n");
    let list = Arc::new(PeopleList::read(&list).unwrap());
    let laid = PeopleFilter::of(&table(&text), &list, ListMode::Only);
    assert_eq!(laid.other_ids_in_words(), None);
}

#[test]
fn an_email_beside_somebody_elses_id_chooses_nobody() {
    let id = format!("{OF_ANOTHER_SYSTEM}77");
    let text = export(&[(0, 0), (0, 1)]).replace(&account(0), &id);
    let list = format!("User id,email\n{id},user1@domain.example\n");
    let list = Arc::new(PeopleList::read(&list).unwrap());
    let laid = |what| PeopleFilter::of(&table(&text), &list, what);
    assert_eq!(laid(ListMode::Only).people, 1, "the one with the id");
    assert_eq!(laid(ListMode::Keep).people, 2);
}

#[test]
fn a_list_that_chooses_people_says_that_its_groups_do_not_count() {
    let table = table(export(&[(0, 0), (1, 0)]));
    let of = |text: &str, what| {
        let list = Arc::new(PeopleList::read(text).unwrap());
        PeopleFilter::of(&table, &list, what).ignored_groups_in_words()
    };
    let pairs = "Group name,User name,email\nGroup 0,User 0,user0@domain.example\n";
    let said = of(pairs, ListMode::Only).unwrap();
    assert!(
        said.starts_with("The list's column \"Group name\" is ignored."),
        "{said}"
    );
    assert_eq!(
        of(pairs, ListMode::Keep),
        None,
        "it protects too much at most"
    );
    assert_eq!(of("email\nuser0@domain.example\n", ListMode::Only), None);
}
