//! A trial whose success says nothing: the product answers alike where there was no membership, and the check did not
//! see the person. It opens nothing, unless somebody says to go on all the same.

use groupsweep_core::atlassian::Endpoint;
use groupsweep_core::domain::{SiteCall, TransportError};
use groupsweep_core::plan::{Action, MembershipStatus, Scope};
use groupsweep_core::run::{Event, Outcome, Phase, ProofVerdict, TrialState};

use crate::run::no_op_products::{confluence, done, plan};
use crate::support::replies::{groups_of, known, not_a_member};
use crate::support::sweep::Sweep;
use crate::support::{answer, table_and_plan};

fn unchecked() -> Sweep {
    let mut sweep = Sweep::new(
        plan(
            confluence(),
            Action::Remove,
            &[MembershipStatus::NotChecked; 4],
        ),
        50,
    );
    sweep.release(Scope::Trial);
    sweep.play(|_| done());
    sweep
}

#[test]
fn an_unchecked_trial_on_a_product_that_answers_alike_opens_nothing() {
    let mut sweep = unchecked();
    assert_eq!(sweep.outcome(0), Outcome::Done);
    assert_eq!(sweep.run.trial_state(), TrialState::Unproven);
    assert!(!sweep.run.trial_is_done());
    assert!(sweep.run.needs_acceptance());
    sweep.release(Scope::Remaining);
    sweep.release(Scope::Failed);
    assert_eq!(sweep.sent.len(), 1, "the rest stays locked");
    assert_eq!(sweep.run.next_trial(), 1, "another row can be tried");
    assert!(sweep.run.can_try());
}

#[test]
fn somebody_may_say_to_go_on_all_the_same_and_the_record_knows_it() {
    let mut sweep = unchecked();
    sweep.release_without_proof();
    sweep.play(|_| done());
    assert_eq!(sweep.count(Outcome::Done), 4);
    assert_eq!(sweep.run.phase(), Phase::Finished);
    assert!(sweep.run.trial_is_done());
    assert!(!sweep.run.can_try());
    sweep.crash();
    assert!(sweep.run.trial_is_done(), "out of the journal as well");
    assert!(!sweep.run.needs_acceptance());
}

#[test]
fn what_was_accepted_of_one_trial_is_not_accepted_of_the_next() {
    let mut sweep = unchecked();
    sweep.release_without_proof();
    sweep.play(|_| done());
    sweep.read_back(ProofVerdict::StillListed);
    assert_eq!(sweep.run.trial_state(), TrialState::NotRemoved);
    sweep.release(Scope::Trial);
    sweep.play(|_| done());
    assert_eq!(sweep.run.trial_state(), TrialState::Unproven);
    assert!(sweep.run.needs_acceptance());
    assert!(!sweep.run.trial_is_done());
    sweep.crash();
    assert!(sweep.run.needs_acceptance(), "out of the journal as well");
}

#[test]
fn where_the_check_saw_the_person_the_trial_opens_the_rest() {
    let statuses = [MembershipStatus::Member, MembershipStatus::NotChecked];
    let mut sweep = Sweep::new(plan(confluence(), Action::Remove, &statuses), 50);
    sweep.release(Scope::Trial);
    sweep.play(|_| done());
    assert_eq!(sweep.run.trial_state(), TrialState::Removed);
    sweep.release(Scope::Remaining);
    sweep.play(|_| done());
    assert_eq!(sweep.count(Outcome::Done), 2);
}

/// Sends the trial; its answer is lost, and a later try finds the person gone.
fn lose_the_trial(sweep: &mut Sweep) {
    sweep.release(Scope::Trial);
    let mut calls = 0;
    sweep.play(|_| {
        calls += 1;
        match calls {
            1 => Err(TransportError::Cut),
            _ => not_a_member(),
        }
    });
}

#[test]
fn a_trial_whose_answer_was_lost_and_that_was_gone_later_proves_nothing_unchecked() {
    let mut sweep = Sweep::new(table_and_plan(3).1, 50);
    lose_the_trial(&mut sweep);
    assert_eq!(sweep.outcome(0), Outcome::InDoubt);
    assert_eq!(sweep.run.trial_state(), TrialState::Unproven);
    sweep.release(Scope::Remaining);
    assert_eq!(sweep.outcome(1), Outcome::NotTried);
}

#[test]
fn a_trial_whose_answer_was_lost_and_that_was_gone_later_opens_the_rest_where_the_check_saw_the_person()
 {
    let plan = plan(
        Endpoint::default(),
        Action::Remove,
        &[MembershipStatus::Member; 2],
    );
    let mut sweep = Sweep::new(plan, 50);
    lose_the_trial(&mut sweep);
    assert_eq!(sweep.outcome(0), Outcome::Done);
    assert_eq!(sweep.run.trial_state(), TrialState::Removed);
    assert!(sweep.run.trial_is_done() && !sweep.run.needs_acceptance());
}

#[test]
fn saying_so_opens_no_trial_that_failed_or_found_nothing() {
    let mut sweep = Sweep::new(table_and_plan(3).1, 50);
    sweep.release(Scope::Trial);
    sweep.play(|_| not_a_member());
    assert_eq!(sweep.run.trial_state(), TrialState::Inconclusive);
    sweep.release_without_proof();
    sweep.play(|_| done());
    assert_eq!(sweep.count(Outcome::NotTried), 2);
}

#[test]
fn a_web_page_with_status_200_and_a_list_without_the_person_open_nothing_unchecked() {
    let mut sweep = Sweep::new(table_and_plan(3).1, 50);
    sweep.release(Scope::Trial);
    sweep.play(|call| match call {
        SiteCall::Remove(_) => Ok(answer(200, &[("content-type", "text/html")], "<html>")),
        SiteCall::GroupsOf(_) => groups_of(&[]),
        other => known(other),
    });
    assert_ne!(sweep.run.trial_state(), TrialState::Removed);
    assert!(!sweep.run.trial_is_done());
    sweep.release(Scope::Remaining);
    assert_eq!(sweep.removals_of(1), 0, "the rest stays locked");
}

/// The reading of the first trial's group takes so long that another row is tried meanwhile, and that answer is lost.
#[test]
fn a_late_reading_of_one_trial_says_nothing_of_the_next() {
    for verdict in [
        ProofVerdict::Gone { members: 3 },
        ProofVerdict::NotOnOwnList,
        ProofVerdict::StillListed,
    ] {
        let mut sweep = unchecked();
        sweep.release(Scope::Trial);
        sweep.play(|_| Err(TransportError::Cut));
        assert_eq!(sweep.run.trial_state(), TrialState::InDoubt);
        sweep.step(Event::ReadBack(0, verdict.clone()));
        assert_eq!(sweep.run.trial_state(), TrialState::InDoubt, "{verdict:?}");
        assert_eq!(sweep.run.proof(), None);
        sweep.crash();
        assert_eq!(
            sweep.run.trial_state(),
            TrialState::InDoubt,
            "out of the journal as well"
        );
    }
}
