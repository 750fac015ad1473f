//! What a Verify settles in a run that was stopped.

use groupsweep_core::domain::{Span, TransportError};
use groupsweep_core::plan::Scope;
use groupsweep_core::run::{Event, KnownChange, Outcome, Phase, UndoScope};

use crate::support::replies::{forbidden, not_a_member, removed};
use crate::support::sweep::Sweep;

/// A run of nine rows that was stopped with six calls under way.
fn stopped() -> Sweep {
    let mut sweep = Sweep::of_rows(9, 50);
    while sweep.calls.len() < 6 {
        sweep.wake();
    }
    sweep.step(Event::Stop);
    assert_eq!(sweep.run.left_to_resume(), 9);
    sweep
}

#[test]
fn a_row_that_verify_settled_is_not_left_and_not_sent_again_by_resume() {
    for reload in [false, true] {
        let mut sweep = stopped();
        if reload {
            sweep.crash();
        }
        // Places in the plan: the trial is the first.
        sweep.step(Event::Verified(vec![(1, false), (2, false), (3, true)]));
        // Gone, and no check saw them before: Verify names no one who did it.
        assert_eq!(sweep.outcome(0), Outcome::InDoubt);
        assert_eq!(sweep.record(0).changed(), KnownChange::Unconfirmed);
        assert_eq!(sweep.run.left_to_resume(), 6, "reload: {reload}");
        let sent: Vec<usize> = (0..3).map(|item| sweep.removals_of(item)).collect();
        sweep.step(Event::Resume);
        sweep.play(|_| removed());
        let sent_after: Vec<usize> = (0..3).map(|item| sweep.removals_of(item)).collect();
        assert_eq!(sent, sent_after, "reload: {reload}");
        assert_eq!(sweep.run.phase(), Phase::Finished);
    }
}

#[test]
fn a_retry_that_the_page_closed_on_stays_to_be_resumed_when_another_row_is_read() {
    let mut sweep = Sweep::of_rows(3, 50);
    sweep.play(|_| removed());
    sweep.step(Event::Verified(vec![(1, true)]));
    assert_eq!(sweep.outcome(0), Outcome::Failed);
    sweep.release(Scope::Failed);
    while sweep.calls.is_empty() {
        sweep.wake();
    }
    sweep.crash();
    assert_eq!(sweep.outcome(0), Outcome::InDoubt);
    sweep.step(Event::Verified(vec![(2, false)]));
    assert_eq!(sweep.run.left_to_resume(), 1);
    assert_eq!(sweep.run.phase(), Phase::Stopped);
}

/// The stopped run resumed and stopped again before anything was sent: its rows in doubt wait in the queue.
fn stopped_before_anything_was_sent_again() -> Sweep {
    let mut sweep = stopped();
    let sent = sweep.sent.len();
    // So slow a journal that no call starts.
    sweep.journal_is_slow = true;
    sweep.step(Event::Resume);
    sweep.step(Event::Stop);
    while sweep.written() {}
    sweep.journal_is_slow = false;
    assert_eq!(
        (sweep.run.phase(), sweep.sent.len()),
        (Phase::Stopped, sent)
    );
    sweep
}

#[test]
fn a_row_that_verify_settled_in_the_queue_is_not_sent_again_by_resume() {
    for reload in [false, true] {
        let mut sweep = stopped_before_anything_was_sent_again();
        if reload {
            sweep.crash();
        }
        sweep.step(Event::Verified(vec![(3, false)]));
        let left = sweep.run.left_to_resume();
        sweep.step(Event::Resume);
        sweep.play(|_| removed());
        assert_eq!(
            (left, sweep.removals_of(2), sweep.outcome(2)),
            (8, 1, Outcome::InDoubt),
            "reload: {reload}"
        );
    }
}

#[test]
fn a_stopped_run_with_nothing_left_after_verify_is_finished_as_after_a_reload() {
    let mut sweep = Sweep::of_rows(1, 50);
    sweep.step(Event::Stop);
    sweep.step(Event::Verified(vec![(1, false)]));
    let phase = sweep.run.phase();
    sweep.crash();
    assert_eq!(
        (phase, sweep.run.phase()),
        (Phase::Finished, Phase::Finished)
    );
}

#[test]
fn a_reading_long_after_the_answer_does_not_say_that_the_site_still_lists_the_person() {
    for (later, words) in [
        (Span::seconds(60), "still lists it a minute later"),
        (Span::seconds(86_400), "Somebody may have added it back"),
    ] {
        let mut sweep = Sweep::of_rows(1, 50);
        sweep.play(|_| removed());
        sweep.now = sweep.now + later;
        sweep.step(Event::Verified(vec![(0, true), (1, true)]));
        assert_eq!(sweep.outcome(0), Outcome::Failed);
        let reason = sweep
            .record(0)
            .reason()
            .map(|why| why.to_string())
            .unwrap_or_default();
        assert!(reason.contains(words), "{reason}");
    }
}

#[test]
fn a_change_that_a_late_list_hides_at_first_is_offered_to_undo_by_a_later_verify() {
    let mut sweep = Sweep::of_rows(1, 50);
    sweep.play(|_| Err(TransportError::TimedOut));
    assert_eq!(sweep.outcome(0), Outcome::InDoubt);
    sweep.step(Event::Verified(vec![(1, true)]));
    assert_eq!(sweep.outcome(0), Outcome::Failed);
    for reload in [false, true] {
        if reload {
            sweep.crash();
        }
        sweep.step(Event::Verified(vec![(1, false)]));
        assert_eq!(sweep.outcome(0), Outcome::Done, "reload: {reload}");
        assert!(sweep.run.is_to_undo(1, UndoScope::EVERYTHING));
    }
}

/// A row that the site confirmed as removed and that a list shows all the same. Its place in the plan is 1.
fn confirmed_and_listed(reload: bool) -> Sweep {
    let mut sweep = Sweep::of_rows(1, 50);
    sweep.play(|_| removed());
    sweep.step(Event::Verified(vec![(1, true)]));
    assert_eq!(sweep.outcome(0), Outcome::Failed);
    if reload {
        sweep.crash();
    }
    sweep
}

#[test]
fn a_confirmed_removal_that_a_list_contradicts_is_offered_to_undo_as_unconfirmed() {
    for reload in [false, true] {
        let sweep = confirmed_and_listed(reload);
        assert_eq!(
            sweep.record(0).changed(),
            KnownChange::Unconfirmed,
            "reload: {reload}"
        );
        assert!(sweep.run.is_to_undo(1, UndoScope::EVERYTHING));
        assert!(sweep.run.is_to_restore(1, UndoScope::EVERYTHING));
    }
}

#[test]
fn a_retry_that_finds_a_confirmed_removal_gone_counts_it_as_possibly_by_this_run() {
    for reload in [false, true] {
        let mut sweep = confirmed_and_listed(reload);
        sweep.release(Scope::Failed);
        sweep.play(|_| not_a_member());
        for _ in 0..2 {
            let reason = sweep.reason(0);
            assert_eq!(sweep.outcome(0), Outcome::Done, "reload: {reload}");
            assert!(sweep.record(0).is_done_unconfirmed());
            assert!(sweep.run.is_to_undo(1, UndoScope::EVERYTHING));
            assert_eq!(
                reason,
                "The site confirmed the removal at an earlier try. A later try found the membership gone."
            );
            sweep.crash();
        }
    }
}

#[test]
fn a_retry_that_is_refused_leaves_a_confirmed_removal_in_doubt() {
    for reload in [false, true] {
        let mut sweep = confirmed_and_listed(reload);
        sweep.release(Scope::Failed);
        sweep.play(|_| forbidden());
        assert_eq!(sweep.outcome(0), Outcome::InDoubt, "reload: {reload}");
        assert!(
            sweep
                .reason(0)
                .starts_with("The site confirmed an earlier removal, but its member list still showed this person. The membership may be gone or not. "),
            "{}",
            sweep.reason(0)
        );
    }
}

#[test]
fn a_retry_that_the_site_confirms_makes_a_confirmed_removal_certain() {
    let mut sweep = confirmed_and_listed(false);
    sweep.release(Scope::Failed);
    sweep.play(|_| removed());
    assert_eq!(sweep.record(0).changed(), KnownChange::Certainly);
}

#[test]
fn a_row_in_doubt_that_a_list_shows_unchanged_is_not_offered_to_undo() {
    let mut sweep = Sweep::of_rows(1, 50);
    sweep.play(|_| Err(TransportError::TimedOut));
    sweep.step(Event::Verified(vec![(1, true)]));
    for reload in [false, true] {
        if reload {
            sweep.crash();
        }
        assert_eq!(
            sweep.record(0).changed(),
            KnownChange::No,
            "reload: {reload}"
        );
    }
}

#[test]
fn results_are_other_ones_after_a_reading_that_changes_what_they_say_and_the_same_after_one_that_does_not()
 {
    let mut sweep = Sweep::of_rows(3, 50);
    sweep.play(|_| removed());
    let saved = sweep.run.results_version();
    sweep.step(Event::Verified(vec![(0, false), (1, false)]));
    assert_eq!(sweep.run.results_version(), saved, "as they say already");
    // Somebody put one back after that: its row is counted as before, in other words.
    let counts = sweep.run.counts();
    sweep.step(Event::Verified(vec![(1, true)]));
    assert_eq!(sweep.run.counts(), counts);
    let reworded = sweep.run.results_version();
    assert_ne!(reworded, saved);
    sweep.step(Event::Verified(vec![(2, true)]));
    assert_ne!(sweep.run.results_version(), reworded, "one failed");
}

#[test]
fn results_are_other_ones_once_a_failed_row_is_about_to_be_sent_again() {
    let mut sweep = Sweep::of_rows(3, 50);
    let mut calls = 0;
    sweep.play(|_| {
        calls += 1;
        if calls == 3 { forbidden() } else { removed() }
    });
    assert_eq!(sweep.count(Outcome::Failed), 1);
    let saved = sweep.run.results_version();
    sweep.release(Scope::Failed);
    assert_ne!(sweep.run.results_version(), saved);
}
