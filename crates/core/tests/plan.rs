//! The frozen plan and the gate before it.

use std::sync::Arc;

use crate::support::{
    Dice, SITE, connection, export, freeze_choice, plan_as, plan_of, table, table_and_plan,
};
use groupsweep_core::choose::SelectionHistory;
use groupsweep_core::connect::{Connection, Target};
use groupsweep_core::domain::RowNo;
use groupsweep_core::import::{SAMPLE, Table};
use groupsweep_core::plan::{
    Action, Approved, Confirmation, ConfirmationError, MembersSeen, MembershipStatus, Plan,
    Proposal, Purpose, Scope, SiteFacts,
};

const EVERY_SCOPE: [Scope; 3] = [Scope::Trial, Scope::Remaining, Scope::Failed];

fn freeze(table: &Arc<Table>, rows: &[u32]) -> Option<Plan> {
    let mut choice = SelectionHistory::new(Arc::clone(table));
    choice.set(rows.iter().map(|row| RowNo(*row)), true);
    freeze_choice(&choice, Action::Remove, connection())
}

fn typed(name: &str) -> Confirmation {
    Confirmation::TypedSiteName(name.into())
}

#[test]
fn a_plan_holds_exactly_the_ticked_rows_in_file_order() {
    let memberships: Vec<_> = (0..150).map(|row| (row % 5, row)).collect();
    let table = Arc::new(table(export(&memberships)));
    let mut dice = Dice(3);
    for _ in 0..100 {
        let ticked: Vec<u32> = (0..150).filter(|_| dice.below(3) == 0).collect();
        let Some(plan) = freeze(&table, &ticked) else {
            assert!(ticked.is_empty());
            continue;
        };
        let planned: Vec<u32> = plan.items().iter().map(|item| item.row.0).collect();
        assert_eq!(planned, ticked);
        for item in plan.items() {
            assert_eq!(Some(item.membership.clone()), table.membership(item.row));
            let cells = crate::support::file::cells(&table, item.row);
            assert_eq!(item.membership.group.as_str(), cells[0]);
            assert_eq!(item.membership.account.as_str(), cells[2]);
            assert_eq!(
                (&*item.group_name, &*item.user_name),
                (&*cells[1], &*cells[3])
            );
        }
    }
}

#[test]
fn nothing_ticked_is_no_plan() {
    assert!(freeze(&Arc::new(table(SAMPLE)), &[]).is_none());
}

#[test]
fn ticking_on_after_the_freeze_changes_no_plan() {
    let table = Arc::new(table(SAMPLE));
    let mut choice = SelectionHistory::new(Arc::clone(&table));
    choice.set([RowNo(0)], true);
    let plan = freeze_choice(&choice, Action::Remove, connection()).unwrap();
    choice.set(table.row_numbers(), true);
    assert_eq!(plan.items().len(), 1);
    assert!(plan.table().is_some_and(|held| Arc::ptr_eq(held, &table)));
}

#[test]
fn the_summary_says_who_loses_what() {
    let plan = freeze(&Arc::new(table(SAMPLE)), &[0, 1, 3, 5]).unwrap();
    let summary = plan.summary();
    let reach = plan.reach(|_| true);
    assert_eq!((reach.rows, reach.people, reach.groups), (4, 3, 2));
    assert_eq!(reach.largest, Some(("Engineering".into(), 3)));
    let rest = plan.reach(|item| item > 0);
    assert_eq!(
        (rest.rows, rest.people, rest.groups),
        (3, 3, 2),
        "without the trial"
    );
    assert_eq!(rest.largest, Some(("Engineering".into(), 2)));
    assert_eq!(summary.org_admins, 0);
    assert_eq!(summary.emptied_in_file, ["Sales".into()]);
    assert!(summary.emptied.is_empty(), "the site was not asked");
    assert_eq!(plan.connection().target.name(), SITE);
}

#[test]
fn the_callers_own_rows_come_last_and_are_named() {
    let plan = plan_as(0, &[(0, 0), (0, 1), (1, 0), (1, 2)]);
    let rows: Vec<u32> = plan.items().iter().map(|item| item.row.0).collect();
    assert_eq!(rows, [1, 3, 0, 2], "the trial is somebody else's row");
    let own: Vec<bool> = (0..4).map(|item| plan.is_own(item)).collect();
    assert_eq!(own, [false, false, true, true]);
}

#[test]
fn a_plan_of_own_rows_alone_keeps_the_order_of_the_file() {
    let plan = plan_as(0, &[(2, 0), (0, 0), (1, 0)]);
    let rows: Vec<u32> = plan.items().iter().map(|item| item.row.0).collect();
    assert_eq!(rows, [0, 1, 2]);
    assert!(plan.is_own(0));
}

#[test]
fn the_trial_needs_no_name() {
    let (_, plan) = table_and_plan(3);
    let approved = Approved::check(&plan, Scope::Trial, &Confirmation::OneRow).unwrap();
    assert_eq!(approved.scope(), Scope::Trial);
    assert!(Arc::ptr_eq(approved.plan(), &plan));
}

#[test]
fn more_than_one_row_needs_the_name() {
    let (_, plan) = table_and_plan(3);
    for scope in [Scope::Remaining, Scope::Failed] {
        let refused = Approved::check(&plan, scope, &Confirmation::OneRow).err();
        assert_eq!(refused, Some(ConfirmationError::NameNotTyped));
    }
}

#[test]
fn a_wrong_name_opens_nothing() {
    let (_, plan) = table_and_plan(3);
    for name in [
        "",
        " ",
        "mysite",
        "mysite.atlassian.net.",
        "mysite.atlassian.net/",
        "https://mysite.atlassian.net",
        "yoursite.atlassian.net",
        "mysite.atlassian.netmysite.atlassian.net",
        "Practice site",
        "m\u{443}site.atlassian.net",
    ] {
        for scope in EVERY_SCOPE {
            let refused = Approved::check(&plan, scope, &typed(name)).err();
            assert_eq!(
                refused,
                Some(ConfirmationError::OtherSiteName),
                "{name:?} {scope:?}"
            );
        }
    }
}

#[test]
fn the_right_name_opens_whatever_its_case_and_the_blanks_around_it() {
    let (_, plan) = table_and_plan(3);
    for name in ["mysite.atlassian.net", " MySite.Atlassian.NET\n"] {
        for scope in EVERY_SCOPE {
            assert!(
                Approved::check(&plan, scope, &typed(name)).is_ok(),
                "{name:?} {scope:?}"
            );
        }
    }
}

#[test]
fn the_practice_site_has_a_name_of_its_own() {
    let table = Arc::new(table(SAMPLE));
    let mut choice = SelectionHistory::new(Arc::clone(&table));
    choice.set([RowNo(0)], true);
    let practice = Connection {
        target: Target::Practice,
        ..connection()
    };
    let plan = Arc::new(freeze_choice(&choice, Action::Remove, practice).unwrap());
    assert!(Approved::check(&plan, Scope::Remaining, &typed("practice site")).is_ok());
    assert!(Approved::check(&plan, Scope::Remaining, &typed(SITE)).is_err());
}

#[test]
fn an_approval_belongs_to_one_plan() {
    let (table, plan) = table_and_plan(3);
    let twin = plan_of(&table, table.row_numbers());
    let approved = Approved::check(&plan, Scope::Trial, &Confirmation::OneRow).unwrap();
    assert!(!Arc::ptr_eq(approved.plan(), &twin));
}

#[test]
fn the_counts_of_a_part_are_of_its_own_rows_and_of_what_the_whole_plan_leaves_out() {
    let memberships: Vec<_> = (0..8).map(|user| (0, user)).collect();
    let table = Arc::new(table(export(&memberships)));
    let mut choice = SelectionHistory::new(Arc::clone(&table));
    choice.set(table.row_numbers(), true);
    let mut proposal = Proposal::of_choice(&choice, Purpose::Remove, connection()).unwrap();
    let id = |row: u32| table.membership(RowNo(row)).unwrap();
    proposal.learn(SiteFacts {
        app_accounts: [id(7).account].into(),
        statuses: [
            [MembershipStatus::Member; 4].as_slice(),
            &[MembershipStatus::NoMember, MembershipStatus::NotChecked],
            &[MembershipStatus::UserUnknown, MembershipStatus::Member],
        ]
        .concat(),
        ..SiteFacts::default()
    });
    let plan = proposal.freeze().unwrap();
    let all = plan.all_counts();
    assert_eq!(all, plan.counts(|_| true));
    assert_eq!(
        all.sentence(Action::Remove),
        "4 to remove · 1 already gone · 1 not found · 1 not checked · 1 protected"
    );
    let left_out = all.left_out.sentence(Action::Remove).unwrap();
    assert_eq!(
        left_out,
        "2 more rows of your selection are left out of the plan: 1 not found · 1 protected"
    );
    // The trial is gone.
    let rest = plan.counts(|item| item > 0);
    assert_eq!((rest.to_change, rest.already, rest.not_checked), (3, 1, 1));
    assert_eq!(rest.left_out, all.left_out);
    assert_eq!(rest.going() as usize, plan.items().len() - 1);
    let parts = rest.going_in_words(Action::Remove).into_iter();
    assert_eq!(parts.map(|(rows, _)| rows).sum::<u32>(), rest.going());
}

#[test]
fn a_plan_without_a_check_is_all_to_be_changed() {
    let (_, plan) = table_and_plan(3);
    let undo = plan.back(|item| item > 0).unwrap();
    assert_eq!(undo.all_counts().sentence(undo.action()), "2 to add");
    assert_eq!(undo.counts(|_| true).going(), 2);
}

#[test]
fn a_group_becomes_empty_by_what_the_check_read_and_not_by_a_file_with_a_part_of_its_members() {
    let table = Arc::new(table(export(&[(0, 0), (0, 1), (1, 0), (2, 0)])));
    let mut choice = SelectionHistory::new(Arc::clone(&table));
    choice.set(table.row_numbers(), true);
    let mut proposal = Proposal::of_choice(&choice, Purpose::Remove, connection()).unwrap();
    let id = |row: u32| table.membership(RowNo(row)).unwrap();
    let mut seen = MembersSeen::default();
    let members = || [(id(0).account, "".into()), (id(1).account, "".into())];
    seen.keep(&id(0).group, members().into());
    // Somebody is in the second group whom the file does not list there.
    seen.keep(&id(2).group, members().into());
    proposal.learn(SiteFacts {
        statuses: vec![MembershipStatus::Member; 4],
        members_seen: Arc::new(seen),
        ..SiteFacts::default()
    });
    let plan = proposal.freeze().unwrap();
    let summary = plan.summary();
    assert_eq!(summary.emptied, ["Group 0".into()]);
    let sizes = [(id(0).group, 2), (id(2).group, 2)];
    assert_eq!(summary.group_sizes, sizes.into());
    assert_eq!(
        summary.emptied_in_file,
        ["Group 2".into()],
        "the third was not read"
    );
}
