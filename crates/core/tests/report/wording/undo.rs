//! The sentences about an undo, and about a run that was undone.

use super::{AT, head, run_counts};
use groupsweep_core::domain::{ReaderTime, Timestamp};
use groupsweep_core::journal::{RunHeader, Undone, closed_in, is_wholly_undone, undone_in};
use groupsweep_core::plan::Purpose;
use groupsweep_core::report::wording::{
    RunStage, closed, run_title, undo_also, undo_dialog, undo_lead, undone, undone_headline,
};
use groupsweep_core::run::{Closed, Evidence, KnownChange, Tally};

#[test]
fn an_undo_says_what_it_does_and_what_this_browser_cannot_know() {
    for (purpose, evidence, lead) in [
        (
            Purpose::Remove,
            Evidence::OwnRecord,
            "Adds back the memberships that this run removed. You confirm it first, and it can be undone.",
        ),
        (
            Purpose::UndoAddition,
            Evidence::OwnRecord,
            "Adds back the memberships that this run removed. You confirm it first, and it can be undone.",
        ),
        (
            Purpose::Add,
            Evidence::OwnRecord,
            "Removes the memberships that this run added. The rows are checked against the site, then you confirm.",
        ),
        (
            Purpose::UndoRemoval,
            Evidence::OwnRecord,
            "Removes the memberships that this run added. The rows are checked against the site, then you confirm.",
        ),
        (
            Purpose::Remove,
            Evidence::ResultsFile,
            "Adds the memberships that this file says were removed. They are checked like any other addition, because this report comes from a file.",
        ),
        (
            Purpose::Add,
            Evidence::ResultsFile,
            "Removes the memberships that this file says were added. They are checked like any other removal, because this report comes from a file.",
        ),
        (
            Purpose::Remove,
            Evidence::BroughtRecord,
            "Adds the memberships that this record says were removed. It came from another address, so they are checked like any other addition.",
        ),
        (
            Purpose::Add,
            Evidence::BroughtRecord,
            "Removes the memberships that this record says were added. It came from another address, so they are checked like any other removal.",
        ),
    ] {
        assert_eq!(undo_lead(purpose, evidence), lead);
    }
    let titles = Purpose::ALL.map(|undo| undo_dialog(undo, 12).0);
    assert_eq!(
        titles,
        [
            "Remove 12 memberships?",
            "Add 12 memberships?",
            "Add 12 memberships back?",
            "Remove 12 added memberships?",
        ]
    );
    assert_eq!(
        undo_also(Purpose::Remove, KnownChange::Unconfirmed, 1).unwrap(),
        "Also add 1 row whose removal could not be confirmed"
    );
    assert_eq!(
        undo_also(Purpose::Add, KnownChange::Unconfirmed, 2).unwrap(),
        "Also remove 2 rows whose addition could not be confirmed"
    );
    assert_eq!(
        undo_also(Purpose::Remove, KnownChange::SinceCheck, 12).unwrap(),
        "Also add 12 memberships that the check found but this run's call did not. This run may have removed them, or somebody else did."
    );
    assert_eq!(
        undo_also(Purpose::Add, KnownChange::SinceCheck, 1).unwrap(),
        "Also remove 1 membership that the check did not find but this run's call did. This run may have added it, or somebody else did."
    );
}

#[test]
fn a_run_that_was_taken_back_says_when_and_how_far() {
    let of = |rows| Undone {
        by: "b".into(),
        at: AT,
        rows,
        unconfirmed: 0,
        open: 0,
    };
    for (run, changed, rows, sentence) in [
        (
            Purpose::Remove,
            1166,
            1166,
            "Undone on 23 Nov 2026, 10:42 UTC: all 1,166 memberships were back.",
        ),
        (
            Purpose::UndoAddition,
            1,
            1,
            "Undone on 23 Nov 2026, 10:42 UTC: the membership was back.",
        ),
        (
            Purpose::Remove,
            12,
            1,
            "Partly undone on 23 Nov 2026, 10:42 UTC: 1 of 12 memberships was back.",
        ),
        (
            Purpose::UndoRemoval,
            12,
            12,
            "Undone on 23 Nov 2026, 10:42 UTC: all 12 memberships were gone.",
        ),
        (
            Purpose::Add,
            12,
            3,
            "Partly undone on 23 Nov 2026, 10:42 UTC: 3 of 12 memberships were gone.",
        ),
    ] {
        let mut run = head(run);
        run.progress.counts = Tally::of_counts([changed, 0, 0, 0, 0, 0]);
        assert_eq!(undone(&run, &of(rows), ReaderTime::UTC), sentence);
    }
}

#[test]
fn an_undo_with_unconfirmed_rows_is_never_said_to_be_whole() {
    let of = |rows, unconfirmed| Undone {
        by: "b".into(),
        at: AT,
        rows,
        unconfirmed,
        open: unconfirmed,
    };
    let mut run = head(Purpose::Remove);
    run.progress.counts = Tally::of_counts([12, 0, 0, 0, 2, 0]);
    for (rows, unconfirmed, sentence) in [
        (
            3,
            8,
            "Partly undone on 23 Nov 2026, 10:42 UTC: 3 of 12 memberships were back, 8 unconfirmed.",
        ),
        (
            0,
            1,
            "Partly undone on 23 Nov 2026, 10:42 UTC: 0 of 12 memberships were back, 1 unconfirmed.",
        ),
        (
            12,
            2,
            "Partly undone on 23 Nov 2026, 10:42 UTC: 12 of 14 memberships were back, 2 unconfirmed.",
        ),
    ] {
        assert_eq!(
            undone(&run, &of(rows, unconfirmed), ReaderTime::UTC),
            sentence
        );
    }
}

#[test]
fn a_run_is_wholly_undone_once_nothing_of_it_is_left_to_take_back() {
    let mut run = head(Purpose::Remove);
    run.progress.counts = Tally::of_counts([12, 0, 0, 0, 3, 0]);
    let mut undo = head(Purpose::UndoRemoval);
    (undo.id, undo.undoes) = ("b".into(), Some(run.id.clone()));
    for (counts, is_whole) in [
        ([11, 1, 0, 0, 0, 0], false),
        ([13, 2, 0, 0, 0, 0], true),
        ([15, 0, 0, 0, 0, 0], true),
        ([11, 0, 0, 0, 0, 0], false),
        ([12, 0, 0, 3, 0, 0], false),
        ([12, 0, 0, 0, 3, 0], false),
    ] {
        undo.progress.counts = Tally::of_counts(counts);
        assert_eq!(
            is_wholly_undone(&run, [&undo, &run]),
            is_whole,
            "{counts:?}"
        );
    }
    assert!(!is_wholly_undone(&run, [&run]));
}

/// A removal's undo: rows that went missing since the check are ticked, rows that could not be confirmed were unticked.
#[test]
fn rows_gone_since_the_check_do_not_count_for_unconfirmed_rows_that_an_undo_left_out() {
    let mut run = head(Purpose::Remove);
    run.progress.counts = Tally::of_counts([10, 0, 5, 0, 5, 0]);
    let mut undo = head(Purpose::UndoRemoval);
    (undo.id, undo.undoes) = ("b".into(), Some(run.id.clone()));
    for (back, is_whole) in [(15, false), (20, true)] {
        undo.progress.counts = Tally::of_counts([back, 0, 0, 0, 0, 0]);
        assert_eq!(is_wholly_undone(&run, [&undo, &run]), is_whole, "{back}");
    }
}

#[test]
fn the_title_of_an_undone_run_says_that_it_was_undone() {
    let whole = run_counts([1166, 14, 0, 0, 0, 0]);
    let part = run_counts([96, 0, 0, 0, 0, 304]);
    for (purpose, counts, title) in [
        (
            Purpose::Remove,
            &whole,
            "Undone. Before the undo: 1,166 removed, 14 already gone",
        ),
        (
            Purpose::Remove,
            &part,
            "Undone. Before the undo: 96 removed, 304 not started",
        ),
        (
            Purpose::Add,
            &whole,
            "Undone. Before the undo: 1,166 added, 14 already members",
        ),
        (
            Purpose::UndoRemoval,
            &whole,
            "Undone. Before the undo: 1,166 added back, 14 already members",
        ),
        (
            Purpose::UndoAddition,
            &whole,
            "Undone. Before the undo: 1,166 removed, 14 already gone",
        ),
    ] {
        assert_eq!(undone_headline(purpose, counts), title);
        assert_eq!(run_title(purpose, RunStage::Undone(*counts)), title);
    }
}

#[test]
fn an_undo_is_whole_only_if_every_row_that_it_took_on_is_back() {
    let mut run = head(Purpose::Remove);
    run.progress.counts = Tally::of_counts([12, 0, 0, 0, 3, 0]);
    let mut undo = head(Purpose::UndoRemoval);
    (undo.id, undo.undoes) = ("b".into(), Some(run.id.clone()));
    undo.progress.counts = Tally::of_counts([12, 0, 0, 3, 0, 0]);
    let said = |undos: &[&RunHeader]| {
        let undo = undone_in(&run, undos.iter().copied()).unwrap();
        undone(&run, &undo, ReaderTime::UTC)
    };
    assert_eq!(
        said(&[&undo]),
        "Partly undone on 23 Nov 2026, 10:42 UTC: 12 of 15 memberships were back."
    );
    let mut rest = undo.clone();
    (rest.id, rest.progress.at) = ("c".into(), Timestamp(undo.progress.at.0 + 1));
    rest.progress.counts = Tally::of_counts([2, 1, 0, 0, 0, 0]);
    assert_eq!(
        said(&[&undo, &rest]),
        "Undone on 23 Nov 2026, 10:42 UTC: all 15 memberships were back."
    );
    assert!(is_wholly_undone(&run, [&undo, &rest]));
}

#[test]
fn a_run_that_was_undone_twice_counts_each_of_its_rows_once() {
    let mut run = head(Purpose::Remove);
    run.progress.counts = Tally::of_counts([12, 0, 0, 0, 0, 0]);
    // Undone, and undone again after that undo was undone.
    let undo = |id: &str, at: u64| {
        let mut undo = head(Purpose::UndoRemoval);
        (undo.id, undo.undoes) = (id.into(), Some(run.id.clone()));
        undo.created = Timestamp(at);
        undo.progress.at = Timestamp(run.progress.at.0 + at);
        undo.progress.counts = Tally::of_counts([12, 0, 0, 0, 0, 0]);
        undo
    };
    let (first, second) = (undo("b", 1), undo("c", 2));
    let both = undone_in(&run, [&first, &second]).unwrap();
    let said = undone(&run, &both, ReaderTime::UTC);
    assert!(said.ends_with("all 12 memberships were back."), "{said}");
    // The first one is not to be gone on with any more.
    let heads = [&run, &first, &second];
    let why = closed_in(&first, heads);
    assert_eq!(why, Some(Closed::TakenOver(second.created)));
    assert_eq!(closed_in(&second, heads), None);
    assert_eq!(closed_in(&run, heads), Some(Closed::Undone));
    assert_eq!(closed_in(&run, [&run]), None);
}

#[test]
fn a_run_that_cannot_be_resumed_says_why() {
    let later = Closed::TakenOver(head(Purpose::Remove).progress.at);
    for (why, sentence) in [
        (
            Closed::Undone,
            "This run was undone, so it cannot be resumed.",
        ),
        (
            later,
            "This undo cannot be resumed, because a later undo (23 Nov 2026, 10:42 UTC) took over its remaining rows.",
        ),
    ] {
        assert_eq!(closed(why, ReaderTime::UTC), sentence);
    }
}
