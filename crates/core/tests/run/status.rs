//! What the page says is going on.

use groupsweep_core::domain::{SiteCall, Span, TransportError};
use groupsweep_core::plan::Scope;
use groupsweep_core::run::{Event, Outcome, Pause, RunStatus, SILENCE};

use crate::support::replies::{dead_token, forbidden, removed, throttled};
use crate::support::sweep::{Reply, Sweep};
use crate::support::{answer, export, group, plan_of, table};

fn status(sweep: &Sweep) -> RunStatus {
    sweep.run.status(sweep.now)
}

fn is_running(sweep: &Sweep) -> bool {
    matches!(status(sweep), RunStatus::Running { .. })
}

/// `(attempt, of, silent for)`, if the site is said to be silent.
fn silent(sweep: &Sweep) -> Option<(u8, u8, Span)> {
    match status(sweep) {
        RunStatus::NotResponding { since, attempt, of } => Some((attempt, of, sweep.now - since)),
        _ => None,
    }
}

#[test]
fn calls_that_hang_are_a_silent_site_after_five_seconds_and_not_before() {
    let mut sweep = Sweep::of_rows(30, 50);
    while sweep.calls.len() < 6 {
        sweep.wake();
    }
    sweep.reply(removed());
    let heard = sweep.now;
    while sweep.calls.len() < 6 {
        sweep.wake();
    }
    sweep.pass(Span(SILENCE.0 - 100 - (sweep.now - heard).0));
    assert!(is_running(&sweep), "{:?}", status(&sweep));
    sweep.pass(Span(200));
    let (attempt, of, _) = silent(&sweep).expect("no event came, and yet it is seen");
    assert_eq!((attempt, of), (1, 6));
    sweep.reply(removed());
    assert!(is_running(&sweep), "it answers again");
}

#[test]
fn a_site_that_is_down_is_silent_with_the_number_of_the_try_and_shows_no_rate() {
    let down: Vec<Reply> = vec![
        Err(TransportError::SiteUnreachable),
        Err(TransportError::TimedOut),
        Ok(answer(502, &[], "")),
        Ok(answer(503, &[], "")),
    ];
    for reply in down {
        let mut sweep = Sweep::of_rows(4, 50);
        let from = sweep.now;
        let mut tries = Vec::new();
        while sweep.run.status(sweep.now) != RunStatus::Finished {
            if sweep.calls.is_empty() {
                if !sweep.wake() {
                    break;
                }
            } else {
                sweep.pass(Span(20));
                sweep.reply(reply.clone());
            }
            match silent(&sweep) {
                Some((attempt, _, _)) => tries.push(attempt),
                None if is_running(&sweep) => {
                    assert!(
                        sweep.now - from < SILENCE,
                        "{reply:?}: running after {:?}",
                        sweep.now - from
                    );
                }
                None => {}
            }
        }
        tries.dedup();
        assert!(
            tries.is_sorted() && tries.contains(&4) && tries.contains(&6),
            "{reply:?}: {tries:?}"
        );
    }
}

#[test]
fn a_site_that_answers_with_its_own_500_is_not_silent() {
    let mut sweep = Sweep::of_rows(2, 50);
    for _ in 0..3 {
        sweep.next_call();
        sweep.pass(Span::seconds(3));
        sweep.reply(Ok(answer(500, &[], "")));
        assert_eq!(silent(&sweep), None);
    }
}

#[test]
fn a_pause_that_the_site_asked_for_is_told_by_its_end() {
    let mut sweep = Sweep::of_rows(9, 1);
    sweep.next_call();
    sweep.reply(throttled(&[("retry-after", "86400")]));
    let RunStatus::Waiting { until } = status(&sweep) else {
        panic!("{:?}", status(&sweep));
    };
    assert!(until.at() - sweep.now >= Span::seconds(86_400));
    // The whole pause is a pause, not silence.
    sweep.pass(Span::seconds(80_000));
    assert!(matches!(status(&sweep), RunStatus::Waiting { .. }));
}

#[test]
fn what_is_at_rest_or_paused_shows_no_rate() {
    let mut sweep = Sweep::of_rows(30, 5);
    assert!(is_running(&sweep));
    sweep.next_call();
    sweep.step(Event::Pause);
    let paused = RunStatus::Paused {
        why: Pause::Asked,
        under_way: sweep.calls.len(),
    };
    assert_eq!(status(&sweep), paused);
    sweep.pass(Span::seconds(60));
    assert_eq!(status(&sweep), paused, "a pause is no silence");
    sweep.step(Event::Stop);
    assert_eq!(status(&sweep), RunStatus::Stopped);
    sweep.step(Event::Resume);
    assert!(is_running(&sweep), "{:?}", status(&sweep));
    sweep.next_call();
    sweep.reply(dead_token());
    assert!(matches!(status(&sweep), RunStatus::Halted(_)));
    sweep.step(Event::Stop);
    sweep.step(Event::Resume);
    sweep.play(|_| removed());
    assert_eq!(status(&sweep), RunStatus::Finished);
}

#[test]
fn resumed_after_a_long_pause_the_site_is_given_its_time() {
    let mut sweep = Sweep::of_rows(30, 5);
    sweep.next_call();
    sweep.step(Event::Pause);
    sweep.pass(Span::seconds(60));
    sweep.step(Event::Resume);
    assert!(is_running(&sweep), "{:?}", status(&sweep));
    sweep.pass(SILENCE);
    assert!(silent(&sweep).is_some());
}

#[test]
fn after_the_trial_the_rest_is_the_admins_to_release() {
    let mut sweep = Sweep::new(crate::support::table_and_plan(5).1, 50);
    assert_eq!(status(&sweep), RunStatus::Ready);
    sweep.release(Scope::Trial);
    sweep.play(|_| removed());
    assert_eq!(status(&sweep), RunStatus::PartDone { open: 4 });
}

#[test]
fn rows_that_were_held_do_not_count_towards_the_rate() {
    let memberships: Vec<_> = (0..400)
        .map(|row| (usize::from(row % 20 > 0), row))
        .collect();
    let table = std::sync::Arc::new(table(export(&memberships)));
    let mut sweep = Sweep::new(plan_of(&table, table.row_numbers()), 1);
    sweep.try_the_first();
    sweep.release(Scope::Remaining);
    for _ in 0..8 {
        let refused = match sweep.next_call() {
            SiteCall::Remove(one) => one.group.as_str() == group(1),
            _ => false,
        };
        sweep.reply(if refused { forbidden() } else { removed() });
    }
    assert!(sweep.count(Outcome::Failed) > 300);
    let RunStatus::Running { rate_in_tenths, .. } = status(&sweep) else {
        panic!("{:?}", status(&sweep));
    };
    assert!(
        rate_in_tenths.unwrap() <= 15,
        "{rate_in_tenths:?} tenths at one a second"
    );
}
