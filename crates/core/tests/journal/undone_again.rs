//! An undo that was undone in turn: what counts is how the memberships stand in the end.

use super::head_of;
use crate::support::table_and_plan;
use groupsweep_core::domain::{ReaderTime, Timestamp};
use groupsweep_core::journal::{
    RunHeader, closed_in, is_wholly_undone, nothing_is_left_to_undo, taken_back_by,
    to_delete_before, undo_begins, undo_notes, undone_again_in, undone_in,
};
use groupsweep_core::report::wording::{undone, undone_again};
use groupsweep_core::run::{Closed, Tally};

const AT: Timestamp = Timestamp(1_795_430_527_000);

/// The removal of 12 memberships.
fn removal() -> RunHeader {
    let (_, plan) = table_and_plan(12);
    let mut run = head_of(&plan);
    run.id = "removal".into();
    run.created = AT;
    settle(run, 0, [12, 0, 0, 0, 0, 0])
}

/// Done, nothing to change, since the check, failed, in doubt, not tried.
fn settle(mut run: RunHeader, hours: u64, counts: [u32; 6]) -> RunHeader {
    run.progress.counts = Tally::of_counts(counts);
    run.progress.at = Timestamp(AT.0 + hours * 3_600_000);
    run
}

/// The run that undoes another one, this many hours after the removal.
fn undo_of(run: &RunHeader, hours: u64, counts: [u32; 6]) -> RunHeader {
    let mut undo = run.clone();
    undo.id = format!("undo of {}", run.id);
    undo.undoes = Some(run.id.clone());
    undo.purpose = run.purpose.undo();
    undo.created = Timestamp(AT.0 + hours * 3_600_000);
    settle(undo, hours, counts)
}

#[test]
fn a_run_whose_undo_was_undone_is_not_undone() {
    let run = removal();
    let undo = undo_of(&run, 1, [12, 0, 0, 0, 0, 0]);
    let again = undo_of(&undo, 2, [12, 0, 0, 0, 0, 0]);
    let heads = [&run, &undo, &again];
    assert_eq!(undone_in(&run, heads), None);
    assert!(!is_wholly_undone(&run, heads));
    assert!(is_wholly_undone(&undo, heads));
    assert_eq!(undone_in(&again, heads), None, "the way back is its undo");
    assert!(!nothing_is_left_to_undo(&again, heads));
}

#[test]
fn the_rows_that_a_run_never_sent_stay_unsent_after_its_undo_was_undone() {
    let run = settle(removal(), 0, [5, 0, 0, 0, 0, 7]);
    let undo = undo_of(&run, 1, [5, 0, 0, 0, 0, 0]);
    let again = undo_of(&undo, 2, [5, 0, 0, 0, 0, 0]);
    let heads = [&run, &undo, &again];
    assert_eq!(undone_in(&run, heads), None);
    assert_eq!(closed_in(&run, heads), Some(Closed::Undone));
}

#[test]
fn the_way_back_of_a_run_whose_undo_was_undone_is_the_undo_of_the_last_run() {
    let run = removal();
    let undo = undo_of(&run, 1, [12, 0, 0, 0, 0, 0]);
    let again = undo_of(&undo, 2, [12, 0, 0, 0, 0, 0]);
    let heads = [&run, &undo, &again];
    assert!(nothing_is_left_to_undo(&run, heads));
    let said = undone_again_in(&run, heads).unwrap();
    assert_eq!(said.by, again.id);
    assert_eq!(
        undone_again(&run, &said, Some(again.created), ReaderTime::UTC),
        "The undo of this run was undone on 23 Nov 2026, 12:42 UTC: 12 memberships were gone again. To add them back, undo the run of 23 Nov 2026, 12:42 UTC."
    );
}

#[test]
fn a_third_undo_takes_the_first_run_back_once_more() {
    let run = removal();
    let undo = undo_of(&run, 1, [12, 0, 0, 0, 0, 0]);
    let again = undo_of(&undo, 2, [12, 0, 0, 0, 0, 0]);
    let back = undo_of(&again, 3, [12, 0, 0, 0, 0, 0]);
    let heads = [&run, &undo, &again, &back];
    assert!(is_wholly_undone(&run, heads));
    assert_eq!(undone_again_in(&run, heads), None);
    assert_eq!(
        undone(&run, &undone_in(&run, heads).unwrap(), ReaderTime::UTC),
        "Undone on 23 Nov 2026, 13:42 UTC: all 12 memberships were back."
    );
    assert_eq!(
        undone_in(&undo, heads),
        None,
        "they are back, as it left them"
    );
}

#[test]
fn a_run_whose_undo_was_undone_in_part_is_undone_in_part() {
    let run = removal();
    let undo = undo_of(&run, 1, [10, 2, 0, 0, 0, 0]);
    // Five are gone again, and one is unknown.
    let again = undo_of(&undo, 2, [5, 0, 0, 0, 1, 4]);
    let heads = [&run, &undo, &again];
    assert!(!is_wholly_undone(&run, heads));
    assert_eq!(
        undone(&run, &undone_in(&run, heads).unwrap(), ReaderTime::UTC),
        "Partly undone on 23 Nov 2026, 12:42 UTC: 6 of 12 memberships were back, 1 unconfirmed."
    );
    assert!(closed_in(&run, heads).is_some());
}

#[test]
fn what_an_undo_may_have_changed_counts_no_more_once_it_was_taken_back_too() {
    let run = removal();
    let undo = undo_of(&run, 1, [10, 0, 0, 0, 2, 0]);
    let again = undo_of(&undo, 2, [12, 0, 0, 0, 0, 0]);
    assert_eq!(undone_in(&run, [&run, &undo, &again]), None);
}

#[test]
fn what_was_noted_tells_of_an_undo_that_was_undone_when_a_record_is_gone() {
    let run = removal();
    let mut undo = undo_of(&run, 1, [12, 0, 0, 0, 0, 0]);
    let again = undo_of(&undo, 2, [12, 0, 0, 0, 0, 0]);
    undo.undone = undo_notes(&undo, [&again]);
    assert_eq!(undone_in(&run, [&run, &undo]), None, "the last one's is");
    let stale = RunHeader {
        undone: undo_notes(&run, [&undo_of(&run, 1, [12, 0, 0, 0, 0, 0])]),
        ..run
    };
    assert_eq!(stale.undone[0].rows, 12);
    assert_eq!(undone_in(&stale, [&undo, &again]), None, "its note is old");
}

/// The run with what its head says of its undos.
fn noted(run: &RunHeader, heads: &[&RunHeader]) -> RunHeader {
    RunHeader {
        undone: undo_notes(run, heads.iter().copied()),
        ..run.clone()
    }
}

#[test]
fn deleting_an_undo_that_was_undone_in_turn_brings_nobody_back() {
    let run = removal();
    let first = undo_of(&run, 1, [4, 0, 0, 0, 0, 8]);
    let again = undo_of(&first, 2, [4, 0, 0, 0, 0, 0]);
    let mut second = undo_of(&run, 3, [8, 0, 0, 0, 0, 0]);
    second.id = "second undo".into();
    let said = |run: &RunHeader, heads: &[&RunHeader]| {
        let now = undone_in(run, heads.iter().copied()).unwrap();
        undone(run, &now, ReaderTime::UTC)
    };
    let before = said(&run, &[&first, &again, &second]);
    assert_eq!(
        before,
        "Partly undone on 23 Nov 2026, 13:42 UTC: 8 of 12 memberships were back."
    );
    // The head that was noted while the first undo still counted.
    let old = noted(&run, &[&first, &second]);
    let run = noted(&old, &[&first, &again, &second]);
    let left = [&again, &second];
    assert_eq!(said(&run, &left), before, "the first undo's record is gone");
    assert!(!is_wholly_undone(&run, left));
}

#[test]
fn deleting_the_latest_undo_counts_the_rows_of_the_one_before_it_once() {
    let run = removal();
    let first = undo_of(&run, 1, [4, 0, 0, 0, 0, 8]);
    let mut second = undo_of(&run, 2, [6, 0, 0, 2, 0, 0]);
    second.id = "second undo".into();
    let run = noted(&run, &[&first, &second]);
    for heads in [&[&first, &second][..], &[&first], &[&second], &[]] {
        let rows = undone_in(&run, heads.iter().copied()).unwrap().rows;
        assert_eq!(rows, 10, "{} records are kept", heads.len());
    }
}

#[test]
fn an_undo_that_takes_over_from_another_is_the_later_one_although_the_clock_was_set_back() {
    let run = removal();
    let first = undo_of(&run, 1, [4, 0, 0, 0, 0, 8]);
    let began = undo_begins(&run.id, AT, [&run, &first]);
    assert!(began > first.created);
    let mut second = undo_of(&run, 1, [0, 0, 0, 0, 0, 8]);
    second.id = "second undo".into();
    second.created = began;
    let heads = [&run, &first, &second];
    assert_eq!(closed_in(&first, heads), Some(Closed::TakenOver(began)));
    assert_eq!(closed_in(&second, heads), None);
    assert_eq!(undo_begins(&run.id, AT, [&run]), AT, "there is no other");
}

#[test]
fn a_run_takes_back_each_run_that_the_one_before_it_took_back() {
    let run = removal();
    let undo = undo_of(&run, 1, [12, 0, 0, 0, 0, 0]);
    let again = undo_of(&undo, 2, [12, 0, 0, 0, 0, 0]);
    let heads = [&again, &run, &undo];
    assert_eq!(taken_back_by(&again, &heads), [&undo, &run]);
    assert_eq!(taken_back_by(&run, &heads), Vec::<&RunHeader>::new());
}

#[test]
fn records_that_take_each_other_back_in_a_circle_come_to_an_end() {
    let mut run = removal();
    let undo = undo_of(&run, 1, [12, 0, 0, 0, 0, 0]);
    run.undoes = Some(undo.id.clone());
    let heads = [&run, &undo];
    assert!(is_wholly_undone(&run, heads));
    assert_eq!(taken_back_by(&run, &heads).len(), 2);
}

#[test]
fn the_record_of_an_undo_is_deleted_after_that_of_the_run_which_undid_it() {
    let run = removal();
    let undo = undo_of(&run, 1, [12, 0, 0, 0, 0, 0]);
    let again = undo_of(&undo, 2, [5, 0, 0, 0, 0, 7]);
    let heads = [&run, &undo, &again];
    let first = |head| to_delete_before(head, &heads).map(|it| it.id.clone());
    assert_eq!(first(&undo), Some(again.id.clone()));
    assert_eq!(first(&again), None);
    assert_eq!(first(&run), None, "no other record depends on it");
    let without_the_run = [&undo, &again];
    assert_eq!(to_delete_before(&undo, &without_the_run), None);
}
