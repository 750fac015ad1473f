//! What may not go, and what makes it go: the proposal before the plan.

mod apps;
mod next_steps;
mod view;

use std::sync::Arc;

use crate::support::{account, caller, connection, group, table};
use groupsweep_core::choose::SelectionHistory;
use groupsweep_core::domain::{AccountId, GroupId};
use groupsweep_core::plan::{
    Action, ActiveMembers, Category, FreezeError, MembershipStatus, Proposal, Protection, Purpose,
    SiteFacts, UnprotectError, WayOn,
};

const HEADINGS: &str = "Group id,Group name,User id,User name";

/// A proposal of these rows: group, its name, user. The caller is user 0.
fn proposal(rows: &[(usize, &str, usize)]) -> Proposal {
    let mut text = HEADINGS.to_owned();
    for (g, name, u) in rows {
        text.push_str(&format!("\n{},{name},{},User {u}", group(*g), account(*u)));
    }
    let table = Arc::new(table(&text));
    let mut choice = SelectionHistory::new(Arc::clone(&table));
    choice.set(table.row_numbers(), true);
    let mut connection = connection();
    caller(&mut connection).id = id(0);
    Proposal::of_choice(&choice, Purpose::Remove, connection).unwrap()
}

fn id(user: usize) -> AccountId {
    AccountId::parse(&account(user)).unwrap()
}

fn group_id(g: usize) -> GroupId {
    GroupId::parse(&group(g)).unwrap()
}

/// The site was asked and answered everything: every row is of a member.
fn asked(rows: usize) -> SiteFacts {
    SiteFacts {
        site_admins: [group_id(90)].into(),
        statuses: vec![MembershipStatus::Member; rows],
        ..SiteFacts::default()
    }
}

fn active_members(users: &[usize], is_whole: bool) -> ActiveMembers {
    ActiveMembers {
        people: users.iter().map(|user| id(*user)).collect(),
        is_whole,
        has_unknown_kind: false,
    }
}

fn rows_of(proposal: &Proposal) -> Vec<u32> {
    let plan = proposal.freeze().unwrap();
    plan.items().iter().map(|item| item.row.0).collect()
}

#[test]
fn the_callers_own_account_is_protected_in_every_group_and_before_the_site_is_asked() {
    let mut proposal = proposal(&[(1, "Team", 0), (1, "Team", 1), (2, "Other", 0)]);
    for item in [0, 2] {
        assert_eq!(proposal.sort(item), Category::Protected);
        assert_eq!(proposal.protections(item), [Protection::OwnAccount]);
    }
    assert_eq!(rows_of(&proposal), [1]);
    proposal.learn(asked(3));
    assert_eq!(
        (
            proposal.count(Category::Protected),
            proposal.count(Category::WillChange)
        ),
        (2, 1)
    );
    assert_eq!(rows_of(&proposal), [1]);
}

#[test]
fn one_row_is_unprotected_with_a_reason_and_the_others_stay() {
    let mut proposal = proposal(&[(1, "Team", 0), (1, "Team", 1), (2, "Other", 0)]);
    proposal.learn(asked(3));
    for reason in ["", "  ", "ok", " a "] {
        assert_eq!(
            proposal.unprotect(0, reason),
            Err(UnprotectError::NoReason),
            "{reason:?}"
        );
    }
    proposal.unprotect(0, " I leave this team ").unwrap();
    assert_eq!(proposal.reason(0), Some("I leave this team"));
    assert_eq!(rows_of(&proposal), [1, 0], "the caller's own last");
    let plan = proposal.freeze().unwrap();
    let (row, why) = &plan.summary().unprotected[0];
    assert_eq!((*row, why.reason.as_str()), (0, "I leave this team"));
    assert_eq!(why.protections, [Protection::OwnAccount]);
    proposal.protect_again(0);
    assert_eq!(rows_of(&proposal), [1]);
}

#[test]
fn administration_groups_are_found_by_id_whatever_they_are_called() {
    let mut proposal = proposal(&[
        (1, "Kitchen", 1),
        (2, "Garden", 2),
        (3, "administrators", 3),
    ]);
    proposal.learn(SiteFacts {
        site_admins: [group_id(1)].into(),
        admins: [group_id(2)].into(),
        ..asked(3)
    });
    assert_eq!(proposal.protections(0), [Protection::SiteAdministration]);
    assert_eq!(proposal.protections(1), [Protection::ProductAdministration]);
    assert_eq!(
        proposal.sort(2),
        Category::WillChange,
        "a team may be called so: the site was asked"
    );
    assert_eq!(rows_of(&proposal), [2]);
}

#[test]
fn where_the_site_does_not_say_names_tell() {
    let rows = [
        (1, "jira-administrators", 1),
        (2, "site-admins", 2),
        (3, "Team", 3),
    ];
    let mut proposal = proposal(&rows);
    let by_name = |proposal: &Proposal| {
        let protections = (0..3).map(|item| proposal.protections(item).to_vec());
        protections.collect::<Vec<_>>()
    };
    let told = [
        vec![Protection::AdministrationByName],
        vec![Protection::AdministrationByName],
        vec![],
    ];
    assert_eq!(by_name(&proposal), told, "not asked yet");
    proposal.learn(SiteFacts {
        site_admins: [].into(),
        by_name: Some("the site does not provide this information (404)".into()),
        ..asked(3)
    });
    assert_eq!(by_name(&proposal), told, "asked in vain");
}

#[test]
fn products_that_jira_does_not_tell_of_are_known_by_name_always() {
    let mut proposal = proposal(&[(1, "confluence-admins-mysite", 1), (2, "org-admins", 2)]);
    proposal.learn(asked(2));
    assert_eq!(proposal.count(Category::Protected), 2);
}

#[test]
fn apps_own_accounts_are_protected() {
    let mut proposal = proposal(&[(1, "Team", 1), (2, "atlassian-addons", 2), (1, "Team", 3)]);
    proposal.learn(SiteFacts {
        app_accounts: [id(1)].into(),
        ..asked(3)
    });
    assert_eq!(proposal.protections(0), [Protection::AppAccount]);
    assert_eq!(proposal.protections(1), [Protection::AppAccount]);
    assert_eq!(rows_of(&proposal), [2]);
    proposal.unprotect(0, "the app is gone").unwrap();
    assert_eq!(rows_of(&proposal), [0, 2]);
}

#[test]
fn the_last_admin_cannot_be_unprotected() {
    let mut proposal = proposal(&[(1, "Bosses", 1), (1, "Bosses", 2), (1, "Bosses", 3)]);
    proposal.learn(SiteFacts {
        site_admins: [group_id(1)].into(),
        // User 3 is deactivated, or an app: nobody who can log in.
        active_members: [(group_id(1), active_members(&[1, 2], true))].into(),
        ..asked(3)
    });
    proposal.unprotect(0, "left the company").unwrap();
    let last = UnprotectError::LastAdmin {
        group: "Bosses".into(),
    };
    assert_eq!(proposal.unprotect(1, "left too"), Err(last));
    assert_eq!(
        proposal.sort(1),
        Category::Protected,
        "a refusal changes nothing"
    );
    proposal.unprotect(2, "deactivated long ago").unwrap();
    assert_eq!(rows_of(&proposal), [0, 2]);
}

#[test]
fn an_administration_group_whose_members_are_not_known_keeps_everybody() {
    let mut proposal = proposal(&[(1, "Bosses", 1)]);
    let facts = |active_members: &[(GroupId, ActiveMembers)]| SiteFacts {
        site_admins: [group_id(1)].into(),
        active_members: active_members.iter().cloned().collect(),
        ..asked(1)
    };
    let unknown = Err(UnprotectError::ActiveMembersUnknown {
        group: "Bosses".into(),
    });
    proposal.learn(facts(&[]));
    assert_eq!(proposal.unprotect(0, "left the company"), unknown);
    proposal.learn(facts(&[(group_id(1), active_members(&[1], false))]));
    assert_eq!(
        proposal.unprotect(0, "left the company"),
        unknown,
        "not read to its end"
    );
    proposal.learn(facts(&[(group_id(1), active_members(&[1, 8], false))]));
    assert_eq!(
        proposal.unprotect(0, "left the company"),
        Ok(()),
        "user 8 stays for sure"
    );
    assert_eq!(proposal.freeze().map(|plan| plan.items().len()), Ok(1));
}

#[test]
fn a_plan_that_would_empty_an_administration_group_is_not_frozen_though_each_row_was_let_go() {
    let mut proposal = proposal(&[(1, "Bosses", 1), (2, "Team", 2)]);
    let facts = |users: &[usize]| SiteFacts {
        admins: [group_id(1)].into(),
        active_members: [(group_id(1), active_members(users, true))].into(),
        ..asked(2)
    };
    proposal.learn(facts(&[1, 7]));
    proposal.unprotect(0, "left the company").unwrap();
    assert!(proposal.freeze().is_ok());
    // User 7 has left in the meantime. The check is repeated before the run.
    proposal.learn(facts(&[1]));
    let refused = proposal.freeze().unwrap_err();
    let last = UnprotectError::LastAdmin {
        group: "Bosses".into(),
    };
    assert_eq!(refused, FreezeError::Stays(last));
    proposal.protect_again(0);
    assert_eq!(rows_of(&proposal), [1]);
}

#[test]
fn rows_are_sorted_by_what_the_site_says_and_go_unless_they_are_left_out() {
    let rows: Vec<_> = (1..=5).map(|user| (user, "Team", user)).collect();
    let mut proposal = proposal(&rows);
    let statuses = [
        MembershipStatus::Member,
        MembershipStatus::NoMember,
        MembershipStatus::GroupUnknown,
        MembershipStatus::UserUnknown,
        MembershipStatus::NotChecked,
    ];
    proposal.learn(SiteFacts {
        statuses: statuses.to_vec(),
        ..asked(5)
    });
    let sorts: Vec<Category> = (0..5).map(|item| proposal.sort(item)).collect();
    let not_found = Category::NotFound;
    let expected = [
        Category::WillChange,
        Category::Already,
        not_found,
        not_found,
        Category::NotChecked,
    ];
    assert_eq!(sorts, expected);
    assert_eq!(
        rows_of(&proposal),
        [0, 1, 4],
        "what the site does not know stays behind unless it is asked for"
    );
    proposal.leave_out(not_found, false);
    assert_eq!(rows_of(&proposal), [0, 1, 2, 3, 4]);
    proposal.leave_out(not_found, true);
    proposal.leave_out(Category::Already, true);
    proposal.leave_out(Category::WillChange, true);
    assert_eq!(
        rows_of(&proposal),
        [0, 4],
        "what will be removed is unticked on Choose"
    );
    let sorted = proposal.freeze().unwrap().summary().sorted;
    let told: Vec<_> = sorted
        .present()
        .map(|(_, rows, goes)| (rows, goes))
        .collect();
    assert_eq!(told, [(1, true), (1, false), (2, false), (1, true)]);
    assert!(!sorted.is_checked());
}

#[test]
fn nothing_left_is_no_plan() {
    let proposal = proposal(&[(1, "Team", 0)]);
    assert_eq!(
        proposal.freeze().unwrap_err(),
        FreezeError::NothingLeft(WayOn::Include)
    );
}

#[test]
fn adding_back_protects_nobody() {
    let plan = crate::support::plan_as(0, &[(1, 0), (1, 1)]);
    let back = plan.back(|_| true).unwrap();
    let proposal = Proposal::of_plan(&back).unwrap();
    assert_eq!(proposal.count(Category::Protected), 0);
    let again = back.back(|_| true).unwrap();
    let proposal = Proposal::of_plan(&again).unwrap();
    assert_eq!(
        proposal.count(Category::Protected),
        1,
        "taking that back removes, like every removal"
    );
}

#[test]
fn what_an_identity_provider_keeps_is_held_back_whatever_is_typed() {
    let mut proposal = proposal(&[(1, "Okta everyone", 1), (2, "Team", 1)]);
    proposal.learn(SiteFacts {
        externally_managed: [group_id(1)].into(),
        ..asked(2)
    });
    assert_eq!(proposal.protections(0), [Protection::ExternallyManaged]);
    let refused = proposal.unprotect(0, "I want it all the same").unwrap_err();
    assert_eq!(refused, UnprotectError::ExternallyManaged);
    assert!(refused.to_string().contains("identity provider"));
    let plan = proposal.freeze().unwrap();
    assert_eq!(plan.items().len(), 1);
    let held = plan.summary().held_back.values().next().unwrap();
    assert!(
        held.contains("synced from your identity provider"),
        "{held}"
    );
}

#[test]
fn nobody_is_added_to_a_synced_group() {
    let plan = crate::support::plan_as(0, &[(1, 1), (2, 2)]);
    let back = plan.back(|_| true).unwrap();
    let mut proposal = Proposal::of_plan(&back).unwrap();
    proposal.learn(SiteFacts {
        externally_managed: [group_id(1)].into(),
        statuses: vec![MembershipStatus::NoMember, MembershipStatus::Member],
        ..asked(2)
    });
    assert_eq!(proposal.sort(0), Category::Protected);
    assert_eq!(proposal.sort(1), Category::Already);
    assert_eq!(Category::Already.label(Action::Add), "Already a member");
}

#[test]
fn a_reason_typed_before_goes_once_the_group_is_known_to_be_externally_managed() {
    let mut proposal = proposal(&[(1, "jira-administrators", 1), (2, "Team", 2)]);
    proposal.learn(SiteFacts {
        admins: [group_id(1)].into(),
        active_members: [(group_id(1), active_members(&[1, 5], true))].into(),
        ..asked(2)
    });
    proposal.unprotect(0, "she left the company").unwrap();
    proposal.learn(SiteFacts {
        externally_managed: [group_id(1)].into(),
        ..asked(2)
    });
    assert_eq!(proposal.sort(0), Category::Protected);
    assert_eq!(proposal.reason(0), None);
}
