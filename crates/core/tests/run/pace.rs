//! The pace: no second holds more calls than asked for, and one.

use std::cell::Cell;

use groupsweep_core::domain::{Span, Timestamp};
use groupsweep_core::plan::Scope;
use groupsweep_core::run::{Event, Outcome, Pace, PauseEnd, Rate, RateSignal};

use crate::support::Dice;
use crate::support::replies::{removed, throttled};
use crate::support::sweep::Sweep;
use crate::support::world::World;

/// The most moments that lie within one second.
fn most_in_a_second(moments: &[Timestamp]) -> usize {
    let within = |from: &Timestamp| {
        moments
            .iter()
            .filter(|moment| **moment >= *from && **moment < *from + Span(1000))
            .count()
    };
    moments.iter().map(within).max().unwrap_or(0)
}

/// Takes every place for `seconds` on a clock that moves by `tick` and sometimes stands still.
fn places(
    pace: &mut Pace,
    seconds: u64,
    tick: impl Fn(&mut Dice) -> u64,
    dice: &mut Dice,
) -> Vec<Timestamp> {
    let from = 1_800_000_000_000;
    let mut now = from;
    let mut taken = Vec::new();
    while now < from + seconds * 1000 {
        while pace.take(Timestamp(now)) {
            taken.push(Timestamp(now));
            assert!(taken.len() < 100_000);
        }
        now += tick(dice).max(1);
    }
    taken
}

/// A pace that has reached its bound.
fn warm(bound: Rate) -> Pace {
    let mut pace = Pace::new(bound);
    let clean = RateSignal::Clean;
    for _ in 0..u32::from(bound.get()) {
        pace.on_response(Timestamp(1), Timestamp(1), clean);
    }
    assert_eq!(pace.tenths_per_second(), u32::from(bound.get()) * 10);
    pace
}

#[test]
fn no_second_holds_more_than_the_rate_and_one() {
    for rate in 1..=50_u16 {
        for tick in [1_usize, 4, 17, 100, 333, 1000, 2500] {
            let mut dice = Dice(u64::from(rate) * 7919 + tick as u64);
            let mut pace = warm(Rate::per_second(rate));
            let jittered = |dice: &mut Dice| (1 + dice.below(2 * tick)) as u64;
            let taken = places(&mut pace, 20, jittered, &mut dice);
            let most = most_in_a_second(&taken);
            assert!(
                most <= usize::from(rate) + 1,
                "{most} at rate {rate}, tick {tick}"
            );
        }
    }
}

#[test]
fn a_good_clock_reaches_the_rate() {
    for rate in [1_u16, 2, 5, 10, 20, 25, 50] {
        let mut pace = warm(Rate::per_second(rate));
        let taken = places(&mut pace, 20, |_| 1, &mut Dice(1));
        let least = usize::from(rate) * 20;
        assert!(taken.len() >= least, "{} of {least} at {rate}", taken.len());
    }
}

#[test]
fn a_coarse_clock_hardly_slows_the_run() {
    let mut pace = warm(Rate::per_second(50));
    let taken = places(&mut pace, 20, |_| 33, &mut Dice(1));
    assert!(taken.len() >= 950, "{}", taken.len());
}

#[test]
fn a_long_sleep_is_not_caught_up_with() {
    let mut pace = Pace::new(Rate::per_second(10));
    assert!(pace.take(Timestamp(1_000_000)));
    let mut burst = 0;
    while pace.take(Timestamp(9_000_000)) {
        burst += 1;
    }
    assert!(burst <= 2, "{burst}");
}

#[test]
fn a_pause_of_any_length_holds_calls_back_for_a_day_at_most() {
    const DAY: u64 = 86_400_000;
    for asked in [2 * DAY, 1 << 63, u64::MAX] {
        let mut pace = Pace::new(Rate::per_second(50));
        pace.hold(Timestamp(asked), Timestamp(1000));
        assert!(!pace.take(Timestamp(DAY)), "{asked}");
        assert!(matches!(
            pace.pause_end(Timestamp(1000)),
            Some(PauseEnd::Earlier(_))
        ));
        assert!(pace.take(Timestamp(DAY + 3000)), "{asked}");
    }
}

#[test]
fn nothing_starts_inside_a_hold() {
    let mut pace = Pace::new(Rate::per_second(50));
    pace.hold(Timestamp(5000), Timestamp(0));
    pace.hold(Timestamp(3000), Timestamp(0));
    for now in 0..5000 {
        assert!(!pace.take(Timestamp(now)));
    }
    assert_eq!(pace.held_until(Timestamp(4999)), Some(Timestamp(5000)));
    assert!(pace.take(Timestamp(5000)));
    assert_eq!(pace.held_until(Timestamp(5000)), None);
}

#[test]
fn a_run_keeps_the_pace_through_holds_and_changes_of_rate() {
    let mut dice = Dice(42);
    for rate in [1_u16, 3, 5, 11, 20, 37, 50] {
        let mut sweep = Sweep::of_rows(120, rate);
        let mut turn = 0;
        while sweep.count(Outcome::Done) < 120 {
            sweep.next_call();
            sweep.pass(Span(dice.below(120) as u64));
            turn += 1;
            let reply = if turn % 40 == 0 {
                throttled(&[("retry-after", "2")])
            } else {
                removed()
            };
            sweep.reply(reply);
        }
        let starts: Vec<Timestamp> = sweep.sent.iter().map(|(at, _)| *at).collect();
        assert!(
            most_in_a_second(&starts) <= usize::from(rate) + 1,
            "rate {rate}"
        );
    }
}

#[test]
fn a_slower_rate_counts_from_the_next_call() {
    let mut sweep = Sweep::of_rows(60, 50);
    for _ in 0..20 {
        sweep.next_call();
        sweep.reply(removed());
    }
    sweep.step(Event::SetRate(Rate::per_second(1)));
    sweep.next_call();
    sweep.reply(removed());
    let (sent, from) = (sweep.sent.len(), sweep.now);
    while sweep.now - from < Span::seconds(10) {
        sweep.next_call();
        sweep.reply(removed());
    }
    assert!(
        (9..=12).contains(&(sweep.sent.len() - sent)),
        "{}",
        sweep.sent.len() - sent
    );
}

#[test]
fn a_rate_stays_between_one_and_fifty() {
    assert_eq!(Rate::per_second(0).get(), 1);
    assert_eq!(Rate::per_second(60_000).get(), 50);
    assert_eq!((Rate::DEFAULT.get(), Rate::GENTLE.get()), (50, 5));
    assert_eq!(Rate::of_model(60_000).get(), 2000);
}

/// What the site seems to allow at the end of a run of which it refused one call, in tenths of a call per second.
fn limit_found_in(rows: usize) -> u32 {
    let calls = Cell::new(0);
    let world = World::tried(rows, 10, Span(250), move |_| {
        calls.set(calls.get() + 1);
        match calls.get() {
            30 => throttled(&[("retry-after", "1")]),
            _ => removed(),
        }
    });
    world.play(world.release(Scope::Remaining));
    assert_eq!(world.count(Outcome::Done) as usize, rows);
    world.run.borrow().pace().limit_in_tenths().unwrap()
}

/// A run tells its pace how many calls it makes: in a long one a try that costs a refusal still leaves less than one in
/// a hundred.
#[test]
fn a_long_run_tries_a_higher_limit_where_a_short_one_does_not() {
    let (short, long) = (limit_found_in(180), limit_found_in(400));
    assert!(
        long > short,
        "{short} in the short run, {long} in the long one"
    );
}
