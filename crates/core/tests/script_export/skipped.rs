//! Rows that need no change according to the check, with products whose answers do not show that.

use std::sync::Arc;

use groupsweep_core::atlassian::{ApiHost, Confluence, Endpoint};
use groupsweep_core::choose::SelectionHistory;
use groupsweep_core::domain::{AccountId, GroupId};
use groupsweep_core::plan::{
    Action, MembershipStatus, Plan, Proposal, Purpose, SiteFacts, SitePerson,
};
use groupsweep_core::script_export::{
    ExportPlan, RequestTemplate, bash_script, console_snippets, postman_collection, postman_data,
    powershell_script,
};

use crate::support::{account, connection, export, group, table};

fn plan(endpoint: Endpoint, statuses: &[MembershipStatus]) -> Plan {
    let rows: Vec<_> = (0..statuses.len()).map(|row| (row, row + 1)).collect();
    let table = Arc::new(table(export(&rows)));
    let mut choice = SelectionHistory::new(Arc::clone(&table));
    choice.set(table.row_numbers(), true);
    let mut connection = connection();
    connection.endpoint = endpoint;
    let mut proposal = Proposal::of_choice(&choice, Purpose::Remove, connection).unwrap();
    proposal.learn(SiteFacts {
        statuses: statuses.to_vec(),
        ..SiteFacts::default()
    });
    proposal.freeze().unwrap()
}

fn confluence() -> Endpoint {
    Endpoint::Confluence(Confluence {
        api_host: ApiHost::Site,
    })
}

#[test]
fn rows_with_nothing_to_change_are_in_no_export_for_confluence() {
    let statuses = [
        MembershipStatus::Member,
        MembershipStatus::NoMember,
        MembershipStatus::NotChecked,
    ];
    let template =
        RequestTemplate::confluence("https://mysite.atlassian.net", Action::Remove).unwrap();
    let plan = plan(confluence(), &statuses);
    let export = ExportPlan::of(&plan, &template).unwrap();
    assert_eq!(export.skipped_rows(), 1);
    let files = [
        bash_script(export),
        powershell_script(export),
        postman_data(export),
        console_snippets(export).concat(),
    ];
    for file in files {
        for (user, goes) in [(1, true), (2, false), (3, true)] {
            assert_eq!(file.contains(&account(user)), goes, "user {user}");
        }
    }
}

#[test]
fn an_export_of_other_rows_has_a_record_of_its_own() {
    let (there, gone) = (MembershipStatus::Member, MembershipStatus::NoMember);
    let template =
        RequestTemplate::confluence("https://mysite.atlassian.net", Action::Remove).unwrap();
    let id = |statuses: &[MembershipStatus]| {
        let plan = plan(confluence(), statuses);
        ExportPlan::of(&plan, &template).unwrap().id()
    };
    // What the first script did is left out of the second, whose record it is no row of.
    assert_ne!(id(&[there, there, there]), id(&[gone, there, there]));
    assert_eq!(id(&[gone, there, there]), id(&[gone, there, there]));
    assert_eq!(id(&[there, there, gone]), id(&[there, there]));
}

#[test]
fn rows_that_are_gone_stay_in_an_export_for_jira_which_reports_them_apart() {
    let statuses = [MembershipStatus::Member, MembershipStatus::NoMember];
    let jira = RequestTemplate::jira("https://mysite.atlassian.net", Action::Remove).unwrap();
    let plan = plan(Endpoint::default(), &statuses);
    assert_eq!(ExportPlan::of(&plan, &jira).unwrap().skipped_rows(), 0);
}

#[test]
fn a_row_that_was_included_with_a_reason_is_expected_under_the_sites_names() {
    let rows = [(1, 1), (1, 2)];
    let table = Arc::new(table(export(&rows)));
    let mut choice = SelectionHistory::new(Arc::clone(&table));
    choice.set(table.row_numbers(), true);
    let mut proposal = Proposal::of_choice(&choice, Purpose::Remove, connection()).unwrap();
    let person = |name: &str| SitePerson {
        name: name.into(),
        ..SitePerson::default()
    };
    proposal.learn(SiteFacts {
        statuses: vec![MembershipStatus::Member; 2],
        people: [
            (AccountId::parse(&account(1)).unwrap(), person("Ines Okoro")),
            (AccountId::parse(&account(2)).unwrap(), person("User 2")),
        ]
        .into(),
        group_names: [(GroupId::parse(&group(1)).unwrap(), "All employees".into())].into(),
        ..SiteFacts::default()
    });
    for item in 0..2 {
        proposal.unprotect(item, "I looked them up").unwrap();
    }
    let plan = proposal.freeze().unwrap();
    let template = RequestTemplate::jira("https://mysite.atlassian.net", Action::Remove).unwrap();
    let export = ExportPlan::of(&plan, &template).unwrap();
    for file in [
        bash_script(export),
        powershell_script(export),
        console_snippets(export).concat(),
    ] {
        for expected in ["Ines Okoro", "User 2", "All employees"] {
            assert!(file.contains(expected), "{expected}");
        }
        for not_expected in ["User 1", "Group 1", "user1@domain.example"] {
            assert!(!file.contains(not_expected), "{not_expected}");
        }
    }
}

#[test]
fn only_an_export_for_jira_says_that_a_row_may_be_gone_already() {
    let statuses = [MembershipStatus::Member, MembershipStatus::NotChecked];
    let base = "https://mysite.atlassian.net";
    let jira = RequestTemplate::jira(base, Action::Remove).unwrap();
    let confluence_recipe = RequestTemplate::confluence(base, Action::Remove).unwrap();
    let unknown = "Unknown whether the person was a member: ";
    for (endpoint, template, tells) in [
        (Endpoint::default(), jira, true),
        (confluence(), confluence_recipe, false),
    ] {
        let plan = plan(endpoint, &statuses);
        let export = ExportPlan::of(&plan, &template).unwrap();
        for file in [
            bash_script(export),
            powershell_script(export),
            postman_collection(export),
            console_snippets(export).concat(),
        ] {
            assert_eq!(file.contains(unknown), !tells);
        }
        let description = postman_collection(export);
        let passed = "ends as removed, already_gone or gone_since_check";
        assert_eq!(description.contains(passed), tells);
    }
}

#[test]
fn the_collection_says_of_the_own_row_only_what_it_does() {
    let base = "https://mysite.atlassian.net";
    let removal = plan(Endpoint::default(), &[MembershipStatus::Member]);
    let jira = RequestTemplate::jira(base, Action::Remove).unwrap();
    let organization = RequestTemplate::organization(base, Action::Remove).unwrap();
    for (template, holds_back) in [(jira, true), (organization, false)] {
        let export = ExportPlan::of(&removal, &template).unwrap();
        let text = postman_collection(export);
        assert_eq!(text.contains("whose login this is"), holds_back);
        assert_eq!(
            text.contains("does not send that account's own row"),
            holds_back
        );
    }
}
