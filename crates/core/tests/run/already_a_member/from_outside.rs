//! The undo of a run that came here as a file or as a record.

use super::{ROWS, ask, play, removal, site_of, undo_of};
use crate::journal::there_and_back;
use crate::precheck::ask_at;
use crate::run::no_op_products::plan;
use crate::support::file::{results_csv, taken_back};
use crate::support::replies::removed;
use crate::support::sweep::Sweep;
use groupsweep_atlassian_sim::Site;
use groupsweep_core::atlassian::Endpoint;
use groupsweep_core::domain::{Span, Timestamp};
use groupsweep_core::plan::{Action, MembershipStatus, Proposal, Purpose, Scope};
use groupsweep_core::run::{Event, Outcome, Rate, Run, UndoScope};
use std::sync::Arc;

/// The undo of that run as somebody begins it who has only a file of it, checked on the site `after` the removal.
pub(super) fn undo_from_outside(
    told: &Run,
    removed: Timestamp,
    after: Span,
    site: &mut Site,
) -> Sweep {
    let back = told
        .way_back(UndoScope::EVERYTHING, removed + after)
        .unwrap();
    assert_eq!(back.purpose(), Purpose::Add);
    let mut proposal = Proposal::of_plan(&back).unwrap();
    let asked = ask_at(removed + after, &proposal, |call, now| ask(site, call, now));
    proposal.learn(asked.facts);
    let mut undo = Sweep::new(Arc::new(proposal.freeze().unwrap()), 50);
    undo.now = asked.ended;
    undo
}

/// The run as a results file shows it, and as its record does that came here as a file.
pub(super) fn from_outside(removal: &Sweep) -> [Run; 2] {
    let connection = removal.plan.connection().clone();
    let brought = Run::recover(
        Arc::clone(&removal.plan),
        Rate::DEFAULT,
        removal.journal.clone(),
        true,
    );
    [
        taken_back(&results_csv(&removal.run), connection),
        brought.bring_in(),
    ]
}

#[test]
fn a_late_site_gets_everybody_back_also_by_a_file_of_the_run() {
    for which in [0, 1] {
        for reload in [false, true] {
            let seen = [MembershipStatus::Member; ROWS];
            let late = [
                ("late-already-member-seconds", "40"),
                ("stale-seconds", "50"),
            ];
            let mut site = site_of(&plan(Endpoint::default(), Action::Remove, &seen), &late);
            let removal = removal(|call, now| ask(&mut site, call, now));
            let told = &from_outside(&removal)[which];
            let mut undo = undo_from_outside(told, removal.now, Span::seconds(1), &mut site);
            undo.release(Scope::Remaining);
            if reload {
                undo.run = Run::recover(
                    there_and_back(&undo.plan).into(),
                    Rate::DEFAULT,
                    undo.journal.clone(),
                    true,
                );
                undo.calls.clear();
                undo.step(Event::Resume);
            }
            play(&mut undo, |call, now| ask(&mut site, call, now));
            assert_eq!(undo.count(Outcome::Done) as usize, ROWS, "{which} {reload}");
            assert_eq!(site.member_count(), ROWS);
        }
    }
}

#[test]
fn the_rest_of_an_undo_that_came_here_as_a_record_knows_when_the_removal_had_ended() {
    let mut undo = undo_of(&removal(|_, _| removed()));
    undo.release(Scope::Remaining);
    undo.step(Event::Stop);
    let began = undo.run.began_at();
    assert!(began.is_some());
    let rest = undo.run.bring_in().left_to_do(undo.now).unwrap();
    assert_eq!(rest.purpose(), Purpose::Add);
    assert_eq!(rest.summary().before.removed_at, began);
}

/// When the removal of a run ended for whoever takes its results file back at `now`, after `change` changed that file.
fn removal_told_by(change: impl Fn(String) -> String, now: Timestamp) -> Option<Timestamp> {
    let removal = removal(|_, _| removed());
    let file = change(String::from_utf8(results_csv(&removal.run)).unwrap());
    let told = taken_back(file.as_bytes(), removal.plan.connection().clone());
    let back = told.way_back(UndoScope::EVERYTHING, now).unwrap();
    assert_eq!(back.items().len(), ROWS);
    back.summary().before.removed_at
}

#[test]
fn a_removal_that_a_fast_clock_puts_in_the_future_ended_by_now_at_the_latest() {
    let now = removal(|_, _| removed()).now;
    let hour_ago = Timestamp(now.0 - 3_600_000);
    assert_eq!(removal_told_by(|file| file, hour_ago), Some(hour_ago));
}

#[test]
fn rows_in_doubt_of_a_file_without_times_may_have_been_removed_just_now() {
    let now = Timestamp(2_000_000_000_000);
    // Only a removed row says that the run was a removal.
    let in_doubt = |file: String| {
        let (first, rest) = file.split_at(file.find(",removed,").unwrap() + 9);
        format!("{first}{}", rest.replace(",removed,", ",in_doubt,")).replace(",2027-", ",?")
    };
    assert_eq!(removal_told_by(in_doubt, now), Some(now));
}
