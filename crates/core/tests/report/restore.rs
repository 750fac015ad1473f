//! The restore file: what was removed can be put back from it alone, and nothing else is in it.

use std::collections::BTreeSet;
use std::sync::Arc;

use groupsweep_core::choose::SelectionHistory;
use groupsweep_core::domain::{SiteCall, TransportError};
use groupsweep_core::import::FileKind;
use groupsweep_core::plan::{Action, Plan};
use groupsweep_core::plan::{MembershipStatus, Proposal, Purpose, SiteFacts};
use groupsweep_core::report::{restore_of_plan, restore_of_run, results_of_plan};
use groupsweep_core::run::{Event, KnownChange, Outcome, Rate, Run, UndoScope};

use crate::report::read;
use crate::support::replies::{forbidden, not_a_member, removed};
use crate::support::sweep::Sweep;
use crate::support::{
    HEADINGS, account, connection, export, freeze_choice, group, line, plan_of, table,
    table_and_plan,
};

fn memberships(plan: &Plan) -> BTreeSet<(String, String)> {
    let items = plan.items().iter();
    items
        .map(|item| {
            let one = &item.membership;
            (one.group.as_str().into(), one.account.as_str().into())
        })
        .collect()
}

#[test]
fn before_a_run_it_holds_each_membership_that_may_be_removed_and_the_word_add() {
    let (_, plan) = table_and_plan(2);
    let rows = read(&restore_of_plan(&plan), b',');
    assert_eq!(
        rows,
        [
            ["Group id", "Group name", "User id", "User name", "restore"]
                .map(String::from)
                .to_vec(),
            vec![
                group(0),
                "Group 0".into(),
                account(0),
                "User 0".into(),
                "add".into()
            ],
            vec![
                group(1),
                "Group 1".into(),
                account(1),
                "User 1".into(),
                "add".into()
            ],
        ]
    );
}

#[test]
fn a_plan_to_add_the_same_memberships_comes_out_of_the_file_alone() {
    let strange = line(5, 5).replace("User 5", "\"=A1, \"\"b\"\"\n\u{e9}\"");
    let hyphen = line(6, 6).replace(&account(6), "-6:a");
    let rows = [HEADINGS, &line(0, 0), &line(0, 1), &strange, &hyphen];
    let exported = Arc::new(table(rows.join("\n")));
    let removal = plan_of(&exported, exported.row_numbers());
    let dropped = Arc::new(table(restore_of_plan(&removal)));
    assert_eq!(dropped.origin(), FileKind::Restore);
    assert!(dropped.findings().is_empty());
    let choice = SelectionHistory::of_removed_rows(dropped);
    let addition = freeze_choice(&choice, Action::Add, connection()).unwrap();
    assert_eq!(memberships(&addition), memberships(&removal));
    assert_eq!(memberships(&addition).len(), 4);
    assert_eq!(&*addition.items()[0].group_name, "Group 0");
}

/// Accounts in a restore file.
fn accounts(file: &[u8]) -> Vec<String> {
    let rows = read(file, b',');
    rows[1..].iter().map(|row| row[2].clone()).collect()
}

/// The cells under a heading.
fn column(file: &[u8], heading: &str) -> Vec<String> {
    let rows = read(file, b',');
    let at = rows[0].iter().position(|cell| cell == heading).unwrap();
    rows[1..].iter().map(|row| row[at].clone()).collect()
}

#[test]
fn before_a_run_it_leaves_out_what_was_not_there() {
    let table = Arc::new(table(export(&[(0, 0), (0, 1), (0, 2), (0, 3), (0, 4)])));
    let mut choice = SelectionHistory::new(Arc::clone(&table));
    choice.set(table.row_numbers(), true);
    let mut proposal = Proposal::of_choice(&choice, Purpose::Remove, connection()).unwrap();
    proposal.learn(SiteFacts {
        statuses: vec![
            MembershipStatus::Member,
            MembershipStatus::NoMember,
            MembershipStatus::GroupUnknown,
            MembershipStatus::UserUnknown,
            MembershipStatus::NotChecked,
        ],
        ..SiteFacts::default()
    });
    let plan = proposal.freeze().unwrap();
    let file = restore_of_plan(&plan);
    assert_eq!(accounts(&file), [account(0), account(4)]);
}

#[test]
fn after_a_run_it_holds_what_was_removed_and_nothing_else() {
    let mut sweep = Sweep::of_rows(4, 1);
    let mut at = 0;
    sweep.play(|_| {
        at += 1;
        match at {
            1 | 4 => removed(),
            2 => not_a_member(),
            _ => forbidden(),
        }
    });
    let of = |outcome: Outcome| -> Vec<String> {
        let items = sweep.plan.items().iter().zip(sweep.run.records());
        let wanted = items.filter(|(_, record)| record.outcome() == outcome);
        wanted
            .map(|(item, _)| item.membership.account.as_str().to_owned())
            .collect()
    };
    assert_eq!(of(Outcome::Done).len(), 3);
    assert_eq!(of(Outcome::NoChange).len(), 1);
    assert_eq!(of(Outcome::Failed).len(), 1);
    let file = restore_of_run(&sweep.run, UndoScope::EVERYTHING);
    assert_eq!(accounts(&file), of(Outcome::Done));
    // Each with the moment at which it was removed, and known again as a restore file.
    let times = sweep.run.records().iter();
    let times: Vec<String> = times
        .filter(|record| record.outcome() == Outcome::Done)
        .map(|record| record.finished_at().unwrap().rfc3339())
        .collect();
    assert_eq!(column(&file, "removed_at"), times);
    let dropped = table(file);
    assert_eq!(dropped.origin(), FileKind::Restore);
    assert!(dropped.findings().is_empty());
    assert_eq!(sweep.run.count_changed(KnownChange::Unconfirmed), 0);
}

#[test]
fn a_removal_that_a_reading_found_some_time_later_has_no_time() {
    let mut sweep = Sweep::of_rows(1, 50);
    sweep.play(|_| removed());
    // A list that lags, and then does not.
    sweep.step(Event::Verified(vec![(1, true)]));
    sweep.step(Event::Verified(vec![(1, false)]));
    assert_eq!(sweep.outcome(0), Outcome::Done);
    let file = restore_of_run(&sweep.run, UndoScope::EVERYTHING);
    let times = column(&file, "removed_at");
    let by_trial = sweep.run.records()[0].finished_at().unwrap().rfc3339();
    assert_eq!(times, [by_trial, String::new()]);
}

#[test]
fn a_removal_that_could_not_be_confirmed_is_in_it_only_if_that_is_wanted() {
    let mut sweep = Sweep::of_rows(3, 1);
    // One answer is lost for good: stopped before it could be settled.
    sweep.wake();
    let (_, call) = sweep.calls.first().cloned().unwrap();
    sweep.reply(Err(TransportError::Cut));
    sweep.step(Event::Stop);
    // Calls that were under way when the run was stopped are unconfirmed too.
    let unconfirmed = sweep.run.count_changed(KnownChange::Unconfirmed);
    assert!(unconfirmed > 0);
    let without = accounts(&restore_of_run(&sweep.run, UndoScope::CERTAIN));
    let with = accounts(&restore_of_run(&sweep.run, UndoScope::EVERYTHING));
    assert_eq!(
        (without.len(), with.len()),
        (1, 1 + unconfirmed),
        "the trial; and what was lost"
    );
    let SiteCall::Remove(lost) = call else {
        panic!("{call:?}")
    };
    let times = column(
        &restore_of_run(&sweep.run, UndoScope::EVERYTHING),
        "removed_at",
    );
    let unknown = times.iter().filter(|cell| cell.is_empty()).count();
    assert_eq!(unknown, unconfirmed, "nobody knows when, or whether");
    let lost = lost.account.as_str().to_owned();
    assert!(with.contains(&lost) && !without.contains(&lost));
    let undo = sweep.run.way_back(UndoScope::CERTAIN, sweep.now).unwrap();
    assert_eq!(
        (undo.purpose(), undo.items().len()),
        (Purpose::UndoRemoval, 1)
    );
}

#[test]
fn a_file_that_is_all_ours_says_that_it_is_utf_8() {
    let mut sweep = Sweep::of_rows(1, 50);
    sweep.play(|_| removed());
    let plan = Plan::thaw(crate::support::stored::frozen(&sweep.plan)).unwrap();
    let after_reload = Run::new(Arc::new(plan), Rate::DEFAULT);
    for file in [
        restore_of_plan(&sweep.plan),
        restore_of_run(&sweep.run, UndoScope::EVERYTHING),
        results_of_plan(&after_reload),
    ] {
        assert!(file.starts_with("\u{feff}Group id,".as_bytes()));
        let dropped = table(file);
        assert_ne!(dropped.origin(), FileKind::Export);
        assert_eq!(dropped.unusable_count(), 0);
    }
}
