//! Waits and tries: what a 429 holds, and when a row is given up.

use groupsweep_core::atlassian::{Endpoint, change};
use groupsweep_core::domain::{Span, Timestamp, TransportError, parse_iso8601};
use groupsweep_core::plan::Action;
use groupsweep_core::run::{Outcome, Phase, ResponseKind};

use crate::support::answer;
use crate::support::replies::{removed, throttled};
use crate::support::sweep::{Reply, Sweep};

/// The wait that a reply asks for at this moment.
fn asked(reply: &Reply, now: Timestamp) -> Option<Span> {
    match change(Endpoint::default().api(), Action::Remove, reply, now) {
        ResponseKind::Throttled { wait } | ResponseKind::Transient { wait, .. } => wait,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_429_holds_every_row_for_at_least_its_retry_after() {
    for seconds in [1_u64, 7, 30, 600] {
        let mut sweep = Sweep::of_rows(30, 50);
        while sweep.calls.len() < 6 {
            sweep.wake();
        }
        let (sent, from) = (sweep.sent.len(), sweep.now);
        sweep.reply(throttled(&[("retry-after", &seconds.to_string())]));
        assert_eq!(sweep.sent.len(), sent);
        while !sweep.calls.is_empty() {
            sweep.reply(removed());
        }
        sweep.next_call();
        let waited = sweep.now - from;
        assert!(waited >= Span::seconds(seconds), "{waited:?}");
        assert!(waited <= Span::seconds(seconds + 2), "{waited:?}");
        sweep.play(|_| removed());
        assert_eq!(sweep.count(Outcome::Done), 30);
    }
}

#[test]
fn a_second_429_never_shortens_the_hold() {
    let mut sweep = Sweep::of_rows(30, 5);
    while sweep.calls.len() < 2 {
        sweep.wake();
    }
    let from = sweep.now;
    sweep.reply(throttled(&[("retry-after", "60")]));
    sweep.reply(throttled(&[("retry-after", "1")]));
    sweep.next_call();
    assert!(sweep.now - from >= Span::seconds(60));
}

#[test]
fn a_429_uses_up_no_try() {
    let mut sweep = Sweep::of_rows(1, 50);
    for _ in 0..50 {
        sweep.next_call();
        sweep.reply(throttled(&[("retry-after", "1")]));
    }
    assert_eq!(sweep.run.phase(), Phase::Running);
    for _ in 0..5 {
        sweep.next_call();
        sweep.reply(Err(TransportError::SiteUnreachable));
        assert_eq!(sweep.outcome(0), Outcome::NotTried);
    }
    sweep.next_call();
    sweep.reply(removed());
    assert_eq!(sweep.outcome(0), Outcome::Done);
    assert_eq!(sweep.record(0).attempts(), 56);
}

#[test]
fn the_reset_time_counts_with_and_without_seconds() {
    let now = parse_iso8601("2026-03-26T15:59:30Z").unwrap();
    for (reset, wait) in [
        ("2026-03-26T16:00Z", Some(Span::seconds(30))),
        ("2026-03-26T16:00:12Z", Some(Span::seconds(42))),
        ("2026-03-26T15:00Z", Some(Span::ZERO)),
        ("soon", None),
    ] {
        assert_eq!(
            asked(&throttled(&[("x-ratelimit-reset", reset)]), now),
            wait,
            "{reset}"
        );
    }
    let both = throttled(&[
        ("retry-after", "3"),
        ("x-ratelimit-reset", "2026-03-26T16:00Z"),
    ]);
    assert_eq!(
        asked(&both, now),
        Some(Span::seconds(3)),
        "Retry-After comes first"
    );
    let unreadable = throttled(&[
        ("retry-after", "x"),
        ("x-ratelimit-reset", "2026-03-26T16:00Z"),
    ]);
    assert_eq!(asked(&unreadable, now), Some(Span::seconds(30)));
}

#[test]
fn a_retry_after_may_be_a_date() {
    let now = parse_iso8601("2026-11-23T10:42:00Z").unwrap();
    let date = throttled(&[("retry-after", "Mon, 23 Nov 2026 10:42:07 GMT")]);
    assert_eq!(asked(&date, now), Some(Span::seconds(7)));
}

#[test]
fn a_429_that_says_nothing_waits_some_seconds() {
    for headers in [
        vec![],
        vec![("retry-after", "0")],
        vec![("retry-after", "-5")],
    ] {
        // So slow that the second call does not start before the first is answered.
        let mut sweep = Sweep::of_rows(2, 5);
        let from = sweep.now;
        sweep.reply(throttled(&headers));
        sweep.next_call();
        assert!(sweep.now - from >= Span::seconds(1), "{headers:?}");
    }
}

#[test]
fn the_largest_wait_there_is_breaks_nothing() {
    let largest = u64::MAX.to_string();
    for seconds in [
        largest.as_str(),
        "18446744073709551",
        "99999999999999999999999",
    ] {
        for status in [429, 503] {
            let mut sweep = Sweep::of_rows(9, 50);
            let from = sweep.now;
            sweep.reply(Ok(answer(status, &[("retry-after", seconds)], "")));
            if let Some(until) = sweep.wake_at {
                assert!(until > from, "{seconds} {status}");
            }
        }
    }
}

#[test]
fn a_503_with_retry_after_holds_every_row() {
    let mut sweep = Sweep::of_rows(9, 50);
    let from = sweep.now;
    while !sweep.calls.is_empty() {
        sweep.reply(Ok(answer(503, &[("retry-after", "20")], "")));
    }
    sweep.next_call();
    assert!(sweep.now - from >= Span::seconds(20));
}

#[test]
fn a_reset_time_on_a_500_holds_nothing_up() {
    let now = parse_iso8601("2026-03-26T15:00:00Z").unwrap();
    let reply = Ok(answer(
        500,
        &[("x-ratelimit-reset", "2026-03-26T16:00Z")],
        "",
    ));
    assert_eq!(asked(&reply, now), None);
}

#[test]
fn passing_faults_end_after_six_tries_and_500_after_three() {
    for (reply, tries) in [
        (Ok(answer(503, &[], "")), 6),
        (Ok(answer(502, &[], "<html>")), 6),
        (Ok(answer(504, &[], "")), 6),
        (Ok(answer(408, &[], "")), 6),
        (Err(TransportError::Cut), 6),
        (Err(TransportError::TimedOut), 6),
        (Err(TransportError::SiteUnreachable), 6),
        (Ok(answer(500, &[], "")), 3),
        (Ok(answer(501, &[], "")), 3),
    ] {
        let mut sweep = Sweep::of_rows(1, 50);
        let reply: Reply = reply;
        sweep.play(|_| reply.clone());
        assert_eq!(sweep.removals_of(0), tries, "{reply:?}");
        assert_eq!(usize::from(sweep.record(0).attempts()), tries);
        assert!(!sweep.outcome(0).is_done());
        assert_eq!(sweep.run.phase(), Phase::Finished);
    }
}

#[test]
fn a_resting_row_does_not_hold_up_the_others() {
    let mut sweep = Sweep::of_rows(30, 50);
    let from = sweep.now;
    sweep.reply(Err(TransportError::Cut));
    for _ in 0..20 {
        sweep.next_call();
        sweep.reply(removed());
    }
    // At the pace that a first fault leaves, not at the pace of the row's back-offs.
    assert!(sweep.now - from < Span(3000), "{:?}", sweep.now - from);
}

#[test]
fn a_rested_row_goes_before_the_queue() {
    let mut sweep = Sweep::of_rows(300, 10);
    let first = sweep.next_call();
    sweep.reply(Err(TransportError::Cut));
    let mut between = 0;
    while sweep.next_call() != first {
        between += 1;
        sweep.reply(removed());
    }
    assert!((8..20).contains(&between), "{between}");
}
