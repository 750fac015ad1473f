//! A run with nothing left to send whose rows are not all done: what is said of it and offered for it.

use groupsweep_core::plan::Scope;
use groupsweep_core::report::wording::{Retry, finished, run_percent};
use groupsweep_core::run::{Event, Outcome, Phase, Tally};

use crate::support::error;
use crate::support::replies::removed;
use crate::support::sweep::Sweep;

/// A run that is over: one row was refused, and three are done.
fn with_a_failed_row() -> Sweep {
    let mut sweep = Sweep::of_rows(4, 50);
    let mut turn = 0;
    sweep.play(|_| {
        turn += 1;
        match turn {
            1 => Ok(error(400, "no")),
            _ => removed(),
        }
    });
    assert_eq!(sweep.run.phase(), Phase::Finished);
    assert_eq!(sweep.count(Outcome::Failed), 1);
    sweep
}

/// The same with that row in doubt: its retry was stopped under way, and nothing resumed it.
fn with_rows_in_doubt() -> Sweep {
    let mut sweep = with_a_failed_row();
    sweep.release(Scope::Failed);
    while sweep.calls.is_empty() {
        assert!(sweep.wake());
    }
    sweep.step(Event::Stop);
    assert_eq!(sweep.count(Outcome::InDoubt), 1);
    sweep
}

#[test]
fn a_run_whose_rows_are_all_done_is_finished_and_complete() {
    let mut sweep = Sweep::of_rows(4, 50);
    sweep.play(|_| removed());
    assert_eq!(finished(&sweep.run), "Finished: 5 rows processed.");
    assert_eq!(run_percent(sweep.run.tally()), "100 %");
    assert!(sweep.run.tally().is_all_done());
    assert_eq!(Retry::of(&sweep.run), None);
}

#[test]
fn the_step_bar_says_0_only_of_a_run_with_nothing_done_and_100_only_of_a_whole_one() {
    let percent = |done: u32| run_percent(Tally::of_counts([done, 0, 0, 0, 0, 206 - done]));
    assert_eq!(percent(0), "0 %");
    assert_eq!(percent(1), "1 %");
    assert_eq!(percent(205), "99 %");
    assert_eq!(percent(206), "100 %");
}

#[test]
fn a_run_with_a_failed_row_is_over_and_not_complete() {
    let sweep = with_a_failed_row();
    assert_eq!(
        finished(&sweep.run),
        "Finished with 1 failed row: 4 of 5 done."
    );
    assert_eq!(run_percent(sweep.run.tally()), "80 %");
    assert!(!sweep.run.tally().is_all_done());
}

#[test]
fn a_run_with_an_unconfirmed_row_says_so_and_where_to_look() {
    let sweep = with_rows_in_doubt();
    assert_eq!(
        finished(&sweep.run),
        "Finished with 1 unconfirmed row: 4 of 5 done. Verify shows its current state."
    );
}

#[test]
fn a_retry_says_which_unconfirmed_rows_it_sends() {
    let failed = Retry::of(&with_a_failed_row().run).unwrap();
    assert_eq!(failed.note, None);
    let doubt = Retry::of(&with_rows_in_doubt().run).unwrap();
    assert_eq!(
        doubt.note.as_deref(),
        Some("This sends 1 unconfirmed row again.")
    );
}

#[test]
fn a_retry_says_which_unconfirmed_rows_it_sends_with_the_failed_ones() {
    let mut sweep = Sweep::of_rows(2, 50);
    let mut turn = 0;
    sweep.play(|_| {
        turn += 1;
        match turn {
            1 => Ok(error(400, "no")),
            _ => Err(groupsweep_core::domain::TransportError::Cut),
        }
    });
    assert_eq!(
        (sweep.count(Outcome::Failed), sweep.count(Outcome::InDoubt)),
        (1, 1)
    );
    let both = Retry::of(&sweep.run).unwrap();
    assert_eq!(
        both.note.as_deref(),
        Some("This also sends 1 unconfirmed row again.")
    );
    assert_eq!(
        finished(&sweep.run),
        "Finished with 1 failed row and 1 unconfirmed row: 1 of 3 done. Verify shows the current state of the unconfirmed ones."
    );
}
