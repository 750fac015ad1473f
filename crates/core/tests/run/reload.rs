//! A run that is closed and opened again is the run that it was.

use std::sync::Arc;

use groupsweep_core::domain::TransportError;
use groupsweep_core::plan::Scope;
use groupsweep_core::run::{Event, Outcome, Phase, Rate, Run};

use crate::support::replies::{masked, removed, throttled, unclear};
use crate::support::sweep::Sweep;
use crate::support::table_and_plan;

#[test]
fn a_finished_run_with_rows_in_doubt_comes_back_finished() {
    let mut sweep = Sweep::of_rows(3, 50);
    sweep.play(|_| Err(TransportError::TimedOut));
    assert_eq!(sweep.count(Outcome::InDoubt), 3);
    let before = (sweep.run.phase(), sweep.run.left_to_resume());
    sweep.crash();
    let after = (sweep.run.phase(), sweep.run.left_to_resume());
    assert_eq!(before, (Phase::Finished, 0));
    assert_eq!(after, before);
}

#[test]
fn a_row_that_a_stop_left_in_doubt_is_sent_again_by_resume_after_a_reload() {
    let mut sweep = Sweep::of_rows(9, 50);
    while sweep.calls.len() < 6 {
        sweep.wake();
    }
    sweep.step(Event::Stop);
    sweep.crash();
    assert_eq!(sweep.run.phase(), Phase::Stopped);
    assert_eq!(sweep.run.left_to_resume(), 9);
}

#[test]
fn a_call_whose_answer_a_reload_lost_counts_as_an_attempt() {
    let mut sweep = Sweep::of_rows(1, 50);
    sweep.next_call();
    sweep.crash();
    assert_eq!(sweep.outcome(0), Outcome::InDoubt);
    assert_eq!(sweep.record(0).attempts(), 1, "sent, and the answer lost");
    // Coming back again counts the same call once.
    sweep.crash();
    assert_eq!(sweep.record(0).attempts(), 1);
    sweep.step(Event::Resume);
    sweep.play(|_| removed());
    assert_eq!(sweep.outcome(0), Outcome::Done);
    assert_eq!(sweep.removals_of(0), 2);
    assert_eq!(sweep.record(0).attempts(), 2);
    assert_eq!(
        sweep.reason(0),
        "Removed when it was sent again after the page had closed.",
        "whether the first call left the page is not known"
    );
    sweep.crash();
    assert_eq!(sweep.record(0).attempts(), 2);
}

#[test]
fn a_call_that_a_damaged_record_leaves_without_an_answer_counts_as_an_attempt() {
    let mut sweep = Sweep::of_rows(1, 50);
    sweep.next_call();
    let plan = Arc::clone(&sweep.plan);
    let run = Run::recover(plan, Rate::per_second(50), sweep.journal.clone(), false);
    // The trial was answered, the other row not.
    let attempts: Vec<u16> = run
        .records()
        .iter()
        .map(|record| record.attempts())
        .collect();
    assert_eq!(attempts, [1, 1]);
}

#[test]
fn a_call_that_a_pause_withdrew_is_no_attempt_after_a_reload() {
    let mut sweep = Sweep::of_rows(9, 50);
    sweep.next_call();
    sweep.step(Event::Pause);
    while !sweep.calls.is_empty() {
        sweep.reply(removed());
    }
    sweep.crash();
    for (item, record) in sweep.run.records().iter().enumerate() {
        let sent = u16::from(record.outcome() == Outcome::Done);
        assert_eq!(record.attempts(), sent, "row {item}");
    }
}

#[test]
fn a_row_of_an_earlier_release_is_not_sent_by_a_resume_after_a_reload() {
    let mut sweep = Sweep::new(table_and_plan(3).1, 50);
    sweep.release(Scope::Trial);
    sweep.next_call();
    sweep.reply(throttled(&[("retry-after", "600")]));
    sweep.step(Event::Stop);
    // Another row is tried instead, and the gate for the rest never opens.
    let approved = groupsweep_core::plan::Approved::for_trial(
        &sweep.plan,
        1,
        &groupsweep_core::plan::Confirmation::OneRow,
    )
    .unwrap();
    sweep.cover(&[1]);
    sweep.step(Event::Release(approved));
    sweep.play(|_| removed());
    assert_eq!(sweep.outcome(1), Outcome::Done);
    let before = (sweep.run.phase(), sweep.run.left_to_resume());
    assert_eq!(before, (Phase::Finished, 0));
    sweep.crash();
    assert_eq!((sweep.run.phase(), sweep.run.left_to_resume()), before);
    let sent = sweep.sent.len();
    sweep.step(Event::Resume);
    sweep.play(|_| removed());
    assert_eq!(sweep.sent.len(), sent);
}

#[test]
fn a_row_that_a_reload_put_in_doubt_is_in_doubt_after_a_release_and_another_reload() {
    let mut sweep = Sweep::of_rows(2, 50);
    sweep.next_call();
    sweep.reply(masked());
    sweep.crash();
    sweep.release(Scope::Remaining);
    sweep.play(|_| removed());
    assert_eq!(sweep.outcome(0), Outcome::InDoubt);
    sweep.crash();
    assert_eq!(
        sweep.outcome(0),
        Outcome::InDoubt,
        "and not \"not started\""
    );
}

#[test]
fn a_head_counts_what_the_record_holds_where_the_first_write_after_a_reload_fails() {
    let mut sweep = Sweep::of_rows(9, 50);
    while sweep.calls.len() < 3 {
        sweep.wake();
    }
    sweep.crash();
    let recorded = sweep.run.recorded();
    sweep.journal_is_full = true;
    sweep.step(Event::Verified(vec![(1, true)]));
    assert_eq!(sweep.outcome(0), Outcome::Failed, "in this tab");
    assert_eq!(sweep.run.recorded().counts, recorded.counts);
}

#[test]
fn an_answer_429_counts_once_after_a_reload_however_often_its_row_is_noted() {
    let mut sweep = Sweep::of_rows(3, 50);
    sweep.next_call();
    sweep.reply(throttled(&[("retry-after", "60")]));
    // Each stop puts the row back, and each resume notes it again.
    for _ in 0..3 {
        sweep.step(Event::Stop);
        sweep.step(Event::Resume);
    }
    sweep.step(Event::Stop);
    let before = sweep.run.throttled();
    sweep.crash();
    assert_eq!((before, sweep.run.throttled()), (1, 1));
}

#[test]
fn a_question_that_is_answered_429_counts_alike_before_and_after_a_reload() {
    let mut sweep = Sweep::of_rows(1, 50);
    sweep.next_call();
    sweep.reply(unclear());
    assert!(!sweep.next_call().is_change(), "it is looked into");
    sweep.reply(throttled(&[("retry-after", "1")]));
    let before = sweep.run.throttled();
    sweep.crash();
    assert_eq!(sweep.run.throttled(), before);
}
