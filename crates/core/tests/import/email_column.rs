//! The column of emails, and columns that mean the same.

use groupsweep_core::import::{ImportError, Role, Table, read};

use crate::support::{account, group, table};

/// A file of one row, with these headings after both ids.
fn with_headings(headings: &str, cells: &str) -> Table {
    let ids = format!("{},{}", group(1), account(1));
    table(format!("Group id,User id,{headings}\n{ids},{cells}\n"))
}

/// The note about two columns.
fn told(headings: &str) -> Vec<String> {
    let notes = with_headings(headings, "a@x.example,b@x.example").notes();
    notes.iter().map(|note| note.sentence()).collect()
}

#[test]
fn every_heading_of_emails_in_a_list_is_known_in_an_export() {
    for heading in [
        "Email",
        "Email address",
        "E-mail",
        "E-mail address",
        "Mail",
        "User email",
        "User email address",
    ] {
        let table = with_headings(heading, "ceo@acme.example");
        assert_eq!(table.columns().get(Role::Email), Some(2), "{heading}");
    }
}

#[test]
fn the_column_of_emails_can_be_chosen() {
    assert!(Role::CHANGEABLE.contains(&Role::Email));
    assert_eq!(
        told("Email,Email"),
        [
            "Columns 3 and 4 are both named \"Email\". Column 3 was read. If you need the other one, choose it under Columns."
        ]
    );
}

#[test]
fn two_short_headings_of_one_meaning_are_told() {
    assert_eq!(
        told("Mail,User email"),
        [
            "Columns 3 (\"Mail\") and 4 (\"User email\") mean the same. Column 3 was read. If you need the other one, choose it under Columns."
        ]
    );
}

#[test]
fn a_column_that_cannot_be_chosen_is_not_offered() {
    assert_eq!(
        told("User status,User status"),
        ["Columns 3 and 4 are both named \"User status\". Column 3 was read."]
    );
}

#[test]
fn two_headings_of_one_id_are_not_said_to_be_named_alike() {
    let text = format!(
        "User id,Account ID,Group id\n{},{},{}\n",
        account(1),
        account(2),
        group(1)
    );
    let refused = read("x.csv", text.as_bytes(), None).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "Two headings of this file mean \"User id\", so it is unclear which column is meant. Choose the column below. The file is read after that."
    );
    let ImportError::TwoColumns { mut columns, .. } = refused else {
        panic!("{refused}");
    };
    columns.set(Role::UserId, Some(0));
    let notes = read("x.csv", text.as_bytes(), Some(*columns))
        .unwrap()
        .notes();
    assert!(
        notes[0]
            .sentence()
            .starts_with("Columns 1 (\"User id\") and 2 (\"Account ID\") mean the same."),
        "{notes:?}"
    );
}
