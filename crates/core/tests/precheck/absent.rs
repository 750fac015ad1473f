//! Who is in no list of members, and what that shows.

use super::{ask_with, proposal, site};
use crate::support::{account, json};
use groupsweep_atlassian_sim::SimRequest;
use groupsweep_core::domain::SiteCall;
use groupsweep_core::plan::Category;

/// As the reports have it: a list of members leaves out whoever is suspended in the directory. Whether their account is
/// called active is documented nowhere.
#[test]
fn somebody_suspended_whom_the_site_calls_active_is_not_called_already_gone() {
    let mut site = site(&[(1, 1), (1, 2), (1, 3), (2, 4)]);
    assert!(site.suspend(&account(2)));
    let mut proposal = proposal(&[(1, 1), (1, 2), (1, 4)]);
    let asked = ask_with(&proposal, |call, now| {
        let answer = site.answer(now, &SimRequest::of_call(call).unwrap());
        answer.into_answer().map(|mut answer| {
            answer.body = answer.body.replace("\"active\":false", "\"active\":true");
            answer
        })
    });
    proposal.learn(asked.facts);
    let sorts: Vec<Category> = (0..3).map(|item| proposal.sort(item)).collect();
    let member = Category::WillChange;
    assert_eq!(sorts, [member, member, Category::Already]);
}

#[test]
fn an_account_that_the_site_describes_is_not_called_unknown_where_its_groups_are_not_shown() {
    let mut proposal = proposal(&[(1, 1)]);
    let mut site = site(&[(1, 2), (2, 1)]);
    assert!(site.suspend(&account(1)));
    let asked = ask_with(&proposal, |call, now| match call {
        SiteCall::GroupsOf(_) => Ok(json(404, "{}")),
        _ => site
            .answer(now, &SimRequest::of_call(call).unwrap())
            .into_answer(),
    });
    proposal.learn(asked.facts);
    assert_eq!(proposal.sort(0), Category::NotChecked);
    let why = &proposal.facts().unchecked;
    assert!(why.len() == 1 && why[0].contains("404"), "{why:?}");
}
