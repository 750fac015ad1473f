//! An undo covers what the run changed, without what a later run of this browser undid or changed again.

use std::sync::Arc;

use groupsweep_core::atlassian::Endpoint;
use groupsweep_core::domain::{Span, Timestamp, TransportError};
use groupsweep_core::plan::{Action, Approved, Confirmation, MembershipStatus, Plan, Scope};
use groupsweep_core::run::{Event, KnownChange, LaterWords, Outcome, Run, SeenLater, UndoScope};

use crate::run::no_op_products::plan_checked_at;
use crate::support::file::{results_csv, taken_back};
use crate::support::replies::{not_a_member, removed};
use crate::support::sweep::{Reply, Sweep};
use crate::support::{error, json};

pub(super) const ROWS: usize = 5;
pub(super) const FIRST: u64 = 1_800_000_000_000;
/// When the later runs begin.
pub(super) const SECOND: u64 = FIRST + 1_000_000;
pub(super) const THIRD: u64 = FIRST + 2_000_000;

fn members() -> Arc<Plan> {
    checked(FIRST)
}

fn checked(at: u64) -> Arc<Plan> {
    let seen = [MembershipStatus::Member; ROWS];
    plan_checked_at(Endpoint::default(), Action::Remove, &seen, Timestamp(at))
}

/// Rows 0 and 1 removed, 2 and 3 in doubt, 4 gone when its call came.
pub(super) fn first() -> Sweep {
    let mut sweep = Sweep::new(members(), 50);
    sweep.release(Scope::Trial);
    sweep.play(|_| removed());
    sweep.release(Scope::Remaining);
    let is = |row: usize| Action::Remove.call(sweep.plan.items()[row].membership.clone());
    let (two, three, four) = (is(2), is(3), is(4));
    sweep.play(|call| match call {
        call if *call == two || *call == three => Err(TransportError::Cut),
        call if *call == four => not_a_member(),
        _ => removed(),
    });
    assert_eq!(outcomes(&sweep), [0, 0, 2, 2, 1]);
    assert_eq!(sweep.run.count_to_undo(UndoScope::EVERYTHING), [2, 2, 1]);
    sweep
}

/// Done 0, since the check 1, in doubt 2, others 3.
fn outcomes(sweep: &Sweep) -> [u8; ROWS] {
    std::array::from_fn(|row| match sweep.outcome(row) {
        Outcome::Done => 0,
        Outcome::SinceCheck => 1,
        Outcome::InDoubt => 2,
        Outcome::NoChange | Outcome::Failed | Outcome::NotTried => 3,
    })
}

/// A later removal of everybody: `reply` answers for each row.
pub(super) fn again(began: u64, reply: impl Fn(usize) -> Reply) -> Sweep {
    let mut sweep = Sweep::new(checked(began), 50);
    sweep.now = Timestamp(began);
    sweep.release(Scope::Trial);
    sweep.play(|_| removed());
    sweep.release(Scope::Remaining);
    let items = Arc::clone(&sweep.plan);
    sweep.play(|call| {
        let row = items
            .items()
            .iter()
            .position(|item| Action::Remove.call(item.membership.clone()) == *call);
        reply(row.unwrap())
    });
    sweep
}

/// The undo of a run: `reply` answers for each account.
pub(super) fn undo_of(run: &Run, began: u64, reply: impl FnMut() -> Reply) -> Sweep {
    let mut reply = reply;
    let plan = run.way_back(UndoScope::CERTAIN, Timestamp(began)).unwrap();
    let mut sweep = Sweep::new(Arc::new(plan), 50);
    sweep.now = Timestamp(began);
    sweep.release(Scope::Remaining);
    sweep.play(|_| reply());
    sweep
}

pub(super) fn hear(run: &mut Run, others: &[(&Run, u64)]) {
    let mut words = LaterWords::default();
    for (other, began) in others {
        words.take(run, other, Timestamp(*began));
    }
    run.hear_of_later_runs(words);
}

#[test]
fn a_row_that_a_later_run_found_in_place_is_that_runs_and_never_offered_here() {
    let mut first = first();
    // Row 0 is the trial and is removed. Row 2 is removed too. The others were there at the check and are gone at the call.
    let later = again(SECOND, |row| match row {
        2 => removed(),
        _ => not_a_member(),
    });
    hear(&mut first.run, &[(&later.run, SECOND)]);
    // The trial of the later run was row 0: its answer says that the person was in the group again.
    assert_eq!(
        first.run.left_to_later(),
        [(SeenLater::ChangedAgain, Timestamp(SECOND), 4)]
    );
    assert_eq!(first.run.count_to_undo(UndoScope::EVERYTHING), [1, 0, 0]);
    assert!(!first.run.is_to_undo(2, UndoScope::EVERYTHING));
    assert!(
        first.run.is_to_undo(1, UndoScope::CERTAIN),
        "an answer confirmed it, and a list may be late"
    );
    let way_back = first
        .run
        .way_back(UndoScope::EVERYTHING, first.now)
        .unwrap();
    assert_eq!(way_back.items().len(), 1);
    // The file holds what this run removed, also where it was removed again.
    assert_eq!(first.run.count_to_restore(UndoScope::EVERYTHING), [2, 0, 0]);
    assert_eq!(first.run.count_changed(KnownChange::Unconfirmed), 0);
}

#[test]
fn an_earlier_run_and_one_that_changed_nothing_say_nothing() {
    let later = again(SECOND, |_| not_a_member());
    let mut of_later = later.run;
    let before = of_later.count_to_undo(UndoScope::EVERYTHING);
    hear(&mut of_later, &[(&first().run, FIRST)]);
    assert!(of_later.left_to_later().is_empty());
    assert_eq!(of_later.count_to_undo(UndoScope::EVERYTHING), before);

    let mut first = first();
    let untouched = Sweep::new(checked(SECOND), 50);
    hear(&mut first.run, &[(&untouched.run, SECOND)]);
    assert_eq!(first.run.count_to_undo(UndoScope::EVERYTHING), [2, 2, 1]);
}

#[test]
fn what_an_undo_put_back_is_not_asked_about_again() {
    let mut first = first();
    let mut calls = 0;
    let undo = undo_of(&first.run, SECOND, || {
        calls += 1;
        match calls {
            1 => Ok(json(201, "{\"name\":\"g\"}")),
            _ => Ok(error(404, "Group not found.")),
        }
    });
    assert_eq!(undo.run.tally().of(Outcome::Done), 1);
    hear(&mut first.run, &[(&undo.run, SECOND)]);
    assert_eq!(
        first.run.left_to_later(),
        [(SeenLater::Reversed, Timestamp(SECOND), 1)]
    );
    assert_eq!(first.run.count_to_undo(UndoScope::EVERYTHING), [1, 2, 1]);
    assert_eq!(first.run.count_to_restore(UndoScope::CERTAIN), [2, 0, 0]);
    let rest = first.run.way_back(UndoScope::CERTAIN, first.now).unwrap();
    assert_eq!(rest.items().len(), 1);
    assert_ne!(
        rest.items()[0].membership,
        undo.plan.items()[0].membership,
        "what is left"
    );
}

#[test]
fn the_latest_word_counts_in_whatever_order_the_records_are_read() {
    let first = first();
    let undo = undo_of(&first.run, SECOND, || Ok(json(201, "{\"name\":\"g\"}")));
    let later = again(THIRD, |_| removed());
    for turned in [false, true] {
        let mut run = first_again(&first);
        let mut others = [(&undo.run, SECOND), (&later.run, THIRD)];
        if turned {
            others.reverse();
        }
        hear(&mut run, &others);
        assert_eq!(
            run.left_to_later(),
            [(SeenLater::ChangedAgain, Timestamp(THIRD), ROWS)]
        );
        assert!(
            run.way_back(UndoScope::EVERYTHING, Timestamp(THIRD))
                .is_none()
        );
    }
}

/// The same run out of its record.
fn first_again(sweep: &Sweep) -> Run {
    let batches = sweep.journal.iter().cloned();
    let rate = groupsweep_core::run::Rate::per_second(50);
    Run::recover(Arc::clone(&sweep.plan), rate, batches, true)
}

#[test]
fn a_reading_of_this_run_after_the_later_one_makes_no_row_its_own() {
    let mut first = first();
    let later = again(SECOND, |_| removed());
    first.now = Timestamp(THIRD);
    first.step(Event::Verified(vec![(2, false)]));
    assert_eq!(first.outcome(2), Outcome::Done);
    hear(&mut first.run, &[(&later.run, SECOND)]);
    assert!(!first.run.is_to_undo(2, UndoScope::EVERYTHING));
}

#[test]
fn the_record_of_a_run_is_no_later_run_beside_its_own_results_file() {
    let mut first = first();
    let bytes = results_csv(&first.run);
    // Since the file was saved, a reading has settled a row.
    first.now = Timestamp(THIRD);
    first.step(Event::Verified(vec![(2, false)]));
    let mut told = taken_back(&bytes, first.plan.connection().clone());
    let before = told.count_to_undo(UndoScope::EVERYTHING);
    assert_eq!(before, [2, 2, 1]);
    hear(&mut told, &[(&first.run, FIRST)]);
    assert_eq!(told.count_to_undo(UndoScope::EVERYTHING), before);
    let later = again(SECOND, |_| removed());
    hear(&mut told, &[(&later.run, SECOND)]);
    assert_eq!(told.count_to_undo(UndoScope::EVERYTHING), [0, 0, 0]);
}

#[test]
fn a_row_that_a_run_at_the_same_time_removed_is_that_runs() {
    // Both checks saw everybody. The other run removed row 4 before this run's call found it gone, and row 2 before
    // this run's call, whose answer was lost; it found rows 0 and 1 gone.
    let mut other = Sweep::new(checked(FIRST - 5), 50);
    other.now = Timestamp(FIRST - 4);
    other.cover(&[4]);
    let approved = Approved::for_trial(&other.plan, 4, &Confirmation::OneRow).unwrap();
    other.step(Event::Release(approved));
    other.play(|_| removed());
    other.release(Scope::Remaining);
    let two = Action::Remove.call(other.plan.items()[2].membership.clone());
    other.play(|call| match call {
        call if *call == two => removed(),
        _ => not_a_member(),
    });
    let mut first = Sweep::new(checked(FIRST - 6), 50);
    first.release(Scope::Trial);
    first.play(|_| removed());
    first.release(Scope::Remaining);
    let is = |row: usize| Action::Remove.call(first.plan.items()[row].membership.clone());
    let (two, four) = (is(2), is(4));
    first.play(|call| match call {
        call if *call == two => Err(TransportError::Cut),
        call if *call == four => not_a_member(),
        _ => removed(),
    });
    assert_eq!(outcomes(&first), [0, 0, 2, 0, 1]);
    hear(&mut first.run, &[(&other.run, FIRST - 4)]);
    assert!(!first.run.is_to_undo(2, UndoScope::EVERYTHING));
    assert!(!first.run.is_to_undo(4, UndoScope::EVERYTHING));
    assert_eq!(first.run.count_to_undo(UndoScope::EVERYTHING), [3, 0, 0]);
    assert_eq!(
        first.run.left_to_later(),
        [(SeenLater::ChangedAgain, Timestamp(FIRST - 4), 2)]
    );
    // Every row that one of them removed is offered by one of them.
    hear(&mut other.run, &[(&first.run, FIRST)]);
    assert!(other.run.is_to_undo(2, UndoScope::CERTAIN));
    assert!(other.run.is_to_undo(4, UndoScope::CERTAIN));
}

#[test]
fn a_row_that_another_run_removed_and_took_back_before_this_runs_call_is_this_runs() {
    let mut other = Sweep::new(checked(FIRST - 5), 50);
    other.now = Timestamp(FIRST - 4);
    other.release(Scope::Trial);
    other.play(|_| removed());
    other.release(Scope::Remaining);
    other.play(|_| removed());
    let back = other
        .run
        .way_back(UndoScope::EVERYTHING, other.now)
        .unwrap();
    let mut undone = Sweep::new(Arc::new(back), 50);
    undone.now = other.now + Span::seconds(1);
    let undone_at = undone.now;
    undone.release(Scope::Remaining);
    undone.play(|_| Ok(json(201, "{\"name\":\"g\"}")));
    assert_eq!(undone.count(Outcome::Done) as usize, ROWS);
    // Checked before both of them; its calls come after them.
    let mut first = Sweep::new(checked(FIRST - 6), 50);
    first.now = undone.now + Span::seconds(60);
    first.release(Scope::Trial);
    first.play(|_| removed());
    first.release(Scope::Remaining);
    let two = Action::Remove.call(first.plan.items()[2].membership.clone());
    first.play(|call| match call {
        call if *call == two => Err(TransportError::Cut),
        _ => removed(),
    });
    assert_eq!(outcomes(&first), [0, 0, 2, 0, 0]);
    let (one, two) = ((&other.run, FIRST - 4), (&undone.run, undone_at.0));
    for order in [[one, two], [two, one]] {
        hear(&mut first.run, &order);
        assert!(first.run.is_to_undo(2, UndoScope::EVERYTHING));
        assert_eq!(first.run.left_to_later(), []);
    }
}

#[test]
fn what_another_run_removed_before_the_check_of_this_one_is_not_its_work() {
    let mut first = first();
    let mut earlier = Sweep::new(checked(FIRST - 9_000), 50);
    earlier.now = Timestamp(FIRST - 8_000);
    earlier.release(Scope::Trial);
    earlier.play(|_| removed());
    earlier.release(Scope::Remaining);
    earlier.play(|_| removed());
    assert!(earlier.now < Timestamp(FIRST));
    hear(&mut first.run, &[(&earlier.run, FIRST - 9_000)]);
    assert_eq!(first.run.count_to_undo(UndoScope::EVERYTHING), [2, 2, 1]);
}
