//! Sentences that were false where nothing, or not everything, is certain.

use groupsweep_core::domain::{ReaderTime, Timestamp};
use groupsweep_core::plan::{Action, Category, Purpose};
use groupsweep_core::report::VerificationFacts;
use groupsweep_core::report::wording::{
    leave_out, left_to_later, nothing_left_to_undo, nothing_to_undo, restore_after, teams,
    verification,
};
use groupsweep_core::run::SeenLater;

#[test]
fn a_run_whose_changes_are_unconfirmed_is_not_said_to_have_changed_nothing() {
    assert_eq!(
        nothing_to_undo(Purpose::Remove, 0),
        "The record shows no removal by this run."
    );
    assert_eq!(
        nothing_to_undo(Purpose::Add, 2),
        "No addition by this run is confirmed. Select the check box to include the 2 unconfirmed rows."
    );
}

#[test]
fn an_undo_names_the_later_run_that_its_left_out_rows_belong_to() {
    let by = Timestamp(1_763_894_520_000);
    for (purpose, seen, rows, sentence) in [
        (
            Purpose::Remove,
            SeenLater::ChangedAgain,
            6,
            "Left out: 6 memberships that were in place when the run of 23 Nov 2025, 10:42 UTC began. To add back what that run removed, undo that run.",
        ),
        (
            Purpose::Remove,
            SeenLater::Reversed,
            1,
            "Left out: 1 membership that was in place again after the run of 23 Nov 2025, 10:42 UTC.",
        ),
        (
            Purpose::Add,
            SeenLater::ChangedAgain,
            1,
            "Left out: 1 membership that was not in place when the run of 23 Nov 2025, 10:42 UTC began. To remove what that run added, undo that run.",
        ),
        (
            Purpose::Add,
            SeenLater::Reversed,
            1166,
            "Left out: 1,166 memberships that were gone again after the run of 23 Nov 2025, 10:42 UTC.",
        ),
    ] {
        let said = left_to_later(purpose, (seen, by, rows), ReaderTime::UTC);
        assert_eq!(said, sentence);
    }
    assert_eq!(
        nothing_left_to_undo(Purpose::Remove),
        "Nothing that this run removed is left to add back."
    );
    assert_eq!(
        nothing_left_to_undo(Purpose::UndoRemoval),
        "Nothing that this run added is left to remove."
    );
}

#[test]
fn a_restore_file_is_said_to_hold_what_it_holds() {
    for (removed, unconfirmed, since_check, sentence) in [
        (
            0,
            0,
            0,
            "The restore file would be empty: no removal by this run is confirmed.",
        ),
        (
            1,
            0,
            0,
            "The restore file contains the 1 membership that this run removed. To add these memberships back, import the file on any machine.",
        ),
        (
            0,
            2,
            0,
            "The restore file contains 2 memberships whose removal could not be confirmed. To add these memberships back, import the file on any machine.",
        ),
        (
            1166,
            2,
            12,
            "The restore file contains the 1,166 memberships that this run removed, and 2 whose removal could not be confirmed, and 12 gone since the check. To add these memberships back, import the file on any machine.",
        ),
    ] {
        assert_eq!(restore_after(removed, unconfirmed, since_check), sentence);
    }
}

#[test]
fn rows_that_may_be_left_out_say_what_sending_them_does() {
    for (sort, action, sentence) in [
        (
            Category::Already,
            Action::Remove,
            "Leave these rows out, because the memberships are already gone. If you send them anyway, the site most likely changes nothing.",
        ),
        (
            Category::Already,
            Action::Add,
            "Leave these rows out, because these people are already members. If you send them anyway, the site most likely changes nothing.",
        ),
        (
            Category::NotChecked,
            Action::Remove,
            "Leave these rows out, because they were not checked. If you send them anyway, neither memberships nor names are compared with the site.",
        ),
    ] {
        assert_eq!(leave_out(sort, action), Some(sentence));
    }
    for sort in [
        Category::WillChange,
        Category::OtherName,
        Category::Protected,
    ] {
        assert_eq!(leave_out(sort, Action::Remove), None);
    }
}

#[test]
fn one_unreadable_membership_is_one() {
    let facts = VerificationFacts {
        groups: 1,
        groups_unreadable: 1,
        rows: 1,
        rows_as_planned: 0,
        rows_not_as_planned: 0,
        rows_changed_back: 0,
        rows_unreadable: 1,
        read_at: Timestamp(0),
    };
    assert_eq!(
        verification(Purpose::Remove, &facts, ReaderTime::UTC),
        "Not verified: the membership could not be read."
    );
}

#[test]
fn teams_are_named_up_to_three_of_them() {
    assert_eq!(teams(&[]), "");
    assert_eq!(
        teams(&["Kitchen"]),
        "Kitchen is an Atlassian team, not an ordinary group. Changing teams this way has not been tried."
    );
    assert_eq!(
        teams(&["A", "B", "C", "D", "E"]),
        "5 groups are Atlassian teams, not ordinary groups: A, B, C and 2 more. Changing teams this way has not been tried."
    );
}
