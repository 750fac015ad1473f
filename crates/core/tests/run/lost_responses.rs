//! Lost answers: a row that may be gone is never called failed or not tried.

use groupsweep_core::domain::{Answer, SiteCall, Span, TransportError};
use groupsweep_core::plan::Scope;
use groupsweep_core::run::{Event, KnownChange, Outcome, Phase};

use crate::support::answer;
use crate::support::replies::{
    dead_token, forbidden, groups_of, known, masked, not_a_member, removed,
};
use crate::support::sweep::{Reply, Sweep};

/// Everything that may hide a removal.
fn lost() -> Vec<Reply> {
    let status = |status| -> Reply { Ok(answer(status, &[], "")) };
    vec![
        Err(TransportError::Cut),
        Err(TransportError::TimedOut),
        status(408),
        status(500),
        status(502),
        status(503),
        status(504),
        // None of these shows that nothing happened.
        status(501),
        status(599),
        status(520),
    ]
}

#[test]
fn a_lost_answer_and_then_not_a_member_is_in_doubt_where_no_check_saw_the_row() {
    for reply in lost() {
        let mut sweep = Sweep::of_rows(1, 50);
        sweep.reply(reply.clone());
        sweep.next_call();
        sweep.reply(not_a_member());
        assert_eq!(sweep.outcome(0), Outcome::InDoubt, "{reply:?}");
        assert_eq!(sweep.record(0).changed(), KnownChange::Unconfirmed);
        assert_eq!(
            sweep.reason(0),
            "The membership is gone. How it was before the first call is unknown: a call may have removed it, or the person was not a member before. Sending the row again would not show which.",
            "{reply:?}"
        );
    }
}

#[test]
fn a_lost_answer_and_then_a_reading_without_the_group_is_in_doubt() {
    let mut sweep = Sweep::of_rows(1, 50);
    sweep.reply(Err(TransportError::Cut));
    sweep.next_call();
    sweep.reply(masked());
    sweep.next_call();
    sweep.reply(groups_of(&[]));
    sweep.play(known);
    assert_eq!(sweep.outcome(0), Outcome::InDoubt);
    // The site has said how it stands: nothing is left to send.
    assert_eq!(sweep.run.phase(), Phase::Finished);
    assert!(!sweep.run.covers(Scope::Failed, 0));
}

#[test]
fn a_lost_answer_and_then_a_refusal_is_doubt() {
    for refusal in [forbidden(), dead_token(), Ok(answer(405, &[], ""))] {
        let mut sweep = Sweep::of_rows(1, 50);
        sweep.reply(Err(TransportError::Cut));
        sweep.next_call();
        sweep.reply(refusal.clone());
        assert_eq!(sweep.outcome(0), Outcome::InDoubt, "{refusal:?}");
        // What is known comes first, what to do about the refusal after it.
        let known =
            "No answer confirms the removal. It may have taken effect, or may do so later. ";
        assert!(sweep.reason(0).starts_with(known), "{}", sweep.reason(0));
    }
}

#[test]
fn a_lost_answer_to_every_try_is_doubt() {
    for reply in lost() {
        let mut sweep = Sweep::of_rows(1, 50);
        sweep.play(|_| reply.clone());
        assert_eq!(sweep.outcome(0), Outcome::InDoubt, "{reply:?}");
        assert_eq!(sweep.run.phase(), Phase::Finished);
    }
}

#[test]
fn a_call_that_never_got_there_is_a_failure() {
    let mut sweep = Sweep::of_rows(1, 50);
    sweep.play(|_| Err(TransportError::SiteUnreachable));
    assert_eq!(sweep.outcome(0), Outcome::Failed);
    assert!(sweep.reason(0).contains("could not reach the site"));
}

#[test]
fn a_relay_that_goes_away_leaves_its_calls_in_doubt() {
    for fault in [TransportError::RelayGone, TransportError::Blocked] {
        let mut sweep = Sweep::of_rows(9, 50);
        while sweep.calls.len() < 6 {
            sweep.wake();
        }
        while !sweep.calls.is_empty() {
            sweep.reply(Err(fault));
        }
        assert_eq!(sweep.count(Outcome::InDoubt), 6, "{fault:?}");
        sweep.step(Event::Resume);
        sweep.play(|_| not_a_member());
        assert_eq!(
            sweep.count(Outcome::InDoubt),
            6,
            "no check saw them: they may have gone before the relay did"
        );
        assert_eq!(sweep.count(Outcome::NoChange), 3);
        assert_eq!(sweep.run.phase(), Phase::Finished);
    }
}

#[test]
fn a_halt_does_not_forget_a_row_whose_answer_was_lost() {
    let mut sweep = Sweep::of_rows(9, 5);
    while sweep.calls.len() < 3 {
        sweep.wake();
    }
    sweep.reply(Err(TransportError::Cut));
    sweep.reply(dead_token());
    assert_eq!(sweep.outcome(0), Outcome::InDoubt);
    sweep.reply(Err(TransportError::TimedOut));
    assert_eq!(
        sweep.outcome(2),
        Outcome::InDoubt,
        "also when the answer is lost behind the halt"
    );
    assert!(sweep.run.is_at_rest());
    sweep.step(Event::Resume);
    sweep.play(|_| removed());
    assert_eq!(sweep.count(Outcome::Done), 9);
}

#[test]
fn a_stop_lets_go_of_the_calls_of_a_halted_run() {
    let mut sweep = Sweep::of_rows(9, 5);
    while sweep.calls.len() < 3 {
        sweep.wake();
    }
    sweep.reply(dead_token());
    sweep.step(Event::Stop);
    assert!(sweep.run.is_at_rest());
    assert_eq!(sweep.count(Outcome::InDoubt), 2);
    assert!(
        matches!(sweep.run.phase(), Phase::Halted(_)),
        "the reason of the halt stays"
    );
}

#[test]
fn a_row_with_a_lost_answer_may_be_done_until_it_is_settled() {
    let mut sweep = Sweep::of_rows(2, 1);
    let may_be_done = |sweep: &Sweep| sweep.record(0).may_be_done();
    assert!(may_be_done(&sweep), "its call is under way");
    sweep.reply(Ok(answer(429, &[], "")));
    assert!(!may_be_done(&sweep), "a 429 removed nothing");
    sweep.next_call();
    sweep.reply(Err(TransportError::Cut));
    assert!(may_be_done(&sweep), "it rests, and its answer is lost");
    sweep.step(Event::Stop);
    assert_eq!(sweep.outcome(0), Outcome::InDoubt);
    sweep.pass(Span::seconds(100));
    sweep.step(Event::Resume);
    assert!(may_be_done(&sweep));
    sweep.play(|_| removed());
    assert!(!may_be_done(&sweep));
}

#[test]
fn a_retry_looks_at_the_lost_answer_of_the_run_before() {
    let mut sweep = Sweep::of_rows(1, 50);
    sweep.play(|_| Err(TransportError::TimedOut));
    sweep.release(Scope::Failed);
    sweep.play(|call| {
        assert!(matches!(call, SiteCall::Remove(_)));
        not_a_member()
    });
    assert_eq!(sweep.outcome(0), Outcome::InDoubt);
    assert!(sweep.record(0).was_seen_as_planned());
}

#[test]
fn a_failure_says_how_often_it_was_tried_in_one_clean_sentence() {
    let message: Answer = crate::support::error(500, "Hystrix broke.");
    let mut sweep = Sweep::of_rows(1, 50);
    sweep.play(|_| Ok(message.clone()));
    let reason = sweep.reason(0);
    assert!(
        reason.ends_with(
            " Given up after 3 tries: the site failed (500): \u{201c}Hystrix broke\u{201d}."
        ),
        "{reason}"
    );
    assert!(!reason.contains(".."), "{reason}");
}
