//! The pace against the model of a site with its real token bucket, on a fake clock.

mod page;

use groupsweep_atlassian_sim::{SimLimits, SimRequest};
use groupsweep_core::domain::{Span, Timestamp};
use groupsweep_core::run::{Pace, Rate, RateSignal};

use crate::support::{Dice, answer};

use page::{Loop, Measured};

#[test]
fn the_usual_site_is_used_whole_from_the_first_second_on() {
    for (rows, trial, most) in [(1500, true, 1050), (3000, true, 1030), (1500, false, 1070)] {
        let usual = Measured::usual(50, rows);
        let (took, refused) = Measured { trial, ..usual }.of_ten();
        assert!(took <= most, "{rows} rows: {took}");
        assert_eq!(refused, 0);
    }
}

#[test]
fn a_slower_site_refuses_less_than_one_call_in_a_hundred() {
    for rate in [5, 10, 20, 35] {
        for rows in [1500, 3000] {
            let (took, refused) = Measured::usual(rate, rows).of_ten();
            assert!(refused < 100, "{rate}/s, {rows} rows: {refused}");
            assert!(took <= 1150, "{rate}/s, {rows} rows: {took}");
        }
    }
}

/// A beginning without a trial, and a bucket that holds far less than a second's calls: the first guess is too low.
#[test]
fn a_first_guess_that_is_too_low_costs_time_and_less_than_one_refusal_in_a_hundred() {
    let usual = Measured::usual(20, 1500);
    let (took, refused) = Measured {
        trial: false,
        ..usual
    }
    .of_ten();
    assert!(took <= 1250 && refused < 100, "{took}, {refused}");
    // In a long run a higher limit is tried soon: a few more refusals are still less than one in a hundred.
    for (rows, most) in [(1500, 1700), (3000, 1400), (10_000, 1250)] {
        let usual = Measured::usual(35, rows);
        let (took, refused) = Measured { burst: 10, ..usual }.of_ten();
        assert!(
            took <= most && refused < 100,
            "{rows} rows: {took}, {refused}"
        );
    }
}

/// What the site's bucket holds is unknown: it may be far more than a second's calls, or less.
#[test]
fn a_bucket_of_any_size_is_found_out() {
    for (rate, burst) in [(5, 50), (20, 100), (10, 40), (35, 10)] {
        let mut page = Loop::new(rate, burst, Rate::DEFAULT, 250);
        page.seconds(120);
        let done = page.seconds(120);
        let share = done * 100 / u64::from(rate * 120);
        println!(
            "{rate}/s, {burst} at once: {share} % of it, {} of {} answered 429",
            page.throttled, page.sent
        );
        assert!(share >= 80, "{rate}/s: {share} %");
        assert!(
            page.throttled * 100 <= page.sent * 3,
            "{rate}/s: {}",
            page.throttled
        );
    }
}

#[test]
fn a_limit_that_changes_is_followed_both_ways() {
    let mut page = Loop::new(50, 50, Rate::DEFAULT, 250);
    page.seconds(20);
    page.site.settings_mut().limits = SimLimits {
        rate: 10,
        burst: 10,
        retry_after: 1,
    };
    page.seconds(15);
    let slow = page.seconds(60);
    println!("at 10/s: {slow} in a minute");
    assert!((440..=610).contains(&slow), "{slow}");
    page.site.settings_mut().limits = SimLimits::default();
    // Upward it is found out by trying, a little more each time.
    page.seconds(80);
    let fast = page.seconds(20);
    println!("back at 50/s: {fast} in 20 s");
    assert!(fast > 850, "{fast}");
    assert_eq!(page.early, 0);
}

#[test]
fn a_site_that_gets_slow_is_not_pushed_and_comes_back() {
    let mut page = Loop::new(0, 0, Rate::DEFAULT, 250);
    page.seconds(10);
    let usual = page.most_flying;
    page.mean = 5000;
    page.most_flying = 0;
    page.seconds(20);
    println!("in flight: {usual} usually, {} when slow", page.most_flying);
    assert!(page.most_flying <= 48, "{}", page.most_flying);
    page.mean = 250;
    page.seconds(20);
    assert!(page.seconds(10) > 450);
}

#[test]
fn a_model_without_a_limit_is_asked_a_thousand_times_a_second() {
    let mut page = Loop::new(0, 0, Rate::of_model(2000), 5);
    page.seconds(6);
    let done = page.seconds(5);
    println!("{} a second", done / 5);
    assert!(done > 5000, "{done} in 5 s");
}

#[test]
fn whatever_the_site_says_the_bound_is_kept_and_nothing_sticks() {
    for seed in 0..60 {
        let mut dice = Dice(seed);
        let bound = 1 + dice.below(50) as u16;
        let mut pace = Pace::new(Rate::per_second(bound));
        let mut now = Timestamp(1_800_000_000_000);
        let mut taken: Vec<Timestamp> = Vec::new();
        let mut held = Timestamp(0);
        for _ in 0..3000 {
            now = now + Span(dice.below(40) as u64);
            if dice.below(3) == 0 {
                let sign = match dice.below(20) {
                    0 => RateSignal::Throttled,
                    1 | 2 => RateSignal::Trouble,
                    _ => RateSignal::Clean,
                };
                let sent = Timestamp(now.0 - dice.below(500) as u64);
                pace.on_response(sent, now, sign);
                if sign == RateSignal::Throttled {
                    held = held.max(now + Span(700));
                    pace.hold(held, now);
                }
            }
            while pace.take(now) {
                assert!(now >= held, "nothing starts in a hold");
                taken.push(now);
            }
            assert!(
                pace.opens_at() <= held.max(now) + Span(2100),
                "seed {seed}: stuck"
            );
            assert!(pace.tenths_per_second() <= u32::from(bound) * 10);
        }
        for (at, first) in taken.iter().enumerate() {
            let within = taken[at..]
                .iter()
                .take_while(|one| **one < *first + Span(1000));
            assert!(within.count() <= usize::from(bound) + 1, "seed {seed}");
        }
    }
}

#[test]
fn after_trouble_the_pace_rises_in_small_steps() {
    let mut pace = Pace::new(Rate::DEFAULT);
    let mut now = Timestamp(1_800_000_000_000);
    let mut hear = |pace: &mut Pace, signal| {
        now = now + Span(100);
        pace.on_response(Timestamp(now.0 - 80), now, signal);
        pace.tenths_per_second()
    };
    assert_eq!(hear(&mut pace, RateSignal::Clean), 350, "without trouble");
    let eased = hear(&mut pace, RateSignal::Trouble);
    assert!(eased < 350, "{eased}");
    assert_eq!(hear(&mut pace, RateSignal::Clean), eased + 20);
}

/// Other callers on the same site empty its bucket every minute, within half a second.
#[test]
fn other_callers_do_not_make_the_pace_sink_for_good() {
    let mut page = Loop::new(50, 50, Rate::DEFAULT, 250);
    let other = SimRequest::of_call(&page.call).unwrap();
    let mut minutes = Vec::new();
    for _ in 0..15 {
        let done = page.seconds(58);
        for _ in 0..5 {
            for _ in 0..20 {
                page.site.answer(page.now, &other);
            }
            let until = page.now + Span(100);
            page.play(u64::MAX, until);
        }
        minutes.push(done / 58);
    }
    println!("calls a second, minute by minute: {minutes:?}");
    assert!(minutes[8..].iter().all(|rate| *rate >= 40), "{minutes:?}");
}

/// What was taken before an hour's pause says nothing of a refusal after it.
#[test]
fn a_refusal_after_a_pause_does_not_pin_the_pace_down() {
    for paused in [60, 600, 3600] {
        let mut pace = Pace::new(Rate::DEFAULT);
        let mut now = Timestamp(1_800_000_000_000);
        for _ in 0..1500 {
            now = now + Span(20);
            pace.on_response(Timestamp(now.0 - 250), now, RateSignal::Clean);
        }
        now = now + Span::seconds(paused);
        pace.on_response(Timestamp(now.0 - 250), now, RateSignal::Throttled);
        let tenths = pace.tenths_per_second();
        assert!(tenths >= 200, "{paused} s: {tenths}");
    }
}

/// A site that takes two seconds to answer is not flooded before its first answer.
#[test]
fn a_slow_site_refuses_few_calls() {
    for (rate, most) in [(5, 700), (10, 650), (20, 450)] {
        let mut page = Loop::new(rate, rate, Rate::DEFAULT, 2000);
        page.seconds(300);
        let share = page.throttled * 10_000 / page.sent;
        println!(
            "{rate}/s: {share} of 10,000 answered 429, {} clean",
            page.clean
        );
        assert!(share <= most, "{rate}/s: {share}");
    }
}

/// Seen on sites: `X-RateLimit-Limit: 350` with what remains of the current second, and never a 429. `NearLimit` is of
/// an hour's points: it stays until the hour ends, and a run that eased off at each answer would stand still.
#[test]
fn headers_that_count_another_limit_hold_no_run_back() {
    let headers = [
        ("x-ratelimit-limit", "350"),
        ("x-ratelimit-remaining", "12"),
        ("x-ratelimit-nearlimit", "true"),
    ];
    let sign = RateSignal::of(&Ok(answer(200, &headers, "")));
    let mut pace = Pace::new(Rate::DEFAULT);
    let mut now = Timestamp(1_800_000_000_000);
    for _ in 0..200 {
        now = now + Span(100);
        pace.on_response(Timestamp(now.0 - 80), now, sign);
    }
    assert_eq!(pace.limit_in_tenths(), None);
    assert!(pace.tenths_per_second() >= 10 * u32::from(pace.bound().get()));
}
