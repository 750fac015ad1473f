//! Release, pause, resume and stop: what starts, what does not, and what is never repeated.

use std::sync::Arc;

use groupsweep_core::domain::{SiteCall, Span};
use groupsweep_core::plan::Scope;
use groupsweep_core::run::{Event, Outcome, Pause, Phase, Rate, Run};

use crate::support::replies::{not_a_member, removed, unclear};
use crate::support::sweep::Sweep;
use crate::support::{approve, table_and_plan};

#[test]
fn nothing_is_sent_before_the_gate_opens() {
    let mut sweep = Sweep::new(table_and_plan(3).1, 50);
    for event in [Event::Timer, Event::Resume, Event::Pause, Event::Stop] {
        sweep.step(event);
        sweep.pass(Span::seconds(60));
    }
    assert!(sweep.sent.is_empty());
    assert_eq!(sweep.run.phase(), Phase::Ready);
    assert!(sweep.run.is_at_rest());
}

#[test]
fn an_approval_of_another_plan_does_nothing() {
    let (table, plan) = table_and_plan(3);
    let twin = crate::support::plan_of(&table, table.row_numbers());
    let mut sweep = Sweep::new(plan, 50);
    sweep.step(Event::Release(approve(&twin, Scope::Remaining)));
    assert!(sweep.sent.is_empty());
    assert_eq!(sweep.run.phase(), Phase::Ready);
}

#[test]
fn rows_are_sent_in_the_order_of_the_plan() {
    let mut sweep = Sweep::of_rows(20, 50);
    sweep.play(|_| removed());
    let sent: Vec<SiteCall> = sweep.sent.iter().map(|(_, call)| call.clone()).collect();
    let planned: Vec<SiteCall> = sweep
        .items()
        .iter()
        .map(|item| SiteCall::Remove(item.membership.clone()))
        .collect();
    assert_eq!(sent, planned);
    assert_eq!(sweep.run.settled(), (0..=20).collect::<Vec<u32>>());
}

#[test]
fn a_release_while_a_run_is_under_way_does_nothing() {
    let mut sweep = Sweep::of_rows(9, 50);
    let under_way = sweep.calls.len();
    sweep.step(Event::Release(approve(
        &Arc::clone(&sweep.plan),
        Scope::Remaining,
    )));
    assert_eq!(sweep.sent.len(), under_way);
    sweep.step(Event::Pause);
    sweep.step(Event::Release(approve(
        &Arc::clone(&sweep.plan),
        Scope::Remaining,
    )));
    assert_eq!(sweep.run.phase(), Phase::Paused(Pause::Asked));
}

#[test]
fn a_paused_run_sends_nothing() {
    let mut sweep = Sweep::of_rows(30, 50);
    sweep.step(Event::Pause);
    let sent = sweep.sent.len();
    while !sweep.calls.is_empty() {
        sweep.reply(Ok(crate::support::answer(503, &[], "")));
    }
    for _ in 0..100 {
        sweep.pass(Span::seconds(1));
        sweep.step(Event::Timer);
        sweep.step(Event::SetRate(Rate::per_second(50)));
    }
    assert_eq!(sweep.sent.len(), sent);
    sweep.step(Event::Resume);
    sweep.play(|_| removed());
    assert_eq!(sweep.count(Outcome::Done), 30);
}

#[test]
fn a_pause_behind_the_last_row_ends_the_run() {
    let mut sweep = Sweep::of_rows(1, 50);
    sweep.step(Event::Pause);
    sweep.reply(removed());
    assert_eq!(sweep.run.phase(), Phase::Finished);
}

#[test]
fn a_stop_abandons_what_is_under_way_and_calls_it_in_doubt() {
    let mut sweep = Sweep::of_rows(30, 50);
    while sweep.calls.len() < 6 {
        sweep.wake();
    }
    sweep.step(Event::Stop);
    assert_eq!(sweep.run.phase(), Phase::Stopped);
    assert!(sweep.run.is_at_rest());
    assert_eq!(sweep.abandoned.len(), 6);
    assert_eq!(sweep.count(Outcome::InDoubt), 6);
    assert_eq!(sweep.count(Outcome::NotTried), 24);
    assert!(sweep.reason(0).contains("stopped"));
}

#[test]
fn late_answers_of_abandoned_calls_are_ignored() {
    let mut sweep = Sweep::of_rows(30, 50);
    while sweep.calls.len() < 6 {
        sweep.wake();
    }
    sweep.step(Event::Stop);
    for call_id in sweep.abandoned.clone() {
        sweep.step(Event::Answered(call_id, removed()));
    }
    assert_eq!(sweep.count(Outcome::Done), 0);
    sweep.step(Event::Resume);
    let before = sweep.run.tally();
    for call_id in sweep.abandoned.clone() {
        sweep.step(Event::Answered(call_id, removed()));
    }
    assert_eq!(sweep.run.tally(), before);
}

#[test]
fn an_answer_counts_once() {
    let mut sweep = Sweep::of_rows(9, 50);
    let (call_id, _) = sweep.calls[0].clone();
    sweep.reply(removed());
    sweep.step(Event::Answered(call_id, removed()));
    assert_eq!(sweep.count(Outcome::Done), 1);
}

#[test]
fn resuming_after_a_stop_settles_every_row() {
    let mut sweep = Sweep::of_rows(30, 50);
    while sweep.calls.len() < 6 {
        sweep.wake();
    }
    sweep.step(Event::Stop);
    sweep.step(Event::Resume);
    // The six may have been removed before the stop; four had been.
    let mut asked = 0;
    let doubtful = sweep.items()[..4].to_vec();
    sweep.play(|call| {
        asked += 1;
        let gone = |item: &groupsweep_core::plan::PlanItem| {
            *call == SiteCall::Remove(item.membership.clone())
        };
        if doubtful.iter().any(gone) {
            not_a_member()
        } else {
            removed()
        }
    });
    assert_eq!(asked, 30);
    assert_eq!(
        (sweep.count(Outcome::Done), sweep.count(Outcome::InDoubt)),
        (26, 4),
        "a row that may have been removed before the stop is not already gone"
    );
    assert_eq!(sweep.run.phase(), Phase::Finished);
}

#[test]
fn a_stop_lets_rows_that_rest_go_back_to_the_queue() {
    let mut sweep = Sweep::of_rows(2, 50);
    sweep.reply(Ok(crate::support::answer(429, &[], "")));
    sweep.step(Event::Stop);
    assert_eq!(sweep.outcome(0), Outcome::NotTried, "a 429 removed nothing");
    sweep.step(Event::Resume);
    sweep.play(|_| removed());
    assert_eq!(sweep.count(Outcome::Done), 2);
}

#[test]
fn a_stop_before_an_unclear_answer_is_looked_into_is_doubt() {
    let mut sweep = Sweep::of_rows(1, 1);
    sweep.reply(unclear());
    sweep.step(Event::Stop);
    assert_eq!(sweep.outcome(0), Outcome::InDoubt);
}

#[test]
fn retry_sends_what_failed_or_is_in_doubt_and_nothing_that_was_never_tried() {
    let mut sweep = Sweep::of_rows(30, 50);
    sweep.reply(Ok(crate::support::error(403, "no")));
    while sweep.calls.len() < 6 {
        sweep.wake();
    }
    sweep.step(Event::Stop);
    let (failed, doubtful) = (sweep.count(Outcome::Failed), sweep.count(Outcome::InDoubt));
    assert_eq!((failed, doubtful), (1, 6));
    let sent = sweep.sent.len();
    sweep.release(Scope::Failed);
    sweep.play(|_| removed());
    assert_eq!(sweep.sent.len() - sent, 7);
    assert_eq!(sweep.count(Outcome::NotTried), 23);
    sweep.release(Scope::Remaining);
    sweep.play(|_| removed());
    assert_eq!(sweep.count(Outcome::Done), 30);
}

#[test]
fn the_rest_leaves_rows_in_doubt_to_a_retry() {
    let mut sweep = Sweep::of_rows(2, 1);
    sweep.step(Event::Stop);
    sweep.release(Scope::Remaining);
    sweep.play(|_| removed());
    assert_eq!(sweep.outcome(0), Outcome::InDoubt);
    assert_eq!(sweep.outcome(1), Outcome::Done);
}

#[test]
fn a_finished_run_stays_finished() {
    let mut sweep = Sweep::of_rows(3, 50);
    sweep.play(|_| removed());
    for event in [Event::Resume, Event::Pause, Event::Stop, Event::Timer] {
        sweep.step(event);
        assert_eq!(sweep.run.phase(), Phase::Finished);
    }
    for scope in [Scope::Trial, Scope::Remaining, Scope::Failed] {
        sweep.release(scope);
        assert_eq!(sweep.run.phase(), Phase::Finished);
    }
    assert_eq!(sweep.sent.len(), 3);
}

#[test]
fn the_time_left_shrinks_to_nothing() {
    let mut sweep = Sweep::of_rows(50, 10);
    assert_eq!(sweep.run.time_left(sweep.now), None);
    let mut last = u64::MAX;
    for _ in 0..49 {
        sweep.next_call();
        sweep.pass(Span(7));
        sweep.reply(removed());
        let left = sweep.run.time_left(sweep.now).unwrap().0;
        assert!(left <= last.saturating_add(1000), "{left} after {last}");
        last = left;
    }
    assert!(last <= 200, "{last}");
    assert!(sweep.run.speed_in_tenths(sweep.now).unwrap() <= 120);
    let fresh = Run::new(Arc::clone(&sweep.plan), Rate::DEFAULT);
    assert_eq!(fresh.time_left(sweep.now), None);
}

#[test]
fn the_time_left_is_no_less_than_the_rest_of_a_row_before_its_next_try() {
    let mut sweep = Sweep::of_rows(2, 10);
    sweep.next_call();
    sweep.pass(Span(7));
    sweep.reply(removed());
    for faults in 1..=5_u32 {
        sweep.next_call();
        sweep.reply(Ok(crate::support::answer(503, &[], "")));
        let rest = 1000 << (faults - 1);
        let left = sweep.run.time_left(sweep.now).unwrap();
        assert!(left >= Span(rest), "{left:?} after {faults} faults");
    }
}

#[test]
fn a_resume_goes_on_with_what_was_released_and_is_open() {
    let mut rest = Sweep::of_rows(30, 50);
    while rest.calls.len() < 6 {
        rest.wake();
    }
    rest.step(Event::Stop);
    assert_eq!(rest.run.left_to_resume(), 30, "24 to send and 6 to recheck");
    rest.step(Event::Resume);
    rest.play(|_| removed());
    assert_eq!(rest.run.left_to_resume(), 0);

    let mut trial = Sweep::new(table_and_plan(3).1, 50);
    trial.release(Scope::Trial);
    trial.step(Event::Stop);
    assert_eq!(
        trial.run.left_to_resume(),
        1,
        "the other rows wait for their release"
    );
}
