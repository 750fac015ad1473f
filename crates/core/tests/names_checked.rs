//! A row affects only the person and the group that it names: ids and names are compared with the site.

mod cut_short;
mod renamed;
mod whole_file;

use std::sync::Arc;

use crate::support::{account, connection, group, table};
use groupsweep_core::choose::SelectionHistory;
use groupsweep_core::domain::{AccountId, GroupId};
use groupsweep_core::identity::NotComparable;
use groupsweep_core::import::Table;
use groupsweep_core::plan::{
    Category, FreezeError, MembershipStatus, Proposal, Protection, Purpose, SiteFacts, SitePerson,
    WayOn,
};

/// Group, its name, account, the person's name; all in the file.
type FileRow<'a> = (usize, &'a str, usize, &'a str);

fn file(rows: &[FileRow]) -> Arc<Table> {
    let mut text = "Group id,Group name,User id,User name".to_owned();
    for (g, group_name, u, name) in rows {
        let (group, account) = (group(*g), account(*u));
        text.push_str(&format!("\n{group},{group_name},{account},{name}"));
    }
    Arc::new(table(&text))
}

/// All rows ticked.
fn proposal(rows: &[FileRow], action: Purpose) -> Proposal {
    let table = file(rows);
    let mut choice = SelectionHistory::new(Arc::clone(&table));
    choice.set(table.row_numbers(), true);
    Proposal::of_choice(&choice, action, connection()).unwrap()
}

fn account_id(user: usize) -> AccountId {
    AccountId::parse(&account(user)).unwrap()
}

fn group_id(g: usize) -> GroupId {
    GroupId::parse(&group(g)).unwrap()
}

/// The site was asked: everybody is a member, and these are the names of accounts and groups there.
fn site(rows: usize, people: &[(usize, &str)], groups: &[(usize, &str)]) -> SiteFacts {
    let person = |name: &str| SitePerson {
        name: name.into(),
        active: Some(true),
        ..SitePerson::default()
    };
    SiteFacts {
        site_admins: [group_id(900)].into(),
        statuses: vec![MembershipStatus::Member; rows],
        people: people
            .iter()
            .map(|(user, name)| (account_id(*user), person(name)))
            .collect(),
        group_names: groups
            .iter()
            .map(|(g, name)| (group_id(*g), (*name).into()))
            .collect(),
        ..SiteFacts::default()
    }
}

fn rows_of(proposal: &Proposal) -> Vec<u32> {
    let plan = proposal.freeze().unwrap();
    plan.items().iter().map(|item| item.row.0).collect()
}

#[test]
fn a_row_whose_account_is_somebody_else_on_the_site_is_held_back_for_removal_and_for_adding() {
    for action in [Purpose::Remove, Purpose::Add] {
        let rows = [
            (1, "Team", 1, "Ines Varga"),
            (1, "Team", 2, "Mira Lindqvist"),
        ];
        let mut proposal = proposal(&rows, action);
        let people = [(1, "Tobias Okoro"), (2, "Lindqvist, Mira")];
        let status = if action == Purpose::Remove {
            MembershipStatus::Member
        } else {
            MembershipStatus::NoMember
        };
        proposal.learn(SiteFacts {
            statuses: vec![status; 2],
            ..site(2, &people, &[(1, "team")])
        });
        assert_eq!(proposal.sort(0), Category::OtherName);
        assert_eq!(proposal.protections(0), [Protection::OtherPerson]);
        assert_eq!(proposal.site_names(0).0, Some("Tobias Okoro"));
        assert_eq!(
            proposal.names_side_by_side(0),
            "the file calls this account Ines Varga, the site calls it Tobias Okoro"
        );
        assert_eq!(proposal.sort(1), Category::WillChange);
        assert_eq!(rows_of(&proposal), [1]);
        let plan = proposal.freeze().unwrap();
        let why = &plan.summary().held_back[&0];
        assert!(
            why.contains("Ines Varga") && why.contains("Tobias Okoro"),
            "{why}"
        );
    }
}

#[test]
fn a_plan_knows_the_rows_that_it_was_made_of_also_those_that_it_leaves_out() {
    let rows = [1, 2, 3].map(|user| (1, "Team", user, "Mira Lindqvist"));
    let mut proposal = proposal(&rows, Purpose::Remove);
    let people = [(1, "Tobias Okoro"), (2, "Mira Lindqvist")];
    proposal.learn(SiteFacts {
        statuses: vec![
            MembershipStatus::Member,
            MembershipStatus::Member,
            MembershipStatus::UserUnknown,
        ],
        ..site(3, &people, &[(1, "team")])
    });
    assert_eq!(
        rows_of(&proposal),
        [1],
        "one has another name, one is not found"
    );
    let selected = proposal.freeze().unwrap().selected_rows();
    let mut selected: Vec<u32> = selected.iter().map(|row| row.0).collect();
    selected.sort_unstable();
    assert_eq!(selected, [0, 1, 2]);
}

#[test]
fn a_reason_lets_the_row_go_and_is_recorded_with_what_it_is_about() {
    let mut proposal = proposal(&[(1, "Team", 1, "Ines Varga")], Purpose::Remove);
    proposal.learn(site(1, &[(1, "Ines Okoro")], &[(1, "Team")]));
    assert_eq!(
        proposal.freeze().unwrap_err(),
        FreezeError::NothingLeft(WayOn::Include)
    );
    assert!(proposal.unprotect(0, " ").is_err());
    proposal.unprotect(0, "she married").unwrap();
    let plan = proposal.freeze().unwrap();
    let (row, unprotected) = &plan.summary().unprotected[0];
    assert_eq!((*row, unprotected.reason.as_str()), (0, "she married"));
    assert_eq!(unprotected.protections, [Protection::OtherPerson]);
    assert_eq!(plan.summary().site_names[&0].as_ref(), "Ines Okoro");
}

#[test]
fn a_renamed_group_is_one_question() {
    let people: Vec<String> = (0..214).map(|n| format!("Person{n} Name{n}")).collect();
    let mut rows: Vec<FileRow> = (0..214)
        .map(|n| (1, "Contractors", n, &*people[n]))
        .collect();
    rows.push((2, "Other", 0, &people[0]));
    let mut proposal = proposal(&rows, Purpose::Remove);
    let names: Vec<(usize, &str)> = (0..214).map(|n| (n, &*people[n])).collect();
    proposal.learn(site(215, &names, &[(1, "All employees"), (2, "Other")]));
    assert_eq!(proposal.count(Category::OtherName), 214);
    assert_eq!(proposal.count(Category::WillChange), 1);
    assert_eq!(proposal.held_alike(0).len(), 214);
    proposal.unprotect_alike(0, "renamed last week").unwrap();
    assert_eq!(proposal.count(Category::OtherName), 0);
    assert_eq!(proposal.freeze().unwrap().items().len(), 215);
}

#[test]
fn rows_that_are_protected_for_more_than_a_name_are_not_let_go_with_the_others() {
    let rows = [
        (1, "Contractors", 1, "Ines Varga"),
        (1, "Contractors", 2, "Mira Lindqvist"),
        (1, "Contractors", 3, "Build Bot"),
    ];
    let mut proposal = proposal(&rows, Purpose::Remove);
    let people = [(1, "Ines Varga"), (2, "Tobias Okoro"), (3, "Build Bot")];
    proposal.learn(SiteFacts {
        app_accounts: [account_id(3)].into(),
        ..site(3, &people, &[(1, "All employees")])
    });
    assert_eq!(proposal.held_alike(0), [0]);
    proposal.unprotect_alike(0, "renamed last week").unwrap();
    assert_eq!(proposal.sort(0), Category::WillChange);
    assert_eq!(proposal.sort(1), Category::OtherName);
    assert_eq!(proposal.sort(2), Category::Protected);
}

/// Names in the order of the rows; the site has them one place further on.
const SHIFTED: [&str; 6] = [
    "Ines Varga",
    "Tobias Okoro",
    "Mira Lindqvist",
    "Pavel Sato",
    "Ruth Amari",
    "Greta Moll",
];

#[test]
fn one_id_under_two_names_is_compared_under_each_of_them() {
    let rows = [
        (1, "Contractors", 1, "Ines Varga"),
        (1, "Finance", 2, "Tobias Okoro"),
        (1, "Finance", 3, "Mira Lindqvist"),
        (1, "Board", 4, "Ruth Amari"),
    ];
    let mut proposal = proposal(&rows, Purpose::Remove);
    let people: Vec<_> = rows
        .iter()
        .map(|(_, _, user, name)| (*user, *name))
        .collect();
    proposal.learn(site(4, &people, &[(1, "Contractors")]));
    assert_eq!(rows_of(&proposal), [0]);
    assert_eq!(
        proposal.names_side_by_side(1),
        "the file calls this group Finance, the site calls it Contractors"
    );
    assert_eq!(proposal.group_label(&proposal.items()[1]), "Finance");
    assert_eq!(
        proposal.held_alike(1),
        [1, 2],
        "another name is another question"
    );
}

#[test]
fn a_second_check_without_an_answer_lets_nothing_go_that_the_first_held_back() {
    let rows = [
        (1, "Team", 1, "Ines Varga"),
        (2, "Old name", 2, "Mira Lindqvist"),
        (3, "Bosses", 3, "Ruth Amari"),
        (1, "Team", 4, "Build Bot"),
        (1, "Team", 5, "Pavel Sato"),
    ];
    let mut proposal = proposal(&rows, Purpose::Remove);
    let people = [(1, "Tobias Okoro"), (2, rows[1].3), (3, rows[2].3)];
    let groups = [(1, "Team"), (2, "New name"), (3, "Bosses")];
    proposal.learn(SiteFacts {
        site_admins: [group_id(3)].into(),
        app_accounts: [account_id(4)].into(),
        ..site(5, &people, &groups)
    });
    assert_eq!(rows_of(&proposal), [4]);
    let why: groupsweep_core::plan::Why = "the check was cancelled".into();
    proposal.learn(SiteFacts {
        by_name: Some(why.clone()),
        accounts_unread: Some(why.clone()),
        group_names_unread: Some(why),
        ..SiteFacts::default()
    });
    assert_eq!(rows_of(&proposal), [4]);
}

#[test]
fn a_reason_is_about_the_names_that_it_was_typed_for() {
    let mut proposal = proposal(&[(1, "Team", 1, "Ines Varga")], Purpose::Remove);
    proposal.learn(site(1, &[(1, "Ines Okoro")], &[(1, "Team")]));
    proposal.unprotect(0, "she married").unwrap();
    proposal.learn(site(1, &[(1, "Ines Okoro")], &[(1, "Team")]));
    assert_eq!(proposal.reason(0), Some("she married"));
    proposal.learn(site(1, &[(1, "Pavel Sato")], &[(1, "Team")]));
    assert_eq!(proposal.reason(0), None);
    assert_eq!(proposal.sort(0), Category::OtherName);
}

#[test]
fn one_row_ticked_of_a_sorted_file_is_held_back() {
    let table = file(
        &(0..6)
            .map(|n| (1, "Team", n, SHIFTED[n]))
            .collect::<Vec<_>>(),
    );
    let mut choice = SelectionHistory::new(Arc::clone(&table));
    choice.set(table.row_numbers().take(1), true);
    let mut proposal = Proposal::of_choice(&choice, Purpose::Remove, connection()).unwrap();
    proposal.learn(site(1, &[(0, SHIFTED[1])], &[(1, "Team")]));
    assert_eq!(proposal.sort(0), Category::OtherName);
    assert_eq!(
        proposal.freeze().unwrap_err(),
        FreezeError::NothingLeft(WayOn::Include)
    );
}

#[test]
fn what_cannot_be_compared_goes_and_is_counted_with_its_reason() {
    let rows = [
        (1, "Team", 1, "Ines Varga"),
        (1, "Team", 2, "Mira Lindqvist"),
        (1, "Team", 3, ""),
        (1, "Team", 4, "Ruth Amari"),
    ];
    let mut proposal = proposal(&rows, Purpose::Remove);
    let people = [(1, "Former user"), (3, "Pavel Sato"), (4, "Ruth Amari")];
    proposal.learn(site(4, &people, &[]));
    assert_eq!(rows_of(&proposal), [0, 1, 2, 3]);
    let names = proposal.freeze().unwrap().summary().names.clone();
    assert_eq!(names.people_unknown[&NotComparable::HiddenBySite], 1);
    assert_eq!(names.people_unknown[&NotComparable::NotRead], 1);
    assert_eq!(names.people_unknown[&NotComparable::NotInFile], 1);
    assert_eq!(names.groups_unknown[&NotComparable::NotRead], 4);
    assert_eq!(names.sentences().len(), 2, "{:?}", names.sentences());
}

#[test]
fn a_check_that_never_ran_says_that_rows_are_identified_by_id_only() {
    let proposal = proposal(&[(1, "Team", 1, "Ines Varga")], Purpose::Remove);
    let said = proposal.names_compared().sentences();
    assert_eq!(said.len(), 1);
    assert!(said[0].contains("identified by id only"), "{}", said[0]);
}

#[test]
fn the_row_that_is_tried_first_is_one_whose_removal_proves_something() {
    let rows = [
        (1, "Team", 1, "Ines Varga"),
        (1, "Team", 2, "Tobias Okoro"),
        (1, "Team", 3, "Mira Lindqvist"),
        (1, "Team", 4, "Pavel Sato"),
    ];
    let mut proposal = proposal(&rows, Purpose::Remove);
    let mut facts = site(
        4,
        &[
            (1, rows[0].3),
            (2, rows[1].3),
            (3, rows[2].3),
            (4, rows[3].3),
        ],
        &[],
    );
    facts.statuses[0] = MembershipStatus::NoMember;
    // Somebody who cannot log in may be left out of the list that is read afterwards.
    facts.people.get_mut(&account_id(2)).unwrap().active = Some(false);
    proposal.learn(facts);
    assert_eq!(proposal.trial(), Some(2));
    assert!(!proposal.try_first(0) && !proposal.try_first(1));
    assert!(proposal.try_first(3));
    assert_eq!(proposal.freeze().unwrap().summary().trial, Some(3));
}

#[test]
fn a_row_that_had_to_be_included_is_not_the_one_that_is_tried_first() {
    let rows = [(1, "Team", 1, "Ines Varga"), (1, "Team", 2, "Tobias Okoro")];
    let mut proposal = proposal(&rows, Purpose::Remove);
    proposal.learn(site(2, &[(1, "Ines Okoro"), (2, "Tobias Okoro")], &[]));
    proposal.unprotect(0, "she married").unwrap();
    assert_eq!(proposal.trial(), Some(1));
}

#[test]
fn an_administration_group_is_known_by_the_sites_name_where_the_file_has_another() {
    let mut proposal = proposal(&[(1, "Team", 1, "Ines Varga")], Purpose::Remove);
    proposal.learn(site(1, &[(1, "Ines Varga")], &[(1, "org-admins")]));
    assert_eq!(proposal.sort(0), Category::Protected);
    let protections = proposal.protections(0);
    assert!(
        protections.contains(&Protection::AdministrationByName),
        "{protections:?}"
    );
    assert!(
        protections.contains(&Protection::OtherGroup),
        "{protections:?}"
    );
}

#[test]
fn an_id_that_the_site_does_not_know_is_said_to_be_unknown_and_not_unread() {
    let rows = [
        (1, "Team", 1, "Ines Varga"),
        (1, "Team", 2, "Mira Lindqvist"),
        (2, "Gone", 1, "Ines Varga"),
    ];
    let mut proposal = proposal(&rows, Purpose::Remove);
    proposal.learn(SiteFacts {
        statuses: vec![
            MembershipStatus::Member,
            MembershipStatus::UserUnknown,
            MembershipStatus::GroupUnknown,
        ],
        ..site(3, &[(1, "Ines Varga")], &[(1, "Team")])
    });
    proposal.leave_out(Category::NotFound, false);
    assert_eq!(
        proposal.names_compared().sentences(),
        [
            "In 1 row, the person was not compared with the site, because the site does not know the id.",
            "In 1 row, the group was not compared with the site, because the site does not know the id.",
        ]
    );
}
