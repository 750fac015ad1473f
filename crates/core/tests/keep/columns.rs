//! Keep lists in columns or pasted: everybody who may be meant is protected.

use crate::support::account;

use groupsweep_core::choose::{KeepDraft, KeepList, KeepListError, keep_lines};
use groupsweep_core::domain::Timestamp;

use super::list;

/// Whether a list, also after editing in the dialog, protects these emails.
fn keeps<const N: usize>(text: &str, emails: [&str; N]) -> bool {
    [text, &keep_lines(text)].iter().all(|text| {
        let list = list(text);
        emails
            .iter()
            .all(|email| list.names_email(email) == Some(true))
    })
}

#[test]
fn addresses_after_the_last_heading_are_kept() {
    let text = "Email\nceo@acme.example, cfo@acme.example\n";
    assert!(keeps(text, ["ceo@acme.example", "cfo@acme.example"]));
}

#[test]
fn every_column_of_emails_is_read() {
    let text = "Name,Email,Work email\nAda,ada@home.example,ceo@acme.example\n";
    assert!(keeps(text, ["ada@home.example", "ceo@acme.example"]));
}

#[test]
fn a_row_with_more_cells_than_headings_keeps_everybody_in_it() {
    let text = "Name,Manager,Email\nAdler, Bo,boss@acme.example,bo@acme.example\n";
    assert!(keeps(text, ["boss@acme.example", "bo@acme.example"]));
}

#[test]
fn the_email_beside_an_id_with_a_colon_is_kept() {
    let text = format!("User id,email\n{},ceo@acme.example\n", account(1));
    assert!(keeps(&text, ["ceo@acme.example"]));
    assert_eq!(list(&text).named().accounts, 1);
}

#[test]
fn a_bullet_before_an_email_hides_nobody() {
    for bullet in ["-", "+", "*", "\u{2013}", "\u{2022}"] {
        assert!(
            keeps(&format!("{bullet}ceo@acme.example"), ["ceo@acme.example"]),
            "{bullet}"
        );
    }
}

#[test]
fn a_list_of_memberships_is_refused_with_the_reason() {
    let group = "e7b24a95-307c-4179-b143-18071d986420";
    let text = format!("Group id,User id\n{group},{}\n", account(1));
    let refused = KeepList::read(&text, Timestamp(0));
    assert_ne!(refused, Err(KeepListError::NoEntry));
    assert_eq!(
        refused.unwrap_err().to_string(),
        "Every row of this list names a person and a group. A keep list cannot protect a single membership. To protect the people, delete the group column. To protect whole groups, delete the people column."
    );
}

#[test]
fn a_saved_list_with_columns_and_a_line_of_this_visit_both_protect() {
    let draft = KeepDraft {
        base: String::new(),
        text: "ben@x.example".to_owned(),
    };
    let joined = draft.over("Name,Email\nAnna,anna@x.example\n");
    let list = KeepList::read(&joined, Timestamp(0)).unwrap();
    assert_eq!(list.named().emails, 2, "{joined}");
    assert_eq!(list.ignored_in_words(), None);
}
