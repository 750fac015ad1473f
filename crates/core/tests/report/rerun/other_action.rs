//! A results file that a run of the opposite action was made from: what is left of it is not ticked for that action.

use super::{dropped, ticked};
use crate::support::file::{results_csv, taken_back};
use crate::support::replies::removed;
use crate::support::sweep::Sweep;
use crate::support::{HEADINGS, connection, json, line};
use groupsweep_core::domain::Timestamp;
use groupsweep_core::import::PreviousOutcome;
use groupsweep_core::plan::{
    Action, Category, LeadsTo, MembershipStatus, Plan, Proposal, Scope, SiteFacts,
};
use groupsweep_core::report::ADDED_COLUMNS;
use groupsweep_core::run::{Run, UndoScope};
use std::sync::Arc;

/// A results file with these outcomes.
fn file(words: &[&str]) -> String {
    let mut text = format!("{HEADINGS},{}", ADDED_COLUMNS.join(","));
    for (at, word) in words.iter().enumerate() {
        text.push_str(&format!("\r\n{},{word},200,,1,", line(at, at)));
    }
    text
}

/// The undo of the certain rows of a results file, before its first call.
fn undo(words: &[&str]) -> Sweep {
    let told = taken_back(file(words).as_bytes(), connection());
    let back = told.way_back(UndoScope::CERTAIN, Timestamp(0)).unwrap();
    let plan = Proposal::of_plan(&back).unwrap().freeze().unwrap();
    Sweep::new(Arc::new(plan), 50)
}

/// What its results lead to on Import, and how many rows that ticks.
fn leads(run: &Run) -> (LeadsTo, usize) {
    let table = dropped(run);
    let leads = LeadsTo::of(&table).unwrap();
    (leads, ticked(&leads.ticked(&table)).len())
}

#[test]
fn what_an_addition_left_open_is_not_ticked_for_removal_after_its_undo() {
    let mut sweep = undo(&["added", "added", "in_doubt", "not_tried"]);
    sweep.try_the_first();
    sweep.release(Scope::Remaining);
    sweep.play(|_| removed());
    let action = Action::Remove;
    assert_eq!(leads(&sweep.run), (LeadsTo::Report { action }, 0));
    // The rows have the addition's reasons.
    let text = String::from_utf8(results_csv(&sweep.run)).unwrap();
    let why = "kept,,Not part of this run. An earlier addition ended this row as: in_doubt.,,";
    assert!(text.contains(why), "{text}");
}

#[test]
fn what_a_removal_left_open_is_not_ticked_for_addition_after_its_undo() {
    let sweep = undo(&["removed", "removed", "failed"]);
    let table = dropped(&sweep.run);
    let words: Vec<_> = table.row_numbers().map(|row| table.earlier(row)).collect();
    let not_tried = Some(PreviousOutcome::NotTried);
    assert_eq!(words, [not_tried, not_tried, Some(PreviousOutcome::Kept)]);
}

#[test]
fn a_word_of_the_earlier_action_does_not_make_the_results_unclear() {
    let mut sweep = undo(&["added", "already_member", "there_since_check"]);
    sweep.try_the_first();
    let action = Action::Remove;
    assert_eq!(leads(&sweep.run), (LeadsTo::Report { action }, 0));
}

#[test]
fn what_an_undo_leaves_out_still_says_that_it_was_removed() {
    let told = taken_back(file(&["removed", "removed"]).as_bytes(), connection());
    let back = told.way_back(UndoScope::CERTAIN, Timestamp(0)).unwrap();
    let mut proposal = Proposal::of_plan(&back).unwrap();
    proposal.learn(SiteFacts {
        statuses: vec![MembershipStatus::NoMember, MembershipStatus::NotChecked],
        checked_at: Some(Timestamp(1_799_999_000_000)),
        ..SiteFacts::default()
    });
    proposal.leave_out(Category::NotChecked, true);
    let plan = Arc::new(proposal.freeze().unwrap());
    let mut sweep = Sweep::new(plan, 50);
    sweep.release(Scope::Remaining);
    sweep.play(|_| Ok(json(201, "{\"name\":\"g\"}")));
    let text = String::from_utf8(results_csv(&sweep.run)).unwrap();
    let why = "left out: not checked. An earlier removal ended this row as: removed.";
    assert!(text.contains(&format!("kept,,{why},,")), "{text}");
    // Import still counts it among what was left out.
    let again = Plan::of_results(&dropped(&sweep.run), connection()).unwrap();
    let held: Vec<&String> = again.summary().held_back.values().collect();
    assert_eq!(held, [why]);
}
