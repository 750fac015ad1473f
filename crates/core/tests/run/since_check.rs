//! Rows that changed between the check and their call: everywhere an outcome goes, they go along.

use groupsweep_core::atlassian::Endpoint;
use groupsweep_core::domain::{SiteCall, Timestamp, TransportError};
use groupsweep_core::plan::{Action, MembershipStatus, Purpose, Scope};
use groupsweep_core::run::{Event, KnownChange, Outcome, TrialState, UndoScope};

use crate::run::no_op_products::plan;
use crate::support::replies::{groups_of, not_a_member, removed};
use crate::support::sweep::{Reply, Sweep};
use crate::support::{error, json};

/// Two rows removed, the third gone when its call came, and the fourth in doubt.
fn removal() -> Sweep {
    let plan = plan(
        Endpoint::default(),
        Action::Remove,
        &[MembershipStatus::Member; 4],
    );
    let mut sweep = Sweep::new(plan, 50);
    sweep.release(Scope::Trial);
    sweep.play(|_| removed());
    sweep.release(Scope::Remaining);
    let gone = sweep.plan.items()[2].membership.clone();
    let lost = sweep.plan.items()[3].membership.clone();
    sweep.play(|call| match call {
        call if *call == Action::Remove.call(gone.clone()) => not_a_member(),
        call if *call == Action::Remove.call(lost.clone()) => Err(TransportError::Cut),
        _ => removed(),
    });
    sweep
}

fn added() -> Reply {
    Ok(json(201, "{\"name\":\"g\"}"))
}

/// One row added, and one there when its call came.
fn addition() -> Sweep {
    let plan = plan(
        Endpoint::default(),
        Action::Add,
        &[MembershipStatus::NoMember; 2],
    );
    let mut sweep = Sweep::new(plan, 50);
    sweep.release(Scope::Remaining);
    let there = sweep.plan.items()[1].membership.clone();
    sweep.play(|call| match call {
        SiteCall::GroupsOf(_) => groups_of(&[there.group.as_str()]),
        call if *call == Action::Add.call(there.clone()) => Ok(error(
            400,
            "Cannot add user. User is already a member of '{1}'",
        )),
        _ => added(),
    });
    sweep
}

#[test]
fn rows_gone_since_the_check_are_counted_apart() {
    let sweep = removal();
    let tally = sweep.run.tally();
    let counts = Outcome::ALL.map(|outcome| tally.of(outcome));
    assert_eq!(counts, [2, 0, 1, 0, 1, 0]);
    assert_eq!(tally.selected(), 4);
    assert_eq!(tally.done(), 3, "nothing remains to be done for it");
    assert_eq!(
        sweep.run.counts().sentence(Action::Remove),
        "2 removed \u{b7} 1 gone since the check \u{b7} 1 unconfirmed"
    );
    assert_eq!(
        addition().run.counts().sentence(Action::Add),
        "1 added \u{b7} 1 there since the check"
    );
}

#[test]
fn the_undo_of_a_removal_offers_them_ticked_and_that_of_an_addition_does_not() {
    let removal = removal().run;
    let back = |scope| removal.way_back(scope, Timestamp(0)).unwrap();
    let suggested = back(UndoScope::suggested(Action::Remove));
    assert_eq!(suggested.purpose(), Purpose::UndoRemoval);
    assert_eq!(suggested.items().len(), 4);
    assert_eq!(back(UndoScope::CERTAIN).items().len(), 2);
    assert_eq!(removal.count_changed(KnownChange::SinceCheck), 1);
    assert_eq!(removal.count_to_undo(UndoScope::CERTAIN), [2, 0, 0]);
    assert_eq!(removal.count_to_undo(UndoScope::EVERYTHING), [2, 1, 1]);

    let addition = addition().run;
    let back = |scope| {
        addition
            .way_back(scope, Timestamp(0))
            .unwrap()
            .items()
            .len()
    };
    assert_eq!(back(UndoScope::suggested(Action::Add)), 1);
    assert_eq!(back(UndoScope::EVERYTHING), 2);
}

#[test]
fn what_the_report_counts_as_removed_the_undo_counts_as_removed_too() {
    let membership = |checked| {
        let plan = plan(Endpoint::default(), Action::Remove, &[checked; 2]);
        let mut sweep = Sweep::new(plan, 50);
        sweep.release(Scope::Trial);
        sweep.play(|_| removed());
        sweep.release(Scope::Remaining);
        let mut tries = 0;
        sweep.play(|_| {
            tries += 1;
            match tries {
                1 => Err(TransportError::Cut),
                _ => not_a_member(),
            }
        });
        let undo = sweep.run.count_to_undo(UndoScope::EVERYTHING);
        let done = sweep.run.tally().of(Outcome::Done) as usize;
        assert_eq!(done, undo[0], "{checked:?}");
        undo
    };
    assert_eq!(membership(MembershipStatus::Member), [2, 0, 0]);
    assert_eq!(
        membership(MembershipStatus::NotChecked),
        [1, 1, 0],
        "nobody saw the person in the group"
    );
    let mut read_back = removal();
    read_back.step(Event::Verified(vec![(3, false)]));
    assert_eq!(
        read_back.run.count_to_undo(UndoScope::EVERYTHING),
        [3, 0, 1]
    );
}

#[test]
fn a_row_gone_since_the_check_is_not_sent_again_and_proves_nothing() {
    let mut sweep = Sweep::new(
        plan(
            Endpoint::default(),
            Action::Remove,
            &[MembershipStatus::Member; 2],
        ),
        50,
    );
    sweep.release(Scope::Trial);
    sweep.play(|_| not_a_member());
    assert_eq!(sweep.outcome(0), Outcome::SinceCheck);
    assert_eq!(sweep.run.trial_state(), TrialState::Inconclusive);
    assert!(sweep.run.may_be_left(), "the admin may choose again");
    assert!(
        !sweep.run.changed_nothing(),
        "and the record stays: the row may be this run's work"
    );
    assert!(sweep.run.can_be_undone());
    for scope in [Scope::Trial, Scope::Remaining, Scope::Failed] {
        assert!(!sweep.run.covers(scope, 0), "{scope:?}");
    }
}

#[test]
fn a_row_gone_since_the_check_is_read_back_from_the_journal() {
    let mut sweep = removal();
    let before: Vec<_> = (0..4)
        .map(|item| (sweep.outcome(item), sweep.reason(item)))
        .collect();
    assert_eq!(before[2].0, Outcome::SinceCheck);
    sweep.crash();
    let after: Vec<_> = (0..4)
        .map(|item| (sweep.outcome(item), sweep.reason(item)))
        .collect();
    assert_eq!(before, after);
}

#[test]
fn reading_back_expects_them_gone() {
    let mut sweep = removal();
    let reason = sweep.reason(2);
    sweep.step(Event::Verified(vec![(2, false)]));
    assert_eq!(
        (sweep.outcome(2), sweep.reason(2)),
        (Outcome::SinceCheck, reason)
    );
    sweep.step(Event::Verified(vec![(2, true)]));
    assert_eq!(sweep.outcome(2), Outcome::SinceCheck, "it was seen gone");

    let mut late = removal();
    late.step(Event::Verified(vec![(2, true)]));
    assert_eq!(late.outcome(2), Outcome::Failed, "the site lists it");
    late.step(Event::Verified(vec![(2, false)]));
    assert_eq!(late.outcome(2), Outcome::SinceCheck, "it showed late");
}

#[test]
fn a_removal_that_was_seen_gone_stays_one_when_somebody_adds_the_person_back() {
    let mut sweep = removal();
    sweep.step(Event::Verified(vec![(0, false), (1, false), (3, false)]));
    assert_eq!(sweep.outcome(3), Outcome::Done, "found by the reading");
    let before = sweep.reason(1);
    for crashed in [false, true] {
        if crashed {
            sweep.crash();
        }
        let undo = sweep.run.count_to_undo(UndoScope::EVERYTHING);
        sweep.step(Event::Verified(vec![(0, true), (1, true), (3, true)]));
        for item in [0, 1, 3] {
            assert_eq!(sweep.outcome(item), Outcome::Done);
            assert!(!sweep.run.covers(Scope::Failed, item));
            let reason = sweep.reason(item);
            assert_eq!(reason.matches("The reading on ").count(), 1, "{reason}");
            assert!(
                reason.ends_with("shows this person in the group: an earlier reading showed the membership gone, so it was added back after that."),
                "{reason}"
            );
        }
        assert_eq!(sweep.run.count_to_undo(UndoScope::EVERYTHING), undo);
    }
    sweep.step(Event::Verified(vec![(1, false)]));
    assert_eq!(sweep.reason(1), before, "it is gone again");
}

#[test]
fn an_addition_that_was_seen_there_stays_one_when_somebody_removes_the_person() {
    let mut sweep = addition();
    sweep.step(Event::Verified(vec![(0, true)]));
    sweep.step(Event::Verified(vec![(0, false)]));
    assert_eq!(sweep.outcome(0), Outcome::Done);
    assert!(
        sweep.reason(0).ends_with("does not show this person in the group: an earlier reading showed the membership there, so it was removed after that."),
        "{}", sweep.reason(0)
    );
}

#[test]
fn an_addition_that_was_confirmed_and_then_refused_says_both() {
    let mut sweep = addition();
    sweep.step(Event::Verified(vec![(0, false)]));
    assert_eq!(sweep.record(0).changed(), KnownChange::Unconfirmed);
    sweep.release(Scope::Failed);
    sweep.play(|_| Ok(error(403, "no")));
    assert_eq!(sweep.outcome(0), Outcome::InDoubt);
    let reason = sweep.reason(0);
    assert!(
        reason.starts_with("The site confirmed an earlier addition, but its member list did not show this person. The membership may be there or not. "),
        "{reason}"
    );
}

#[test]
fn a_confirmed_removal_that_shows_late_after_a_refused_retry_is_not_said_to_have_no_answer() {
    let mut sweep = removal();
    sweep.step(Event::Verified(vec![(1, true)]));
    sweep.release(Scope::Failed);
    sweep.play(|_| Ok(error(403, "no")));
    assert_eq!(sweep.outcome(1), Outcome::InDoubt);
    sweep.step(Event::Verified(vec![(1, false)]));
    assert_eq!(sweep.reason(1), "The site showed the change late.");
    assert_eq!(sweep.record(1).changed(), KnownChange::Certainly);
}

#[test]
fn an_outcome_keeps_its_place_in_stored_records() {
    let places = [
        Outcome::Done,
        Outcome::NoChange,
        Outcome::Failed,
        Outcome::InDoubt,
        Outcome::NotTried,
        Outcome::SinceCheck,
    ];
    for (place, outcome) in (0_u8..).zip(places) {
        assert_eq!(
            postcard::to_allocvec(&outcome).unwrap(),
            [place],
            "{outcome:?}"
        );
    }
}
