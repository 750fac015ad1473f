//! A machine without a network connection, and calls that never left it.

use groupsweep_core::domain::{Span, TransportError};
use groupsweep_core::plan::Scope;
use groupsweep_core::run::{Event, HaltReason, Outcome, Phase, RunStatus};

use crate::support::replies::removed;
use crate::support::sweep::{Reply, Sweep};
use crate::support::{answer, table_and_plan};

/// Six calls under way.
fn under_way() -> Sweep {
    let mut sweep = Sweep::of_rows(30, 50);
    while sweep.calls.len() < 6 {
        sweep.wake();
    }
    sweep
}

fn is_offline(sweep: &Sweep) -> bool {
    matches!(sweep.run.status(sweep.now), RunStatus::Offline { .. })
}

/// Takes the connection away: the browser says so, and every call under way fails.
fn disconnect(sweep: &mut Sweep, fault: TransportError) {
    sweep.step(Event::Offline);
    let calls = sweep.calls.len();
    for _ in 0..calls {
        sweep.pass(Span(20));
        sweep.reply_at(0, Err(fault));
    }
}

#[test]
fn a_machine_that_loses_its_connection_is_offline_and_goes_on_by_itself() {
    for fault in [
        TransportError::SiteUnreachable,
        TransportError::TimedOut,
        TransportError::Cut,
        TransportError::Blocked,
        TransportError::RelayGone,
        TransportError::RelayUnreachable,
    ] {
        let mut sweep = under_way();
        disconnect(&mut sweep, fault);
        assert!(is_offline(&sweep), "{fault:?}");
        // An hour of tries, one at a time: no row fails, and the run does not halt.
        let hour = sweep.now + Span::seconds(3600);
        while sweep.now < hour {
            if sweep.calls.is_empty() {
                assert!(sweep.wake(), "{fault:?}: nothing is waited for");
            } else {
                assert_eq!(sweep.calls.len(), 1, "{fault:?}");
                sweep.reply(Err(fault));
            }
            assert!(is_offline(&sweep), "{fault:?}");
        }
        let tries = sweep.sent.len() - 6;
        assert!(
            (300..=361).contains(&tries),
            "{fault:?}: {tries} in an hour"
        );
        assert_eq!(sweep.count(Outcome::Failed), 0, "{fault:?}");
        assert_eq!(sweep.run.phase(), Phase::Running, "{fault:?}");

        while !sweep.calls.is_empty() {
            sweep.reply(Err(fault));
        }
        sweep.step(Event::Online);
        assert!(!is_offline(&sweep), "{fault:?}");
        let back = sweep.now;
        sweep.next_call();
        assert!(
            sweep.now - back < Span::seconds(1),
            "{fault:?}: it waits on"
        );
        sweep.play(|_| removed());
        assert_eq!(sweep.count(Outcome::Done), 30, "{fault:?}");
        // Thirty rows at fifty a second: no row rests until the next try would have been.
        assert!(
            sweep.now - back < Span::seconds(5),
            "{fault:?}: rows rest on"
        );
    }
}

#[test]
fn rows_that_never_left_the_machine_are_not_started() {
    let mut sweep = under_way();
    disconnect(&mut sweep, TransportError::SiteUnreachable);
    sweep.step(Event::Stop);
    assert_eq!(sweep.run.phase(), Phase::Stopped);
    assert_eq!(sweep.count(Outcome::NotTried), 30);
    let attempts = sweep.run.records().iter().skip(1);
    assert!(attempts.clone().all(|record| record.attempts() == 0));
}

#[test]
fn calls_that_get_through_prove_the_browser_wrong() {
    let mut sweep = under_way();
    sweep.step(Event::Offline);
    assert!(!is_offline(&sweep), "nothing confirms it yet");
    while !sweep.calls.is_empty() {
        sweep.reply(removed());
    }
    sweep.next_call();
    sweep.reply(removed());
    sweep.pass(Span::seconds(2));
    assert!(
        !is_offline(&sweep),
        "a call that was sent later is answered"
    );
    sweep.play(|_| removed());
    assert_eq!(sweep.count(Outcome::Done), 30);
}

#[test]
fn an_answer_that_was_on_its_way_when_the_connection_went_does_not_end_the_wait_for_it() {
    for fault in [
        TransportError::SiteUnreachable,
        TransportError::RelayGone,
        TransportError::Blocked,
    ] {
        let mut sweep = under_way();
        sweep.step(Event::Offline);
        sweep.pass(Span(5));
        sweep.reply(removed());
        while !sweep.calls.is_empty() {
            sweep.pass(Span(20));
            sweep.reply(Err(fault));
        }
        assert!(is_offline(&sweep), "{fault:?}");
        assert_eq!(sweep.run.phase(), Phase::Running, "{fault:?}");
        sweep.step(Event::Online);
        sweep.play(|_| removed());
        assert_eq!(sweep.count(Outcome::Done), 30, "{fault:?}");
    }
}

#[test]
fn calls_that_hang_after_the_browser_said_offline_confirm_it_within_a_second() {
    let mut sweep = under_way();
    sweep.step(Event::Offline);
    sweep.pass(Span(1000));
    assert!(is_offline(&sweep), "{:?}", sweep.run.status(sweep.now));
    let sent = sweep.sent.len();
    while sweep.wake() {}
    assert_eq!(sweep.sent.len(), sent, "nothing new starts meanwhile");
}

#[test]
fn without_the_browsers_word_a_relay_that_is_gone_halts_as_before() {
    let mut sweep = under_way();
    sweep.step(Event::Offline);
    sweep.step(Event::Online);
    sweep.reply(Err(TransportError::RelayGone));
    assert_eq!(sweep.run.phase(), Phase::Halted(HaltReason::RelayGone));
}

#[test]
fn a_connection_that_comes_and_goes_ends_no_back_off_that_has_another_reason() {
    let mut sweep = Sweep::of_rows(1, 50);
    for fault in 0..4 {
        sweep.next_call();
        sweep.reply(Ok(answer(503, &[], "")));
        sweep.step(Event::Offline);
        let sent = sweep.sent.len();
        sweep.step(Event::Online);
        while sweep.calls.is_empty() && sweep.wake_at == Some(sweep.now) {
            sweep.wake();
        }
        assert_eq!(sweep.sent.len(), sent, "after {} faults", fault + 1);
    }
    let waited = sweep.now - sweep.sent[0].0;
    assert!(waited >= Span::seconds(7), "{waited:?}");
}

/// Resumes five times with every call refused like this.
fn resumed_in_vain(refused: &Reply) -> Sweep {
    let mut sweep = under_way();
    for _ in 0..5 {
        while !sweep.calls.is_empty() {
            sweep.reply(refused.clone());
        }
        assert!(sweep.run.is_at_rest());
        sweep.step(Event::Resume);
        while sweep.calls.is_empty() && sweep.wake() {}
    }
    while !sweep.calls.is_empty() {
        sweep.reply(refused.clone());
    }
    sweep
}

#[test]
fn no_resume_with_a_dead_key_of_the_relay_fails_a_row() {
    for fault in [
        TransportError::RelayRefused,
        TransportError::RelayUnreachable,
        TransportError::CertificateRefused,
        TransportError::SiteNotPermitted,
    ] {
        let mut sweep = resumed_in_vain(&Err(fault));
        assert!(matches!(sweep.run.phase(), Phase::Halted(_)), "{fault:?}");
        assert_eq!(sweep.count(Outcome::NotTried), 30, "{fault:?}");
        let records = sweep.run.records();
        assert!(records.iter().skip(1).all(|record| record.attempts() == 0));
        // The journal tells the same.
        sweep.crash();
        assert_eq!(sweep.count(Outcome::NotTried), 30, "{fault:?}");
        sweep.step(Event::Resume);
        sweep.play(|_| removed());
        assert_eq!(sweep.count(Outcome::Done), 30, "{fault:?}");
    }
}

#[test]
fn a_row_whose_answer_was_lost_stays_in_doubt_when_its_next_call_is_not_sent() {
    let mut sweep = under_way();
    sweep.reply(Err(TransportError::RelayGone));
    while !sweep.calls.is_empty() {
        sweep.reply(removed());
    }
    assert_eq!(sweep.count(Outcome::InDoubt), 1);
    sweep.step(Event::Resume);
    while sweep.calls.is_empty() && sweep.wake() {}
    while !sweep.calls.is_empty() {
        sweep.reply(Err(TransportError::RelayRefused));
    }
    assert_eq!(sweep.count(Outcome::InDoubt), 1);
    assert_eq!(sweep.count(Outcome::Failed), 0);
    sweep.step(Event::Resume);
    sweep.play(|_| removed());
    assert_eq!(sweep.count(Outcome::Done), 30);
}

#[test]
fn a_trial_that_was_not_sent_is_open() {
    let mut sweep = Sweep::new(table_and_plan(4).1, 50);
    sweep.release(Scope::Trial);
    sweep.next_call();
    sweep.reply(Err(TransportError::RelayRefused));
    assert_eq!(sweep.run.phase(), Phase::Halted(HaltReason::Relay));
    assert_eq!(sweep.run.tally().of(Outcome::NotTried), 4);
    sweep.step(Event::Resume);
    sweep.play(|_| removed());
    assert!(sweep.run.trial_is_done());
}
