//! What a part of a plan does to whole groups: those that it empties, and those that give apps.

use std::sync::Arc;

use crate::support::{account, connection, table};
use groupsweep_core::choose::SelectionHistory;
use groupsweep_core::domain::{App, GroupId, RowNo, Timestamp};
use groupsweep_core::import::Table;
use groupsweep_core::plan::{
    MembersSeen, MembershipStatus, Plan, PlanItem, Proposal, Purpose, SiteFacts, open_sealed,
    seal_plan,
};

/// Ids with different beginnings, as on a site. The beginning distinguishes groups with the same name.
fn group(g: usize) -> String {
    format!("{g:08}-0000-4000-8000-000000000000")
}

fn file(rows: &[(usize, &str, usize)]) -> Arc<Table> {
    let mut text = "Group id,Group name,User id,User name".to_owned();
    for (g, name, u) in rows {
        text.push_str(&format!("\n{},{name},{},User {u}", group(*g), account(*u)));
    }
    Arc::new(table(&text))
}

fn plan(table: &Arc<Table>, rows: &[u32], facts: SiteFacts) -> Plan {
    let mut choice = SelectionHistory::new(Arc::clone(table));
    choice.set(rows.iter().map(|row| RowNo(*row)), true);
    let mut proposal = Proposal::of_choice(&choice, Purpose::Remove, connection()).unwrap();
    proposal.learn(facts);
    proposal.freeze().unwrap()
}

fn group_id(g: usize) -> GroupId {
    GroupId::parse(&group(g)).unwrap()
}

/// The check read the whole list of these groups: the users in them.
fn seen(lists: &[(usize, &[usize])]) -> MembersSeen {
    use groupsweep_core::domain::AccountId;
    let mut seen = MembersSeen::default();
    for (g, users) in lists {
        let id = |user: &usize| AccountId::parse(&account(*user)).unwrap();
        let members = users.iter().map(|user| (id(user), "".into()));
        seen.keep(&group_id(*g), members.collect());
    }
    seen
}

fn groups(items: &[&PlanItem]) -> Vec<GroupId> {
    let groups = items.iter().map(|item| item.membership.group.clone());
    groups.collect()
}

#[test]
fn of_two_groups_with_one_name_the_one_that_keeps_nobody_becomes_empty() {
    let table = file(&[(2, "Team", 7), (1, "Team", 1), (1, "Team", 2)]);
    let facts = SiteFacts {
        statuses: vec![MembershipStatus::Member; 3],
        members_seen: Arc::new(seen(&[(1, &[1, 2]), (2, &[7, 8, 9])])),
        ..SiteFacts::default()
    };
    let plan = plan(&table, &[0, 1, 2], facts);
    assert_eq!(
        groups(&plan.emptied_by(0..3, |_| false).on_site),
        [group_id(1)]
    );
    let other = plan.emptied_by(0..1, |_| false);
    assert!(
        other.on_site.is_empty(),
        "no row of that group is asked about"
    );
}

#[test]
fn a_plan_without_its_file_tells_groups_of_one_name_apart_too() {
    let table = file(&[(2, "Team", 7), (1, "Team", 1), (1, "Team", 2)]);
    let first = plan(&table, &[0, 1, 2], SiteFacts::default());
    let sealed = seal_plan(&first, Timestamp(1_795_430_527_000));
    let opened = open_sealed(sealed.text.as_bytes()).unwrap();
    let mut proposal = opened.propose(&connection()).unwrap();
    proposal.learn(SiteFacts {
        statuses: vec![MembershipStatus::Member; 3],
        apps: [1, 2].map(|g| (group_id(g), vec![App::Jira])).into(),
        ..SiteFacts::default()
    });
    let second = proposal.freeze().unwrap();
    assert!(second.table().is_none());
    let rows: Vec<usize> = second
        .access_lost_by(0..3)
        .iter()
        .map(|loss| loss.rows)
        .collect();
    assert_eq!(rows, [2, 1]);
}

#[test]
fn a_group_that_no_list_was_read_of_is_told_by_the_file() {
    let table = file(&[(2, "Team", 7), (2, "Team", 8), (1, "Team", 1)]);
    let plan = plan(&table, &[0, 2], SiteFacts::default());
    let emptied = plan.emptied_by(0..2, |_| false);
    assert!(emptied.on_site.is_empty());
    assert_eq!(groups(&emptied.in_file), [group_id(1)]);
}

/// A retry of one row: the other one of its group.
#[test]
fn a_group_becomes_empty_only_if_each_of_its_rows_is_sent_or_done() {
    let table = file(&[(1, "Team", 1), (1, "Team", 2)]);
    let facts = SiteFacts {
        statuses: vec![MembershipStatus::Member; 2],
        members_seen: Arc::new(seen(&[(1, &[1, 2])])),
        ..SiteFacts::default()
    };
    let on_site = plan(&table, &[0, 1], facts);
    assert!(on_site.emptied_by(1..2, |_| false).on_site.is_empty());
    let after_first = on_site.emptied_by(1..2, |item| item == 0);
    assert_eq!(groups(&after_first.on_site), [group_id(1)]);
    let in_file = plan(&table, &[0, 1], SiteFacts::default());
    assert!(in_file.emptied_by(1..2, |_| false).in_file.is_empty());
    let after_first = in_file.emptied_by(1..2, |item| item == 0);
    assert_eq!(groups(&after_first.in_file), [group_id(1)]);
}

/// The check did not find the first one, so their row removes nobody in any case.
#[test]
fn a_row_with_nothing_to_change_keeps_no_group_from_becoming_empty() {
    let table = file(&[(1, "Team", 1), (1, "Team", 2)]);
    let facts = SiteFacts {
        statuses: vec![MembershipStatus::NoMember, MembershipStatus::Member],
        members_seen: Arc::new(seen(&[(1, &[2])])),
        ..SiteFacts::default()
    };
    let plan = plan(&table, &[0, 1], facts);
    let emptied = plan.emptied_by(1..2, |_| false);
    assert_eq!(groups(&emptied.on_site), [group_id(1)]);
}

#[test]
fn apps_are_lost_by_the_rows_asked_about_that_change_something() {
    let table = file(&[
        (1, "devs", 1),
        (1, "devs", 2),
        (1, "devs", 3),
        (2, "desk", 4),
    ]);
    let facts = SiteFacts {
        statuses: vec![
            MembershipStatus::Member,
            MembershipStatus::Member,
            MembershipStatus::NoMember,
            MembershipStatus::Member,
        ],
        apps: [
            (group_id(1), vec![App::Jira]),
            (group_id(2), vec![App::ServiceManagement]),
        ]
        .into(),
        ..SiteFacts::default()
    };
    let plan = plan(&table, &[0, 1, 2, 3], facts);
    let lost = |items: &[usize]| {
        let lost = plan.access_lost_by(items.iter().copied()).into_iter();
        lost.map(|loss| (loss.group.to_string(), loss.rows))
            .collect::<Vec<_>>()
    };
    let all = [("devs".to_owned(), 2), ("desk".to_owned(), 1)];
    assert_eq!(lost(&[0, 1, 2, 3]), all, "the third is gone already");
    assert_eq!(lost(&[1, 2]), [("devs".to_owned(), 1)], "after the trial");
    assert_eq!(lost(&[2]), [], "it takes nothing away");
}
