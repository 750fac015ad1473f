//! Asking the site about a proposal, against the simulated site's own model.

mod absent;
mod kinds;
mod lists;
mod names;
mod pauses;

use std::sync::Arc;

use crate::support::{account, answer, connection, export, group, json, table};
use groupsweep_atlassian_sim::{SeedMembership, SimRequest, Site};
use groupsweep_core::choose::SelectionHistory;
use groupsweep_core::domain::{Action, Answer, App, SiteCall, Timestamp, TransportError};
use groupsweep_core::plan::{
    ActiveMembers, Category, FreezeError, Proposal, Protection, Purpose, RowsRead, SiteFacts, WayOn,
};
use groupsweep_core::precheck::Precheck;
use groupsweep_core::reads::{ReadEvent, ReadId};
use groupsweep_core::run::Rate;

pub(crate) type Reply = Result<Answer, TransportError>;

/// Every row of these memberships proposed.
fn proposal(memberships: &[(usize, usize)]) -> Proposal {
    let table = Arc::new(table(export(memberships)));
    let mut choice = SelectionHistory::new(Arc::clone(&table));
    choice.set(table.row_numbers(), true);
    Proposal::of_choice(&choice, Purpose::Remove, connection()).unwrap()
}

pub(crate) fn seat(g: usize, name: &str, u: usize, email: &str, active: bool) -> SeedMembership {
    SeedMembership {
        group_id: group(g),
        group_name: name.to_owned(),
        account_id: account(u),
        display_name: format!("User {u}"),
        email: email.to_owned(),
        active,
    }
}

/// The model with these memberships. Everybody is active, and nobody is an app.
fn site(memberships: &[(usize, usize)]) -> Site {
    Site::practice(
        memberships
            .iter()
            .map(|(g, u)| seat(*g, &format!("Group {g}"), *u, "", true)),
    )
}

pub(crate) struct Asked {
    pub(crate) facts: SiteFacts,
    pub(crate) calls: Vec<SiteCall>,
    pub(crate) ended: Timestamp,
}

/// Asks to the end, one answer after the other; time moves when nothing else does.
pub(crate) fn ask_with(
    proposal: &Proposal,
    script: impl FnMut(&SiteCall, Timestamp) -> Reply,
) -> Asked {
    ask_at(Timestamp(1_800_000_000_000), proposal, script)
}

/// The same, begun at this moment.
pub(crate) fn ask_at(
    mut now: Timestamp,
    proposal: &Proposal,
    mut script: impl FnMut(&SiteCall, Timestamp) -> Reply,
) -> Asked {
    let mut precheck = Precheck::of(proposal, Rate::of_model(1000));
    let mut waiting: Vec<(ReadId, SiteCall)> = Vec::new();
    let mut calls = Vec::new();
    let mut event = ReadEvent::Timer;
    for _ in 0..100_000 {
        let todo = precheck.step(event, now);
        for (read_id, call) in todo.calls {
            assert!(!call.is_change(), "{call:?}");
            calls.push(call.clone());
            waiting.push((read_id, call));
        }
        assert!(waiting.len() <= 6);
        if precheck.is_done() {
            let facts = precheck.into_facts();
            return Asked {
                facts,
                calls,
                ended: now,
            };
        }
        event = if waiting.is_empty() {
            now = todo.wake_at.expect("something is waited for");
            ReadEvent::Timer
        } else {
            let (read_id, call) = waiting.remove(0);
            now = Timestamp(now.0 + 20);
            ReadEvent::Answered(read_id, script(&call, now))
        };
    }
    panic!("it asks for ever")
}

fn ask(proposal: &Proposal, site: &mut Site) -> Asked {
    ask_with(proposal, |call, now| {
        site.answer(now, &SimRequest::of_call(call).unwrap())
            .into_answer()
    })
}

#[test]
fn every_row_is_sorted_by_what_the_site_says() {
    let mut proposal = proposal(&[(1, 1), (1, 2), (7, 1), (1, 8)]);
    let mut site = site(&[(1, 1), (2, 2)]);
    let asked = ask(&proposal, &mut site);
    proposal.learn(asked.facts);
    let sorts: Vec<Category> = (0..4).map(|item| proposal.sort(item)).collect();
    assert_eq!(
        sorts,
        [
            Category::WillChange,
            Category::Already,
            Category::NotFound,
            Category::NotFound
        ]
    );
}

#[test]
fn large_groups_are_sorted_row_by_row_too() {
    let all: Vec<_> = (0..400).map(|user| (user % 3, user)).collect();
    let gone = |(_, user): &&(usize, usize)| user % 7 != 0;
    let members: Vec<_> = all.iter().filter(gone).copied().collect();
    let mut proposal = proposal(&all);
    let asked = ask(&proposal, &mut site(&members));
    proposal.learn(asked.facts);
    for (item, (_, user)) in all.iter().enumerate() {
        let expected = match user % 7 {
            // Whoever is in no group at all is not known to this site.
            0 => Category::NotFound,
            _ => Category::WillChange,
        };
        assert_eq!(proposal.sort(item), expected, "{user}");
    }
    let pages = asked.calls.len();
    assert!(pages < 40, "{pages} calls for 400 rows in three groups");
}

#[test]
fn administration_access_and_apps_are_told_by_the_site() {
    let mut site = Site::practice([
        seat(1, "site-admins", 1, "", true),
        seat(1, "site-admins", 2, "", false),
        seat(2, "jira-software-users", 1, "x@connect.atlassian.com", true),
        seat(
            2,
            "jira-software-users",
            3,
            "bot@connect.atlassian.com",
            true,
        ),
        seat(4, "jira-administrators", 1, "", true),
    ]);
    let mut proposal = proposal(&[(1, 1), (1, 2), (2, 3), (4, 1)]);
    proposal.learn(ask(&proposal, &mut site).facts);
    assert_eq!(proposal.protections(0)[0], Protection::SiteAdministration);
    assert_eq!(proposal.protections(2)[0], Protection::AppAccount);
    assert_eq!(
        proposal.protections(3)[0],
        Protection::ProductAdministration
    );
    let facts = proposal.facts();
    assert_eq!(facts.by_name, None);
    let apps: Vec<_> = facts.apps.values().cloned().collect();
    assert_eq!(apps, [vec![App::Jira]]);
    let active_members: &ActiveMembers = facts
        .active_members
        .values()
        .find(|active_members| !active_members.people.is_empty())
        .unwrap();
    assert!(active_members.is_whole);
    assert_eq!(
        facts.active_members.len(),
        2,
        "of the administration groups, and of no other"
    );
}

#[test]
fn deactivated_people_and_apps_do_not_count_as_those_who_stay() {
    let mut site = Site::practice([
        seat(1, "site-admins", 1, "", true),
        seat(1, "site-admins", 2, "", false),
        seat(1, "site-admins", 3, "bot@connect.atlassian.com", true),
    ]);
    let mut proposal = proposal(&[(1, 1)]);
    proposal.learn(ask(&proposal, &mut site).facts);
    assert!(proposal.unprotect(0, "left the company").is_err());
}

#[test]
fn a_site_that_does_not_tell_its_administration_groups_has_them_told_by_name() {
    for profile in ["empty", "500"] {
        let mut site = Site::practice([seat(1, "site-admins", 1, "", true)]);
        site.settings_mut()
            .set_profile("site-admin-groups", profile)
            .unwrap();
        let text = export(&[(1, 1)]).replace("Group 1", "site-admins");
        let table = Arc::new(table(&text));
        let mut choice = SelectionHistory::new(Arc::clone(&table));
        choice.set(table.row_numbers(), true);
        let mut proposal = Proposal::of_choice(&choice, Purpose::Remove, connection()).unwrap();
        proposal.learn(ask(&proposal, &mut site).facts);
        assert!(proposal.facts().by_name.is_some(), "{profile}");
        assert_eq!(
            proposal.protections(0),
            [Protection::AdministrationByName],
            "{profile}"
        );
        assert!(
            proposal.facts().active_members.len() == 1,
            "{profile}: its members are asked for"
        );
    }
}

#[test]
fn who_administers_is_asked_before_an_addition_too() {
    let mut site = Site::practice([
        seat(1, "site-admins", 1, "", true),
        seat(2, "Group 2", 2, "", true),
    ]);
    let table = Arc::new(table(export(&[(1, 2), (2, 1)])));
    let mut choice = SelectionHistory::new(Arc::clone(&table));
    choice.set(table.row_numbers(), true);
    let mut proposal = Proposal::of_choice(&choice, Purpose::Add, connection()).unwrap();
    proposal.learn(ask(&proposal, &mut site).facts);
    assert_eq!(
        proposal.protections(0),
        [Protection::SiteAdministration, Protection::OtherGroup],
        "the file calls the group Group 1"
    );
    assert_eq!(
        (proposal.sort(1), proposal.going()),
        (Category::WillChange, 1)
    );
}

#[test]
fn a_site_that_answers_nothing_of_it_leaves_rows_unchecked_and_ends() {
    let mut proposal = proposal(&[(1, 1), (2, 2)]);
    let asked = ask_with(&proposal, |_, _| Ok(json(404, "{}")));
    assert_eq!(asked.facts.active_members.len(), 0);
    let calls = asked.calls.len();
    assert!(calls <= 12, "{calls}");
    proposal.learn(asked.facts);
    assert_eq!(proposal.count(Category::NotFound), 2);
    assert_eq!(
        proposal.freeze().unwrap_err(),
        FreezeError::NothingLeft(WayOn::LeftOut(Category::NotFound, Action::Remove)),
        "what the site does not know is not sent by itself"
    );
    proposal.leave_out(Category::NotFound, false);
    assert!(proposal.freeze().is_ok(), "unless somebody asks for it");
    let forbidden = || Ok(json(403, "{\"errorMessages\":[\"no\"]}"));
    proposal.learn(ask_with(&proposal, |_, _| forbidden()).facts);
    let read = proposal.facts().rows_read(2);
    assert!(matches!(read, RowsRead::Nothing(_)), "{read:?}");
    assert_eq!(proposal.facts().unchecked.len(), 1, "each reason once");
}

#[test]
fn a_check_says_how_many_rows_it_could_read_and_why_it_read_none() {
    let mut site = site(&[(0, 0), (1, 1), (1, 2)]);
    let whole = proposal(&[(0, 0), (1, 1), (1, 2)]);
    let read = |asked: Asked| asked.facts.rows_read(3);
    assert_eq!(read(ask(&whole, &mut site)), RowsRead::All);
    let part = ask_with(&whole, |call, now| match call {
        SiteCall::Members { group: id, .. } if id.as_str() == group(1) => {
            Ok(json(403, "{\"errorMessages\":[]}"))
        }
        _ => site
            .answer(now, &SimRequest::of_call(call).unwrap())
            .into_answer(),
    });
    assert_eq!(read(part), RowsRead::AllBut(2));
    let page = [("content-type", "text/html")];
    let blocked = ask_with(&whole, |_, _| Ok(answer(403, &page, "<p>IP allowlist")));
    let RowsRead::Nothing(why) = read(blocked) else {
        panic!("nothing was read");
    };
    assert!(why.contains("IP allowlist"), "{why}");
}

#[test]
fn somebody_suspended_is_not_called_already_gone() {
    let mut site = site(&[(1, 1), (1, 2), (1, 3), (2, 4)]);
    assert!(site.suspend(&account(2)));
    let mut proposal = proposal(&[(1, 1), (1, 2), (1, 4)]);
    let asked = ask(&proposal, &mut site);
    let people = asked
        .calls
        .iter()
        .filter(|call| matches!(call, SiteCall::GroupsOf(_)));
    assert_eq!(
        people.count(),
        2,
        "who is absent, whatever the site says of their accounts"
    );
    proposal.learn(asked.facts);
    let sorts: Vec<Category> = (0..3).map(|item| proposal.sort(item)).collect();
    assert_eq!(
        sorts,
        [
            Category::WillChange,
            Category::WillChange,
            Category::Already
        ]
    );
}

#[test]
fn whoever_is_in_no_group_and_not_known_to_exist_is_not_checked() {
    let mut proposal = proposal(&[(1, 1)]);
    let mut site = site(&[(1, 2)]);
    let asked = ask_with(&proposal, |call, now| match call {
        SiteCall::Accounts(_) => Ok(json(403, "{}")),
        SiteCall::GroupsOf(_) => Ok(json(200, "[]")),
        _ => site
            .answer(now, &SimRequest::of_call(call).unwrap())
            .into_answer(),
    });
    assert_eq!(asked.facts.unchecked.len(), 1);
    proposal.learn(asked.facts);
    assert_eq!(proposal.sort(0), Category::NotChecked);
}
