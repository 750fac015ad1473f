//! A row that the check found gone and that another run of this browser put back since.

use groupsweep_core::atlassian::Endpoint;
use groupsweep_core::domain::{Timestamp, TransportError};
use groupsweep_core::plan::{Action, MembershipStatus, Scope};
use groupsweep_core::run::{Event, Outcome, UndoScope};

use crate::run::later_runs::{FIRST, ROWS, SECOND, THIRD, again, first, hear, undo_of};
use crate::run::no_op_products::plan_checked_at;
use crate::support::json;
use crate::support::replies::{not_a_member, removed};
use crate::support::sweep::{Reply, Sweep};

/// A removal whose check found all gone but the last, which goes first. Another run of this browser has put row 0 back
/// since, and the calls for the rest are answered like this.
fn put_back_after_the_check(reply: fn() -> Reply) -> Sweep {
    let mut seen = [MembershipStatus::NoMember; ROWS];
    seen[ROWS - 1] = MembershipStatus::Member;
    let plan = plan_checked_at(Endpoint::default(), Action::Remove, &seen, Timestamp(FIRST));
    let mut sweep = Sweep::new(plan, 50);
    let undo = undo_of(&first().run, SECOND, || Ok(json(201, "{\"name\":\"g\"}")));
    hear(&mut sweep.run, &[(&undo.run, SECOND)]);
    sweep.now = Timestamp(THIRD);
    sweep.release(Scope::Trial);
    sweep.play(|_| removed());
    sweep.release(Scope::Remaining);
    sweep.play(|_| reply());
    sweep
}

#[test]
fn a_row_that_another_run_put_back_after_the_check_is_removed_and_not_already_gone() {
    let sweep = put_back_after_the_check(removed);
    assert_eq!(sweep.outcome(0), Outcome::Done);
    assert!(sweep.run.is_to_undo(0, UndoScope::CERTAIN));
    assert_eq!(sweep.outcome(2), Outcome::NoChange, "nobody put it back");
}

#[test]
fn a_row_that_another_run_put_back_after_the_check_and_that_is_gone_went_since() {
    let sweep = put_back_after_the_check(not_a_member);
    assert_eq!(sweep.outcome(0), Outcome::SinceCheck);
    let says = "Another run of this browser added this person after the check.";
    assert!(sweep.reason(0).contains(says), "{}", sweep.reason(0));
}

#[test]
fn a_row_put_back_after_the_check_whose_first_call_was_lost_is_removed_by_the_next() {
    for answered in [removed, not_a_member] {
        let mut sweep = put_back_after_the_check(|| Err(TransportError::Cut));
        assert_eq!(sweep.outcome(0), Outcome::InDoubt);
        let undo = undo_of(&first().run, SECOND, || Ok(json(201, "{\"name\":\"g\"}")));
        hear(&mut sweep.run, &[(&undo.run, SECOND)]);
        sweep.release(Scope::Failed);
        sweep.play(|_| answered());
        assert_eq!(sweep.outcome(0), Outcome::Done, "{}", sweep.reason(0));
        assert!(sweep.run.is_to_undo(0, UndoScope::CERTAIN));
        assert_eq!(sweep.outcome(2), Outcome::NoChange, "nobody put it back");
    }
}

#[test]
fn a_row_put_back_after_the_check_whose_call_was_lost_and_that_is_read_as_gone_is_removed() {
    for hears_again in [false, true] {
        let mut sweep = put_back_after_the_check(|| Err(TransportError::Cut));
        if hears_again {
            let undo = undo_of(&first().run, SECOND, || Ok(json(201, "{\"name\":\"g\"}")));
            hear(&mut sweep.run, &[(&undo.run, SECOND)]);
        }
        sweep.step(Event::Verified(vec![(0, false)]));
        assert_eq!(sweep.outcome(0), Outcome::Done, "{}", sweep.reason(0));
        let undo = undo_of(&first().run, SECOND, || Ok(json(201, "{\"name\":\"g\"}")));
        hear(&mut sweep.run, &[(&undo.run, SECOND)]);
        assert!(
            sweep.run.is_to_undo(0, UndoScope::CERTAIN),
            "hears again: {hears_again}"
        );
    }
}

/// A removal whose check found all gone but the last, and whose calls for the others were lost. Then another run of this
/// browser put row 0 back.
fn put_back_after_a_lost_call() -> Sweep {
    let mut seen = [MembershipStatus::NoMember; ROWS];
    seen[ROWS - 1] = MembershipStatus::Member;
    let plan = plan_checked_at(Endpoint::default(), Action::Remove, &seen, Timestamp(FIRST));
    let mut sweep = Sweep::new(plan, 50);
    sweep.release(Scope::Trial);
    sweep.play(|_| removed());
    sweep.release(Scope::Remaining);
    sweep.play(|_| Err(TransportError::Cut));
    let undo = undo_of(&first().run, SECOND, || Ok(json(201, "{\"name\":\"g\"}")));
    hear(&mut sweep.run, &[(&undo.run, SECOND)]);
    sweep.now = Timestamp(THIRD);
    sweep
}

#[test]
fn a_reading_does_not_confirm_a_call_that_was_lost_before_another_run_put_the_row_back() {
    let mut sweep = put_back_after_a_lost_call();
    sweep.step(Event::Verified(vec![(0, false)]));
    assert_eq!(sweep.outcome(0), Outcome::InDoubt);
}

#[test]
fn a_row_put_back_after_a_lost_call_ends_as_the_next_call_finds_it() {
    for (answered, outcome) in [
        (removed as fn() -> Reply, Outcome::Done),
        (not_a_member, Outcome::SinceCheck),
    ] {
        let mut sweep = put_back_after_a_lost_call();
        sweep.release(Scope::Failed);
        sweep.play(|_| answered());
        assert_eq!(sweep.outcome(0), outcome, "{}", sweep.reason(0));
    }
}

#[test]
fn a_row_put_back_whose_later_removal_by_a_third_run_is_in_doubt_is_removed() {
    let mut seen = [MembershipStatus::NoMember; ROWS];
    seen[ROWS - 1] = MembershipStatus::Member;
    let plan = plan_checked_at(Endpoint::default(), Action::Remove, &seen, Timestamp(FIRST));
    let mut sweep = Sweep::new(plan, 50);
    let undo = undo_of(&first().run, SECOND, || Ok(json(201, "{\"name\":\"g\"}")));
    let third = again(THIRD, |_| Err(TransportError::Cut));
    hear(&mut sweep.run, &[(&undo.run, SECOND), (&third.run, THIRD)]);
    sweep.now = Timestamp(THIRD + 1_000_000);
    sweep.release(Scope::Trial);
    sweep.play(|_| removed());
    sweep.release(Scope::Remaining);
    sweep.play(|_| removed());
    assert_eq!(sweep.outcome(1), Outcome::Done, "{}", sweep.reason(1));
    assert!(sweep.run.is_to_undo(1, UndoScope::CERTAIN));
}
