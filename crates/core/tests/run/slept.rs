//! The machine sleeps while a run goes on: the clock that events come with stands still meanwhile.

use groupsweep_core::domain::{Span, Timestamp};
use groupsweep_core::run::{Event, RunStatus};

use crate::support::replies::{removed, throttled};
use crate::support::sweep::Sweep;

const SLEPT: Span = Span::seconds(8 * 3600);

/// Answers the oldest call after the machine slept.
fn answer_after_sleep(sweep: &mut Sweep, reply: crate::support::sweep::Reply) {
    let (call_id, _) = sweep.calls.remove(0);
    let event = Event::Answered(call_id, reply);
    sweep.run.step_after_sleep(event, sweep.now, SLEPT);
}

#[test]
fn a_row_settled_after_the_machine_slept_has_the_time_of_the_wall_clock() {
    let mut sweep = Sweep::of_rows(2, 50);
    sweep.next_call();
    let now = sweep.now;
    answer_after_sleep(&mut sweep, removed());
    assert_eq!(sweep.record(0).finished_at(), Some(now + SLEPT));
    // A later step by a clock that was brought up adds nothing to it.
    sweep.now = now + SLEPT;
    sweep.next_call();
    let settled = sweep.now;
    sweep.reply(removed());
    assert_eq!(sweep.record(1).finished_at(), Some(settled));
}

#[test]
fn a_pause_that_the_site_asks_for_goes_by_the_clock_that_never_jumps() {
    let mut sweep = Sweep::of_rows(2, 50);
    sweep.next_call();
    let now: Timestamp = sweep.now;
    answer_after_sleep(&mut sweep, throttled(&[("retry-after", "60")]));
    let RunStatus::Waiting { until } = sweep.run.status(now) else {
        panic!("{:?}", sweep.run.status(now));
    };
    assert!(until.at() - now >= Span::seconds(60));
    assert!(until.at() - now < Span::seconds(120));
}
