//! The questions before a selection is put away.

use groupsweep_core::report::wording::{
    NotSent, NotSentIn, OnlyInPage, PastRunOpened, put_away, put_away_run, start_over,
};

fn of_file(rows: usize, has_list: bool) -> NotSent {
    NotSent {
        rows,
        place: NotSentIn::File("export-users.csv".into()),
        has_list,
    }
}

#[test]
fn a_past_run_says_whose_place_it_takes() {
    let (title, sentences) = put_away(&of_file(3, false));
    assert_eq!(title, "Discard your selection?");
    assert_eq!(
        sentences,
        [
            "3 rows of export-users.csv are selected. No run with this selection is open.",
            "The past run replaces the file and the selection. Nothing is sent now.",
            "To use the selection later, import the file again and check which rows are selected. Your keep list stays.",
        ]
    );
    let plan = NotSent {
        rows: 1,
        place: NotSentIn::Plan,
        has_list: false,
    };
    let (title, sentences) = put_away(&plan);
    assert_eq!(title, "Discard this plan?");
    assert_eq!(
        sentences,
        [
            "A plan with 1 row is open. No run was started with it.",
            "The past run replaces this plan. Nothing is sent now.",
            "To use this plan later, open its file again, or press \"Undo\" on its run again. Your keep list stays.",
        ]
    );
    assert_eq!(PastRunOpened::Resume.button(), "Discard and resume");
}

#[test]
fn to_start_over_says_what_is_cleared_and_what_stays() {
    let (title, sentences) = start_over(&of_file(1, true));
    assert_eq!(title, "Start over?");
    assert_eq!(
        sentences,
        [
            "1 row of export-users.csv is selected. No run with this selection is open.",
            "This clears the file, the selection, your list of people and the token. Nothing is sent. Your keep list and the past runs stay.",
        ]
    );
    let run = NotSent {
        rows: 12,
        place: NotSentIn::Run,
        has_list: false,
    };
    assert_eq!(
        start_over(&run).1[0],
        "12 rows of this run were not sent. The record stays under Past runs on Import, where you can resume it."
    );
}

#[test]
fn nothing_is_asked_where_nothing_is_lost() {
    assert!(!of_file(0, false).is_any());
    assert!(!of_file(0, true).is_any(), "a list alone");
    assert!(of_file(1, false).is_any());
}

#[test]
fn a_run_that_only_the_page_knows_says_what_is_lost_and_how_to_keep_it() {
    let (title, sentences) = put_away_run(OnlyInPage::Record);
    assert_eq!(title, "Discard the current run?");
    assert_eq!(
        sentences,
        [
            "Only this page has the record of the current run, and you have not downloaded its results.",
            "The past run replaces it. The record is then lost: you can no longer see, resume or undo the current run. Nothing is sent now.",
            "To keep the outcomes, press Cancel, then press \"Download results\" on Report.",
        ]
    );
}

#[test]
fn outcomes_that_only_the_page_knows_are_not_called_the_whole_record() {
    let (title, sentences) = put_away_run(OnlyInPage::LatestOutcomes);
    assert_eq!(title, "Discard the latest outcomes?");
    assert_eq!(
        sentences,
        [
            "The stored record of the current run lacks its latest outcomes. Only this page has them, and you have not downloaded the results.",
            "The past run replaces the current run, which stays under Past runs without those outcomes. Nothing is sent now.",
            "To keep them, press Cancel, then press \"Download results\" on Report.",
        ]
    );
}
