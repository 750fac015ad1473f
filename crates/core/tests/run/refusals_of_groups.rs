//! A group that refuses its rows: the others go on.

use crate::support::replies::{forbidden, groups_of, removed};
use crate::support::sweep::Sweep;
use crate::support::{answer, error, export, group, plan_of, table};
use groupsweep_core::domain::SiteCall;
use groupsweep_core::run::{Event, HaltReason, Outcome, Phase};

/// Rows of groups 0 and 1 in turn, 0 first.
fn two_groups(rows: usize) -> Sweep {
    let memberships: Vec<_> = (0..rows).map(|row| (row % 2, row)).collect();
    let table = std::sync::Arc::new(table(export(&memberships)));
    let mut sweep = Sweep::new(plan_of(&table, table.row_numbers()), 1);
    sweep.try_the_first();
    sweep.release(groupsweep_core::plan::Scope::Remaining);
    sweep
}

#[test]
fn a_group_that_refuses_three_rows_keeps_its_other_rows_and_not_the_run() {
    let mut sweep = two_groups(40);
    sweep.play(|call| match call {
        SiteCall::Remove(one) if one.group.as_str() == group(1) => forbidden(),
        _ => removed(),
    });
    assert_eq!(sweep.run.phase(), Phase::Finished);
    assert_eq!(sweep.count(Outcome::Done), 20);
    assert_eq!(sweep.count(Outcome::Failed), 20);
    let sent: usize = (0..20).map(|row| sweep.removals_of(2 * row + 1)).sum();
    assert!(
        (3..=4).contains(&sent),
        "three, and what was under way: {sent}"
    );
    let reason = sweep.reason(39);
    assert!(
        reason.starts_with("Not sent: ") && reason.contains("Group 1"),
        "{reason}"
    );
    let named: Vec<_> = sweep.run.refusing_groups().collect();
    assert_eq!(named.len(), 1);
    assert_eq!(&**named[0], "Group 1");
}

#[test]
fn a_row_of_the_group_that_goes_between_refusals_keeps_the_group_open() {
    let mut sweep = two_groups(40);
    let mut turn = 0;
    sweep.play(|call| match call {
        SiteCall::Remove(one) if one.group.as_str() == group(1) => {
            turn += 1;
            if turn % 3 == 0 {
                removed()
            } else {
                forbidden()
            }
        }
        _ => removed(),
    });
    let sent = (0..20).all(|row| sweep.removals_of(2 * row + 1) == 1);
    assert!(sent && sweep.run.refusing_groups().next().is_none());
}

#[test]
fn an_externally_managed_group_is_named_after_one_refusal_and_the_others_go_on() {
    let message = "Cannot edit group memberships, as external user management is enabled, please contact your JIRA administrators.";
    // Every group but one: nothing of it says that the caller lacks a right.
    let memberships: Vec<_> = (0..60).map(|row| (row % 6, row)).collect();
    let table = std::sync::Arc::new(table(export(&memberships)));
    let mut sweep = Sweep::new(plan_of(&table, table.row_numbers()), 1);
    sweep.try_the_first();
    sweep.release(groupsweep_core::plan::Scope::Remaining);
    sweep.play(|call| match call {
        SiteCall::Remove(one) if one.group.as_str() == group(0) => removed(),
        _ => Ok(error(400, message)),
    });
    assert_eq!(sweep.run.phase(), Phase::Finished);
    assert_eq!(sweep.count(Outcome::Done), 10);
    let sent: usize = (0..60).map(|row| sweep.removals_of(row)).sum();
    assert_eq!(sent, 10 + 5, "one try for each group");
    assert_eq!(sweep.run.refusing_groups().count(), 5);
    assert!(sweep.reason(59).contains("Group 5"), "{}", sweep.reason(59));
}

#[test]
fn a_retry_sends_the_rows_that_were_held() {
    let mut sweep = two_groups(20);
    sweep.play(|call| match call {
        SiteCall::Remove(one) if one.group.as_str() == group(1) => forbidden(),
        _ => removed(),
    });
    sweep.release(groupsweep_core::plan::Scope::Failed);
    sweep.play(|_| removed());
    assert_eq!(sweep.count(Outcome::Done), 20);
    assert_eq!(sweep.run.refusing_groups().count(), 0);
}

#[test]
fn rows_whose_answers_were_lost_are_asked_about_in_a_group_that_refuses_too() {
    let memberships: Vec<_> = (0..12).map(|row| (usize::from(row > 0), row)).collect();
    let table = std::sync::Arc::new(table(export(&memberships)));
    let mut sweep = Sweep::new(plan_of(&table, table.row_numbers()), 50);
    sweep.try_the_first();
    sweep.release(groupsweep_core::plan::Scope::Remaining);
    while sweep.calls.len() < 6 {
        sweep.wake();
    }
    sweep.step(Event::Stop);
    assert_eq!(sweep.count(Outcome::InDoubt), 6);
    sweep.step(Event::Resume);
    sweep.play(|_| forbidden());
    assert!((1..=6).all(|row| sweep.removals_of(row) == 2));
    assert_eq!(sweep.count(Outcome::InDoubt), 6);
    assert!(
        sweep.reason(11).starts_with("Not sent: "),
        "{}",
        sweep.reason(11)
    );
}

#[test]
fn web_pages_in_place_of_the_sites_answers_are_no_refusal_of_a_group_and_the_third_halts() {
    for groups in [1, 3] {
        let memberships: Vec<_> = (0..9).map(|row| (row % groups, row)).collect();
        let table = std::sync::Arc::new(table(export(&memberships)));
        let mut sweep = Sweep::new(plan_of(&table, table.row_numbers()), 1);
        sweep.try_the_first();
        sweep.release(groupsweep_core::plan::Scope::Remaining);
        let all = [group(0), group(1), group(2)];
        sweep.play(|call| match call {
            SiteCall::GroupsOf(_) => groups_of(&[&all[0], &all[1], &all[2]]),
            _ => Ok(answer(200, &[("content-type", "text/html")], "<html>")),
        });
        assert_eq!(sweep.run.phase(), Phase::Halted(HaltReason::NotTheSite));
        assert_eq!(sweep.count(Outcome::InDoubt), 3, "{groups} groups");
        assert_eq!(sweep.count(Outcome::NotTried), 5, "none was held");
        assert_eq!(sweep.run.refusing_groups().count(), 0);
        sweep.step(Event::Resume);
        sweep.play(|_| removed());
        assert_eq!(sweep.count(Outcome::NotTried), 0);
    }
}
