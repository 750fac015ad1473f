//! A run sends the rows that its dialog counted, or nothing.

use std::sync::Arc;

use groupsweep_core::plan::{Approved, Confirmation, Plan, Scope};
use groupsweep_core::run::{Event, Outcome, TrialState};

use crate::support::replies::{forbidden, not_a_member, removed};
use crate::support::sweep::Sweep;
use crate::support::table_and_plan;

/// Rows 1 and 2 were refused, the others were removed.
fn two_failed() -> Sweep {
    let mut sweep = Sweep::of_rows(6, 50);
    let mut calls = 0;
    sweep.play(|_| {
        calls += 1;
        if calls <= 2 { forbidden() } else { removed() }
    });
    assert_eq!(sweep.count(Outcome::Failed), 2);
    sweep.sent.clear();
    sweep
}

fn failed(sweep: &Sweep) -> Vec<usize> {
    sweep.run.covered(Scope::Failed)
}

/// Stopped after two refusals; a retry of those was refused too.
fn failed_twice() -> Sweep {
    let mut sweep = Sweep::of_rows(6, 1);
    while sweep.count(Outcome::Failed) < 2 {
        sweep.next_call();
        sweep.reply(forbidden());
    }
    sweep.step(Event::Stop);
    sweep.release(Scope::Failed);
    sweep.play(|_| forbidden());
    assert_eq!(sweep.count(Outcome::Failed), 2);
    sweep.sent.clear();
    sweep
}

fn retry(plan: &Arc<Plan>, counted: &[usize]) -> Approved {
    let name = plan.connection().target.name().to_owned();
    let typed = Confirmation::TypedSiteName(name);
    Approved::check(plan, Scope::Failed, &typed)
        .unwrap()
        .for_counted(counted)
}

#[test]
fn the_rows_that_were_counted_go() {
    let mut sweep = two_failed();
    let counted = failed(&sweep);
    let approved = retry(&sweep.plan, &counted);
    assert!(sweep.run.is_as_confirmed(&approved));
    sweep.cover(&counted);
    sweep.step(Event::Release(approved));
    sweep.play(|_| removed());
    assert_eq!(sweep.sent.len(), 2);
    assert_eq!(failed(&sweep), Vec::<usize>::new());
}

#[test]
fn the_rest_leaves_out_what_failed_in_a_retry() {
    let mut sweep = failed_twice();
    assert_eq!(sweep.count(Outcome::NotTried), 4);
    assert_eq!(sweep.run.covered(Scope::Remaining), [3, 4, 5, 6]);
    sweep.release(Scope::Remaining);
    sweep.play(|_| removed());
    assert_eq!(sweep.sent.len(), 4);
    assert_eq!(sweep.count(Outcome::Failed), 2);
}

/// A verification ends while the dialog is open: rows that were removed are listed again, and count as failed.
#[test]
fn nothing_goes_if_a_verification_made_other_rows_fail_meanwhile() {
    let mut sweep = two_failed();
    let counted = failed(&sweep);
    let approved = retry(&sweep.plan, &counted);
    let all = 0..sweep.run.records().len();
    sweep.step(Event::Verified(all.map(|item| (item, true)).collect()));
    assert!(failed(&sweep).len() > counted.len());
    assert!(!sweep.run.is_as_confirmed(&approved));
    sweep.step(Event::Release(approved));
    sweep.play(|_| removed());
    assert_eq!(sweep.sent, []);
}

/// The file of a run that came back without it is read while the dialog is open: the run has another plan then.
#[test]
fn a_plan_from_before_the_file_came_is_neither_the_runs_nor_its_undo() {
    let mut sweep = two_failed();
    let before = Arc::clone(&sweep.plan);
    let counted = failed(&sweep);
    let table = Arc::clone(before.table().unwrap());
    let attached = Arc::new(before.with_table(&table).unwrap());
    assert!(sweep.run.attach(Arc::clone(&attached)));
    assert!(!sweep.run.is_as_confirmed(&retry(&before, &counted)));
    assert!(!sweep.run.is_undone_by(&before));
    assert!(sweep.run.is_as_confirmed(&retry(&attached, &counted)));
    assert!(sweep.run.is_undone_by(&attached.back(|_| true).unwrap()));
}

/// The file of a restored run is dropped while the run is in progress. It must not be reported as attached.
#[test]
fn a_run_that_is_under_way_does_not_take_its_file() {
    let mut sweep = two_failed();
    let before = Arc::clone(&sweep.plan);
    let attached = before.with_table(before.table().unwrap()).unwrap();
    sweep.release(Scope::Failed);
    assert!(!sweep.run.is_at_rest());
    assert!(!sweep.run.attach(Arc::new(attached)));
    assert!(Arc::ptr_eq(sweep.run.plan(), &before));
}

#[test]
fn a_trial_covers_the_one_row_that_is_next() {
    let mut sweep = Sweep::new(table_and_plan(4).1, 50);
    sweep.release(Scope::Trial);
    sweep.play(|_| not_a_member());
    assert_eq!(sweep.run.trial_state(), TrialState::Inconclusive);
    assert_eq!(sweep.run.covered(Scope::Trial), [1]);
    let approved = Approved::for_trial(&sweep.plan, 1, &Confirmation::OneRow).unwrap();
    assert!(sweep.run.is_as_confirmed(&approved.for_counted(&[1])));
}
