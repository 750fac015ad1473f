//! The rows of a run as the page lists them.

use groupsweep_core::domain::{Span, TransportError};
use groupsweep_core::plan::Scope;
use groupsweep_core::run::{Event, Listed, MAX_LISTED, Outcome, Phase, RowSearch};

use crate::support::error;
use crate::support::replies::removed;
use crate::support::sweep::Sweep;

fn items(sweep: &Sweep, wanted: Option<Outcome>, text: &str) -> Vec<u32> {
    let mut search = RowSearch::of(text);
    search.look(&sweep.run);
    let rows = sweep.run.listing(wanted, &search).rows;
    rows.into_iter().map(|row| row.item).collect()
}

#[test]
fn before_the_rest_is_released_every_row_stands_in_its_place_in_the_plan() {
    let mut sweep = Sweep::new(crate::support::plan_behind_a_trial(4), 50);
    assert_eq!(items(&sweep, None, ""), [0, 1, 2, 3, 4], "the plan");
    sweep.try_the_first();
    assert_eq!(
        items(&sweep, None, ""),
        [0, 1, 2, 3, 4],
        "after the test the other rows are still listed"
    );
    let listing = sweep.run.listing(None, &RowSearch::default());
    let settled: Vec<bool> = listing
        .rows
        .iter()
        .map(|row| row.settled.is_some())
        .collect();
    assert_eq!(settled, [true, false, false, false, false]);
    assert_eq!(items(&sweep, Some(Outcome::Done), ""), [0]);
    assert_eq!(items(&sweep, Some(Outcome::NotTried), ""), [1, 2, 3, 4]);
}

#[test]
fn while_calls_are_sent_the_newest_outcome_is_on_top_and_the_rows_to_go_follow() {
    let mut sweep = Sweep::of_rows(5, 50);
    sweep.wake();
    sweep.reply(removed());
    while sweep.calls.is_empty() {
        sweep.wake();
    }
    sweep.reply(removed());
    assert_eq!(sweep.run.phase(), Phase::Running);
    assert_eq!(items(&sweep, None, ""), [2, 1, 0, 3, 4, 5]);
    sweep.step(Event::Stop);
    assert_eq!(
        items(&sweep, None, ""),
        [0, 1, 2, 3, 4, 5],
        "at rest as planned"
    );
}

#[test]
fn a_row_that_is_tried_again_is_listed_once_and_drawn_again() {
    let mut sweep = Sweep::of_rows(2, 50);
    sweep.play(|_| Ok(error(403, "no")));
    let before = sweep
        .run
        .listing(Some(Outcome::Failed), &RowSearch::default());
    assert!(!before.rows.is_empty());
    sweep.release(Scope::Failed);
    sweep.play(|_| removed());
    let after = sweep.run.listing(None, &RowSearch::default());
    assert_eq!(after.rows.len(), 3, "the trial and two rows");
    let row = |rows: &[groupsweep_core::run::Listed], item| {
        rows.iter().find(|row| row.item == item).copied()
    };
    let item = before.rows[0].item;
    assert_ne!(
        row(&before.rows, item),
        row(&after.rows, item),
        "settled again"
    );
}

#[test]
fn a_search_finds_names_and_ids_of_rows_that_have_not_started() {
    let sweep = Sweep::new(crate::support::plan_behind_a_trial(4), 50);
    let plan = sweep.run.plan();
    let account = plan.items()[3].membership.account.as_str().to_lowercase();
    let same = plan
        .items()
        .iter()
        .filter(|item| item.membership.account.as_str().to_lowercase() == account);
    assert_eq!(items(&sweep, None, &account).len(), same.count());
    assert!(items(&sweep, None, "nobody has this in any name").is_empty());
}

#[test]
fn a_running_run_lists_so_many_rows_and_says_that_there_are_more() {
    let mut sweep = Sweep::of_rows(MAX_LISTED + 10, 50);
    sweep.wake();
    assert_eq!(sweep.run.phase(), Phase::Running);
    let listing = sweep.run.listing(None, &RowSearch::default());
    assert!(listing.is_cut);
    assert_eq!(
        listing.rows.len(),
        MAX_LISTED + 1,
        "the trial and the next rows"
    );
    sweep.step(Event::Stop);
    let listing = sweep.run.listing(None, &RowSearch::default());
    assert_eq!(
        (listing.rows.len(), listing.is_cut),
        (MAX_LISTED + 11, false)
    );
}

#[test]
fn a_row_whose_answer_was_lost_is_listed_once_while_it_is_tried_again() {
    let mut sweep = Sweep::of_rows(3, 50);
    sweep.wake();
    sweep.reply(Err(TransportError::TimedOut));
    assert_eq!(sweep.run.phase(), Phase::Running);
    let mut all = items(&sweep, None, "");
    all.sort_unstable();
    assert_eq!(all, [0, 1, 2, 3], "no row is out of sight");
    assert_eq!(items(&sweep, Some(Outcome::InDoubt), "").len(), 1);
}

#[test]
fn a_row_whose_reason_a_reading_changes_is_drawn_again_each_time() {
    let mut sweep = Sweep::of_rows(1, 50);
    sweep.play(|_| removed());
    let mut drawn: Vec<(Option<Listed>, Option<String>)> = Vec::new();
    // Gone, there again, still there at a later time, gone again.
    for listed in [false, true, true, false] {
        sweep.now = sweep.now + Span::seconds(90);
        sweep.step(Event::Verified(vec![(1, listed)]));
        let rows = sweep.run.listing(None, &RowSearch::default()).rows;
        let row = rows.into_iter().find(|row| row.item == 1);
        drawn.push((row, sweep.record(0).reason().map(ToString::to_string)));
    }
    for pair in drawn.windows(2) {
        assert_ne!(pair[0].1, pair[1].1, "the words differ");
        assert_ne!(pair[0].0, pair[1].0, "so does what is drawn");
    }
}

/// Looks until everything was looked at; how often that took.
fn looks(search: &mut RowSearch, sweep: &Sweep) -> usize {
    let mut looks = 0;
    while looks == 0 || search.left(&sweep.run) > 0 {
        let before = search.left(&sweep.run);
        search.look(&sweep.run);
        assert!(before == 0 || search.left(&sweep.run) < before, "no way on");
        looks += 1;
    }
    looks
}

#[test]
fn a_search_in_a_large_run_looks_at_so_many_rows_at_a_time() {
    let sweep = Sweep::new(crate::support::plan_behind_a_trial(100), 50);
    let mut search = RowSearch::in_steps_of(10, " USER ");
    search.look(&sweep.run);
    let listing = sweep.run.listing(None, &search);
    assert_eq!((listing.rows.len(), listing.left_to_search), (10, 91));
    assert_eq!(looks(&mut search, &sweep), 10);
    let listing = sweep.run.listing(None, &search);
    assert_eq!((listing.rows.len(), listing.left_to_search), (101, 0));
}

#[test]
fn a_search_follows_a_run_by_the_rows_that_were_settled_since() {
    let mut sweep = Sweep::of_rows(30, 50);
    let mut search = RowSearch::in_steps_of(7, "nobody says this");
    let mut refused = RowSearch::in_steps_of(7, "“NO”");
    for number in 0..20 {
        sweep.next_call();
        // Not two refusals in a row: three would halt the run.
        sweep.reply(match number % 2 {
            0 => Ok(error(403, "no")),
            _ => removed(),
        });
        looks(&mut refused, &sweep);
        looks(&mut search, &sweep);
        let failed = sweep
            .run
            .listing(Some(Outcome::Failed), &RowSearch::default());
        assert_eq!(sweep.run.listing(None, &refused).rows, failed.rows);
        assert!(sweep.run.listing(None, &search).rows.is_empty());
    }
    assert_eq!(sweep.run.listing(None, &refused).rows.len(), 10);
}

#[test]
fn a_search_finds_the_words_that_a_reading_put_in_and_not_those_that_it_took_away() {
    let mut sweep = Sweep::of_rows(2, 50);
    sweep.play(|_| removed());
    let mut search = RowSearch::of("added back after that");
    for (listed, found) in [(false, 0), (true, 1), (false, 0)] {
        sweep.step(Event::Verified(vec![(1, listed)]));
        looks(&mut search, &sweep);
        assert_eq!(sweep.run.listing(None, &search).rows.len(), found);
    }
}
