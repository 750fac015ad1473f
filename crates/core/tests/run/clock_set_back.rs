//! The page's clock goes back between two starts of a run: it was brought up to a wall clock that was ahead by mistake.

use groupsweep_core::domain::{Span, Timestamp};
use groupsweep_core::run::{Event, RunStatus};

use crate::support::replies::{removed, throttled};
use crate::support::sweep::Sweep;

const HOUR: Span = Span::seconds(3600);

/// The clock was set back by an hour.
fn set_back(sweep: &mut Sweep) {
    sweep.now = Timestamp(sweep.now.0 - HOUR.0);
}

fn left_of_pause(sweep: &Sweep) -> Span {
    match sweep.run.status(sweep.now) {
        RunStatus::Waiting { until } => until.at() - sweep.now,
        other => panic!("{other:?}"),
    }
}

/// A run of many rows that was stopped in full swing, resumed after the clock was set back.
fn resumed() -> Sweep {
    let mut sweep = Sweep::of_rows(300, 50);
    while sweep.sent.len() < 100 {
        match sweep.calls.is_empty() {
            true => assert!(sweep.wake()),
            false => sweep.reply(removed()),
        }
    }
    sweep.step(Event::Stop);
    set_back(&mut sweep);
    sweep.step(Event::Resume);
    sweep
}

#[test]
fn a_run_that_is_resumed_after_the_clock_was_set_back_sends_at_once() {
    let mut sweep = resumed();
    let from = sweep.now;
    sweep.next_call();
    assert!(
        sweep.now - from <= Span::seconds(2),
        "{:?}",
        sweep.now - from
    );
}

#[test]
fn the_pace_goes_on_rising_after_the_clock_was_set_back() {
    let mut sweep = Sweep::of_rows(300, 50);
    sweep.next_call();
    // A trouble eases the pace, and what was sent before it has no say.
    sweep.reply(Ok(crate::support::answer(503, &[], "")));
    sweep.step(Event::Stop);
    set_back(&mut sweep);
    sweep.step(Event::Resume);
    let eased = sweep.run.pace().tenths_per_second();
    for _ in 0..50 {
        sweep.next_call();
        sweep.pass(Span(20));
        sweep.reply(removed());
    }
    let risen = sweep.run.pace().tenths_per_second();
    assert!(risen > eased, "{risen} after {eased}");
}

#[test]
fn a_pause_of_the_site_is_not_longer_after_the_clock_was_set_back() {
    let mut sweep = Sweep::of_rows(9, 50);
    sweep.next_call();
    sweep.reply(throttled(&[("retry-after", "60")]));
    for _ in 0..2 {
        sweep.step(Event::Stop);
        set_back(&mut sweep);
        sweep.step(Event::Resume);
        let left = left_of_pause(&sweep);
        assert!((55..=65).contains(&(left.0 / 1000)), "{left:?}");
    }
    // The record has the pause by the current clock.
    sweep.crash();
    sweep.step(Event::Resume);
    let left = left_of_pause(&sweep);
    assert!((55..=65).contains(&(left.0 / 1000)), "{left:?}");
}

#[test]
fn a_machine_without_a_connection_goes_on_trying_after_the_clock_was_set_back() {
    let mut sweep = Sweep::of_rows(9, 50);
    sweep.next_call();
    sweep.step(Event::Offline);
    while !sweep.calls.is_empty() {
        sweep.reply(Err(
            groupsweep_core::domain::TransportError::SiteUnreachable,
        ));
    }
    sweep.step(Event::Stop);
    set_back(&mut sweep);
    sweep.step(Event::Resume);
    let from = sweep.now;
    sweep.next_call();
    assert!(
        sweep.now - from <= Span::seconds(10),
        "{:?}",
        sweep.now - from
    );
}
