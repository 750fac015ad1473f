//! Rows of a list that are unclear about whom they mean: they choose nobody, and protect everybody who may be meant.

use std::sync::Arc;

use crate::support::{account, export, table};
use groupsweep_core::choose::{
    ListMode, Objection, PeopleFilter, PeopleList, SavedSelection, SelectionHistory,
};
use groupsweep_core::domain::Timestamp;

/// A list over a file with persons 0 to 3.
fn laid(text: &str, what: ListMode) -> PeopleFilter {
    let table = table(export(&[(0, 0), (0, 1), (0, 2), (0, 3)]));
    PeopleFilter::of(&table, &Arc::new(PeopleList::read(text).unwrap()), what)
}

fn is_refused(text: &str) -> bool {
    let objection = laid(text, ListMode::Only).objection();
    matches!(objection, Some(Objection::SeveralInALine { .. }))
}

/// A name with a comma has lost its quotation marks, so that the manager's email is in the column "Email".
const OUT_OF_PLACE: &str = "Name,Manager email,Email
Adler, Bo,user3@domain.example,user0@domain.example
Khan,user2@domain.example,user1@domain.example
";

#[test]
fn a_row_with_more_cells_than_headings_chooses_nobody() {
    assert!(is_refused(OUT_OF_PLACE));
    let cut =
        "Name,Manager email,Email\nAdler, Bo,user3@domain.example,\nKhan,x,user1@domain.example\n";
    assert!(is_refused(cut), "an empty cell at its end counts too");
    assert_eq!(laid(OUT_OF_PLACE, ListMode::Only).people, 1);
}

#[test]
fn everybody_in_a_row_with_more_cells_than_headings_is_kept() {
    assert_eq!(laid(OUT_OF_PLACE, ListMode::Keep).people, 4);
}

#[test]
fn a_row_out_of_place_is_told() {
    let objection = laid(OUT_OF_PLACE, ListMode::Only).objection().unwrap();
    assert_eq!(
        objection.sentence(),
        "1 line of this list is unclear: \"Adler, Bo, user3@domain.example, user0@domain.example\". It names more than one person, has cells out of place, or was joined by a stray quotation mark. Enter one person per line. In a file with headings, put names with commas in quotation marks."
    );
}

#[test]
fn an_empty_cell_at_the_end_of_every_row_moves_nothing() {
    let text = "Name,Email\nBo,user0@domain.example,\nUma,user1@domain.example,\n";
    let only = laid(text, ListMode::Only);
    assert_eq!((only.objection(), only.people), (None, 2));
}

#[test]
fn a_row_whose_cells_stand_under_other_headings_chooses_nobody() {
    let headings = "Name,Manager email,Email,End date";
    let row = |end: &str| {
        format!(
            "{headings}\nAdler, Bo,user3@domain.example,user0@domain.example{end}\nKhan, Uma,user2@domain.example,user1@domain.example{end}\n"
        )
    };
    for (end, what) in [
        (",", "all rows end in an empty cell"),
        ("", "the last delimiter is left out"),
    ] {
        assert!(is_refused(&row(end)), "{what}");
        assert_eq!(laid(&row(end), ListMode::Only).people, 0, "{what}");
        assert_eq!(laid(&row(end), ListMode::Keep).people, 4, "{what}");
    }
}

#[test]
fn a_user_name_that_is_an_email_moves_nothing() {
    let text = "User name,Email\nuser2@domain.example,user0@domain.example\nuser3@domain.example,user1@domain.example\n";
    let only = laid(text, ListMode::Only);
    assert_eq!((only.objection(), only.people), (None, 2));
}

#[test]
fn a_cell_with_two_lines_does_not_choose_the_manager() {
    let text = "Name,Manager email,Email,Note
\"Adler, Bo\",user3@domain.example,user0@domain.example,\"left in May
see ticket\"
";
    let only = laid(text, ListMode::Only);
    assert_eq!((only.objection(), only.people), (None, 1));
    assert_eq!(only.list.not_understood, [""; 0]);
}

#[test]
fn people_between_two_stray_quotation_marks_are_told_where_people_are_chosen() {
    let text = "Name,Email\n\"Bo,user0@domain.example\nUma\",user1@domain.example\n";
    assert!(is_refused(text));
    assert_eq!(laid(text, ListMode::Keep).people, 2);
}

#[test]
fn two_emails_in_one_cell_choose_nobody() {
    let text = "Name,Email\nBo,user0@domain.example (manager: user3@domain.example)\nUma,user1@domain.example\n";
    assert!(is_refused(text));
    assert_eq!(laid(text, ListMode::Only).people, 1);
    assert_eq!(laid(text, ListMode::Keep).people, 3);
}

#[test]
fn a_list_that_comes_back_still_chooses_nobody_by_unclear_lines() {
    let table = Arc::new(table(export(&[(0, 0), (0, 1), (0, 2), (0, 3)])));
    let mut choice = SelectionHistory::new(Arc::clone(&table));
    choice.set_guard(Some(laid(OUT_OF_PLACE, ListMode::Keep)));
    let saved = SavedSelection::of(&choice, Timestamp(0)).unwrap();
    let list = saved.list_on(&table).unwrap().list;
    let only = PeopleFilter::of(&table, &list, ListMode::Only);
    assert_eq!(only.people, 1);
    assert_eq!(
        only.objection(),
        laid(OUT_OF_PLACE, ListMode::Only).objection()
    );
}

#[test]
fn other_columns_of_emails_count_where_people_are_kept() {
    let text = "Name,Email,Work email\nBo,user0@domain.example,user2@domain.example\n";
    assert_eq!(laid(text, ListMode::Keep).people, 2);
    assert_eq!(laid(text, ListMode::Only).people, 1);
}

#[test]
fn the_email_beside_an_id_of_atlassians_counts_where_people_are_kept() {
    let id = account(0);
    assert!(id.contains(':'), "{id}");
    let text = format!("User id,email\n{id},user1@domain.example\n");
    assert_eq!(laid(&text, ListMode::Keep).people, 2);
    assert_eq!(laid(&text, ListMode::Only).people, 1);
}

#[test]
fn of_two_ids_that_differ_in_case_only_the_one_on_the_list_is_chosen() {
    let (upper, lower) = ("5FA522F08573800069C749AC", "5fa522f08573800069c749ac");
    let text = export(&[(0, 0), (0, 1), (0, 2)])
        .replace(&account(0), upper)
        .replace(&account(1), lower);
    let table = table(text);
    let people = |id: &str, what| {
        let list = Arc::new(PeopleList::read(id).unwrap());
        PeopleFilter::of(&table, &list, what).people
    };
    assert_eq!(people(upper, ListMode::Only), 1);
    assert_eq!(people(upper, ListMode::Keep), 2);
    assert_eq!(people(&account(2).to_uppercase(), ListMode::Only), 1);
}
