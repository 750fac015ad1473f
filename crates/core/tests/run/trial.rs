//! The trial: one row first, and nothing else before it is gone.

use groupsweep_core::domain::SiteCall;
use groupsweep_core::plan::{Approved, Confirmation, Scope};
use groupsweep_core::run::{Event, KnownChange, Outcome, Phase, ProofVerdict, TrialState};

use crate::support::replies::{masked, not_a_member, removed};
use crate::support::sweep::Sweep;
use crate::support::table_and_plan;

#[test]
fn the_trial_sends_the_first_row_alone() {
    let mut sweep = Sweep::new(table_and_plan(9).1, 50);
    sweep.release(Scope::Trial);
    sweep.play(|_| removed());
    assert_eq!(sweep.sent.len(), 1);
    assert_eq!(
        sweep.sent[0].1,
        SiteCall::Remove(sweep.plan.items()[0].membership.clone())
    );
    assert_eq!(sweep.run.phase(), Phase::Finished);
    assert!(sweep.run.trial_is_done());
}

#[test]
fn what_the_run_is_at_is_what_was_confirmed_last() {
    let mut sweep = Sweep::new(table_and_plan(9).1, 50);
    sweep.release(Scope::Trial);
    assert_eq!(sweep.run.at_work().going(), 1);
    sweep.play(|_| removed());
    sweep.release(Scope::Remaining);
    assert_eq!(sweep.run.at_work().going(), 8);
}

#[test]
fn the_rest_never_repeats_the_trial_row() {
    let mut sweep = Sweep::new(table_and_plan(9).1, 50);
    sweep.release(Scope::Trial);
    sweep.play(|_| removed());
    sweep.release(Scope::Remaining);
    sweep.play(|_| removed());
    assert_eq!(sweep.sent.len(), 9);
    assert!((0..9).all(|item| sweep.removals_of(item) == 1));
    assert_eq!(sweep.run.phase(), Phase::Finished);
}

#[test]
fn a_trial_that_finds_nothing_to_remove_opens_nothing_and_is_repeated_with_another_row() {
    let mut sweep = Sweep::new(table_and_plan(9).1, 50);
    for gone in 0..3 {
        assert_eq!(sweep.run.next_trial(), gone);
        let named: Vec<usize> = (0..9)
            .filter(|at| sweep.run.covers(Scope::Trial, *at))
            .collect();
        assert_eq!(named, [gone], "the dialog names the row that goes");
        sweep.release(Scope::Trial);
        sweep.play(|_| not_a_member());
        assert_eq!(sweep.outcome(gone), Outcome::NoChange);
        assert_eq!(sweep.run.trial_state(), TrialState::Inconclusive);
        sweep.release(Scope::Remaining);
        assert_eq!(sweep.sent.len(), gone + 1, "the rest stays locked");
        assert!(sweep.run.changed_nothing());
    }
    sweep.release(Scope::Trial);
    sweep.play(|_| removed());
    assert_eq!(sweep.run.trial_item(), 3);
    sweep.release(Scope::Remaining);
    sweep.play(|_| removed());
    assert!((0..9).all(|item| sweep.removals_of(item) == 1));
}

#[test]
fn a_plan_of_one_row_that_was_gone_has_no_other_row_to_try() {
    let mut sweep = Sweep::new(table_and_plan(1).1, 50);
    assert!(sweep.run.can_try());
    sweep.release(Scope::Trial);
    sweep.play(|_| not_a_member());
    assert!(!sweep.run.can_try());
}

#[test]
fn a_trial_whose_row_the_site_does_not_know_is_repeated_with_another_row() {
    let mut sweep = Sweep::new(table_and_plan(4).1, 50);
    sweep.release(Scope::Trial);
    sweep.play(|_| masked());
    assert_eq!(sweep.run.trial_state(), TrialState::NotFound);
    assert_eq!(sweep.run.next_trial(), 1);
    sweep.release(Scope::Trial);
    sweep.play(|_| removed());
    assert!(sweep.run.trial_is_done());
}

#[test]
fn the_row_of_the_trial_comes_back_out_of_the_journal() {
    let mut sweep = Sweep::new(table_and_plan(4).1, 50);
    sweep.release(Scope::Trial);
    sweep.play(|_| not_a_member());
    sweep.release(Scope::Trial);
    sweep.play(|_| removed());
    sweep.crash();
    assert_eq!(sweep.run.trial_item(), 1);
    assert!(sweep.run.trial_is_done());
}

#[test]
fn the_gate_of_a_trial_opens_for_the_row_that_was_named_and_for_no_other() {
    let mut sweep = Sweep::new(table_and_plan(4).1, 50);
    let approved = Approved::for_trial(&sweep.plan, 2, &Confirmation::OneRow).unwrap();
    sweep.cover(&[2]);
    sweep.step(Event::Release(approved));
    sweep.play(|_| removed());
    assert_eq!(sweep.sent.len(), 1);
    assert_eq!(sweep.outcome(2), Outcome::Done);
    assert_eq!(sweep.outcome(0), Outcome::NotTried);
}

#[test]
fn a_trial_in_doubt_may_be_tried_again() {
    let mut sweep = Sweep::new(table_and_plan(3).1, 50);
    sweep.release(Scope::Trial);
    sweep.play(|_| Err(groupsweep_core::domain::TransportError::TimedOut));
    assert_eq!(sweep.outcome(0), Outcome::InDoubt);
    sweep.release(Scope::Trial);
    sweep.play(|_| not_a_member());
    // Settled; whether it was this run's removal nobody can say, because the check did not see the person.
    assert_eq!(sweep.outcome(0), Outcome::InDoubt);
    assert_eq!(sweep.run.trial_state(), TrialState::Unproven);
    assert_eq!(sweep.removals_of(1) + sweep.removals_of(2), 0);
}

#[test]
fn the_rest_and_a_retry_wait_for_the_trial() {
    for scope in [Scope::Remaining, Scope::Failed] {
        let mut sweep = Sweep::new(table_and_plan(3).1, 50);
        sweep.release(scope);
        assert_eq!(sweep.run.phase(), Phase::Ready, "{scope:?}");
        sweep.release(Scope::Trial);
        sweep.play(|_| Ok(crate::support::error(403, "no")));
        sweep.release(scope);
        assert_eq!(sweep.run.phase(), Phase::Finished, "{scope:?}");
        sweep.release(Scope::Trial);
        sweep.next_call();
        sweep.step(Event::Stop);
        sweep.release(scope);
        assert_eq!(sweep.run.phase(), Phase::Stopped, "{scope:?}");
        assert_eq!((sweep.sent.len(), sweep.removals_of(0)), (2, 2));
    }
}

#[test]
fn a_trial_that_failed_does_not_open_the_rest() {
    let mut sweep = Sweep::new(table_and_plan(3).1, 50);
    assert!(!sweep.run.trial_is_done());
    sweep.release(Scope::Trial);
    sweep.play(|call| match call {
        SiteCall::Remove(_) => masked(),
        _ => crate::support::replies::groups_of(&[&crate::support::group(0)]),
    });
    assert_eq!(sweep.outcome(0), Outcome::Failed);
    assert!(!sweep.run.trial_is_done());
}

#[test]
fn a_trial_that_the_site_still_lists_was_not_removed() {
    let mut sweep = Sweep::new(table_and_plan(3).1, 50);
    sweep.try_the_first();
    sweep.read_back(ProofVerdict::StillListed);
    assert_eq!(sweep.outcome(0), Outcome::Failed);
    let reason = sweep.run.records()[0].reason().unwrap().to_string();
    assert!(reason.contains("still lists"), "{reason}");
    assert!(!sweep.run.trial_is_done());
    sweep.release(Scope::Remaining);
    assert_eq!(sweep.sent.len(), 1, "the rest stays locked");
}

#[test]
fn the_record_of_a_trial_that_was_confirmed_and_is_still_listed_is_kept() {
    let mut sweep = Sweep::new(table_and_plan(3).1, 50);
    sweep.try_the_first();
    sweep.read_back(ProofVerdict::StillListed);
    assert!(sweep.run.may_be_left(), "the admin may choose again");
    // The list may be late: then the person is gone, and only this record tells of it.
    assert!(!sweep.run.changed_nothing());
}

#[test]
fn a_trial_that_found_nothing_to_remove_changed_nothing_also_if_a_list_shows_otherwise() {
    let mut sweep = Sweep::new(table_and_plan(3).1, 50);
    sweep.release(Scope::Trial);
    sweep.play(|_| not_a_member());
    sweep.read_back(ProofVerdict::StillListed);
    assert_eq!(sweep.outcome(0), Outcome::Failed);
    assert!(sweep.run.changed_nothing());
}

#[test]
fn the_record_of_a_trial_in_doubt_that_is_still_listed_is_kept() {
    let mut sweep = Sweep::new(table_and_plan(3).1, 50);
    sweep.release(Scope::Trial);
    sweep.play(|_| Err(groupsweep_core::domain::TransportError::TimedOut));
    sweep.read_back(ProofVerdict::StillListed);
    assert_eq!(sweep.outcome(0), Outcome::Failed);
    assert!(!sweep.run.changed_nothing());
}

#[test]
fn what_is_read_back_is_said_of_the_row_that_was_tried_and_of_no_other() {
    let mut sweep = Sweep::new(table_and_plan(3).1, 50);
    sweep.release(Scope::Trial);
    sweep.play(|_| not_a_member());
    assert_eq!(sweep.outcome(0), Outcome::NoChange);
    sweep.release(Scope::Trial);
    sweep.play(|_| removed());
    let tried = sweep.run.trial_item();
    assert_ne!(tried, 0, "the first row showed nothing");
    sweep.read_back(ProofVerdict::StillListed);
    assert_eq!(sweep.outcome(tried), Outcome::Failed);
    assert_eq!(sweep.outcome(0), Outcome::NoChange);
}

#[test]
fn a_trial_that_shows_late_was_removed_after_all() {
    let mut sweep = Sweep::new(table_and_plan(3).1, 50);
    sweep.try_the_first();
    sweep.read_back(ProofVerdict::StillListed);
    sweep.read_back(ProofVerdict::Gone { members: 3 });
    assert_eq!(sweep.outcome(0), Outcome::Done);
    assert!(sweep.run.trial_is_done());
    assert!(!sweep.run.changed_nothing());
}

#[test]
fn reading_back_makes_no_removal_of_a_refused_trial() {
    let mut sweep = Sweep::new(table_and_plan(3).1, 50);
    sweep.release(Scope::Trial);
    sweep.play(|_| Ok(crate::support::error(403, "no")));
    sweep.read_back(ProofVerdict::Gone { members: 3 });
    assert_eq!(sweep.outcome(0), Outcome::Failed);
}

#[test]
fn a_disproved_trial_comes_back_as_what_it_was_answered_to_be() {
    let mut sweep = Sweep::new(table_and_plan(3).1, 50);
    sweep.release(Scope::Trial);
    sweep.play(|_| not_a_member());
    sweep.read_back(ProofVerdict::StillListed);
    sweep.read_back(ProofVerdict::Gone { members: 3 });
    assert_eq!(sweep.outcome(0), Outcome::NoChange);
}

#[test]
fn an_earlier_disproof_of_nothing_to_remove_says_nothing_of_a_later_refusal() {
    let mut sweep = Sweep::new(table_and_plan(3).1, 50);
    sweep.release(Scope::Trial);
    sweep.play(|_| not_a_member());
    sweep.read_back(ProofVerdict::StillListed);
    sweep.release(Scope::Trial);
    sweep.play(|_| Ok(crate::support::error(403, "no")));
    sweep.read_back(ProofVerdict::Gone { members: 3 });
    assert_eq!(sweep.outcome(0), Outcome::Failed);
}

#[test]
fn a_refusal_after_a_confirmed_removal_that_a_late_list_hid_does_not_make_it_a_failure() {
    let mut sweep = Sweep::new(table_and_plan(3).1, 50);
    sweep.try_the_first();
    sweep.read_back(ProofVerdict::StillListed);
    sweep.release(Scope::Trial);
    sweep.play(|_| Ok(crate::support::error(403, "no")));
    assert_eq!(
        sweep.outcome(0),
        Outcome::InDoubt,
        "the first call may count"
    );
    sweep.read_back(ProofVerdict::Gone { members: 3 });
    assert_eq!(sweep.outcome(0), Outcome::Done);
    assert_eq!(sweep.record(0).changed(), KnownChange::Unconfirmed);
    assert_eq!(sweep.run.trial_state(), TrialState::Unproven);
}
