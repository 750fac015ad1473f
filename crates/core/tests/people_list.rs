//! Lists of people: what in them is a person, what they say of a file, and what they do not.

use std::sync::Arc;

use crate::support::{export, table};
use groupsweep_core::choose::{ListError, ListMode, Objection, PeopleFilter, PeopleList};

/// The entries of a list.
fn entries(text: &str) -> Vec<String> {
    PeopleList::read(text).unwrap().entries().to_vec()
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
    assert_ne!(laid.objection(), Some(Objection::SeveralInALine));
}

#[test]
fn a_word_without_a_digit_is_not_an_account_id() {
    assert_eq!(PeopleList::read("Khan"), Err(ListError::NoEntry));
}
