//! A long pause that the site asked for: one call at the admin's wish, and never one without it.

use std::sync::Arc;

use groupsweep_core::choose::SelectionHistory;
use groupsweep_core::connect::Target;
use groupsweep_core::domain::{SiteAddress, Span, Timestamp, TransportError};
use groupsweep_core::plan::{Action, Scope};
use groupsweep_core::run::{
    Event, Outcome, PauseEnd, Phase, RunStatus, SitePauses, TriedNow, UndoScope,
};

use crate::support::replies::{not_a_member, removed, throttled};
use crate::support::sweep::{Reply, Sweep};
use crate::support::{answer, connection, export, freeze_choice, table};

const DAY: Span = Span::seconds(86_400);

/// A run of nine rows whose first call was answered with this wait; nothing is under way.
fn paused_by(wait: &str) -> Sweep {
    let mut sweep = Sweep::of_rows(9, 1);
    sweep.next_call();
    sweep.reply(throttled(&[("retry-after", wait)]));
    assert!(sweep.calls.is_empty());
    sweep
}

fn until(sweep: &Sweep) -> Span {
    match sweep.run.status(sweep.now) {
        RunStatus::Waiting { until } => until.at() - sweep.now,
        other => panic!("{other:?}"),
    }
}

/// Lets time go on until it has passed, as a clock that wakes the run would.
fn let_pass(sweep: &mut Sweep, span: Span) {
    let end = sweep.now + span;
    while sweep.wake_at.is_some_and(|at| at <= end) {
        sweep.wake();
    }
    sweep.now = end;
    sweep.step(Event::Timer);
}

#[test]
fn nothing_is_sent_before_the_end_of_the_pause_unless_the_admin_wants_it() {
    for wait in ["86400", "18446744073709551615", "18446744073709551616"] {
        let mut sweep = paused_by(wait);
        let_pass(&mut sweep, Span(DAY.0 - 1));
        assert_eq!(sweep.sent.len(), 1, "{wait}");
    }
}

#[test]
fn try_now_sends_exactly_one_call() {
    let mut sweep = paused_by("86400");
    assert!(sweep.run.offers_try_now(sweep.now));
    // Nobody presses just once.
    for _ in 0..3 {
        sweep.step(Event::TryNow);
    }
    assert_eq!(sweep.calls.len(), 1);
    assert!(!sweep.run.offers_try_now(sweep.now), "it is under way");
    let_pass(&mut sweep, Span::seconds(20));
    assert_eq!(sweep.sent.len(), 2);
}

#[test]
fn where_the_site_takes_the_call_the_run_goes_on() {
    for reply in [removed(), not_a_member()] {
        let mut sweep = paused_by("86400");
        sweep.step(Event::TryNow);
        sweep.reply(reply);
        assert!(matches!(
            sweep.run.status(sweep.now),
            RunStatus::Running { .. }
        ));
        sweep.play(|_| removed());
        assert_eq!(sweep.run.phase(), Phase::Finished);
        assert_eq!(sweep.count(Outcome::NotTried), 0);
    }
}

#[test]
fn where_it_asks_for_another_pause_the_longer_one_holds() {
    for (second, longest) in [("60", DAY), ("172800", DAY)] {
        let mut sweep = paused_by("86400");
        sweep.step(Event::TryNow);
        sweep.reply(throttled(&[("retry-after", second)]));
        assert!(until(&sweep) >= longest, "{second}");
        assert!(sweep.run.offers_try_now(sweep.now), "it may be tried again");
        let_pass(&mut sweep, Span::seconds(600));
        assert_eq!(sweep.sent.len(), 2, "{second}");
    }
}

#[test]
fn no_answer_ends_no_pause() {
    let replies: [Reply; 3] = [
        Err(TransportError::Cut),
        Err(TransportError::TimedOut),
        Ok(answer(503, &[], "")),
    ];
    for reply in replies {
        let mut sweep = paused_by("86400");
        sweep.step(Event::TryNow);
        sweep.reply(reply.clone());
        let_pass(&mut sweep, Span::seconds(600));
        assert_eq!(sweep.sent.len(), 2, "{reply:?}");
        until(&sweep);
    }
}

#[test]
fn a_last_row_whose_own_rest_is_as_long_as_the_pause_is_tried_too_and_never_later_than_it() {
    let mut sweep = Sweep::of_rows(1, 1);
    sweep.next_call();
    sweep.reply(Ok(answer(503, &[("retry-after", "86400")], "")));
    let_pass(&mut sweep, Span::seconds(600));
    assert_eq!(sweep.sent.len(), 1);
    sweep.step(Event::TryNow);
    assert_eq!(sweep.calls.len(), 1);
    sweep.reply(removed());
    assert_eq!(sweep.run.phase(), Phase::Finished);
}

#[test]
fn rows_that_rest_as_long_as_the_pause_go_on_with_it() {
    let mut sweep = Sweep::of_rows(3, 50);
    while sweep.calls.len() < 3 {
        sweep.wake();
    }
    for _ in 0..3 {
        sweep.reply(Ok(answer(503, &[("retry-after", "86400")], "")));
    }
    sweep.step(Event::TryNow);
    sweep.reply(removed());
    let from = sweep.now;
    sweep.play(|_| removed());
    assert_eq!(sweep.run.phase(), Phase::Finished);
    assert!(
        sweep.now - from < Span::seconds(60),
        "{:?}",
        sweep.now - from
    );
}

#[test]
fn a_short_pause_is_not_asked_about() {
    let mut sweep = paused_by("60");
    assert!(!sweep.run.offers_try_now(sweep.now));
    let_pass(&mut sweep, Span::seconds(70));
    assert!(sweep.sent.len() > 1);
}

#[test]
fn a_try_that_was_wanted_and_not_sent_is_forgotten_with_a_pause_or_a_stop() {
    for order in [Event::Pause, Event::Stop] {
        let mut sweep = paused_by("86400");
        sweep.step(order);
        sweep.step(Event::TryNow);
        assert!(sweep.calls.is_empty());
        sweep.step(Event::Resume);
        let_pass(&mut sweep, Span::seconds(600));
        assert_eq!(sweep.sent.len(), 1, "the pause of the site still holds");
        assert!(sweep.run.offers_try_now(sweep.now));
    }
}

#[test]
fn a_call_that_the_site_refuses_again_is_told_with_its_time() {
    let mut sweep = paused_by("86400");
    assert_eq!(sweep.run.tried_now(sweep.now), None, "none was asked for");
    sweep.step(Event::TryNow);
    sweep.pass(Span::seconds(3));
    let at = sweep.now;
    sweep.reply(throttled(&[("retry-after", "172800")]));
    assert_eq!(
        sweep.run.tried_now(sweep.now),
        Some(TriedNow::Refused { at })
    );
    let RunStatus::Waiting { until } = sweep.run.status(sweep.now) else {
        panic!("it waits");
    };
    assert_eq!(
        until,
        PauseEnd::Earlier(until.at()),
        "two days are too long"
    );
    assert!(until.at() - sweep.now >= DAY, "the new end");
    sweep.step(Event::TryNow);
    assert_eq!(
        sweep.run.tried_now(sweep.now),
        None,
        "another one is under way"
    );
    sweep.reply(Err(TransportError::Cut));
    let at = sweep.now;
    assert_eq!(sweep.run.tried_now(at), Some(TriedNow::Failed { at }));
    sweep.step(Event::TryNow);
    sweep.reply(removed());
    assert_eq!(sweep.run.tried_now(sweep.now), None, "the pause is over");
}

#[test]
fn a_run_that_was_closed_in_a_pause_waits_for_its_end_when_it_is_resumed() {
    let mut sweep = paused_by("86400");
    let end = sweep.now + until(&sweep);
    sweep.crash();
    assert_eq!(sweep.run.phase(), Phase::Stopped);
    assert_eq!(sweep.run.pace().held_until(sweep.now), Some(end));
    sweep.step(Event::Resume);
    assert_eq!(sweep.now + until(&sweep), end);
    let_pass(&mut sweep, Span(DAY.0 - 1));
    assert_eq!(sweep.sent.len(), 1, "nothing was sent in the pause");
    let_pass(&mut sweep, Span::seconds(5));
    assert!(sweep.sent.len() > 1, "and it goes on by itself after it");
}

#[test]
fn a_recorded_pause_holds_for_a_day_at_most_also_after_the_clock_was_set_back() {
    for (wait, set_back) in [("86400", 30 * DAY.0), ("9223372036854775808", 0)] {
        let mut sweep = paused_by(wait);
        sweep.crash();
        sweep.now = Timestamp(sweep.now.0.saturating_sub(set_back));
        sweep.step(Event::Resume);
        assert!(until(&sweep) <= Span(DAY.0 + 2000), "{wait}");
        let_pass(&mut sweep, Span(DAY.0 + 5000));
        assert!(sweep.sent.len() > 1, "{wait}");
    }
}

#[test]
fn a_run_that_was_closed_in_a_pause_can_try_once_before_its_end() {
    let mut sweep = paused_by("86400");
    sweep.crash();
    sweep.step(Event::Resume);
    assert!(sweep.run.offers_try_now(sweep.now));
    sweep.step(Event::TryNow);
    assert_eq!(sweep.calls.len(), 1);
    sweep.reply(removed());
    sweep.crash();
    assert_eq!(
        sweep.run.pace().held_until(sweep.now),
        None,
        "that the site takes calls again stands in the record too"
    );
}

#[test]
fn a_reload_in_a_pause_with_nothing_under_way_puts_no_row_in_doubt() {
    for is_tried in [false, true] {
        let mut sweep = paused_by("3600");
        if is_tried {
            sweep.step(Event::TryNow);
            sweep.reply(throttled(&[("retry-after", "3600")]));
        }
        let_pass(&mut sweep, Span::seconds(600));
        sweep.crash();
        assert_eq!(sweep.count(Outcome::InDoubt), 0, "tried: {is_tried}");
        assert_eq!(sweep.count(Outcome::NotTried), 9);
        assert_eq!(sweep.run.left_to_resume(), 9);
        sweep.step(Event::Resume);
        sweep.play(|_| removed());
        assert_eq!(sweep.count(Outcome::Done), 9);
    }
}

#[test]
fn a_reload_while_a_call_that_the_admin_wanted_is_under_way_puts_that_row_in_doubt_alone() {
    let mut sweep = paused_by("3600");
    sweep.step(Event::TryNow);
    assert_eq!(sweep.calls.len(), 1);
    sweep.crash();
    assert_eq!(sweep.count(Outcome::InDoubt), 1);
}

#[test]
fn the_calls_after_a_pause_start_at_its_end() {
    let mut sweep = paused_by("3600");
    let end = sweep.now + until(&sweep);
    sweep.next_call();
    assert!((end.0..end.0 + 500).contains(&sweep.now.0));
}

#[test]
fn an_undo_waits_for_the_pause_that_the_run_was_asked_for_also_after_a_reload() {
    let mut run = paused_by("3600");
    run.step(Event::Stop);
    let way_back = run.run.way_back(UndoScope::EVERYTHING, run.now).unwrap();
    let mut undo = Sweep::new(Arc::new(way_back), 50);
    undo.now = run.now;
    let mut pauses = SitePauses::default();
    pauses.keep(&run.run, run.now);
    pauses.hand_over(&mut undo.run, run.now);
    undo.release(Scope::Remaining);
    for _ in 0..2 {
        assert!(until(&undo) > Span::seconds(3000));
        let_pass(&mut undo, Span::seconds(60));
        assert_eq!(undo.sent.len(), 0);
        undo.crash();
        undo.step(Event::Resume);
    }
    undo.play(|_| Ok(answer(201, &[("content-type", "application/json")], "{}")));
    let (first, _) = &undo.sent[0];
    assert!(*first - run.now >= Span::seconds(3600));
}

/// A new run on the same site, made after the page let go of the paused one.
fn after(paused: &Sweep, target: Target) -> Sweep {
    let mut pauses = SitePauses::default();
    pauses.keep(&paused.run, paused.now);
    let table = Arc::new(table(export(&[(1, 1)])));
    let mut connection = connection();
    connection.target = target;
    let mut choice = SelectionHistory::new(Arc::clone(&table));
    choice.set(table.row_numbers(), true);
    let plan = freeze_choice(&choice, Action::Add, connection).unwrap();
    let mut next = Sweep::new(Arc::new(plan), 50);
    next.now = paused.now + Span::seconds(60);
    pauses.hand_over(&mut next.run, next.now);
    next
}

#[test]
fn a_new_run_waits_for_the_pause_that_its_site_asked_an_earlier_run_for() {
    let mut paused = paused_by("3600");
    let end = paused.now + until(&paused);
    paused.step(Event::Stop);
    let mut next = after(&paused, connection().target);
    next.release(Scope::Remaining);
    next.play(|_| Ok(answer(201, &[("content-type", "application/json")], "{}")));
    assert!(next.sent[0].0 >= end);
}

#[test]
fn a_pause_outlives_every_run_that_it_was_handed_to() {
    let mut paused = paused_by("3600");
    let end = paused.now + until(&paused);
    paused.step(Event::Stop);
    let mut pauses = SitePauses::default();
    pauses.keep(&paused.run, paused.now);
    // Runs that are looked at and replaced before they send anything: a report of a file, a record that is read again.
    for _ in 0..3 {
        let mut looked_at = Sweep::of_rows(1, 50);
        pauses.hand_over(&mut looked_at.run, paused.now);
        pauses.keep(&looked_at.run, paused.now + Span::seconds(5));
    }
    let mut next = Sweep::of_rows(1, 50);
    pauses.hand_over(&mut next.run, paused.now);
    assert_eq!(next.run.pace().held_until(paused.now), Some(end));
    // Once it is over, nothing of it is left.
    pauses.keep(&next.run, end);
    let mut last = Sweep::of_rows(1, 50);
    pauses.hand_over(&mut last.run, paused.now);
    assert_eq!(last.run.pace().held_until(paused.now), None);
}

#[test]
fn a_pause_that_a_call_ended_is_handed_to_nobody() {
    let mut paused = paused_by("3600");
    let mut pauses = SitePauses::default();
    pauses.keep(&paused.run, paused.now);
    paused.step(Event::TryNow);
    paused.next_call();
    paused.reply(removed());
    pauses.keep(&paused.run, paused.now);
    let mut next = Sweep::of_rows(1, 50);
    pauses.hand_over(&mut next.run, paused.now);
    assert_eq!(next.run.pace().held_until(paused.now), None);
}

#[test]
fn a_run_that_goes_on_in_a_pause_of_another_one_waits_also_after_a_reload() {
    let mut paused = paused_by("3600");
    let end = paused.now + until(&paused);
    paused.step(Event::Stop);
    let mut stopped = Sweep::of_rows(3, 50);
    stopped.step(Event::Stop);
    let mut pauses = SitePauses::default();
    pauses.keep(&paused.run, paused.now);
    stopped.now = paused.now;
    pauses.hand_over(&mut stopped.run, paused.now);
    stopped.sent.clear();
    stopped.step(Event::Resume);
    stopped.crash();
    stopped.step(Event::Resume);
    stopped.play(|_| removed());
    assert!(stopped.sent[0].0 >= end);
}

#[test]
fn a_run_on_another_site_waits_for_no_pause_of_this_one() {
    let mut paused = paused_by("3600");
    paused.step(Event::Stop);
    let other = Target::Site(SiteAddress::parse("other.atlassian.net").unwrap());
    let next = after(&paused, other);
    assert_eq!(next.run.pace().held_until(next.now), None);
}
