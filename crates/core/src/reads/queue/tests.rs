//! Tests of failed calls.

use super::*;
use crate::domain::GroupId;
use crate::run::Rate;

const TRIES: u8 = 3;
const LATE: Span = Span::seconds(600);

fn queue() -> Queue<&'static str> {
    let pace = Pace::new(Rate::per_second(50));
    Queue::new(Asker::Lists, pace, AtOnce::Few(1), TRIES)
}

fn call(_: &&'static str) -> Option<SiteCall> {
    let group = GroupId::parse("00000000-0000-4000-8000-000000000001").ok()?;
    Some(SiteCall::Members { group, start_at: 0 })
}

/// Sends a call, fails it, and returns what is lost and when.
fn miss(
    queue: &mut Queue<&'static str>,
    now: Timestamp,
    missed: ReadError,
) -> Option<Lost<&'static str>> {
    let (read_id, _) = queue.send(now, call).calls.pop()?;
    let task = queue.on_response(read_id, &Err(TransportError::TimedOut), now)?;
    Some(queue.missed(task, missed, now))
}

fn fault() -> ReadError {
    ReadError::Transient("no answer came".into(), None)
}

fn unusable() -> ReadError {
    ReadError::Unusable {
        why: "not what was asked for".into(),
        is_no_api: false,
    }
}

#[test]
fn a_question_that_meets_passing_faults_is_asked_so_often_and_then_given_up() {
    let (mut queue, mut now) = (queue(), Timestamp(0));
    queue.last("members");
    for _ in 1..TRIES {
        assert!(matches!(
            miss(&mut queue, now, fault()),
            Some(Lost::Nothing)
        ));
        assert!(queue.send(now, call).calls.is_empty(), "it rests first");
        now = now + LATE;
    }
    let lost = miss(&mut queue, now, fault());
    assert!(matches!(lost, Some(Lost::One("members", _))));
    assert!(queue.is_done());
}

#[test]
fn answers_that_cannot_be_used_are_counted_apart_from_faults_and_one_after_another() {
    let (mut queue, mut now) = (queue(), Timestamp(0));
    queue.last("members");
    // A fault between them restarts their count. Faults themselves keep counting.
    for (asked, missed) in [
        unusable(),
        unusable(),
        unusable(),
        fault(),
        unusable(),
        unusable(),
        unusable(),
    ]
    .into_iter()
    .enumerate()
    {
        assert!(
            matches!(miss(&mut queue, now, missed), Some(Lost::Nothing)),
            "{asked}"
        );
        now = now + LATE;
    }
    assert!(matches!(
        miss(&mut queue, now, unusable()),
        Some(Lost::One("members", _))
    ));
}

#[test]
fn a_pause_that_the_site_asks_for_costs_no_try_and_keeps_the_place() {
    let (mut queue, mut now) = (queue(), Timestamp(0));
    queue.last("first");
    queue.last("second");
    for _ in 0..9 {
        let missed = ReadError::Throttled(Some(Span::seconds(5)));
        assert!(matches!(miss(&mut queue, now, missed), Some(Lost::Nothing)));
        now = now + LATE;
    }
    let missed = ReadError::Never("no".into());
    assert!(matches!(
        miss(&mut queue, now, missed),
        Some(Lost::One("first", _))
    ));
}

#[test]
fn what_has_no_answer_yet_is_handed_out_when_nothing_more_is_asked() {
    let (mut queue, now) = (queue(), Timestamp(0));
    queue.last("under way");
    assert_eq!(queue.send(now, call).calls.len(), 1);
    queue.last("ready");
    queue.later(now + LATE, "resting");
    assert_eq!(queue.drain(), ["ready", "resting", "under way"]);
    assert!(queue.is_done());
}
