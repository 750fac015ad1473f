//! What the check before a run learns from Confluence, and from Jira about who manages a group.

use std::sync::Arc;

use groupsweep_atlassian_sim::{DIRECTORY_ID, ORG_ID, SeedMembership, SimRequest, Site};
use groupsweep_core::atlassian::{ApiHost, Confluence, Endpoint, Organization};
use groupsweep_core::choose::SelectionHistory;
use groupsweep_core::domain::{DirectoryId, OrgId, SiteCall, Timestamp};
use groupsweep_core::plan::{Category, Proposal, Protection, Purpose, UnprotectError};
use groupsweep_core::precheck::Precheck;
use groupsweep_core::reads::ReadEvent;
use groupsweep_core::run::Rate;

use crate::precheck::{Reply, ask_with, seat};
use crate::support::{account, connection, group, json, table};

/// A user whose account is an app's.
const APP_USER: usize = 99;

fn confluence() -> Endpoint {
    Endpoint::Confluence(Confluence {
        api_host: ApiHost::Site,
    })
}

/// Rows of a file: the group, its name, the user.
fn proposal(endpoint: &Endpoint, purpose: Purpose, rows: &[(usize, &str, usize)]) -> Proposal {
    let mut text = "Group id,Group name,User id,User name".to_owned();
    for (g, name, u) in rows {
        text.push_str(&format!(
            "\n{},\"{name}\",{},User {u}",
            group(*g),
            account(*u)
        ));
    }
    let table = Arc::new(table(&text));
    let mut choice = SelectionHistory::new(Arc::clone(&table));
    choice.set(table.row_numbers(), true);
    let mut connection = connection();
    connection.endpoint = endpoint.clone();
    Proposal::of_choice(&choice, purpose, connection).unwrap()
}

/// The site that such a file is the export of.
fn site(rows: &[(usize, &str, usize)], profiles: &[(&str, &str)]) -> Site {
    let seats = rows.iter().map(|(g, name, u)| {
        let email = match *u {
            APP_USER => "deploy-bot@connect.atlassian.com",
            _ => "",
        };
        seat(*g, name, *u, email, true)
    });
    let mut site = Site::practice(seats.collect::<Vec<SeedMembership>>());
    for (name, value) in profiles {
        site.settings_mut().set_profile(name, value).unwrap();
    }
    site
}

fn answer(site: &mut Site, endpoint: &Endpoint, call: &SiteCall, now: Timestamp) -> Reply {
    let request = SimRequest::relayed(&endpoint.request(call).unwrap());
    site.answer(now, &request).into_answer()
}

fn learn(proposal: &mut Proposal, site: &mut Site) -> Vec<SiteCall> {
    let endpoint = proposal.connection().endpoint.clone();
    let asked = ask_with(proposal, |call, now| answer(site, &endpoint, call, now));
    proposal.learn(asked.facts);
    asked.calls
}

/// A removal with what its check found.
fn checked(
    endpoint: &Endpoint,
    rows: &[(usize, &str, usize)],
    profiles: &[(&str, &str)],
) -> Proposal {
    let mut proposal = proposal(endpoint, Purpose::Remove, rows);
    learn(&mut proposal, &mut site(rows, profiles));
    proposal
}

#[test]
fn confluence_reports_by_id_which_groups_administer_it() {
    // The name of the first is not one that administration groups are known by.
    let rows = [(1, "confluence-admin-guild", 1), (2, "site-admins", 2)];
    let mut proposal = checked(&confluence(), &rows, &[]);
    assert_eq!(proposal.facts().by_name, None);
    assert_eq!(proposal.protections(0), [Protection::ProductAdministration]);
    assert_eq!(proposal.protections(1), [Protection::SiteAdministration]);
    assert!(matches!(
        proposal.unprotect(0, "left the company"),
        Err(UnprotectError::LastAdmin { .. })
    ));
}

#[test]
fn jiras_admins_are_recognized_by_name_where_confluence_is_asked() {
    let rows = [(1, "jira-administrators", 1), (2, "Kitchen", 2)];
    let proposal = checked(&confluence(), &rows, &[]);
    assert_eq!(proposal.protections(0), [Protection::AdministrationByName]);
    assert_eq!(proposal.sort(1), Category::WillChange);
}

#[test]
fn names_tell_who_administers_where_confluence_does_not_answer_it() {
    for (profile, value) in [
        ("confluence-access-type", "403"),
        ("site-admin-groups", "empty"),
    ] {
        let rows = [(1, "site-admins", 1), (2, "confluence-admins-mysite", 2)];
        let proposal = checked(&confluence(), &rows, &[(profile, value)]);
        assert!(proposal.facts().by_name.is_some(), "{profile}");
        assert_eq!(
            proposal.protections(0),
            [Protection::AdministrationByName],
            "{profile}"
        );
        assert!(!proposal.protections(1).is_empty(), "{profile}");
    }
}

#[test]
fn an_apps_row_is_held_back_by_confluence_as_by_jira() {
    for endpoint in [Endpoint::default(), confluence()] {
        // The app is listed in one group. For the other group, only its account shows that it is an app.
        let listed = [(1, "Team", APP_USER), (1, "Team", 1)];
        let rows = [
            (1, "Team", APP_USER),
            (1, "Team", 1),
            (2, "Other", APP_USER),
        ];
        let mut proposal = proposal(&endpoint, Purpose::Remove, &rows);
        let mut site = site(&listed, &[]);
        site.add_group(&group(2), "Other");
        learn(&mut proposal, &mut site);
        let by = endpoint.name();
        assert_eq!(proposal.protections(0), [Protection::AppAccount], "{by}");
        assert_eq!(proposal.protections(2), [Protection::AppAccount], "{by}");
        assert_eq!(proposal.sort(1), Category::WillChange, "{by}");
        assert_eq!(proposal.facts().accounts_unread, None, "{by}");
    }
}

#[test]
fn a_check_by_confluence_that_is_cancelled_says_that_apps_are_not_known() {
    let proposal = proposal(&confluence(), Purpose::Remove, &[(1, "Team", APP_USER)]);
    let mut precheck = Precheck::of(&proposal, Rate::of_model(1000));
    precheck.step(ReadEvent::Timer, Timestamp(1_800_000_000_000));
    precheck.step(ReadEvent::Cancel, Timestamp(1_800_000_000_000));
    assert!(precheck.into_facts().accounts_unread.is_some());
}

#[test]
fn a_suspended_admin_is_not_somebody_who_can_log_in() {
    let rows = [(1, "site-admins", 1), (1, "site-admins", 2)];
    for is_suspended in [false, true] {
        let mut proposal = proposal(&organization(), Purpose::Remove, &rows);
        let mut site = site(&rows, &[]);
        if is_suspended {
            site.suspend(&account(2));
        }
        learn(&mut proposal, &mut site);
        let last = proposal.unprotect(0, "left the company");
        assert_eq!(last.is_err(), is_suspended, "{last:?}");
    }
}

#[test]
fn somebody_suspended_is_not_called_already_gone_by_any_product_that_leaves_them_out_of_lists() {
    let rows = [(1, "Team", 1), (1, "Team", 2)];
    for endpoint in [Endpoint::default(), confluence()] {
        let mut proposal = proposal(&endpoint, Purpose::Remove, &rows);
        let mut site = site(&rows, &[]);
        site.suspend(&account(2));
        learn(&mut proposal, &mut site);
        let sorts = (proposal.sort(0), proposal.sort(1));
        let member = Category::WillChange;
        assert_eq!(sorts, (member, member), "{}", endpoint.name());
    }
}

const NAMES: [(usize, &str, usize); 3] =
    [(1, "Team", 1), (2, "Teams & Räume", 2), (3, "Kitchen", 3)];

/// The second of [`NAMES`] is synced from an identity provider.
fn synced() -> String {
    group(2)
}

#[test]
fn a_group_that_jira_reports_as_external_can_be_neither_removed_from_nor_added_to() {
    for purpose in [Purpose::Remove, Purpose::Add] {
        let mut proposal = proposal(&Endpoint::default(), purpose, &NAMES);
        let mut site = site(&NAMES, &[("synced-groups", &synced())]);
        learn(&mut proposal, &mut site);
        assert_eq!(
            proposal.protections(1),
            [Protection::ExternallyManaged],
            "{purpose:?}"
        );
        assert_eq!(
            proposal.unprotect(1, "I know better"),
            Err(UnprotectError::ExternallyManaged)
        );
        for free in [0, 2] {
            assert!(proposal.protections(free).is_empty(), "{purpose:?}");
        }
        assert_eq!(proposal.facts().external_management_unread, None);
    }
}

#[test]
fn who_manages_a_group_is_asked_by_the_sites_name_for_it() {
    let mut site = site(&NAMES, &[("synced-groups", &synced())]);
    site.rename(&group(2), "Renamed");
    let mut proposal = proposal(&Endpoint::default(), Purpose::Remove, &NAMES);
    let calls = learn(&mut proposal, &mut site);
    assert!(calls.contains(&SiteCall::GroupsNamed("Renamed".into())));
    let protections = proposal.protections(1);
    assert!(protections.contains(&Protection::ExternallyManaged));
}

#[test]
fn what_jira_does_not_report_of_who_manages_a_group_is_said_in_words() {
    let absent = ("picker-managed-by", "absent");
    let by_jira = checked(&Endpoint::default(), &NAMES, &[absent]);
    let by_confluence = checked(&confluence(), &NAMES, &[]);
    let why = |proposal: &Proposal| proposal.facts().external_management_unread.clone();
    assert_eq!(why(&by_jira).as_deref(), Some("Jira does not report it"));
    assert_eq!(
        why(&by_confluence).as_deref(),
        Some("Confluence does not report it")
    );
    for proposal in [by_jira, by_confluence] {
        assert_eq!(
            proposal.count(Category::WillChange),
            3,
            "nothing is guessed"
        );
    }
}

/// What a check finds where `groups/picker` answers like this.
fn with_picker(reply: impl Fn(&str) -> Reply) -> Proposal {
    let endpoint = Endpoint::default();
    let mut proposal = proposal(&endpoint, Purpose::Remove, &NAMES);
    let mut site = site(&NAMES, &[("synced-groups", &synced())]);
    let asked = ask_with(&proposal, |call, now| match call {
        SiteCall::GroupsNamed(name) => reply(name),
        _ => answer(&mut site, &endpoint, call, now),
    });
    proposal.learn(asked.facts);
    proposal
}

fn picked(id: &str, managed_by: &str) -> String {
    format!("{{\"name\":\"G\",\"groupId\":\"{id}\",\"managedBy\":\"{managed_by}\"}}")
}

#[test]
fn a_list_that_leaves_the_group_out_proves_nothing_about_it() {
    let other = picked(&group(77), "EXTERNAL");
    let body = format!("{{\"header\":\"Showing 1 of 25\",\"total\":25,\"groups\":[{other}]}}");
    let mut proposal = with_picker(|_| Ok(json(200, &body)));
    assert_eq!(proposal.count(Category::WillChange), 3);
    assert_eq!(
        proposal.facts().external_management_unread.as_deref(),
        Some("Jira does not report it")
    );
    proposal = with_picker(|name| match name {
        "Kitchen" => Ok(json(
            200,
            &format!("{{\"total\":1,\"groups\":[{}]}}", picked(&group(3), "OPEN")),
        )),
        _ => Ok(json(200, "{\"total\":0,\"groups\":[]}")),
    });
    assert_eq!(
        proposal.facts().external_management_unread.as_deref(),
        Some("Jira does not report it for 2 of 3 groups")
    );
}

#[test]
fn a_word_that_jira_does_not_document_is_not_taken_for_managed_here() {
    let proposal = with_picker(|_| {
        let groups: Vec<String> = (1..4).map(|g| picked(&group(g), "DIRECTORY")).collect();
        Ok(json(
            200,
            &format!("{{\"total\":3,\"groups\":[{}]}}", groups.join(",")),
        ))
    });
    assert!(proposal.facts().external_management_unread.is_some());
}

#[test]
fn a_check_that_jira_refuses_holds_back_what_the_check_before_found_to_be_external() {
    let mut proposal = proposal(&Endpoint::default(), Purpose::Remove, &NAMES);
    learn(
        &mut proposal,
        &mut site(&NAMES, &[("synced-groups", &synced())]),
    );
    let refused = ask_with(&proposal, |_, _| Ok(json(403, "{\"errorMessages\":[]}")));
    proposal.learn(refused.facts);
    assert_eq!(proposal.protections(1), [Protection::ExternallyManaged]);
    assert!(proposal.facts().external_management_unread.is_some());
}

#[test]
fn a_team_of_the_people_directory_is_told_from_other_groups() {
    let proposal = checked(&Endpoint::default(), &NAMES, &[("team-groups", &group(3))]);
    assert_eq!(proposal.team_names(), ["Kitchen"]);
    let teams: Vec<&str> = proposal
        .facts()
        .teams
        .iter()
        .map(|id| id.as_str())
        .collect();
    assert_eq!(teams, [group(3)]);
    assert!(proposal.protections(2).is_empty());
}

fn organization() -> Endpoint {
    Endpoint::Organization(Organization {
        org: OrgId::parse(ORG_ID).unwrap(),
        directory: DirectoryId::parse(DIRECTORY_ID),
    })
}

#[test]
fn the_organization_never_tells_which_accounts_are_apps() {
    let proposal = checked(&organization(), &NAMES, &[]);
    assert_eq!(
        proposal.facts().accounts_unread.as_deref(),
        Some("the organization does not report it")
    );
}

#[test]
fn an_account_of_an_unknown_kind_may_be_an_apps() {
    for endpoint in [Endpoint::default(), confluence()] {
        let proposal = proposal(&endpoint, Purpose::Remove, &NAMES);
        let mut site = site(&NAMES, &[]);
        let asked = ask_with(&proposal, |call, now| {
            let answered = answer(&mut site, &endpoint, call, now);
            answered.map(|mut answer| {
                let kind = "\"accountType\":\"atlassian\"";
                answer.body = answer.body.replace(kind, "\"accountType\":\"\"");
                answer
            })
        });
        let why = asked.facts.accounts_unread;
        assert_eq!(
            why.as_deref(),
            Some("the site did not report the kind of 3 accounts"),
            "{}",
            endpoint.name()
        );
    }
}
