//! Additions have the same protections as removals: a file alone makes nobody an administrator.

use std::collections::HashSet;
use std::sync::Arc;

use crate::support::{Dice, account, caller, connection, group, table};
use groupsweep_core::choose::SelectionHistory;
use groupsweep_core::domain::{AccountId, GroupId};
use groupsweep_core::plan::{
    Category, FreezeError, MembershipStatus, Plan, Proposal, Protection, Purpose, SiteFacts,
    UnprotectError, WayOn,
};

const NAMES: [&str; 6] = [
    "Kitchen",
    "site-admins",
    "jira-administrators",
    "org-admins",
    "confluence-admins-mysite",
    "atlassian-addons-admin",
];

/// A file of ours, with one word in every row: group, its name, user.
fn file(word: &str, rows: &[(usize, &str, usize)]) -> SelectionHistory {
    let (heading, rest) = match word {
        "add" => ("restore", ""),
        _ => (
            "outcome,http_status,reason,attempts,finished_at",
            ",204,,1,2026-11-25T10:00:00Z",
        ),
    };
    let mut text = format!("Group id,Group name,User id,User name,{heading}");
    for (g, name, u) in rows {
        text.push_str(&format!(
            "\n{},{name},{},User {u},{word}{rest}",
            group(*g),
            account(*u)
        ));
    }
    let choice = SelectionHistory::of_removed_rows(Arc::new(table(&text)));
    assert_eq!(choice.selection().len(), rows.len(), "{text}");
    choice
}

/// The proposal to add them. The caller is user 0.
fn to_add(word: &str, rows: &[(usize, &str, usize)]) -> Proposal {
    let mut connection = connection();
    caller(&mut connection).id = AccountId::parse(&account(0)).unwrap();
    Proposal::of_choice(&file(word, rows), Purpose::Add, connection).unwrap()
}

fn group_id(g: usize) -> GroupId {
    GroupId::parse(&group(g)).unwrap()
}

fn asked(rows: usize) -> SiteFacts {
    SiteFacts {
        site_admins: [group_id(90)].into(),
        statuses: vec![MembershipStatus::NoMember; rows],
        ..SiteFacts::default()
    }
}

fn rows_of(proposal: &Proposal) -> Vec<u32> {
    let plan = proposal.freeze().unwrap();
    plan.items().iter().map(|item| item.row.0).collect()
}

#[test]
fn a_forged_line_of_a_restore_file_makes_nobody_an_administrator() {
    let mut proposal = to_add(
        "add",
        &[(1, "Kitchen", 1), (2, "Garden", 2), (3, "Team", 3)],
    );
    proposal.learn(SiteFacts {
        site_admins: [group_id(1)].into(),
        admins: [group_id(2)].into(),
        ..asked(3)
    });
    assert_eq!(proposal.protections(0), [Protection::SiteAdministration]);
    assert_eq!(proposal.protections(1), [Protection::ProductAdministration]);
    assert_eq!(rows_of(&proposal), [2]);
    let held = proposal.freeze().unwrap().summary().held_back.clone();
    assert_eq!(held[&0], "protected: the group grants site administration");

    assert_eq!(proposal.unprotect(0, ""), Err(UnprotectError::NoReason));
    proposal.unprotect(0, "she is the new site admin").unwrap();
    assert_eq!(rows_of(&proposal), [0, 2]);
    let plan = proposal.freeze().unwrap();
    let (row, why) = &plan.summary().unprotected[0];
    assert_eq!(
        (*row, why.reason.as_str()),
        (0, "she is the new site admin")
    );
}

#[test]
fn nobody_has_to_stay_in_a_group_that_somebody_is_added_to() {
    let mut proposal = to_add("removed", &[(1, "Bosses", 1)]);
    proposal.learn(SiteFacts {
        site_admins: [group_id(1)].into(),
        ..asked(1)
    });
    assert_eq!(
        proposal.freeze().unwrap_err(),
        FreezeError::NothingLeft(WayOn::Include)
    );
    assert_eq!(proposal.unprotect(0, "agreed with her boss"), Ok(()));
    assert_eq!(rows_of(&proposal), [0]);
}

#[test]
fn where_the_site_did_not_say_who_administers_the_names_of_groups_count() {
    let rows: Vec<_> = (0..NAMES.len())
        .map(|at| (at + 1, NAMES[at], at + 1))
        .collect();
    let mut proposal = to_add("add", &rows);
    assert_eq!(rows_of(&proposal), [0], "the check was skipped");
    proposal.learn(SiteFacts {
        by_name: Some("the site does not provide this information (404)".into()),
        site_admins: HashSet::new(),
        ..asked(NAMES.len())
    });
    assert_eq!(rows_of(&proposal), [0], "the check failed");
    proposal.learn(asked(NAMES.len()));
    assert_eq!(
        rows_of(&proposal),
        [0, 1, 2, 5],
        "a team may be called so: the site was asked, as far as Jira can tell"
    );
}

#[test]
fn a_reason_says_nothing_of_what_was_not_known_when_it_was_typed() {
    let mut proposal = to_add(
        "add",
        &[(1, "jira-administrators", 1), (2, "org-admins", 2)],
    );
    for item in [0, 1] {
        proposal.unprotect(item, "agreed with the team").unwrap();
    }
    assert_eq!(rows_of(&proposal), [0, 1]);
    proposal.learn(SiteFacts {
        site_admins: [group_id(1)].into(),
        ..asked(2)
    });
    assert_eq!(proposal.protections(0), [Protection::SiteAdministration]);
    assert_eq!(
        (proposal.reason(0), proposal.sort(0)),
        (None, Category::Protected)
    );
    assert_eq!(proposal.reason(1), Some("agreed with the team"));
    assert_eq!(rows_of(&proposal), [1]);
}

#[test]
fn the_callers_own_account_and_apps_accounts_are_added_like_anybody() {
    let mut proposal = to_add("removed", &[(1, "Kitchen", 0), (1, "Kitchen", 1)]);
    proposal.learn(SiteFacts {
        app_accounts: [AccountId::parse(&account(1)).unwrap()].into(),
        ..asked(2)
    });
    assert_eq!(proposal.count(Category::Protected), 0);
}

#[test]
fn the_way_back_of_a_run_that_only_a_file_tells_of_is_no_undo_and_is_guarded() {
    let told = |word| {
        let choice = file(word, &[(1, "Kitchen", 1), (2, "Team", 2)]);
        Plan::of_results(choice.table(), connection()).unwrap()
    };
    let back = told("removed").way_back_as_told(|_| true, None).unwrap();
    assert_eq!(back.purpose(), Purpose::Add, "nothing is called back");
    let mut proposal = Proposal::of_plan(&back).unwrap();
    proposal.learn(SiteFacts {
        site_admins: [group_id(1)].into(),
        ..asked(2)
    });
    assert_eq!(rows_of(&proposal), [1]);
    let some = told("removed")
        .way_back_as_told(|item| item == 1, None)
        .unwrap();
    assert_eq!(some.items().len(), 1);
    assert!(told("removed").way_back_as_told(|_| false, None).is_none());
}

#[test]
fn the_dialog_says_what_adding_means() {
    let sentence = Protection::SiteAdministration.addition_means("Ines Varga", "site-admins");
    let sentence = sentence.unwrap();
    assert!(
        sentence.starts_with("This makes Ines Varga an administrator of the whole site"),
        "{sentence}"
    );
    assert_eq!(Protection::AppAccount.addition_means("App", "Team"), None);
}

/// Whatever a file and a site say, in whatever order reasons are typed: who is added to an administration group was
/// let go by name with a reason.
#[test]
fn no_plan_adds_to_an_administration_group_without_a_reason() {
    let mut dice = Dice(41);
    for _ in 0..600 {
        let rows: Vec<_> = (0..1 + dice.below(12))
            .map(|user| {
                let g = dice.below(NAMES.len());
                (g + 1, NAMES[(g + dice.below(2)) % NAMES.len()], user + 1)
            })
            .collect();
        let mut proposal = to_add(["add", "removed"][dice.below(2)], &rows);
        let mut facts = asked(rows.len());
        if dice.below(3) != 0 {
            let some = |dice: &mut Dice| -> HashSet<GroupId> {
                (0..dice.below(4))
                    .map(|_| group_id(1 + dice.below(NAMES.len())))
                    .collect()
            };
            facts.site_admins = some(&mut dice);
            facts.admins = some(&mut dice);
            if dice.below(2) == 0 {
                facts.by_name = Some("it did not answer".into());
            }
            proposal.learn(facts);
        }
        for _ in 0..dice.below(4) {
            let item = dice.below(rows.len());
            let reason = ["", "agreed"][dice.below(2)];
            let _ = proposal.unprotect(item, reason);
        }
        let Ok(plan) = proposal.freeze() else {
            continue;
        };
        let facts = proposal.facts();
        let reasons = &plan.summary().unprotected;
        for item in plan.items() {
            let (id, name) = (&item.membership.group, &*item.group_name);
            let beyond_jira = ["org-admins", "confluence-admins-mysite"].contains(&name);
            let by_name = facts.by_name.is_some() && name != "Kitchen";
            let is_admin = facts.site_admins.contains(id) || facts.admins.contains(id);
            if is_admin || beyond_jira || by_name {
                assert!(
                    reasons
                        .iter()
                        .any(|(row, why)| *row == item.row.0 && why.reason == "agreed"),
                    "{item:?} {facts:?}"
                );
            }
        }
    }
}
