//! Lists that are short, long, or start again on each page.

use super::{ask, ask_with, proposal, site};
use crate::support::{connection, export, group, json, table};
use groupsweep_atlassian_sim::{DIRECTORY_ID, ORG_ID, SimRequest};
use groupsweep_core::atlassian::{Endpoint, Organization};
use groupsweep_core::choose::SelectionHistory;
use groupsweep_core::domain::{Access, DirectoryId, OrgId, SiteCall, Span};
use groupsweep_core::plan::{Category, Proposal, Protection, Purpose};
use std::sync::Arc;

#[test]
fn a_short_page_of_accounts_calls_nobody_unknown() {
    let all: Vec<_> = (0..30).map(|user| (1, user)).collect();
    let mut site = site(&all);
    let proposal = proposal(&all);
    let asked = ask_with(&proposal, |call, now| {
        if let SiteCall::Accounts(accounts) = call {
            // A site that always returns ten per page.
            let values: Vec<String> = accounts
                .iter()
                .take(10)
                .map(|id| {
                    format!(
                        "{{\"accountId\":\"{}\",\"accountType\":\"atlassian\",\"active\":true}}",
                        id.as_str()
                    )
                })
                .collect();
            let last = accounts.len() <= 10;
            return Ok(json(
                200,
                &format!("{{\"isLast\":{last},\"values\":[{}]}}", values.join(",")),
            ));
        }
        site.answer(now, &SimRequest::of_call(call).unwrap())
            .into_answer()
    });
    assert_eq!(asked.facts.accounts_unread, None);
    let few = asked
        .calls
        .iter()
        .filter(|call| matches!(call, SiteCall::Accounts(_)))
        .count();
    assert_eq!(few, 3, "one long question, two short ones");
}

#[test]
fn access_groups_are_read_page_by_page() {
    let proposal = proposal(&[(1, 1)]);
    let mut asked_from = Vec::new();
    ask_with(&proposal, |call, _| match call {
        SiteCall::GroupsGranting {
            access: Access::Admin,
            start_at,
        } => {
            asked_from.push(*start_at);
            Ok(json(200, &two_of_four(*start_at as usize, |place| place)))
        }
        _ => Ok(json(404, "{}")),
    });
    assert_eq!(
        asked_from,
        [0, 1, 2],
        "each page begins with the last group of the one before"
    );
}

/// Two groups of a list of four, from this place on.
fn two_of_four(start_at: usize, group_at: impl Fn(usize) -> usize) -> String {
    let values: Vec<String> = (start_at..start_at + 2)
        .map(|place| format!("{{\"groupId\":\"{}\"}}", group(group_at(place))))
        .collect();
    let last = start_at + 2 >= 4;
    format!("{{\"isLast\":{last},\"values\":[{}]}}", values.join(","))
}

#[test]
fn an_administration_group_that_may_have_slipped_between_two_pages_is_said_to_be_unread() {
    let proposal = proposal(&[(1, 1)]);
    for (moved, is_read) in [(0, true), (1, false)] {
        let asked = ask_with(&proposal, |call, _| match call {
            SiteCall::GroupsGranting {
                access: Access::SiteAdmin | Access::Admin,
                start_at,
            } => {
                // Somebody deletes the first group once the first page is read.
                let by = if *start_at > 0 { moved } else { 0 };
                Ok(json(
                    200,
                    &two_of_four(*start_at as usize, |place| place + by),
                ))
            }
            _ => Ok(json(404, "{}")),
        });
        assert_eq!(asked.facts.by_name.is_none(), is_read, "moved by {moved}");
    }
}

/// As proposed to the organization's directory.
fn by_the_organization(memberships: &[(usize, usize)]) -> Proposal {
    let table = Arc::new(table(export(memberships)));
    let mut choice = SelectionHistory::new(Arc::clone(&table));
    choice.set(table.row_numbers(), true);
    let mut connection = connection();
    connection.endpoint = Endpoint::Organization(Organization {
        org: OrgId::parse(ORG_ID).unwrap(),
        directory: DirectoryId::parse(DIRECTORY_ID),
    });
    Proposal::of_choice(&choice, Purpose::Remove, connection).unwrap()
}

#[test]
fn a_short_page_of_groups_hides_none_that_is_externally_managed() {
    let all: Vec<_> = (0..30).map(|group| (group, 1)).collect();
    for (a_page, known) in [(10, true), (20, true), (5, false)] {
        let mut proposal = by_the_organization(&all);
        let asked = ask_with(&proposal, |call, _| {
            let SiteCall::GroupsById(groups) = call else {
                return Ok(json(404, "{}"));
            };
            let data: Vec<String> = groups
                .iter()
                .take(a_page)
                .map(|id| format!("{{\"id\":\"{}\",\"externalSynced\":true}}", id.as_str()))
                .collect();
            let next = match groups.len() > a_page {
                true => "{\"next\":\"more\"}",
                false => "{}",
            };
            let body = format!("{{\"data\":[{}],\"links\":{next}}}", data.join(","));
            Ok(json(200, &body))
        });
        let is_unread = asked.facts.external_management_unread.is_some();
        proposal.learn(asked.facts);
        let held =
            (0..30).filter(|at| proposal.protections(*at) == [Protection::ExternallyManaged]);
        assert_eq!(held.count() == 30, known, "{a_page} on a page");
        assert_ne!(is_unread, known, "{a_page} on a page");
    }
}

#[test]
fn a_group_of_another_directory_is_unknown_and_not_called_already_gone() {
    let mut proposal = by_the_organization(&[(1, 1)]);
    let nothing = || Ok(json(200, "{\"data\":[],\"links\":{}}"));
    let asked = ask_with(&proposal, |_, _| nothing());
    proposal.learn(asked.facts);
    assert_eq!(proposal.sort(0), Category::NotFound);
}

#[test]
fn lists_of_groups_that_begin_anew_on_each_page_are_not_read_for_ever() {
    let mut proposal = proposal(&[(1, 1)]);
    let groups: Vec<String> = (100..150)
        .map(|one| format!("{{\"groupId\":\"{}\",\"name\":\"G\"}}", group(one)))
        .collect();
    let body = format!("{{\"isLast\":false,\"values\":[{}]}}", groups.join(","));
    let asked = ask_with(&proposal, |call, _| match call {
        SiteCall::GroupsGranting { .. } => Ok(json(200, &body)),
        _ => Ok(json(404, "{}")),
    });
    assert!(asked.calls.len() < 1000, "{} calls", asked.calls.len());
    proposal.learn(asked.facts);
    let facts = proposal.facts();
    assert!(facts.by_name.is_some() && facts.apps_unread.is_some());
}

#[test]
fn whole_lists_are_kept_with_the_names_that_the_site_gives() {
    let proposal = proposal(&[(1, 1), (2, 2)]);
    let mut site = site(&[(1, 1), (1, 3), (2, 2)]);
    let seen = ask(&proposal, &mut site).facts.members_seen;
    let members = seen.of(&proposal.items()[0].membership.group).unwrap();
    let mut names: Vec<&str> = members.values().map(|name| &**name).collect();
    names.sort_unstable();
    assert_eq!(names, ["User 1", "User 3"]);
    let second = &proposal.items()[1].membership;
    assert!(seen.holds(&second.group, &second.account));
}

#[test]
fn a_check_is_as_old_as_its_first_list() {
    let all: Vec<_> = (0..30).map(|user| (user, user)).collect();
    let mut site = site(&all);
    let mut first = None;
    let asked = ask_with(&proposal(&all), |call, now| {
        if matches!(call, SiteCall::Members { .. }) {
            first.get_or_insert(now);
        }
        site.answer(now, &SimRequest::of_call(call).unwrap())
            .into_answer()
    });
    // A row that the first list showed may have changed while the others were read.
    let checked_at = asked.facts.checked_at.unwrap();
    let first = first.expect("lists are read");
    assert!(checked_at < first, "{checked_at:?} {first:?}");
    assert!(asked.ended > first + Span::seconds(0));
}
